//! The server around every page and the JSON interface: known hosts, operation ids, security headers, limits.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use entente_kernel::{Class, Id, Problem, Result};
use entente_store::Db;
use tokio::net::TcpListener;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::meter::Meter;

/// Most bytes of a request's body; uploads have a way of their own.
const BODY: usize = 1 << 20;

/// Longest time that a request may take.
const SECONDS: u64 = 30;

/// Longest time that a form with a file may take; each piece of it has to come within the time above.
const UPLOAD_SECONDS: u64 = 900;

/// Scripts, styles, images and requests from here only; no frames, no plug-ins, nothing inline.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The request header in which the operation id reaches handlers, and the answer's header that shows it.
pub const OPERATION: HeaderName = HeaderName::from_static("x-operation-id");

/// What the server needs to know.
#[derive(Clone)]
pub struct Server {
    /// The database, for readiness and for the chance that operation ids are drawn from.
    pub db: Db,
    /// The host names, without port, under which the installation is known.
    pub hosts: Arc<Vec<String>>,
    /// What it counts.
    pub meter: Arc<Meter>,
    /// Shown by `/readyz`.
    pub build: &'static str,
}

/// Puts the frame around `routes`.
pub fn frame(server: Server, routes: Router) -> Router {
    let own = Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .with_state(server.clone());
    routes
        .merge(own)
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(from_fn(timely))
        .layer(CatchPanicLayer::new())
        .layer(DefaultBodyLimit::max(BODY))
        .layer(from_fn_with_state(server, guard))
}

/// Serves until `stop` is done, then lets requests at work finish. Errors: `address-in-use` and the like.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stop).await.map_err(Problem::internal)
}

/// Ends what takes too long.
async fn timely(request: Request, next: Next) -> Response {
    let media = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let upload = media.is_some_and(|media| media.starts_with("multipart/form-data"));
    let seconds = if upload { UPLOAD_SECONDS } else { SECONDS };
    let answer = tokio::time::timeout(Duration::from_secs(seconds), next.run(request)).await;
    answer.unwrap_or_else(|_| StatusCode::SERVICE_UNAVAILABLE.into_response())
}

/// Ready means: the database answers.
async fn ready(State(server): State<Server>) -> Response {
    match server.db.read(|reads| reads.count("SELECT count(*) FROM migration", &[])).await {
        Ok(_) => format!("ready {} pid {}\n", server.build, std::process::id()).into_response(),
        Err(problem) => {
            tracing::error!(%problem, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], "not ready\n").into_response()
        }
    }
}

/// Refuses foreign hosts, gives every request an operation id and every answer its security headers.
async fn guard(State(server): State<Server>, mut request: Request, next: Next) -> Response {
    let operation = Id::new(server.db.chance()).0.simple().to_string();
    let shown = HeaderValue::from_str(&operation).unwrap_or(HeaderValue::from_static("none"));
    let known = host_of(request.headers()).is_some_and(|host| server.hosts.contains(&host));
    let (class, begun) = (Meter::class(request.uri().path()), std::time::Instant::now());
    let mut response = if known {
        request.headers_mut().insert(OPERATION, shown.clone());
        next.run(request).await
    } else {
        let problem = Problem::new(Class::Misdirected, "host");
        let text = format!(
            "{}: this server does not answer under that name; open it by the address in its settings\n",
            problem.code
        );
        (StatusCode::MISDIRECTED_REQUEST, text).into_response()
    };
    server.meter.count(class, response.status().as_u16(), begun.elapsed());
    let away = response.status() == StatusCode::SERVICE_UNAVAILABLE;
    let headers = response.headers_mut();
    headers.insert(OPERATION, shown);
    if away {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// The requested host without its port, in lower case.
fn host_of(headers: &HeaderMap) -> Option<String> {
    let host = headers.get(header::HOST)?.to_str().ok()?.to_ascii_lowercase();
    let bare = match host.rsplit_once(':') {
        Some((bare, port)) if port.bytes().all(|b| b.is_ascii_digit()) => bare,
        _ => host.as_str(),
    };
    Some(bare.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_not_part_of_the_name() {
        let host = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static(text));
            host_of(&headers).unwrap()
        };
        assert_eq!(host("LocalHost:8080"), "localhost");
        assert_eq!(host("[::1]:8080"), "[::1]");
        assert_eq!(host("127.0.0.1"), "127.0.0.1");
    }
}
