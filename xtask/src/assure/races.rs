//! Many people do the same thing at the same moment.

use std::sync::Barrier;
use std::thread::scope;

use serde_json::json;

use super::house::House;
use crate::shell::Outcome;

/// How often, and by how many.
#[derive(clap::Args, Clone)]
pub(super) struct Races {
    /// Rounds of each race
    #[arg(long, default_value_t = 200)]
    rounds: usize,
    /// How many at once
    #[arg(long, default_value_t = 8)]
    at_once: usize,
}

impl Races {
    pub(super) fn short() -> Self {
        Self { rounds: 20, at_once: 8 }
    }

    /// # Errors
    /// A lost change or a double record.
    pub(super) fn run(&self, house: &House) -> Outcome<String> {
        let token = house.token("officer")?;
        let running = house.start()?;
        let mut won = 0;
        for round in 0..self.rounds {
            won += self.duplicate_submit(house, &token, round)?;
            self.lost_update(house, &token, round)?;
        }
        self.counting(house, &token)?;
        running.stop()?;
        house.is_sound()?;
        Ok(format!(
            "{} rounds of {} at once: {won} records from {} submits with one key each, one edit of {} kept and the \
             others told 412, {} counted one by one: 0 lost, 0 double",
            self.rounds,
            self.at_once,
            self.rounds * self.at_once,
            self.at_once,
            self.at_once * 5
        ))
    }

    /// Everyone sends the same form with the same key: one record, one id for all.
    fn duplicate_submit(&self, house: &House, token: &str, round: usize) -> Outcome<usize> {
        let body =
            json!({ "name": { "en": format!("Twice {round:05}") }, "sort": "other", "status": "active" });
        let headers = format!("Idempotency-Key: twice-{round}\r\n");
        let answers = self.at_once(house, token, &|_| {
            ("POST", String::from("/api/v1/organisations"), headers.clone(), body.to_string())
        })?;
        let mut ids: Vec<String> = answers.iter().map(|(_, json)| text(json, "/id")).collect();
        if answers.iter().any(|(status, _)| *status != 201) {
            return Err(format!("duplicate submit: {answers:?}"));
        }
        ids.sort();
        ids.dedup();
        if ids.len() == 1 { Ok(1) } else { Err(format!("one key made {} records", ids.len())) }
    }

    /// Everyone edits the version that they saw: one is kept, the others are told.
    fn lost_update(&self, house: &House, token: &str, round: usize) -> Outcome {
        let (id, version) = make(house, token, &format!("Edited {round:05}"))?;
        let path = format!("/api/v1/organisations/{id}");
        let headers = format!("If-Match: \"{version}\"\r\n");
        let answers = self.at_once(house, token, &|at| {
            let body = json!({ "city": { "en": format!("City {at}") } });
            ("PATCH", path.clone(), headers.clone(), body.to_string())
        })?;
        let kept: Vec<_> = answers.iter().filter(|(status, _)| *status == 200).collect();
        let told = answers.iter().filter(|(status, _)| *status == 412).count();
        let now = house.http(token)?.get(&path)?.json();
        match kept.as_slice() {
            [(_, kept)] if told + 1 == self.at_once && text(kept, "/city/en") == text(&now, "/city/en") => {
                Ok(())
            }
            _ => Err(format!("lost update: {answers:?}, now {now}")),
        }
    }

    /// Everyone adds one, five times, and begins again when somebody was faster: the sum is exact.
    fn counting(&self, house: &House, token: &str) -> Outcome {
        let (id, _) = make(house, token, "Counted")?;
        let path = format!("/api/v1/organisations/{id}");
        let add = || -> Outcome {
            let mut http = house.http(token)?;
            for _ in 0..5 {
                loop {
                    let now = http.get(&path)?.json();
                    let year = now.get("established").and_then(serde_json::Value::as_i64).unwrap_or(1000);
                    let tag = format!("If-Match: \"{}\"\r\n", number(&now, "/version"));
                    let body = json!({ "established": year + 1 }).to_string();
                    match http.json("PATCH", &path, &tag, &body)?.status {
                        200 => break,
                        412 => {}
                        other => return Err(format!("counting: {other}")),
                    }
                }
            }
            Ok(())
        };
        scope(|scope| {
            let all: Vec<_> = (0..self.at_once).map(|_| scope.spawn(add)).collect();
            all.into_iter().try_for_each(|one| one.join().map_err(|_| "a racer fell over".to_owned())?)
        })?;
        let sum = number(&house.http(token)?.get(&path)?.json(), "/established") - 1000;
        let expected = i64::try_from(self.at_once * 5).unwrap_or(0);
        if sum == expected { Ok(()) } else { Err(format!("{expected} added, {sum} counted")) }
    }

    fn at_once(
        &self,
        house: &House,
        token: &str,
        ask: &(dyn Fn(usize) -> (&'static str, String, String, String) + Sync),
    ) -> Outcome<Vec<(u16, serde_json::Value)>> {
        let barrier = Barrier::new(self.at_once);
        let one = |at: usize| -> Outcome<(u16, serde_json::Value)> {
            let http = house.http(token);
            let (method, path, headers, body) = ask(at);
            barrier.wait();
            let answer = http?.json(method, &path, &headers, &body)?;
            Ok((answer.status, answer.json()))
        };
        scope(|scope| {
            let all: Vec<_> = (0..self.at_once).map(|at| scope.spawn(move || one(at))).collect::<Vec<_>>();
            all.into_iter().map(|one| one.join().map_err(|_| "a racer fell over".to_owned())?).collect()
        })
    }
}

/// A record of the race's own, with its version.
fn make(house: &House, token: &str, name: &str) -> Outcome<(String, i64)> {
    let body = json!({ "name": { "en": name }, "sort": "other", "status": "active" }).to_string();
    let made = house.http(token)?.json("POST", "/api/v1/organisations", "", &body)?.json();
    Ok((text(&made, "/id"), number(&made, "/version")))
}

fn text(json: &serde_json::Value, at: &str) -> String {
    json.pointer(at).and_then(|v| v.as_str()).unwrap_or_default().to_owned()
}

fn number(json: &serde_json::Value, at: &str) -> i64 {
    json.pointer(at).and_then(serde_json::Value::as_i64).unwrap_or(-1)
}
