//! Texts as rows of folded words: accents, case and width gone, abbreviations written out, the words for kinds of
//! organisation in one language.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use entente_kernel::{fold, is_ideographic, simplified};

/// Most words of a text that are read.
const LONGEST: usize = 120;

/// Variants (abbreviations, other languages) with the word that stands for all of them.
static WORDS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let rows = include_str!("../data/words.tsv").lines().filter_map(|line| line.split_once('\t'));
    rows.flat_map(|(word, variants)| variants.split(' ').map(move |variant| (variant, word))).collect()
});

/// Words that say nothing: articles and prepositions.
static EMPTY: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("../data/empty.txt").split_whitespace().collect());

/// Legal forms, which say nothing behind a name; at its beginning they are initials.
static LEGAL: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("../data/legal.txt").split_whitespace().collect());

/// Words for kinds of organisation, in their standing form.
pub(crate) const KINDS: &[&str] = &[
    "university",
    "institute",
    "center",
    "college",
    "school",
    "hospital",
    "clinic",
    "academy",
    "laboratory",
    "foundation",
    "association",
    "society",
    "ministry",
    "council",
    "museum",
    "library",
    "agency",
    "faculty",
    "department",
    "division",
];

/// A word with the place that it has in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Folded, in its standing form.
    pub(crate) text: String,
    /// True when it was written in capitals, two or more of them.
    pub(crate) capitals: bool,
    /// Number of the segment: what stands between commas, semicolons and brackets.
    pub(crate) segment: usize,
}

/// The words of a text in their order.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut segment = 0;
    let mut current = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let joined = matches!(letter, '\'' | '\u{2019}' | '\u{2018}' | '`' | '´');
        if letter.is_alphanumeric() || is_mark(letter) {
            let other = current
                .chars()
                .next_back()
                .is_some_and(|last| is_ideographic(last) != is_ideographic(letter));
            if other {
                push(&mut found, &mut current, segment);
            }
            current.push(letter);
        } else if joined && !current.is_empty() {
            // An apostrophe joins what it cuts: "King's" and "Xi'an" are one word.
        } else if letter == '.'
            && initial(&current)
            && letters.peek().is_some_and(|next| next.is_alphanumeric())
        {
            // "U.S.A." is one word.
        } else {
            push(&mut found, &mut current, segment);
            if matches!(
                letter,
                ',' | ';' | '(' | ')' | '[' | ']' | '|' | '/' | '\n' | '，' | '；' | '（' | '）' | '、'
            ) {
                segment += 1;
            }
        }
    }
    push(&mut found, &mut current, segment);
    found.truncate(LONGEST);
    found
}

fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

/// True for what may be the first letters of an abbreviation with points.
fn initial(current: &str) -> bool {
    let count = current.chars().count();
    (1..=4).contains(&count) && current.chars().all(char::is_uppercase)
}

fn push(found: &mut Vec<Word>, current: &mut String, segment: usize) {
    let surface = std::mem::take(current);
    let folded = latin(&fold(&surface));
    if folded.is_empty() {
        return;
    }
    if folded.chars().next().is_some_and(is_ideographic) {
        let letters: Vec<char> = folded.chars().map(simplified).collect();
        let span = letters.len().min(2);
        for gram in letters.windows(span.max(1)) {
            found.push(Word { text: gram.iter().collect(), capitals: false, segment });
        }
        return;
    }
    let capitals =
        surface.chars().filter(|c| c.is_uppercase()).count() >= 2 && !surface.chars().any(char::is_lowercase);
    let standing = WORDS.get(folded.as_str()).map_or(folded.as_str(), |word| *word);
    for text in standing.split('_') {
        let text = singular(text);
        let begins = found.last().is_none_or(|last| last.segment != segment);
        if !EMPTY.contains(text) && (begins || !LEGAL.contains(text)) {
            found.push(Word { text: text.to_owned(), capitals, segment });
        }
    }
}

/// Letters that have no accent to lose.
fn latin(folded: &str) -> String {
    if folded.is_ascii() {
        return folded.to_owned();
    }
    let mut out = String::with_capacity(folded.len());
    for letter in folded.chars() {
        match letter {
            'ß' => out.push_str("ss"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ı' => out.push('i'),
            other => out.push(other),
        }
    }
    out
}

/// English plurals lose their s.
fn singular(word: &str) -> &str {
    let plain =
        word.len() > 4 && word.is_ascii() && !["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    if plain { word.strip_suffix('s').unwrap_or(word) } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn abbreviations_languages_and_points_meet_in_one_form() {
        assert_eq!(
            texts("Dept. of Phys., Univ. of Z\u{fc}rich"),
            ["department", "physic", "university", "zurich"]
        );
        assert_eq!(texts("Universit\u{e4}t Z\u{fc}rich"), ["university", "zurich"]);
        assert_eq!(texts("Xi'an, U.S.A."), ["xian", "usa"]);
        assert_eq!(texts("東華大學"), ["东华", "华大", "大学"]);
    }

    #[test]
    fn segments_and_capitals_are_known() {
        let read = words("NASA, Houston (TX)");
        let flat: Vec<(usize, bool)> = read.iter().map(|w| (w.segment, w.capitals)).collect();
        assert_eq!(flat, [(0, true), (1, false), (2, true)]);
    }

    #[test]
    fn nothing_typed_breaks_it() {
        for text in ["", "\u{0}", "....", "''''", "🙂", &"x ".repeat(10_000)] {
            assert!(words(text).len() <= LONGEST);
        }
    }
}
