//! How soon the palette shows its first option, in a real browser over the large world.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value as Json, json};

use super::program::free_port;
use super::{REPEATS, Report};
use crate::browser;
use crate::http::Http;
use crate::shell::Outcome;

/// What people type; each is asked [`REPEATS`] times.
const WORDS: [&str; 6] = ["toy", "fengtian", "丰田", "xin wor", "bearings", "works 41"];

/// Opens the palette, types, and tells the milliseconds from the last letter to the first option.
const TYPE: &str = "const [words, done] = arguments; \
    document.dispatchEvent(new KeyboardEvent('keydown', {key: 'k', ctrlKey: true, bubbles: true})); \
    const input = document.querySelector('.palette input'), list = document.querySelector('#palette-list'); \
    list.replaceChildren(); \
    const begin = performance.now(); \
    const watch = new MutationObserver(() => { \
      if (list.querySelector('[role=option][data-id]')) { watch.disconnect(); done(performance.now() - begin); } }); \
    watch.observe(list, {childList: true, subtree: true}); \
    input.value = words; input.dispatchEvent(new Event('input'));";

/// A driver that ends with the measurement.
struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Measures the palette of the program at `port`.
///
/// # Errors
/// When the browser does not do as it is told.
pub(super) fn run(report: &mut Report, port: u16) -> Outcome {
    let (what, bar) = ("palette, from the last letter to the first option, in a browser", "<= 300 ms");
    let (Some(driver), Some(_)) = (browser::driver(), browser::chromium()) else {
        report.row(what, "not run", bar);
        return Ok(());
    };
    let at = free_port()?;
    let mut command = Command::new(driver);
    command.arg(format!("--port={at}")).stdout(Stdio::null()).stderr(Stdio::null());
    let _driver = Driver(command.spawn().map_err(|e| e.to_string())?);
    let mut wire = None;
    for _ in 0..200 {
        std::thread::sleep(Duration::from_millis(50));
        wire = Http::open(at).ok();
        if wire.is_some() {
            break;
        }
    }
    let mut wire = wire.ok_or("the driver does not answer")?;
    let options = json!({ "goog:chromeOptions": { "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] } });
    let opened = tell(&mut wire, "/session", &json!({ "capabilities": { "alwaysMatch": options } }))?;
    let session = format!("/session/{}", opened.get("sessionId").and_then(Json::as_str).ok_or("no session")?);
    let go = |wire: &mut Http, path: &str| {
        tell(wire, &format!("{session}/url"), &json!({ "url": format!("http://127.0.0.1:{port}{path}") }))
    };
    go(&mut wire, "/login")?;
    let log_in = "document.querySelector('#login').value = 'officer'; \
                  document.querySelector('#password').value = 'officer-of-the-demo'; \
                  document.querySelector('main form').submit()";
    tell(&mut wire, &format!("{session}/execute/sync"), &json!({ "script": log_in, "args": [] }))?;
    std::thread::sleep(Duration::from_secs(2));
    let mut times = Vec::new();
    for words in WORDS.iter().cycle().take(WORDS.len() * REPEATS) {
        go(&mut wire, "/organisations")?;
        let asked = json!({ "script": TYPE, "args": [words] });
        let took = tell(&mut wire, &format!("{session}/execute/async"), &asked)?;
        times.push(took.as_f64().ok_or_else(|| format!("{words}: {took}"))?);
    }
    times.sort_by(f64::total_cmp);
    let (median, worst) = (times.get(times.len() / 2), times.last());
    let measured =
        format!("p50 {:.0} ms, longest {:.0} ms", median.unwrap_or(&f64::NAN), worst.unwrap_or(&f64::NAN));
    report.row(what, &measured, bar);
    Ok(())
}

/// One command over the wire; its value.
fn tell(wire: &mut Http, path: &str, body: &Json) -> Outcome<Json> {
    let answer = wire.post(path, "application/json", &body.to_string())?;
    let said: Json = serde_json::from_slice(&answer.body).map_err(|e| e.to_string())?;
    if answer.status != 200 {
        return Err(format!("{path}: {said}"));
    }
    Ok(said.get("value").cloned().unwrap_or_default())
}
