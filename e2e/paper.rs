//! On paper and in large letters: what a page says is all there, and nothing is wider than the sheet or the window.

use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value as Json, json};

use crate::browse::{Person, tell};

const PAGES: [&str; 7] =
    ["/", "/organisations", "/organisations?trashed=yes", "/needs", "/needs/board", "/calendar", "/measures"];

/// A command of the browser's own protocol, which WebDriver hands on.
#[derive(Debug)]
struct Own(Json);

impl WebDriverCompatibleCommand for Own {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (axum::http::Method, Option<String>) {
        (axum::http::Method::POST, Some(self.0.to_string()))
    }
}

async fn as_on(person: &Person, media: &str) {
    let command = json!({ "cmd": "Emulation.setEmulatedMedia", "params": { "media": media } });
    person.browser.issue_cmd(Own(command)).await.unwrap();
}

/// How much wider than the window the page is, and whether rows, navigation and buttons are to be seen.
const SEEN: &str = "const shown = css => [...document.querySelectorAll(css)].filter(e => e.getClientRects().length).length; \
                    return [document.documentElement.scrollWidth - innerWidth, document.querySelectorAll('[data-row]').length - shown('[data-row]'), \
                            shown('nav, button, input, .button'), getComputedStyle(document.body).backgroundColor]";

#[test]
fn pages_print_whole_and_plain_in_either_theme() {
    tell(|house| async move {
        let officer = Person::named(house, "officer", "en").await;
        officer.go("/organisations?sort=enterprise&order=title").await;
        officer.click("[data-row]").await;
        officer.arrives("/organisations/").await;
        let record = officer.path().await;
        officer.browser.set_window_size(794, 1123).await.unwrap();
        for theme in ["light", "dark"] {
            officer.script(&format!("document.cookie = 'theme={theme}; Path=/'")).await;
            for path in PAGES.iter().copied().chain([record.as_str()]) {
                officer.go(path).await;
                as_on(&officer, "print").await;
                let seen = officer.script(SEEN).await;
                assert!(seen[0].as_i64().unwrap() <= 1, "{path} is wider than the sheet: {seen}");
                assert_eq!(
                    (seen[1].as_i64(), seen[2].as_i64()),
                    (Some(0), Some(0)),
                    "{theme} {path}: {seen}"
                );
                assert_eq!(seen[3].as_str(), Some("rgb(255, 255, 255)"), "{theme} {path}");
                assert!(officer.text().await.len() > 60, "{path}");
                as_on(&officer, "").await;
            }
        }
        officer.leave().await;
    });
}

#[test]
fn letters_of_twice_the_size_fit_the_window() {
    tell(|house| async move {
        let officer = Person::named(house, "officer", "en").await;
        officer.browser.set_window_size(1280, 900).await.unwrap();
        for path in PAGES {
            officer.go(path).await;
            officer.script("document.documentElement.style.fontSize = '200%'").await;
            let over = officer.script("return document.documentElement.scrollWidth - innerWidth").await;
            assert!(over.as_i64().unwrap() <= 1, "{path} is wider than the window by {over}");
        }
        officer.leave().await;
    });
}
