//! Folding of text before it is cut into terms: markup out, compatibility forms unified (NFKC), traditional Chinese
//! characters folded to simplified ones. Letter case is left to [`crate::analysis`], which still needs it to tell
//! codes (`PEMFC`) from words.

use std::borrow::Cow;

pub use entente_kernel::{is_ideographic, simplified, traditional_characters};
use unicode_normalization::UnicodeNormalization;

/// Longest markup tag that is taken out; a `<` farther from its `>` is a less-than sign.
const LONGEST_TAG: usize = 300;

/// Markup out, NFKC, traditional characters simplified; case kept.
#[must_use]
pub fn fold(text: &str) -> String {
    let plain = without_markup(text);
    if plain.is_ascii() {
        return plain.into_owned();
    }
    plain.nfkc().map(simplified).collect()
}

/// Tags (`<b>`, `</p>`, `<!-- -->`) and character references (`&nbsp;`) become a space.
#[must_use]
pub fn without_markup(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '&']) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        let length = tag_length(from).or_else(|| reference_length(from));
        let (cut, after) = from.split_at(length.unwrap_or(1));
        plain.push_str(if length.is_some() { " " } else { cut });
        rest = after;
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

fn tag_length(from: &str) -> Option<usize> {
    let after = from.strip_prefix('<')?;
    if !after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
        return None;
    }
    let end = from.find('>')?;
    (end < LONGEST_TAG).then_some(end + 1)
}

fn reference_length(from: &str) -> Option<usize> {
    let name = from.strip_prefix('&')?;
    let end = name.bytes().take(10).position(|byte| byte == b';')?;
    let known = name.bytes().take(end).all(|byte| byte.is_ascii_alphanumeric() || byte == b'#');
    (known && end > 0).then_some(end + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_traditional_width_and_markup() {
        assert_eq!(fold("<b>熱交換器</b>&nbsp;ＡＢ①"), " 热交换器  AB1");
        assert_eq!(fold("a < b && c > d"), "a < b && c > d");
        assert!(traditional_characters() > 900);
    }
}
