//! Folding of text before it is cut into terms: markup out, compatibility forms unified (NFKC), traditional Chinese
//! characters folded to simplified ones. Letter case is left to [`crate::analysis`], which still needs it to tell
//! codes (`PEMFC`) from words.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// Longest markup tag that is taken out; a `<` farther from its `>` is a less-than sign.
const LONGEST_TAG: usize = 300;

/// Our own hand-written table of the commonest characters, see `data/traditional.txt`.
static TRADITIONAL: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    include_str!("../data/traditional.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .filter_map(|pair| {
            let mut letters = pair.chars();
            Some((letters.next()?, letters.next()?))
        })
        .collect()
});

/// Number of traditional characters that [`simplified`] knows.
#[must_use]
pub fn traditional_characters() -> usize {
    TRADITIONAL.iter().filter(|(from, to)| from != to).count()
}

/// The simplified form of a traditional character; every other character is returned as it is.
#[must_use]
pub fn simplified(letter: char) -> char {
    if is_ideographic(letter) { TRADITIONAL.get(&letter).copied().unwrap_or(letter) } else { letter }
}

/// True for characters of scripts that are written without spaces between words and are therefore indexed by
/// character bigrams: Han, kana and Hangul.
#[must_use]
pub fn is_ideographic(letter: char) -> bool {
    matches!(u32::from(letter),
        0x3005..=0x3007 | 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7AF
        | 0xF900..=0xFAFF | 0x20000..=0x3134F)
}

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

    #[test]
    fn no_character_folds_to_one_that_folds_again() {
        for (from, to) in TRADITIONAL.iter() {
            assert_eq!(simplified(*to), *to, "{from} -> {to}");
        }
    }
}
