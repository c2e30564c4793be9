//! What is different between two texts, line by line, and within lines word by word.

use similar::{ChangeTag, TextDiff};

/// Lines of the same around what is different.
const AROUND: usize = 3;

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// It stands in both.
    Same,
    /// It went.
    Gone,
    /// It came.
    New,
}

/// One line of a comparison: its pieces, each with whether it is what differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What became of it.
    pub became: Became,
    /// Its words, those that differ marked.
    pub pieces: Vec<(bool, String)>,
}

/// The stretches in which two texts differ, with some lines around each; empty when they are the same.
#[must_use]
pub fn compare(old: &str, new: &str) -> Vec<Vec<Line>> {
    let (old, new) = (lined(old), lined(new));
    let diff = TextDiff::from_lines(&old, &new);
    let mut groups = Vec::new();
    for group in diff.grouped_ops(AROUND) {
        let mut lines = Vec::new();
        for op in &group {
            for change in diff.iter_inline_changes(op) {
                let became = match change.tag() {
                    ChangeTag::Equal => Became::Same,
                    ChangeTag::Delete => Became::Gone,
                    ChangeTag::Insert => Became::New,
                };
                let piece = |(marked, words): (bool, std::borrow::Cow<'_, str>)| {
                    (marked, words.trim_end_matches('\n').to_owned())
                };
                let pieces = change.iter_strings_lossy().map(piece).filter(|(_, w)| !w.is_empty()).collect();
                lines.push(Line { became, pieces });
            }
        }
        groups.push(lines);
    }
    groups
}

/// Ends the last line too, so that it compares like the others.
fn lined(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    if text.is_empty() || text.ends_with('\n') { text } else { text + "\n" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &[Vec<Line>], became: Became) -> Vec<String> {
        let words = |line: &Line| line.pieces.iter().map(|(_, words)| words.as_str()).collect::<String>();
        lines.iter().flatten().filter(|line| line.became == became).map(words).collect()
    }

    #[test]
    fn what_went_and_what_came_stand_side_by_side() {
        let old = "1. Scope\n2. Fee: 100\n3. Term: one year";
        let new = "1. Scope\n2. Fee: 120\n3. Term: one year\n4. 保密期限为三年\n";
        let found = compare(old, new);
        assert_eq!(of(&found, Became::Gone), ["2. Fee: 100"]);
        assert_eq!(of(&found, Became::New), ["2. Fee: 120", "4. 保密期限为三年"]);
        let marked: Vec<&str> = found
            .iter()
            .flatten()
            .flat_map(|line| &line.pieces)
            .filter_map(|(marked, words)| marked.then_some(words.as_str()))
            .collect();
        assert!(marked.contains(&"120") && marked.contains(&"100"), "{marked:?}");
        assert!(compare("a\r\nb", "a\nb\n").is_empty());
    }
}
