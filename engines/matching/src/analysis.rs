//! Text to index terms. English words are case-folded, freed of stop words and stemmed with Snowball's English stemmer
//! (Porter 2, <https://snowballstem.org/algorithms/english/stemmer.html>); Chinese runs become overlapping
//! character bigrams, a run of one character stays as it is; codes and numbers are kept whole.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
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

/// The terms of one field of a document: words and bigrams in reading order, then single characters; in one buffer.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    letters: String,
    /// Where each term ends.
    ends: Vec<(usize, Script)>,
}

impl Terms {
    /// Cuts a text into [`terms`] and [`singles`].
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self::with(text, &mut Stems::new())
    }

    pub(crate) fn with(text: &str, stems: &mut Stems) -> Self {
        let folded = fold(text);
        let mut found = Self::default();
        each_term(&folded, stems, |term, script| found.push(term, script));
        each_stretch(&folded, |stretch| {
            if let Stretch::Characters(run) = stretch {
                run.chars().for_each(|letter| found.push(&single(letter), Script::Single));
            }
        });
        found
    }

    /// Each term with its script.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Script)> {
        let starts = [0].into_iter().chain(self.ends.iter().map(|(end, _)| *end));
        let term = |(start, (end, script)): (usize, &(usize, Script))| {
            self.letters.get(start..*end).map(|term| (term, *script))
        };
        starts.zip(&self.ends).filter_map(term)
    }

    fn push(&mut self, term: &str, script: Script) {
        self.letters.push_str(term);
        self.ends.push((self.letters.len(), script));
    }
}

/// Cuts a text into runs; stop words, punctuation, controls and markup are gone.
#[must_use]
pub fn runs(text: &str) -> Vec<Run> {
    let mut stems = Stems::new();
    let mut found = Vec::new();
    each_stretch(&fold(text), |stretch| match stretch {
        Stretch::Word(surface) => found.extend(word(surface, &mut stems).map(Run::Word)),
        Stretch::Characters(run) => found.push(Run::Characters(run.to_owned())),
    });
    found
}

/// The terms of a text, in reading order.
#[must_use]
pub fn terms(text: &str) -> Vec<Term> {
    let mut found = Vec::new();
    each_term(&fold(text), &mut Stems::new(), |term, script| {
        found.push(Term { text: term.to_owned(), script });
    });
    found
}

/// The characters of a text one by one, for translations of a single character; marked, so that they are no words of
/// their own.
#[must_use]
pub fn singles(text: &str) -> Vec<Term> {
    let terms = Terms::of(text);
    let singles = terms.iter().filter(|(_, script)| *script == Script::Single);
    singles.map(|(text, script)| Term { text: text.to_owned(), script }).collect()
}

/// The term of a single character.
#[must_use]
pub fn single(letter: char) -> String {
    format!("·{letter}")
}

/// Overlapping bigrams of a run, or the single character when there is no second one.
pub fn bigrams(run: &str) -> impl Iterator<Item = &str> {
    let starts = run.char_indices().map(|(at, _)| at).chain([run.len()]);
    let span = if run.chars().nth(1).is_some() { 2 } else { 1 };
    let ends = starts.clone().skip(span);
    starts.zip(ends).filter_map(move |(from, to)| run.get(from..to))
}

/// A stretch of folded text in one script, stop words among them.
enum Stretch<'a> {
    Word(&'a str),
    Characters(&'a str),
}

fn each_stretch<'a>(folded: &'a str, mut visit: impl FnMut(Stretch<'a>)) {
    for piece in folded.split(|c: char| !(c.is_alphanumeric() || is_mark(c) || is_apostrophe(c))) {
        let mut rest = piece;
        while let Some(first) = rest.chars().next() {
            let characters = is_ideographic(first);
            let end = rest.find(|c: char| is_ideographic(c) != characters).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            if characters {
                visit(Stretch::Characters(run));
            } else {
                words(run).map(Stretch::Word).for_each(&mut visit);
            }
            rest = after;
        }
    }
}

fn each_term(folded: &str, stems: &mut Stems, mut visit: impl FnMut(&str, Script)) {
    each_stretch(folded, |stretch| match stretch {
        Stretch::Word(surface) => {
            if let Some(stem) = stems.of(surface) {
                visit(stem, Script::Words);
            }
        }
        Stretch::Characters(run) => bigrams(run).for_each(|gram| visit(gram, Script::Characters)),
    });
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '\u{2019}')
}

fn is_mark(letter: char) -> bool {
    unicode_normalization::char::is_combining_mark(letter)
}

/// Words of a run without spaces; an apostrophe ends a word, and `'s`, `n't`, `'re` are dropped with it.
fn words(run: &str) -> impl Iterator<Item = &str> {
    let parts = run.split(is_apostrophe).enumerate();
    let kept = parts.filter(|(at, part)| !part.is_empty() && (*at == 0 || part.len() > 2));
    kept.map(|(_, part)| part.char_indices().nth(LONGEST_WORD).map_or(part, |(end, _)| part.split_at(end).0))
}

fn word(surface: &str, stems: &mut Stems) -> Option<Word> {
    let stem = stems.of(surface)?.to_owned();
    let digits = surface.bytes().any(|byte| byte.is_ascii_digit());
    let code = digits || surface.chars().skip(1).any(char::is_uppercase);
    Some(Word { surface: surface.to_owned(), stem, code })
}

/// Stems words, remembering those met: texts use the same ones over and over.
pub(crate) struct Stems {
    stemmer: Stemmer,
    /// By word in small letters; none for a stop word.
    known: HashMap<Box<str>, Option<Box<str>>>,
    lower: String,
}

impl Stems {
    pub(crate) fn new() -> Self {
        Self { stemmer: Stemmer::create(Algorithm::English), known: HashMap::new(), lower: String::new() }
    }

    /// The stem of a word, or the word itself when it is a code; none for a stop word.
    fn of(&mut self, surface: &str) -> Option<&str> {
        let Self { stemmer, known, lower } = self;
        lower.clear();
        if surface.is_ascii() {
            lower.push_str(surface);
            lower.make_ascii_lowercase();
        } else {
            lower.push_str(&surface.to_lowercase());
        }
        if !known.contains_key(lower.as_str()) {
            let letters = lower.bytes().all(|byte| byte.is_ascii_lowercase());
            let stem = if letters { stemmer.stem(lower) } else { Cow::Borrowed(lower.as_str()) };
            let kept = !STOP_WORDS.contains(lower.as_str());
            known.insert(lower.as_str().into(), kept.then(|| stem.into()));
        }
        known.get(lower.as_str())?.as_deref()
    }
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
