//! From text to the terms of the index: folded words, Chinese characters and their pairs, pinyin.

use entente_kernel::{fold, is_ideographic, simplified};
use pinyin::ToPinyin;

/// Syllables in a pinyin term; longer names are found by their beginning or any later part of this length.
const SYLLABLES: usize = 8;

/// Most characters of a text that go into the index, per text.
const LONGEST: usize = 20_000;

/// Runs of one script, in order.
pub(crate) fn runs(text: &str) -> Vec<String> {
    let folded: String = fold(text).chars().map(simplified).take(LONGEST).collect();
    let mut runs: Vec<String> = Vec::new();
    let mut last = None;
    for letter in folded.chars() {
        let sort = match letter {
            c if is_ideographic(c) => Some(true),
            c if c.is_alphanumeric() => Some(false),
            _ => None,
        };
        match (sort, runs.last_mut()) {
            (None, _) => {}
            (Some(_), Some(run)) if sort == last => run.push(letter),
            (Some(_), _) => runs.push(letter.to_string()),
        }
        last = sort;
    }
    runs
}

/// True for a run of characters.
pub(crate) fn is_characters(run: &str) -> bool {
    run.chars().next().is_some_and(is_ideographic)
}

/// The terms of a text: words as they are, characters one by one and in pairs.
pub(crate) fn terms(text: &str) -> Vec<String> {
    let mut terms = Vec::new();
    for run in runs(text) {
        if is_characters(&run) {
            let letters: Vec<char> = run.chars().collect();
            terms.extend(letters.iter().map(ToString::to_string));
            terms.extend(letters.windows(2).map(|pair| pair.iter().collect::<String>()));
        } else {
            terms.push(run);
        }
    }
    terms
}

/// The pinyin of a name, from each of its characters on: whole syllables (`fengtian`) and initials (`ft`).
pub(crate) fn pinyin(name: &str) -> Vec<String> {
    let mut terms = Vec::new();
    for run in runs(name).iter().filter(|run| is_characters(run)) {
        let syllables: Vec<&str> = run.as_str().to_pinyin().flatten().map(pinyin::Pinyin::plain).collect();
        for from in 0..syllables.len() {
            let rest: Vec<&str> = syllables.iter().skip(from).take(SYLLABLES).copied().collect();
            terms.push(rest.concat());
            terms.push(rest.iter().filter_map(|s| s.chars().next()).collect());
        }
    }
    terms
}

/// Letters of a beginning that is a term of its own, so that an unfinished word is found like any other.
pub(crate) const BEGUN: usize = 10;

/// The beginnings of a word or name, up to ten letters.
pub(crate) fn beginnings(word: &str) -> Vec<String> {
    let ends = word.char_indices().map(|(at, letter)| at + letter.len_utf8()).take(BEGUN);
    ends.filter_map(|end| word.get(..end).map(str::to_owned)).collect()
}

/// The beginning under which a word of any length is found.
pub(crate) fn beginning(word: &str) -> String {
    word.chars().take(BEGUN).collect()
}

/// A whole name, folded, by which an exact one is found first.
pub(crate) fn whole(name: &str) -> String {
    runs(name).join(" ").chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_characters_and_pinyin_are_terms() {
        assert_eq!(terms("Tōyota 豐田-1"), ["toyota", "丰", "田", "丰田", "1"]);
        let spoken = pinyin("一汽丰田");
        for term in ["yiqifengtian", "fengtian", "ft", "yqft"] {
            assert!(spoken.iter().any(|t| t == term), "{spoken:?}");
        }
        assert_eq!(whole(" Toyota  Motor (丰田)"), "toyota motor 丰田");
    }

    #[test]
    fn nothing_typed_breaks_it() {
        for text in ["", "\u{0}", "((((\"", "🙂🙂", &"x".repeat(100_000), "\u{202e}abc"] {
            terms(text);
            pinyin(text);
        }
    }
}
