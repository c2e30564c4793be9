//! Rust text seen as code: comments blanked, strings on demand, and which lines are tests only.

/// One line of a file.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// Without comments.
    pub(super) code: String,
    /// Without comments and without what strings hold.
    pub(super) bare: String,
    /// Inside an item under `#[cfg(test)]`.
    pub(super) is_test: bool,
}

enum State {
    Code,
    LineComment,
    BlockComment { depth: usize },
    Text { raw_hashes: Option<usize> },
}

/// Splits a Rust file into lines.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut lines = blank(text);
    mark_tests(&mut lines);
    lines
}

fn blank(text: &str) -> Vec<Line> {
    let chars: Vec<char> = text.chars().collect();
    let at = |index: usize| chars.get(index).copied().unwrap_or('\0');
    let mut lines = vec![Line::default()];
    let mut state = State::Code;
    let mut next = 0;
    while next < chars.len() {
        let (char, begin) = (at(next), next);
        let mut in_text = false;
        let mut in_comment = false;
        next += 1;
        match state {
            State::Code if char == '/' && at(next) == '/' => (state, in_comment) = (State::LineComment, true),
            State::Code if char == '/' && at(next) == '*' => {
                (state, in_comment) = (State::BlockComment { depth: 1 }, true);
                next += 1;
            }
            State::Code if char == '"' => state = State::Text { raw_hashes: raw_hashes(&chars, begin) },
            State::Code if char == '\'' => {
                next += char_literal_rest(&chars, next);
                in_text = next > begin + 1;
            }
            State::LineComment if char == '\n' => state = State::Code,
            State::LineComment => in_comment = true,
            State::BlockComment { ref mut depth } => {
                in_comment = true;
                match (char, at(next)) {
                    ('/', '*') => (*depth, next) = (*depth + 1, next + 1),
                    ('*', '/') => (*depth, next) = (*depth - 1, next + 1),
                    _ => {}
                }
                if *depth == 0 {
                    state = State::Code;
                }
            }
            State::Text { raw_hashes: None } if char == '\\' => (in_text, next) = (true, next + 1),
            State::Text { raw_hashes } if char == '"' && closes(&chars, next, raw_hashes) => {
                state = State::Code;
            }
            State::Text { .. } => in_text = true,
            State::Code => {}
        }
        for char in chars.get(begin..next.min(chars.len())).unwrap_or_default() {
            push(&mut lines, *char, in_comment, in_text);
        }
    }
    lines
}

fn push(lines: &mut Vec<Line>, char: char, in_comment: bool, in_text: bool) {
    if char == '\n' {
        lines.push(Line::default());
    } else if let Some(line) = lines.last_mut() {
        line.code.push(if in_comment { ' ' } else { char });
        line.bare.push(if in_comment || in_text { ' ' } else { char });
    }
}

/// How many `#` a raw string has before its quote at `quote`; `None` for a string with escapes.
fn raw_hashes(chars: &[char], quote: usize) -> Option<usize> {
    let before = chars.get(..quote).unwrap_or_default();
    let hashes = before.iter().rev().take_while(|char| **char == '#').count();
    let mut rest = before.iter().rev().skip(hashes);
    let prefix: String = rest.by_ref().take_while(|char| char.is_alphanumeric() || **char == '_').collect();
    matches!(prefix.as_str(), "r" | "rb" | "rc").then_some(hashes)
}

fn closes(chars: &[char], after_quote: usize, raw_hashes: Option<usize>) -> bool {
    let hashes = raw_hashes.unwrap_or(0);
    chars.iter().skip(after_quote).take_while(|char| **char == '#').take(hashes).count() == hashes
}

/// How much follows a `'` when it opens a character (`'"'`, `'\''`, `'\u{2d}'`); 0 when it opens a lifetime.
fn char_literal_rest(chars: &[char], after_quote: usize) -> usize {
    let rest = chars.get(after_quote..).unwrap_or_default();
    match rest {
        ['\\', _, tail @ ..] => tail.iter().position(|char| *char == '\'').map_or(0, |at| at + 3),
        [_, '\'', ..] => 2,
        _ => 0,
    }
}

fn mark_tests(lines: &mut [Line]) {
    let mut depth = 0_usize;
    let mut waiting = false;
    for line in lines {
        waiting |= depth == 0 && line.bare.contains("#[cfg(test)]");
        line.is_test = waiting || depth > 0;
        if !line.is_test {
            continue;
        }
        let item = line.bare.replace("#[cfg(test)]", "");
        for char in item.chars() {
            match char {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        let opened = item.contains('{');
        let ended = item.trim_end().ends_with(';');
        waiting = waiting && !opened && !ended;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_strings_stay_in_code_only() {
        let text = "let a = \"x // {\"; // gone\n/* gone /* deep */ gone */ let b = r#\"raw \" }\"#;\nlet c = '\"'; let d: &'a str = \"\\\"{\";";
        let lines = lines(text);
        assert_eq!(lines[0].code.trim_end(), "let a = \"x // {\";");
        assert_eq!(lines[0].bare.trim_end(), "let a = \"      \";");
        assert_eq!(lines[1].code.trim(), "let b = r#\"raw \" }\"#;");
        assert!(!lines[1].bare.contains('}') && lines[1].bare.trim_end().ends_with("\"#;"));
        assert!(lines[2].bare.contains("&'a str") && !lines[2].bare.contains('{'));
        assert!(!lines.iter().any(|line| line.code.contains("gone")));
    }

    #[test]
    fn lines_under_cfg_test_are_known() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\nfn c() {}\n#[cfg(test)]\nmod more;\nfn d() {}";
        let marks: Vec<bool> = lines(text).iter().map(|line| line.is_test).collect();
        assert_eq!(marks, [false, true, true, true, true, false, true, true, false]);
    }
}
