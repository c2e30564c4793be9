//! The JSON interface: every registered kind under `/api/v1`, described by `/api/openapi.json`.
//!
//! Errors are `application/problem+json` (RFC 9457) with stable codes. Changes name the version they change by
//! `If-Match` (428 without, 412 when stale). `Idempotency-Key` makes a creation safe to repeat for 24 hours. Pages
//! follow each other by `Link` headers (RFC 8288).

mod answer;
mod body;
mod openapi;
mod query;
mod read;
mod state;
mod write;

use axum::Router;
use axum::routing::{get, post};

pub use answer::{Answer, problem_response, respond};
pub use openapi::document;
pub use state::{Api, Authenticate, Caller};

/// Method, path and rule of every route, for the list of routes. The rule is the kind's own.
pub const ROUTES: [(&str, &str, &str); 9] = [
    ("GET", "/api/openapi.json", "everyone"),
    ("GET", "/api/v1/{path}", "see"),
    ("POST", "/api/v1/{path}", "create"),
    ("GET", "/api/v1/{path}/{id}", "see"),
    ("PATCH", "/api/v1/{path}/{id}", "edit"),
    ("DELETE", "/api/v1/{path}/{id}", "trash"),
    ("GET", "/api/v1/{path}/{id}/history", "see, staff"),
    ("GET, POST", "/api/v1/{path}/{id}/notes", "note"),
    ("POST", "/api/v1/{path}/{id}/steps/{step}", "step"),
];

/// Every route of the interface. A path that names no kind, or none that the actor may know of, answers 404.
pub fn router(api: Api) -> Router {
    Router::new()
        .route("/api/openapi.json", get(openapi::show))
        .route("/api/v1/{path}", get(read::list).post(write::create))
        .route("/api/v1/{path}/{id}", get(read::one).patch(write::edit).delete(write::trash))
        .route("/api/v1/{path}/{id}/history", get(read::history))
        .route("/api/v1/{path}/{id}/notes", get(read::notes).post(write::note))
        .route("/api/v1/{path}/{id}/steps/{step}", post(write::step))
        .with_state(api)
}
