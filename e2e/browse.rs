//! What a person does in a browser.

use std::sync::Mutex;
use std::time::Duration;

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Value as Json, json};

use crate::house::{House, house};

/// Stories come one after the other: two cores are not enough for several browsers.
static ONE: Mutex<()> = Mutex::new(());

/// A browser of one's own at the house.
pub(crate) struct Person {
    pub(crate) browser: Client,
    house: &'static House,
}

/// Tells a story, if there is a driver.
pub(crate) fn tell<F: Future<Output = ()>>(story: impl FnOnce(&'static House) -> F) {
    let _one = ONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(house) = house() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(story(house));
    }
}

impl Person {
    /// Opens a browser that asks for `lang`, with or without scripts.
    pub(crate) async fn new(house: &'static House, lang: &str, scripts: bool) -> Self {
        let mut options = json!({
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     "--window-size=1366,820", format!("--lang={lang}"), format!("--accept-lang={lang}")],
            "prefs": { "intl.accept_languages": lang },
        });
        if !scripts {
            options["prefs"]["profile.managed_default_content_settings.javascript"] = json!(2);
        }
        let mut wanted = serde_json::Map::new();
        wanted.insert("goog:chromeOptions".into(), options);
        wanted.insert("goog:loggingPrefs".into(), json!({ "browser": "ALL" }));
        wanted.insert("unhandledPromptBehavior".into(), json!("accept"));
        let connector = hyper_util::client::legacy::connect::HttpConnector::new();
        let browser =
            ClientBuilder::new(connector).capabilities(wanted).connect(&house.driver).await.unwrap();
        Self { browser, house }
    }

    /// Opens a browser and logs in as one of the demo's people.
    pub(crate) async fn named(house: &'static House, login: &str, lang: &str) -> Self {
        let person = Self::new(house, lang, true).await;
        person.log_in(login).await;
        person.go("/preferences-of-nobody").await;
        person.script(&format!("document.cookie = 'lang={lang}; Path=/'")).await;
        person.go("/").await;
        person
    }

    pub(crate) async fn log_in(&self, login: &str) {
        self.go("/login").await;
        self.fill("#login", login).await;
        self.fill("#password", &format!("{login}-of-the-demo")).await;
        self.click("main form button[type=submit]").await;
        self.see("nav.side").await;
    }

    pub(crate) async fn go(&self, path: &str) {
        self.browser.goto(&format!("{}{path}", self.house.base)).await.unwrap();
    }

    /// Opens a page again until it has something at `css`: what is searched for follows what is written within a moment.
    pub(crate) async fn finds(&self, path: &str, css: &str) {
        for _ in 0..80 {
            self.go(path).await;
            if self.script(&format!("return !!document.querySelector({css:?})")).await == true {
                return;
            }
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
        panic!("{css} is not on {path}:\n{}", self.text().await);
    }

    /// Waits for an element.
    pub(crate) async fn see(&self, css: &str) -> Element {
        let wait = self.browser.wait().at_most(Duration::from_secs(20));
        match wait.for_element(Locator::Css(css)).await {
            Ok(element) => element,
            Err(_) => panic!("{css} is not on {}:\n{}", self.path().await, self.text().await),
        }
    }

    pub(crate) async fn click(&self, css: &str) {
        let element = self.see(css).await;
        self.script_on("arguments[0].scrollIntoView({block: 'center'})", &element).await;
        element.click().await.unwrap();
    }

    /// Clicks the button or link with this text.
    pub(crate) async fn press(&self, text: &str) {
        let path = format!("//main//*[self::button or self::a or self::summary][normalize-space()='{text}']");
        let wait = self.browser.wait().at_most(Duration::from_secs(20));
        let Ok(element) = wait.for_element(Locator::XPath(&path)).await else {
            panic!("no {text:?} on {}:\n{}", self.path().await, self.text().await)
        };
        self.script_on("arguments[0].scrollIntoView({block: 'center'})", &element).await;
        element.click().await.unwrap();
    }

    pub(crate) async fn fill(&self, css: &str, text: &str) {
        let element = self.see(css).await;
        element.clear().await.unwrap();
        element.send_keys(text).await.unwrap();
    }

    /// Chooses an option of a select.
    pub(crate) async fn choose(&self, css: &str, value: &str) {
        self.see(css).await;
        let code = format!(
            "const s = document.querySelector(\"{css}\"); s.value = '{value}'; \
             s.dispatchEvent(new Event('change', {{bubbles: true}})); return s.value"
        );
        assert_eq!(self.script(&code).await.as_str(), Some(value), "{css}");
    }

    /// Presses keys, one after the other, wherever the focus is.
    pub(crate) async fn keys(&self, keys: &str) {
        let mut pressed = KeyActions::new("keys".into());
        for value in keys.chars() {
            pressed = pressed.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        self.browser.perform_actions(pressed).await.unwrap();
    }

    /// Chooses a file of this machine.
    pub(crate) async fn attach(&self, css: &str, path: &str) {
        self.see(css).await.send_keys(path).await.unwrap();
    }

    /// Everything that the page's main part says.
    pub(crate) async fn text(&self) -> String {
        self.script("return (document.querySelector('main') || document.body).innerText")
            .await
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Waits until a passing notice says this.
    pub(crate) async fn hears(&self, words: &str) {
        let path = format!("//*[contains(@class,'toast')][contains(normalize-space(),'{words}')]");
        let wait = self.browser.wait().at_most(Duration::from_secs(20));
        let heard = wait.for_element(Locator::XPath(&path)).await;
        assert!(heard.is_ok(), "{words:?} was not said on {}:\n{}", self.path().await, self.text().await);
    }

    /// Waits until the page says this.
    pub(crate) async fn reads(&self, words: &str) {
        for _ in 0..200 {
            if self.text().await.contains(words) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{words:?} is not on {}:\n{}", self.path().await, self.text().await);
    }

    pub(crate) async fn path(&self) -> String {
        let url = self.browser.current_url().await.unwrap();
        url.path().to_owned()
    }

    /// Waits until the address holds this.
    pub(crate) async fn arrives(&self, part: &str) {
        for _ in 0..100 {
            if self.path().await.contains(part) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("at {} instead of {part}:\n{}", self.path().await, self.text().await);
    }

    pub(crate) async fn script(&self, code: &str) -> Json {
        self.browser.execute(code, Vec::new()).await.unwrap()
    }

    async fn script_on(&self, code: &str, element: &Element) {
        let argument = serde_json::to_value(element).unwrap();
        self.browser.execute(code, vec![argument]).await.unwrap();
    }

    /// The status with which this browser's session is answered at a path.
    pub(crate) async fn status(&self, path: &str) -> i64 {
        let code = format!("return fetch('{path}', {{redirect: 'manual'}}).then(r => r.status)");
        self.script(&code).await.as_i64().unwrap()
    }

    pub(crate) async fn leave(self) {
        self.browser.close().await.unwrap();
    }
}
