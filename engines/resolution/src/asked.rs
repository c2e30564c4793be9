//! A text as a question to the registry.

use std::collections::HashMap;

use crate::places::countries_in;
use crate::registry::{Registry, acronym};
use crate::text::{Word, words};

/// What a word with a slip counts, against 1 for the word itself.
const SLIP: f64 = 0.85;

/// A text with what the registry knows of its words.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) words: Vec<Word>,
    /// The known word at each position, or those that it may be with a slip.
    pub(crate) numbers: Vec<Vec<u32>>,
    /// Known words, those with slips too: what they count and the segments in which they stand.
    pub(crate) held: HashMap<u32, Held>,
    pub(crate) countries: Vec<&'static str>,
    /// Words in capitals, as initials.
    pub(crate) initials: Vec<String>,
    pub(crate) segments: usize,
}

/// A known word of the text.
#[derive(Debug, Default)]
pub(crate) struct Held {
    pub(crate) quality: f64,
    pub(crate) segments: Vec<usize>,
}

impl Asked {
    pub(crate) fn read(text: &str, registry: &Registry) -> Self {
        Self::of_others(text, registry, None)
    }

    /// The same, with the words that only `except` has as unknown as if it were not there.
    pub(crate) fn of_others(text: &str, registry: &Registry, except: Option<u128>) -> Self {
        let words = words(text);
        let known = |text: &str| registry.word(text).filter(|word| registry.others_have(*word, except));
        let numbers: Vec<Vec<u32>> = words
            .iter()
            .map(|word| known(&word.text).map_or_else(|| registry.near(&word.text), |known| vec![known]))
            .collect();
        let mut held: HashMap<u32, Held> = HashMap::new();
        for (word, number) in words.iter().zip(&numbers) {
            let quality = if known(&word.text).is_some() { 1.0 } else { SLIP };
            for number in number {
                let held = held.entry(*number).or_default();
                held.quality = held.quality.max(quality);
                if held.segments.last() != Some(&word.segment) {
                    held.segments.push(word.segment);
                }
            }
        }
        let short = words.len() <= 2;
        let initials = words.iter().filter(|word| (word.capitals || short) && word.text.chars().count() >= 2);
        let mut initials: Vec<String> = initials.map(|word| acronym(&word.text)).collect();
        initials.sort_unstable();
        initials.dedup();
        let segments = words.last().map_or(0, |word| word.segment + 1);
        Self { countries: countries_in(&words), words, numbers, held, initials, segments }
    }

    /// True when the words stand one after the other somewhere.
    pub(crate) fn has_row(&self, row: &[u32]) -> bool {
        !row.is_empty()
            && self
                .numbers
                .windows(row.len())
                .any(|here| here.iter().zip(row).all(|(at, word)| at.contains(word)))
    }

    /// True when a segment begins with the word.
    pub(crate) fn begins_segment(&self, word: u32) -> bool {
        let first = |at: usize| {
            at == 0 || self.words.get(at - 1).map(|w| w.segment) != self.words.get(at).map(|w| w.segment)
        };
        self.numbers.iter().enumerate().any(|(at, known)| known.contains(&word) && first(at))
    }

    /// True when each of the words stands somewhere.
    pub(crate) fn has_all(&self, row: &[u32]) -> bool {
        !row.is_empty() && row.iter().all(|word| self.held.contains_key(word))
    }

    /// The rows of words that links are remembered by: the whole text and each of its segments.
    pub(crate) fn keys(&self) -> (String, Vec<String>) {
        let join = |words: &mut dyn Iterator<Item = &Word>| {
            words.map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
        };
        let whole = join(&mut self.words.iter());
        let segment = |number: usize| join(&mut self.words.iter().filter(|word| word.segment == number));
        let segments = (0..self.segments).map(segment).filter(|key| !key.is_empty()).collect();
        (whole, segments)
    }
}
