//! Scripts that are written without spaces, and traditional characters.

use std::collections::HashMap;
use std::sync::LazyLock;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_folds_to_one_that_folds_again() {
        for (from, to) in TRADITIONAL.iter() {
            assert_eq!(simplified(*to), *to, "{from} -> {to}");
        }
    }
}
