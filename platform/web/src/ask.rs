//! What a request says, before anybody knows who asks.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, Method, header};
use entente_access::{Secret, Session};
use entente_documents::Judged;
use entente_kernel::{Class, FieldProblem, Id, Lang, Problem, Result};
use entente_record::Fields;
use tokio::time::timeout;

use crate::server::OPERATION;

/// Most bytes of a form.
const FORM: usize = 1 << 20;

/// The session's cookie.
pub(crate) const SESSION: &str = "entente";

/// Longest time that a form may take to come.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A request, read once.
#[derive(Clone)]
pub struct Ask {
    /// GET or POST.
    pub method: Method,
    /// The path, without the query.
    pub path: String,
    /// The query string as it came.
    pub query_text: String,
    /// Its pairs.
    pub query: Vec<(String, String)>,
    /// The named parts of the path.
    pub params: Vec<(String, String)>,
    /// The form that was sent.
    pub fields: Fields,
    /// The bytes of that form, by which a repeated submission is known.
    pub form: Vec<u8>,
    /// The operation id.
    pub operation: String,
    /// Where the request came from.
    pub address: IpAddr,
    /// The part of the page that a script asks for, by its id.
    pub part: Option<String>,
    /// Set by a script of ours; forms without scripts carry the token as a field.
    csrf: Option<String>,
    /// False when the browser says that another site sent this.
    pub from_here: bool,
    headers: HeaderMap,
    /// The file that came along, until somebody takes it.
    pub(crate) file: Arc<Mutex<Option<Judged>>>,
    /// The session, once it is known.
    pub(crate) known: OnceLock<Session>,
}

impl Ask {
    /// Reads a request. Errors: 413 for a form that is too large, 400 for one that is no form.
    pub(crate) async fn read(request: Request, params: Vec<(String, String)>) -> Result<Self> {
        let (mut ask, body) = Self::head(request, params);
        if ask.method == Method::POST {
            ask.read_form(body).await?;
        }
        Ok(ask)
    }

    /// Reads the fields of a form without files. Errors: as [`Ask::read`].
    pub(crate) async fn read_form(&mut self, body: Body) -> Result<()> {
        self.form = form(body).await?;
        let fields = std::str::from_utf8(&self.form).map_err(|_| Problem::new(Class::Malformed, "form"))?;
        self.fields = Fields::new(pairs(fields));
        Ok(())
    }

    /// The request as far as it is known before its body has come.
    pub(crate) fn head(request: Request, params: Vec<(String, String)>) -> (Self, Body) {
        let (head, body) = request.into_parts();
        let text = |name: &str| head.headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let query_text = head.uri.query().unwrap_or_default().to_owned();
        let address = head.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip());
        let ask = Self {
            path: head.uri.path().to_owned(),
            query: pairs(&query_text),
            query_text,
            params,
            fields: Fields::default(),
            operation: text(OPERATION.as_str()).unwrap_or_default(),
            address: address.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)),
            part: text("hx-target").filter(|_| head.headers.contains_key("hx-request")),
            csrf: text("x-csrf"),
            from_here: from_here(&head.headers),
            method: head.method,
            form: Vec::new(),
            headers: head.headers,
            file: Arc::default(),
            known: OnceLock::new(),
        };
        (ask, body)
    }

    /// A request for an address that nobody sent: the view of which a job makes a file.
    pub(crate) fn of(path: &str, query: &str) -> Self {
        Self {
            method: Method::GET,
            path: path.to_owned(),
            query_text: query.to_owned(),
            query: pairs(query),
            params: Vec::new(),
            fields: Fields::default(),
            form: Vec::new(),
            operation: String::new(),
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            part: None,
            csrf: None,
            from_here: true,
            headers: HeaderMap::new(),
            file: Arc::default(),
            known: OnceLock::new(),
        }
    }

    /// The header's text; `""` without one.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    /// The cookie of that name.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let cookies = self.headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
        cookies
            .flat_map(|line| line.split(';'))
            .find_map(|pair| pair.trim().split_once('=').filter(|(n, _)| *n == name))
            .map(|(_, value)| value)
    }

    pub(crate) fn session(&self) -> Option<Secret> {
        self.cookie(SESSION).filter(|v| !v.is_empty()).map(Secret::new)
    }

    /// The language that cookie or browser ask for.
    pub(crate) fn lang(&self) -> Option<Lang> {
        let chosen = self.cookie("lang").and_then(Lang::parse);
        let accepted = || self.header("accept-language").split(',').find_map(Lang::parse);
        chosen.or_else(accepted)
    }

    /// The CSRF token that came along.
    pub(crate) fn csrf(&self) -> &str {
        self.csrf.as_deref().unwrap_or_else(|| self.fields.one("csrf"))
    }

    /// A named part of the path; `""` when the route has none of that name.
    #[must_use]
    pub fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }

    /// The record that the path names. Errors: 404 for anything that is no id.
    pub fn id(&self) -> Result<Id> {
        Id::parse(self.param("id")).ok_or_else(Problem::not_found)
    }

    /// A query parameter; `""` without one.
    #[must_use]
    pub fn asked(&self, name: &str) -> &str {
        self.query.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }

    /// The file that came along, judged by its bytes; it is given out once. Errors: `required` at the field `file`.
    pub fn take_file(&self) -> Result<Judged> {
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner).take();
        file.ok_or_else(|| Problem::field("file", "required"))
    }

    /// The version that the form was made from. Errors: 422 when it says none.
    pub fn seen(&self) -> Result<i64> {
        let version = self.fields.one("version").parse();
        version.map_err(|_| Problem::invalid(vec![FieldProblem::new("version", "version-missing")]))
    }
}

async fn form(body: Body) -> Result<Vec<u8>> {
    match timeout(PATIENCE, to_bytes(body, FORM)).await {
        Ok(Ok(bytes)) => Ok(bytes.to_vec()),
        Err(_) => Err(Problem::new(Class::Malformed, "form")),
        Ok(Err(_)) => Err(Problem::new(Class::TooLarge, "too-large").with("max", FORM / 1024)),
    }
}

/// Browsers say where a form came from; one that says nothing is let through to the token's check.
fn from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, from)| from == host),
        _ => true,
    }
}

/// The pairs of a query string or form, in order.
pub(crate) fn pairs(text: &str) -> Vec<(String, String)> {
    let named = text.split('&').filter(|part| !part.is_empty());
    named.map(|part| part.split_once('=').unwrap_or((part, ""))).map(|(n, v)| (plain(n), plain(v))).collect()
}

/// Undoes percent-encoding and `+`.
pub(crate) fn plain(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'+' => out.push(b' '),
            b'%' => {
                let mut look = bytes.clone();
                let digits = [look.next(), look.next()].map(|d| d.and_then(|d| char::from(d).to_digit(16)));
                if let [Some(high), Some(low)] = digits {
                    out.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                    bytes = look;
                } else {
                    out.push(b'%');
                }
            }
            other => out.push(other),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Percent-encodes everything but unreserved characters (RFC 3986).
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A path on this site, or the home page in its place: no redirect leads elsewhere.
#[must_use]
pub(crate) fn inside(path: &str) -> &str {
    let safe = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\n', '\r']);
    if safe { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read_as_browsers_write_them() {
        let read = pairs("a=%E4%B8%B0+x&b=1%&c&a=2");
        let expected = [("a", "丰 x"), ("b", "1%"), ("c", ""), ("a", "2")];
        assert_eq!(read, expected.map(|(n, v)| (n.to_owned(), v.to_owned())));
    }

    #[test]
    fn no_redirect_leads_elsewhere() {
        assert_eq!(inside("/needs?a=b"), "/needs?a=b");
        for foreign in ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\nb"] {
            assert_eq!(inside(foreign), "/");
        }
    }

    #[test]
    fn escaping_and_reading_are_inverse() {
        assert_eq!(plain(&escape("丰田 & co+")), "丰田 & co+");
    }
}
