//! Text to index terms. English words are case-folded, freed of stop words and stemmed with Snowball's English stemmer
//! (Porter 2, <https://snowballstem.org/algorithms/english/stemmer.html>); Chinese runs become overlapping
//! character bigrams, a run of one character stays as it is; codes and numbers are kept whole.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

use crate::fold::{fold, is_ideographic};

/// Characters of one word that are read; longer words are cut, so that junk cannot fill the index.
const LONGEST_WORD: usize = 40;

static STOP_WORDS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("../data/stop_en.txt").split_whitespace().collect());

/// The way a term is written, which decides how lengths are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Script {
    /// Words between spaces: English and every other alphabet, codes and numbers.
    Words,
    /// Bigrams of a script without spaces: Chinese, also kana and Hangul.
    Characters,
    /// One character out of a longer run; counts in no length.
    Single,
}

/// One index term with its script.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Term {
    /// Stem, code or bigram.
    pub text: String,
    /// How it is written.
    pub script: Script,
}

/// A stretch of text in one script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run {
    /// A word that is not a stop word.
    Word(Word),
    /// Consecutive characters of a script without spaces, folded to simplified forms.
    Characters(String),
}

/// A word as written and as indexed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As written, after NFKC.
    pub surface: String,
    /// Stem, or the folded word when it is a code.
    pub stem: String,
    /// True when it holds a digit or a capital after its first letter (`CO2`, `PEMFC`): written alike in every language.
    pub code: bool,
}

/// Cuts a text into runs; stop words, punctuation, controls and markup are gone.
#[must_use]
pub fn runs(text: &str) -> Vec<Run> {
    let folded = fold(text);
    let stemmer = Stemmer::create(Algorithm::English);
    let mut found = Vec::new();
    for piece in folded.split(|c: char| !(c.is_alphanumeric() || is_mark(c) || is_apostrophe(c))) {
        let mut rest = piece;
        while let Some(first) = rest.chars().next() {
            let characters = is_ideographic(first);
            let end = rest.find(|c: char| is_ideographic(c) != characters).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            if characters {
                found.push(Run::Characters(run.to_owned()));
            } else {
                found.extend(words(run, &stemmer).map(Run::Word));
            }
            rest = after;
        }
    }
    found
}

/// The terms of a text, in reading order.
#[must_use]
pub fn terms(text: &str) -> Vec<Term> {
    let mut found = Vec::new();
    for run in runs(text) {
        match run {
            Run::Word(word) => found.push(Term { text: word.stem, script: Script::Words }),
            Run::Characters(run) => found
                .extend(bigrams(&run).map(|gram| Term { text: gram.to_owned(), script: Script::Characters })),
        }
    }
    found
}

/// The characters of a text one by one, for translations of a single character; marked, so that they are no words of
/// their own.
#[must_use]
pub fn singles(text: &str) -> Vec<Term> {
    let runs = runs(text).into_iter().filter_map(|run| match run {
        Run::Characters(run) => Some(run),
        Run::Word(_) => None,
    });
    let letters: Vec<char> = runs.flat_map(|run| run.chars().collect::<Vec<_>>()).collect();
    letters.into_iter().map(|letter| Term { text: single(letter), script: Script::Single }).collect()
}

/// The term of a single character.
#[must_use]
pub fn single(letter: char) -> String {
    format!("·{letter}")
}

/// Overlapping bigrams of a run, or the single character when there is no second one.
pub fn bigrams(run: &str) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
    let span = if starts.len() > 2 { 2 } else { 1 };
    let ends = starts.clone().into_iter().skip(span);
    starts.into_iter().zip(ends).filter_map(move |(from, to)| run.get(from..to))
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '\u{2019}')
}

fn is_mark(letter: char) -> bool {
    unicode_normalization::char::is_combining_mark(letter)
}

/// Words of a run without spaces; an apostrophe ends a word, and `'s`, `n't`, `'re` are dropped with it.
fn words<'a>(run: &'a str, stemmer: &'a Stemmer) -> impl Iterator<Item = Word> + 'a {
    let parts = run.split(is_apostrophe).enumerate();
    let kept = parts.filter(|(at, part)| !part.is_empty() && (*at == 0 || part.len() > 2));
    kept.filter_map(|(_, part)| word(part, stemmer))
}

fn word(surface: &str, stemmer: &Stemmer) -> Option<Word> {
    let surface: String = surface.chars().take(LONGEST_WORD).collect();
    let lower = surface.to_lowercase();
    let digits = surface.bytes().any(|byte| byte.is_ascii_digit());
    let code = digits || surface.chars().skip(1).any(char::is_uppercase);
    if STOP_WORDS.contains(lower.as_str()) {
        return None;
    }
    let stem = if lower.bytes().all(|byte| byte.is_ascii_lowercase()) {
        match stemmer.stem(&lower) {
            Cow::Borrowed(stem) => stem.to_owned(),
            Cow::Owned(stem) => stem,
        }
    } else {
        lower
    };
    Some(Word { surface, stem, code })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        terms(text).into_iter().map(|term| term.text).collect()
    }

    #[test]
    fn english_chinese_and_codes() {
        assert_eq!(
            texts("The company's Heat-Exchangers, don't leak"),
            ["compani", "heat", "exchang", "leak"]
        );
        assert_eq!(texts("高溫CO2换热器 泵"), ["高温", "co2", "换热", "热器", "泵"]);
        assert_eq!(texts("GB/T 19001-2016"), ["gb", "t", "19001", "2016"]);
        assert_eq!(texts(" \u{0}\u{7}<p></p> ?"), Vec::<String>::new());
    }
}
