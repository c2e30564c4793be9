//! Style, scripts and the mark, in the binary; their addresses change with their content.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

/// Name, media type and content.
const ASSETS: [(&str, &str, &[u8]); 4] = [
    ("entente.css", "text/css; charset=utf-8", include_bytes!("../assets/entente.css")),
    ("app.js", "text/javascript; charset=utf-8", include_bytes!("../assets/app.js")),
    ("htmx.js", "text/javascript; charset=utf-8", include_bytes!("../assets/htmx.min.js")),
    ("mark.svg", "image/svg+xml", include_bytes!("../assets/favicon.svg")),
];

static ADDRESSES: LazyLock<Vec<(&str, String)>> = LazyLock::new(|| {
    let short = |content: &[u8]| -> String {
        Sha256::digest(content).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    };
    ASSETS.iter().map(|(name, _, content)| (*name, format!("/static/{}/{name}", short(content)))).collect()
});

/// The address of an asset.
pub(crate) fn address(name: &str) -> &'static str {
    ADDRESSES.iter().find(|(n, _)| *n == name).map_or("", |(_, address)| address.as_str())
}

/// Serves them, to be kept for ever.
pub(crate) fn router() -> Router {
    Router::new().route("/static/{version}/{name}", get(serve))
}

async fn serve(Path((_, name)): Path<(String, String)>) -> Response {
    match ASSETS.iter().find(|(n, _, _)| *n == name) {
        None => StatusCode::NOT_FOUND.into_response(),
        Some((_, media, content)) => {
            let kept = "public, max-age=31536000, immutable";
            ([(header::CONTENT_TYPE, *media), (header::CACHE_CONTROL, kept)], *content).into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vendored file is the published one: its digest stands in `assets/VENDOR.md`.
    #[test]
    fn vendored_files_are_as_published() {
        let digest: String = Sha256::digest(ASSETS[2].2).iter().map(|b| format!("{b:02x}")).collect();
        assert!(include_str!("../assets/VENDOR.md").contains(&digest), "htmx.min.js was changed: {digest}");
    }
}
