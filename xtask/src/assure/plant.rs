//! Words that stand nowhere else, written into records.

use serde_json::{Value as Json, json};

use super::crawl::{Map, Person, some, tag};
use super::dice::Dice;
use crate::shell::Outcome;

/// Consonants: nothing that could be read as Chinese in Latin letters.
const LETTERS: [u8; 18] = *b"bcdfghjklmnpqrtvwx";

/// A word, and where the interface shows it to those who may see it.
pub(super) struct Canary {
    pub(super) word: String,
    pub(super) record: String,
    pub(super) path: String,
    pub(super) id: String,
}

/// Plants a word into a text of some records of every kind, and into a note on each; `wanted` chooses records.
///
/// # Errors
/// When the connection breaks.
pub(super) fn plant(
    gardener: &mut Person,
    map: &Map,
    most: usize,
    wanted: &mut dyn FnMut(&str, &str) -> Outcome<bool>,
) -> Outcome<Vec<Canary>> {
    let mut planted = Vec::new();
    for (_, path) in &map.kinds {
        for item in some(gardener, path, most)? {
            let id = item.get("id").and_then(Json::as_str).unwrap_or_default().to_owned();
            let record = format!("/api/v1/{path}/{id}");
            if !wanted(path, &id)? {
                continue;
            }
            let word = word_of(planted.len());
            if edit(gardener, &record, &word)? {
                planted.push(Canary { word, record: record.clone(), path: path.clone(), id: id.clone() });
            }
            let word = word_of(planted.len());
            let notes = format!("{record}/notes");
            let body = json!({ "body": word }).to_string();
            if gardener.interface.json("POST", &notes, "", &body)?.status == 201 {
                planted.push(Canary { word, record: notes, path: path.clone(), id });
            }
        }
    }
    Ok(planted)
}

/// Twelve consonants, far from every other such word: search forgives a slip.
pub(super) fn word_of(number: usize) -> String {
    let mut dice = Dice::new(u64::try_from(number).unwrap_or(0) + 7);
    // The first throws of neighbouring seeds are alike.
    let _ = (0..32).map(|_| dice.below(2)).sum::<u64>();
    (0..12).map(|_| char::from(*LETTERS.get(dice.place(LETTERS.len())).unwrap_or(&b'x'))).collect()
}

/// Adds the word to the first text that takes it.
fn edit(gardener: &mut Person, record: &str, word: &str) -> Outcome<bool> {
    let answer = gardener.interface.get(record)?;
    let tag = tag(&answer.head);
    for (field, was) in answer.json().as_object().into_iter().flatten() {
        let now = match was {
            Json::Object(text) if text.contains_key("en") => {
                let old = text.get("en").and_then(Json::as_str).unwrap_or_default();
                json!({ "en": format!("{old} {word}").trim(), "zh": text.get("zh") })
            }
            Json::String(old) if old.contains(' ') => json!(format!("{old} {word}")),
            _ => continue,
        };
        let body = json!({ field.as_str(): now }).to_string();
        let headers = format!("If-Match: {tag}\r\n");
        if gardener.interface.json("PATCH", record, &headers, &body)?.status == 200 {
            return Ok(true);
        }
    }
    Ok(false)
}
