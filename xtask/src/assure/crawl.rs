//! Everything that somebody can ask for, asked for.

use serde_json::Value as Json;

use super::house::House;
use crate::http::{Http, value};
use crate::shell::Outcome;

/// Everyone of the demo; the visitor has no name.
pub(super) const PEOPLE: [&str; 8] =
    ["", "admin", "manager", "officer", "leader", "auditor", "expert", "company"];

/// One person with a session for pages and a token for the interface.
pub(super) struct Person {
    pub(super) name: &'static str,
    pub(super) pages: Http,
    pub(super) interface: Http,
}

/// What was answered, without what differs from one asking to the next.
pub(super) struct Heard {
    pub(super) path: String,
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: String,
}

/// Addresses that can be asked for, with their parts to be filled in.
pub(super) struct Map {
    routes: Vec<String>,
    /// Kind's name and path.
    pub(super) kinds: Vec<(String, String)>,
}

impl Person {
    /// # Errors
    /// When the server does not let them in.
    pub(super) fn of(house: &House, name: &'static str) -> Outcome<Self> {
        let token = if name.is_empty() { String::new() } else { house.token(name)? };
        let (mut pages, interface) = (house.http("")?, house.http(&token)?);
        if !name.is_empty() {
            let form = format!("login={name}&password={name}-of-the-demo&to=%2F");
            let answer = pages.post("/login", "application/x-www-form-urlencoded", &form)?;
            let cookie = answer.head.lines().find_map(|line| {
                let (header, cookie) = line.split_once(": ")?;
                (header.eq_ignore_ascii_case("set-cookie") && cookie.starts_with("entente="))
                    .then_some(cookie)
            });
            let cookie = cookie.and_then(|c| c.split(';').next()).ok_or("no session")?;
            pages.headers = format!("Cookie: {cookie}; lang=en\r\n");
        }
        Ok(Self { name, pages, interface })
    }

    /// # Errors
    /// When the connection breaks.
    pub(super) fn hear(&mut self, path: &str) -> Outcome<Heard> {
        let http = if path.starts_with("/api/") { &mut self.interface } else { &mut self.pages };
        let answer = http.get(path)?;
        let kept = |line: &&str| {
            let name = line.split(':').next().unwrap_or_default().to_lowercase();
            !["date", "x-operation-id", "set-cookie", "content-length"].contains(&name.as_str())
        };
        let head = answer.head.lines().filter(kept).collect::<Vec<_>>().join("\n");
        Ok(Heard { path: path.to_owned(), status: answer.status, head, body: settled(&answer.text()) })
    }

    /// Whether the interface shows them the record with this word in it: what every other way is measured by.
    ///
    /// # Errors
    /// When the connection breaks.
    pub(super) fn may_see(&mut self, record: &str, word: &str) -> Outcome<bool> {
        let answer = self.interface.get(record)?;
        Ok(answer.status == 200 && answer.text().contains(word))
    }
}

/// Tokens of forms and numbers of operations are drawn anew each time.
fn settled(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    let mut run = String::new();
    for char in body.chars().chain(['\n']) {
        if char.is_ascii_alphanumeric() || char == '_' || char == '-' {
            run.push(char);
            continue;
        }
        let is_id = run.len() == 36 && run.matches('-').count() == 4;
        let once = is_id && out.ends_with("name=\"once\" value=\"");
        let drawn = once || (run.len() >= 32 && !is_id);
        out.push_str(if drawn { "#" } else { &run });
        run.clear();
        out.push(char);
    }
    out
}

impl Map {
    /// # Errors
    /// When the program does not tell.
    pub(super) fn of(house: &House) -> Outcome<Self> {
        let routes: Json =
            serde_json::from_str(&house.run(&["routes", "--json"])?).map_err(|e| e.to_string())?;
        let text =
            |route: &Json, name: &str| route.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
        let rows = routes.as_array().cloned().unwrap_or_default();
        let gets = rows.iter().filter(|r| text(r, "method").contains("GET")).map(|r| text(r, "path"));
        let routes: Vec<String> = gets.filter(|path| path != "/metrics").collect();
        let kinds = house.run(&["kinds"])?;
        let kinds = kinds.lines().filter_map(|line| {
            let parts: Vec<&str> = line.split_whitespace().collect();
            let path =
                parts.iter().find(|part| routes.contains(&format!("/{}", part.trim_start_matches('/'))))?;
            Some(((*parts.first()?).to_owned(), path.trim_start_matches('/').to_owned()))
        });
        let kinds = kinds.collect();
        Ok(Self { routes, kinds })
    }

    /// Every address, with these records (path and id) in it.
    pub(super) fn addresses(&self, records: &[(String, String)]) -> Vec<String> {
        let mut all = Vec::new();
        for route in &self.routes {
            let first = route.trim_start_matches('/').split('/').next().unwrap_or_default();
            if route.contains("{kind}") {
                all.extend(self.kinds.iter().map(|(kind, _)| route.replace("{kind}", kind)));
            } else if route.contains("/{path}") && route.contains("{id}") {
                all.extend(
                    records.iter().map(|(path, id)| route.replace("{path}", path).replace("{id}", id)),
                );
            } else if route.contains("/{path}") {
                all.extend(self.kinds.iter().map(|(_, path)| route.replace("{path}", path)));
            } else if route.contains("{id}") {
                let own = records.iter().filter(|(path, _)| path == first);
                all.extend(own.map(|(_, id)| route.replace("{id}", id)));
            } else {
                all.push(route.replace("{what}", "late"));
            }
        }
        all.retain(|path| !path.contains('{'));
        all
    }
}

/// Ids of at most `most` records of a kind that somebody sees.
///
/// # Errors
/// When the connection breaks.
pub(super) fn some(person: &mut Person, path: &str, most: usize) -> Outcome<Vec<Json>> {
    let answer = person.interface.get(&format!("/api/v1/{path}?limit=200"))?;
    let items = answer.json().get("items").and_then(|i| i.as_array()).cloned().unwrap_or_default();
    let step = (items.len() / most.max(1)).max(1);
    Ok(items.into_iter().step_by(step).take(most).collect())
}

/// The record's next version by its entity tag, or what stands in it.
pub(super) fn tag(head: &str) -> String {
    value(&head.to_lowercase(), "etag").unwrap_or("\"1\"").to_owned()
}
