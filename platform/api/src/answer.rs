//! Answers and refusals.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use entente_kernel::{Class, Problem, Result};
use serde_json::{Value as Json, json};

/// A JSON body with its status and headers.
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The body.
    pub body: Json,
    /// Further headers.
    pub headers: Vec<(HeaderName, String)>,
}

impl Answer {
    /// 200 with this body.
    #[must_use]
    pub fn ok(body: Json) -> Self {
        Self { status: StatusCode::OK, body, headers: Vec::new() }
    }

    pub(crate) fn with(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Adds the version as an entity tag.
    pub(crate) fn version(self, version: i64) -> Self {
        self.with(header::ETAG, format!("\"{version}\""))
    }
}

/// An answer, or the problem in its place.
#[must_use]
pub fn respond(result: Result<Answer>, operation: &str) -> Response {
    match result {
        Err(problem) => problem_response(&problem, operation),
        Ok(answer) => {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
            for (name, value) in answer.headers {
                if let Ok(value) = HeaderValue::from_str(&value) {
                    headers.append(name, value);
                }
            }
            (answer.status, headers, answer.body.to_string()).into_response()
        }
    }
}

/// The problem as `application/problem+json`. What only the log should say goes to the log, under the operation id
/// that the answer names.
#[must_use]
pub fn problem_response(problem: &Problem, operation: &str) -> Response {
    if problem.class == Class::Internal {
        tracing::error!(operation, %problem, "request failed");
    }
    let status = problem.class.status();
    let args = |args: &[(&'static str, String)]| -> Json {
        args.iter().map(|(k, v)| ((*k).to_owned(), json!(v))).collect::<serde_json::Map<_, _>>().into()
    };
    let fields: Vec<Json> = problem
        .fields
        .iter()
        .map(|f| json!({ "field": f.field, "code": f.code, "values": args(&f.args) }))
        .collect();
    let body = json!({
        "type": format!("about:blank#{}", problem.code),
        "title": problem.code.replace('-', " "),
        "status": status,
        "code": problem.code,
        "values": args(&problem.args),
        "fields": fields,
        "operation": operation,
    });
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if problem.class == Class::Unauthenticated {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if problem.class == Class::Unavailable {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, headers, body.to_string()).into_response()
}
