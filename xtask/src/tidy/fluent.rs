//! Just enough Fluent to compare two locale files: messages, their attributes and their variables.
//!
//! Source: Project Fluent syntax 1.0. A message begins in the first column; what is indented belongs to it.

use std::collections::BTreeSet;

/// A message, a term (`-name`), or one attribute of either (`name.attribute`).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) id: String,
    /// Counted from 1.
    pub(super) line: usize,
    /// Without `$`.
    pub(super) variables: BTreeSet<String>,
    /// Has a value, or is a message with attributes only.
    pub(super) has_value: bool,
}

/// Reads one file: its entries, and the numbers of lines that are neither entry, continuation nor comment.
pub(super) fn read(text: &str) -> (Vec<Entry>, Vec<usize>) {
    let mut entries: Vec<Entry> = Vec::new();
    let mut message = String::new();
    let mut unread = Vec::new();
    for (line, text) in
        (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty() && !text.starts_with('#'))
    {
        let indented = text.starts_with(' ');
        let (id, value) = match text.split_once('=') {
            Some((id, value)) if !indented && is_id(id.trim()) => {
                id.trim().clone_into(&mut message);
                (Some(message.clone()), value)
            }
            Some((id, value)) if indented && id.trim().strip_prefix('.').is_some_and(is_id) => {
                if let Some(parent) = entries.iter_mut().rev().find(|entry| entry.id == message) {
                    parent.has_value = true;
                }
                (Some(format!("{message}{}", id.trim())), value)
            }
            _ => (None, text),
        };
        match id {
            Some(id) => entries.push(Entry { id, line, variables: BTreeSet::new(), has_value: false }),
            // Only a closing brace may stand in the first column without beginning a message.
            None if entries.is_empty() || !(indented || text.starts_with('}')) => unread.push(line),
            None => {}
        }
        if let Some(entry) = entries.last_mut() {
            entry.has_value |= !value.trim().is_empty();
            entry.variables.extend(variables(value));
        }
    }
    (entries, unread)
}

fn is_id(word: &str) -> bool {
    let word = word.strip_prefix('-').unwrap_or(word);
    let char_fits = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_');
    word.starts_with(|char: char| char.is_ascii_alphabetic()) && word.chars().all(char_fits)
}

/// Every `$name`. A dollar sign of the text itself is written `{"$"}` or followed by no letter.
fn variables(value: &str) -> impl Iterator<Item = String> {
    value.split('$').skip(1).filter_map(|rest| {
        let name: String = rest
            .chars()
            .take_while(|char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_'))
            .collect();
        name.starts_with(|char: char| char.is_ascii_alphabetic()).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_attributes_and_variables_are_read() {
        let text = "# Needs\n-brand = Entente\nneed = Need\n    .title = A { $kind } need\nopen-needs =\n    { $count ->\n        [one] one need\n       *[other] { $count } needs of { $who }\n    }\nempty =\nprice = 5 $ or { NUMBER($amount) }\n";
        let (entries, unread) = read(text);
        assert!(unread.is_empty());
        let ids: Vec<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
        assert_eq!(ids, ["-brand", "need", "need.title", "open-needs", "empty", "price"]);
        let variables = |at: usize| entries[at].variables.iter().cloned().collect::<Vec<_>>();
        assert_eq!(variables(2), ["kind"]);
        assert_eq!(variables(3), ["count", "who"]);
        assert_eq!(variables(5), ["amount"]);
        let empty: Vec<&str> = entries.iter().filter(|it| !it.has_value).map(|it| it.id.as_str()).collect();
        assert_eq!(empty, ["empty"]);
        assert_eq!(entries[3].line, 5);
    }

    #[test]
    fn lines_that_fluent_would_drop_are_found() {
        assert_eq!(read("need = Need\nlost text\n").1, [2]);
        assert_eq!(read("  lost = x\n").1, [1]);
        assert!(read("only =\n    .title = x\n").0.iter().all(|entry| entry.has_value));
    }
}
