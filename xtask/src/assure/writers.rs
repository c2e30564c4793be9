//! People who write as fast as they are answered, and remember what was promised to them.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::json;

use super::house::House;
use crate::http::{Answer, Http, value};
use crate::shell::Outcome;

/// After so long without an answer a writer gives up: the server does not come back.
const PATIENCE: Duration = Duration::from_secs(120);

/// What the writers know, shared among them.
#[derive(Default)]
pub(super) struct Writers {
    stop: AtomicBool,
    /// Between two writes of one writer.
    pause: Duration,
    started: AtomicU64,
    answered: AtomicU64,
    repeated: AtomicU64,
    refused: Mutex<HashMap<u16, u64>>,
    /// Name first given, and what was promised last: id and name.
    promised: Mutex<HashMap<String, (String, String)>>,
}

/// What came of the writing.
pub(super) struct Sum {
    /// Writes that were answered as done.
    pub(super) answered: u64,
    /// Of them, those asked for more than once.
    pub(super) repeated: u64,
}

impl Writers {
    /// Those who think before they write: the world stays small while slow things are done to it.
    pub(super) fn thoughtful() -> Self {
        Self { pause: Duration::from_millis(50), ..Self::default() }
    }

    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::SeqCst);
    }

    /// Names promised so far.
    pub(super) fn names(&self) -> Vec<String> {
        self.promised.lock().map(|p| p.keys().cloned().collect()).unwrap_or_default()
    }

    pub(super) fn answered(&self) -> u64 {
        self.answered.load(Ordering::SeqCst)
    }

    /// How often each status came in place of a promise.
    pub(super) fn refused(&self) -> HashMap<u16, u64> {
        self.refused.lock().map(|r| r.clone()).unwrap_or_default()
    }

    /// Writes until told to stop. Every creation has a key and is repeated under it until it is answered.
    ///
    /// # Errors
    /// An answer that no writer should get, or none for two minutes.
    pub(super) fn write(&self, house: &House, token: &str, writer: usize) -> Outcome {
        let mut line = Line { house, token, http: None, writers: self };
        let mut turn = 0_u64;
        while !self.stop.load(Ordering::SeqCst) {
            turn += 1;
            let name = format!("Assured {writer:02}-{turn:06}");
            self.started.fetch_add(1, Ordering::SeqCst);
            let body =
                json!({ "name": { "en": name }, "sort": "enterprise", "status": "active" }).to_string();
            let key = format!("Idempotency-Key: {name}\r\n");
            let made = line.until_answered("POST", "/api/v1/organisations", &key, &body, &[201])?;
            let id = made.json().get("id").and_then(|id| id.as_str()).unwrap_or_default().to_owned();
            self.promise(&name, &id, &name);
            sleep(self.pause);
            if turn.is_multiple_of(3) {
                line.rename(&name, &id)?;
            }
        }
        Ok(())
    }

    fn promise(&self, first: &str, id: &str, name: &str) {
        self.answered.fetch_add(1, Ordering::SeqCst);
        if let Ok(mut promised) = self.promised.lock() {
            promised.insert(first.to_owned(), (id.to_owned(), name.to_owned()));
        }
    }

    /// Asks for everything that was promised: it must be there once and as it was promised.
    ///
    /// # Errors
    /// What was lost, doubled or changed.
    pub(super) fn settle(&self, house: &House, token: &str) -> Outcome<Sum> {
        let promised = self.promised.lock().map_err(|e| e.to_string())?;
        let there = all_assured(house, token)?;
        let mut wrong = Vec::new();
        for (first, (id, name)) in promised.iter() {
            match there.get(first.as_str()).map(Vec::as_slice) {
                Some([(found, now)]) if found == id && now == name => {}
                other => wrong.push(format!("{first}: promised {name} as {id}, found {other:?}")),
            }
        }
        if let Some(extra) = there.keys().find(|first| !promised.contains_key(*first)) {
            wrong.push(format!("{extra} is there and was promised to nobody"));
        }
        if wrong.is_empty() {
            Ok(Sum { answered: self.answered(), repeated: self.repeated.load(Ordering::SeqCst) })
        } else {
            Err(format!("{} writes lost or doubled:\n{}", wrong.len(), wrong.join("\n")))
        }
    }
}

/// A writer's way to the server, opened again whenever it breaks.
struct Line<'a> {
    house: &'a House,
    token: &'a str,
    http: Option<Http>,
    writers: &'a Writers,
}

impl Line<'_> {
    fn ask(&mut self, method: &str, path: &str, headers: &str, body: &str) -> Outcome<Answer> {
        if self.http.is_none() {
            self.http = Some(self.house.http(self.token)?);
        }
        let http = self.http.as_mut().ok_or("no connection")?;
        let answer = http.json(method, path, headers, body);
        if answer.is_err() {
            self.http = None;
        }
        answer
    }

    fn until_answered(
        &mut self,
        method: &str,
        path: &str,
        headers: &str,
        body: &str,
        good: &[u16],
    ) -> Outcome<Answer> {
        let begin = Instant::now();
        let mut again = false;
        loop {
            match self.ask(method, path, headers, body) {
                Ok(answer) if good.contains(&answer.status) => {
                    self.writers.repeated.fetch_add(u64::from(again), Ordering::SeqCst);
                    return Ok(answer);
                }
                Ok(answer) if [503, 507].contains(&answer.status) => {
                    if let Ok(mut refused) = self.writers.refused.lock() {
                        *refused.entry(answer.status).or_default() += 1;
                    }
                    sleep(Duration::from_millis(50));
                }
                Ok(answer) => return Err(format!("{method} {path}: {} {}", answer.status, answer.text())),
                Err(_) => sleep(Duration::from_millis(3)),
            }
            again = true;
            if begin.elapsed() > PATIENCE {
                return Err(format!("{method} {path}: no answer for {} s", PATIENCE.as_secs()));
            }
        }
    }

    /// An edit has no key: after a cut, 412 says that it was done before.
    fn rename(&mut self, first: &str, id: &str) -> Outcome {
        let path = format!("/api/v1/organisations/{id}");
        let name = format!("{first} renamed");
        let body = json!({ "name": { "en": name } }).to_string();
        let answer = self.until_answered("PATCH", &path, "If-Match: \"1\"\r\n", &body, &[200, 412])?;
        if answer.status == 412 {
            let now = self.until_answered("GET", &path, "", "", &[200])?.json();
            if english(&now) != name {
                return Err(format!("{id}: 412 for an edit that nobody else made; it is {now}"));
            }
        }
        self.writers.promise(first, id, &name);
        Ok(())
    }
}

fn english(record: &serde_json::Value) -> &str {
    record.pointer("/name/en").and_then(|n| n.as_str()).unwrap_or_default()
}

/// Every organisation of the writers: first name, and id and present name of each record that has it.
fn all_assured(house: &House, token: &str) -> Outcome<HashMap<String, Vec<(String, String)>>> {
    let mut http = house.http(token)?;
    let mut path = String::from("/api/v1/organisations?limit=200&order=created_at");
    let mut there: HashMap<String, Vec<(String, String)>> = HashMap::new();
    loop {
        let answer = http.get(&path)?;
        if answer.status != 200 {
            return Err(format!("{path}: {}", answer.text()));
        }
        let body = answer.json();
        for record in body.get("items").and_then(|i| i.as_array()).into_iter().flatten() {
            let (id, name) = (record.get("id").and_then(|i| i.as_str()), english(record));
            if name.starts_with("Assured ") {
                let first = name.trim_end_matches(" renamed").to_owned();
                there.entry(first).or_default().push((id.unwrap_or_default().to_owned(), name.to_owned()));
            }
        }
        // Header names are read in any case, addresses as they are.
        let next =
            answer.head.lines().find(|l| l.to_lowercase().starts_with("link:") && l.contains("rel=\"next\""));
        let Some(next) = next.and_then(|l| l.split_once('<')?.1.split_once('>')) else { return Ok(there) };
        next.0.clone_into(&mut path);
        debug_assert!(value(&answer.head.to_lowercase(), "link").is_some());
    }
}
