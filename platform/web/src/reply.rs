//! What a handler answers.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::ask::{escape, inside, plain};

/// An answer before it becomes a response.
pub struct Reply {
    /// The status.
    pub status: u16,
    content: Content,
    cookies: Vec<String>,
}

enum Content {
    Html(String),
    Text(&'static str, String),
    File { media: String, name: String, body: Body },
    See(String),
}

/// A short message on the next page, with the way back where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// Its text is the locale message `toast-<key>`.
    pub key: String,
    /// What it is about: the variable `what`.
    pub what: String,
    /// The path to post to for undoing it.
    pub undo: Option<String>,
}

impl Reply {
    fn of(status: u16, content: Content) -> Self {
        Self { status, content, cookies: Vec::new() }
    }

    /// A page or a part of one.
    #[must_use]
    pub fn html(html: String) -> Self {
        Self::of(200, Content::Html(html))
    }

    /// Plain content of a media type.
    #[must_use]
    pub fn text(media: &'static str, text: String) -> Self {
        Self::of(200, Content::Text(media, text))
    }

    /// A file to keep.
    #[must_use]
    pub fn file(media: impl Into<String>, name: impl Into<String>, body: Body) -> Self {
        Self::of(200, Content::File { media: media.into(), name: name.into(), body })
    }

    /// On to another page of this site.
    #[must_use]
    pub fn see(path: impl Into<String>) -> Self {
        let path = path.into();
        Self::of(303, Content::See(inside(&path).to_owned()))
    }

    /// With another status.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// With a message on the next page.
    #[must_use]
    pub fn toast(self, key: &str, what: impl Into<String>) -> Self {
        self.toast_with(&Toast { key: key.to_owned(), what: what.into(), undo: None })
    }

    /// With a message that offers to undo.
    #[must_use]
    pub fn toast_with(self, toast: &Toast) -> Self {
        let parts = [&toast.key, toast.undo.as_deref().unwrap_or_default(), &toast.what].map(escape);
        self.cookie(format!("toast={}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax", parts.join(":")))
    }

    /// With a cookie.
    #[must_use]
    pub fn cookie(mut self, cookie: String) -> Self {
        self.cookies.push(cookie);
        self
    }

    pub(crate) fn shows_page(&self) -> bool {
        matches!(self.content, Content::Html(_))
    }

    pub(crate) fn response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut headers = HeaderMap::new();
        let mut set = |name, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.append(name, value);
            }
        };
        set(header::CACHE_CONTROL, "private, no-store");
        set(header::VARY, "Cookie, HX-Request");
        for cookie in &self.cookies {
            set(header::SET_COOKIE, cookie);
        }
        match self.content {
            Content::Html(html) => {
                set(header::CONTENT_TYPE, "text/html; charset=utf-8");
                (status, headers, html).into_response()
            }
            Content::Text(media, text) => {
                set(header::CONTENT_TYPE, media);
                (status, headers, text).into_response()
            }
            Content::File { media, name, body } => {
                set(header::CONTENT_TYPE, &media);
                set(header::CONTENT_DISPOSITION, &attached(&name));
                // Whatever a browser makes of it, it runs nothing.
                set(header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'");
                (status, headers, body).into_response()
            }
            Content::See(path) => {
                set(header::LOCATION, &path);
                (status, headers).into_response()
            }
        }
    }
}

/// Always kept, never shown in place; the name as RFC 6266 has it, once for old programs.
fn attached(name: &str) -> String {
    let plain = |sign: char| sign.is_ascii_alphanumeric() || " -_.()".contains(sign);
    let old: String = name.chars().map(|sign| if plain(sign) { sign } else { '_' }).collect();
    format!("attachment; filename=\"{old}\"; filename*=UTF-8''{}", escape(name))
}

impl Toast {
    /// Reads the cookie; anything that is not one of ours is no message.
    pub(crate) fn read(cookie: &str) -> Option<Self> {
        let mut parts = cookie.splitn(3, ':').map(plain);
        let (key, undo, what) = (parts.next()?, parts.next()?, parts.next()?);
        let known = !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        let undo = Some(undo).filter(|path| !path.is_empty() && inside(path) == path);
        known.then_some(Self { key, what, undo })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_keeps_its_name_in_every_language() {
        assert_eq!(
            attached("协议 \"1\".pdf"),
            "attachment; filename=\"__ _1_.pdf\"; filename*=UTF-8''%E5%8D%8F%E8%AE%AE%20%221%22.pdf"
        );
    }

    #[test]
    fn a_message_survives_its_cookie() {
        let toast = Toast { key: "trashed".into(), what: "丰田: a;b".into(), undo: Some("/a/b".into()) };
        let reply = Reply::see("/").toast_with(&toast);
        let cookie = reply.cookies[0].split(';').next().unwrap().split_once('=').unwrap().1.to_owned();
        assert_eq!(Toast::read(&cookie), Some(toast));
        assert_eq!(Toast::read("UP:x:y"), None);
        assert_eq!(Toast::read("ok:%2F%2Fevil.example:y").unwrap().undo, None);
    }
}
