//! Folding of text for comparison and look-up.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Compatibility-decomposed, lower-case, without accents, white space collapsed: `"Ｓïemens  AG"` -> `"siemens ag"`.
///
/// Used for folded look-up columns, because `LIKE` and case rules differ between database engines.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn width_case_accents_and_space_are_folded() {
        assert_eq!(super::fold("  Ｓïemens \t AG "), "siemens ag");
        assert_eq!(super::fold("江川　大学"), "江川 大学");
    }
}
