//! Somebody at the site, as a browser without scripts has it: looks at pages and sends their forms.

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, header};
use entente_testkit::Bench;
use entente_web::escape;

use crate::routes_test::{Site, between, session};

pub(crate) struct Person<'a> {
    pub(crate) site: &'a Site,
    pub(crate) cookie: String,
}

impl<'a> Person<'a> {
    /// One of the demo's people, who reads English.
    pub(crate) fn new(site: &'a Site, bench: &Bench, login: &'static str) -> Self {
        Self { site, cookie: format!("{}; lang=en", session(site, bench, login)) }
    }

    pub(crate) fn sees(&self, path: &str) -> (u16, String) {
        let (status, _, page) = self.site.ask(Method::GET, path, &self.cookie, "");
        (status, page)
    }

    /// A page that must be there.
    pub(crate) fn page(&self, path: &str) -> String {
        let (status, page) = self.sees(path);
        assert_eq!(status, 200, "{path}: {page}");
        page
    }

    /// Status, headers and bytes as they come.
    pub(crate) fn gets(&self, path: &str) -> (u16, HeaderMap, Vec<u8>) {
        let request = Request::builder()
            .uri(path)
            .header(header::HOST, "localhost")
            .header(header::COOKIE, &self.cookie)
            .body(Body::empty());
        self.site.send(request.unwrap())
    }

    /// The token that the forms of a page carry.
    pub(crate) fn token(&self, page: &str) -> String {
        token(self.site, &self.cookie, page)
    }

    /// Status, place to go on to, and page of a form sent from the page `from`.
    pub(crate) fn sends(&self, from: &str, to: &str, form: &str) -> (u16, String, String) {
        let token = self.token(from);
        self.site.ask(Method::POST, to, &self.cookie, &format!("csrf={}&{form}", escape(&token)))
    }

    /// [`Person::sends`] by fields as they were typed.
    pub(crate) fn types(&self, from: &str, to: &str, fields: &[(&str, &str)]) -> (u16, String, String) {
        let field = |(name, value): &(&str, &str)| format!("{}={}", escape(name), escape(value));
        self.sends(from, to, &fields.iter().map(field).collect::<Vec<_>>().join("&"))
    }

    /// [`Person::sends`] from any page: the token is one for the whole session.
    pub(crate) fn posts(&self, to: &str, form: &str) -> (u16, String, String) {
        self.sends("/account", to, form)
    }

    /// Takes a step on a record, at the version that its page shows.
    pub(crate) fn takes(&self, record: &str, step: &str) -> (u16, String) {
        let version = between(&self.page(record), "name=\"version\" value=\"", "\"").to_owned();
        let form = format!("version={version}&reason=because");
        let (status, _, page) = self.sends(record, &format!("{record}/steps/{step}"), &form);
        (status, page)
    }

    /// Changes fields of a record.
    pub(crate) fn writes(&self, record: &str, form: &str) {
        let edit = format!("{record}/edit");
        let version = between(&self.page(&edit), "name=\"version\" value=\"", "\"").to_owned();
        let (status, _, page) = self.sends(&edit, &edit, &format!("version={version}&{form}"));
        assert_eq!(status, 303, "{page}");
    }
}

/// The token that the forms of a page carry for whoever has this cookie.
pub(crate) fn token(site: &Site, cookie: &str, page: &str) -> String {
    between(&site.ask(Method::GET, page, cookie, "").2, "name=\"csrf\" value=\"", "\"").to_owned()
}
