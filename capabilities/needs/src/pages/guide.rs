//! How matching decides, for those who work with it. The text stands in `docs/guide`.

use entente_kernel::{Lang, Result};
use entente_web::{Cx, Page, Reply, prose, safe};

const ENGLISH: &str = include_str!("../../../../docs/guide/how-matching-decides.en.md");
const CHINESE: &str = include_str!("../../../../docs/guide/how-matching-decides.zh.md");

/// The page.
pub(crate) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    let text = match cx.t.lang {
        Lang::En => ENGLISH,
        Lang::Zh => CHINESE,
    };
    let title = cx.t.m("needs-how");
    let body = format!(
        "<header class=\"head\"><h1>{}</h1></header><section class=\"card prose guide\">{}</section>",
        safe(&title),
        prose(&joined(text))
    );
    cx.page(&Page::new(title, "/needs"), &body)
}

/// The files are broken at their right margin; the page breaks where it likes, between Chinese characters without a
/// space.
fn joined(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let own = line.is_empty()
            || line.starts_with(['#', '|', '-'])
            || line.split_once(". ").is_some_and(|(number, _)| number.parse::<u8>().is_ok());
        let (before, rest) = (out.chars().next_back(), line.trim_start());
        let wide = |letter: Option<char>| letter.is_some_and(|c| c > '\u{2e80}');
        if own || before.is_none_or(|c| c == '\n') || out.ends_with('|') {
            out.push('\n');
        } else if !wide(before) && !wide(rest.chars().next()) {
            out.push(' ');
        }
        out.push_str(rest);
        if line.is_empty() || line.starts_with('#') {
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_go_on_are_one_paragraph() {
        assert_eq!(joined("One\ntwo.\n\n- 三\n  四\n- five\n").trim(), "One two.\n\n\n- 三四\n- five");
        for text in [ENGLISH, CHINESE] {
            let html = prose(&joined(text));
            assert_eq!((html.matches("<h2").count(), html.matches("<table").count()), (7, 2), "{html}");
        }
    }
}
