//! The written texts of the world, as they are stored beside the program's source.

use entente_kernel::{Problem, Result, Text};
use serde_json::Value as Json;

macro_rules! files {
    ($name:literal) => {
        [
            include_str!(concat!("../../demo/world/a/", $name, ".jsonl")),
            include_str!(concat!("../../demo/world/b/", $name, ".jsonl")),
            include_str!(concat!("../../demo/world/c/", $name, ".jsonl")),
        ]
    };
}

/// Companies, hospitals, institutes and government bodies with their contacts.
pub(super) const ORGANISATIONS: [&str; 3] = files!("organisations");
/// Experts of the demo university.
pub(super) const EXPERTS: [&str; 3] = files!("experts");
/// What the experts have done.
pub(super) const EVIDENCE: [&str; 3] = files!("evidence");
/// Technologies on offer.
pub(super) const TECHNOLOGIES: [&str; 3] = files!("technologies");
/// What the companies ask for.
pub(super) const NEEDS: [&str; 3] = files!("needs");

/// Visiting cards: people with their organisation as it was written down.
pub(super) const CARDS: [&str; 1] = [include_str!("../../demo/world/cards.jsonl")];
/// Organisations that somebody entered a second time.
pub(super) const TWICE: [&str; 1] = [include_str!("../../demo/world/twice.jsonl")];

/// The rows of a set of files.
pub(super) fn rows<const N: usize>(files: [&str; N]) -> Result<Vec<Json>> {
    let lines = files.into_iter().flat_map(str::lines).filter(|line| !line.trim().is_empty());
    lines
        .map(|line| serde_json::from_str(line).map_err(|e| Problem::internal(format!("{e} in {line}"))))
        .collect()
}

/// A plain member; `""` when it is missing.
pub(super) fn line<'a>(row: &'a Json, name: &str) -> &'a str {
    row.get(name).and_then(Json::as_str).unwrap_or_default()
}

/// A bilingual member.
pub(super) fn text(row: &Json, name: &str) -> Text {
    row.get(name).map_or_else(Text::default, |both| Text::new(line(both, "en"), line(both, "zh")))
}

/// A member in the row's own language.
pub(super) fn own(row: &Json, name: &str) -> Text {
    if line(row, "lang") == "zh" { Text::zh(line(row, name)) } else { Text::en(line(row, name)) }
}

/// A list of words.
pub(super) fn words(row: &Json, name: &str) -> Vec<String> {
    let list = row.get(name).and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    list.iter().filter_map(|w| w.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    /// Every string of a row that is long enough to be a text.
    fn strings(json: &Json, out: &mut Vec<String>) {
        match json {
            Json::String(s) if !s.contains('@') => out.push(s.clone()),
            Json::Array(list) => list.iter().for_each(|j| strings(j, out)),
            Json::Object(members) => members.values().for_each(|j| strings(j, out)),
            _ => {}
        }
    }

    #[test]
    fn no_two_texts_share_a_sentence() {
        let mut seen: HashMap<String, String> = HashMap::new();
        for files in [ORGANISATIONS, EXPERTS, EVIDENCE, TECHNOLOGIES, NEEDS] {
            for row in rows(files).unwrap() {
                let key = line(&row, "key").to_owned();
                let mut all = Vec::new();
                strings(&row, &mut all);
                for text in all {
                    for sentence in text.split_inclusive(['.', '!', '?', '。', '！', '？']) {
                        let sentence = sentence.trim();
                        let ends = sentence.ends_with(['.', '!', '?', '。', '！', '？']);
                        if ends && sentence.chars().count() >= 12 {
                            let before = seen.insert(sentence.to_owned(), key.clone());
                            assert!(before.is_none(), "{key} and {before:?} share {sentence:?}");
                        }
                    }
                }
            }
        }
        assert!(seen.len() > 1500, "{} sentences", seen.len());
    }

    #[test]
    fn planted_needs_share_no_latin_word_with_their_answers() {
        let experts = rows(EXPERTS).unwrap();
        let (evidence, technologies) = (rows(EVIDENCE).unwrap(), rows(TECHNOLOGIES).unwrap());
        let latin = |rows: &[&Json]| -> Vec<String> {
            let mut all = Vec::new();
            rows.iter().for_each(|row| strings(row, &mut all));
            let text = all.join(" ").to_lowercase();
            text.split(|c: char| !c.is_ascii_alphanumeric())
                .filter(|w| w.len() > 1)
                .map(str::to_owned)
                .collect()
        };
        for need in rows(NEEDS).unwrap().iter().filter(|n| line(n, "lang") == "zh") {
            let answer = need.get("answer").unwrap();
            let key = line(answer, "key");
            let of = |rows: &'_ [Json], name: &str| {
                rows.iter().filter(|r| line(r, name) == key).cloned().collect::<Vec<_>>()
            };
            let found = [of(&experts, "key"), of(&evidence, "expert"), of(&technologies, "key")].concat();
            assert!(!found.is_empty(), "{} has no answer", line(need, "key"));
            let texts: Vec<Json> = found
                .iter()
                .flat_map(|r| {
                    ["title", "text", "topics", "profile", "summary"]
                        .map(|n| r.get(n).cloned().unwrap_or_default())
                })
                .collect();
            let answer_words = latin(&texts.iter().collect::<Vec<_>>());
            let statement =
                Json::String([line(need, "title"), line(need, "statement"), line(need, "summary")].join(" "));
            for word in latin(&[&statement]) {
                assert!(!answer_words.contains(&word), "{} shares {word:?} with {key}", line(need, "key"));
            }
        }
    }
}
