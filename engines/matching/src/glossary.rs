//! English-Chinese term pairs: our shipped glossary, bilingual names of records, officers' additions and, when the
//! operator imports one, a dictionary. Translations of one term are ordered by origin, then by sense.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::analysis::{Run, Script, runs, terms};
use crate::fold::{fold, is_ideographic};

/// Most translations of one term that take part in a query.
pub const MOST_TRANSLATIONS: usize = 30;
/// Longest Chinese term, in characters, that segmentation looks for.
const LONGEST_CHINESE: usize = 16;
/// Longest English term, in stems, that segmentation looks for.
const LONGEST_ENGLISH: usize = 6;

/// The shipped files by field.
pub const SHIPPED: &[(&str, &str)] = &[
    ("agriculture", include_str!("../glossary/agriculture.tsv")),
    ("education", include_str!("../glossary/education.tsv")),
    ("energy", include_str!("../glossary/energy.tsv")),
    ("engineering", include_str!("../glossary/engineering.tsv")),
    ("environment", include_str!("../glossary/environment.tsv")),
    ("information", include_str!("../glossary/information.tsv")),
    ("management", include_str!("../glossary/management.tsv")),
    ("materials", include_str!("../glossary/materials.tsv")),
    ("medicine", include_str!("../glossary/medicine.tsv")),
    ("transport", include_str!("../glossary/transport.tsv")),
];

/// Where a pair comes from; earlier origins are trusted more and their translations come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// Added or corrected by an officer.
    Officer,
    /// A record's own names in both languages.
    Record,
    /// The glossary that Entente ships.
    Shipped,
    /// A dictionary that the operator imported.
    Dictionary,
}

/// One pair of terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// English term as written.
    pub english: Box<str>,
    /// Chinese term as written.
    pub chinese: Box<str>,
    /// Where it comes from.
    pub origin: Origin,
    /// Place among the senses of its entry, 0 first.
    pub sense: u16,
}

/// A line of a glossary file that is not a pair.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: expected an English and a Chinese term divided by one tab")]
pub struct BadLine {
    /// Line number, 1 for the header.
    pub line: usize,
}

/// A piece of a Chinese run or of a row of English stems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) known: bool,
}

/// The pairs, found from either side.
#[derive(Clone, Debug, Default)]
pub struct Glossary {
    pairs: Vec<Option<Pair>>,
    by_chinese: HashMap<Box<str>, Vec<u32>>,
    by_english: HashMap<Box<str>, Vec<u32>>,
}

impl Glossary {
    /// An empty glossary.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The glossary that Entente ships, see `glossary/*.tsv`.
    #[must_use]
    pub fn shipped() -> Self {
        let mut glossary = Self::new();
        for (_, text) in SHIPPED {
            glossary.load_tsv(text, Origin::Shipped);
        }
        glossary
    }

    /// Every pair, in the order of addition.
    pub fn pairs(&self) -> impl Iterator<Item = &Pair> {
        self.pairs.iter().flatten()
    }

    /// Adds a pair; false when either side has no usable term or the pair is known from this origin.
    pub fn insert(&mut self, english: &str, chinese: &str, origin: Origin) -> bool {
        self.insert_sense(english, chinese, origin, 0)
    }

    /// Adds a pair at its place among the senses of its entry, 0 first.
    pub fn insert_sense(&mut self, english: &str, chinese: &str, origin: Origin, sense: u16) -> bool {
        let (from_english, from_chinese) = (english_key(english), chinese_key(chinese));
        if from_english.is_empty() || from_chinese.is_empty() || self.find(english, chinese, origin).is_some()
        {
            return false;
        }
        let Ok(number) = u32::try_from(self.pairs.len()) else { return false };
        self.pairs.push(Some(Pair { english: english.into(), chinese: chinese.into(), origin, sense }));
        self.by_english.entry(from_english.into()).or_default().push(number);
        self.by_chinese.entry(from_chinese.into()).or_default().push(number);
        true
    }

    /// Takes a pair of this origin out; false when it is not there.
    pub fn remove(&mut self, english: &str, chinese: &str, origin: Origin) -> bool {
        let Some(number) = self.find(english, chinese, origin) else { return false };
        for (map, key) in
            [(&mut self.by_english, english_key(english)), (&mut self.by_chinese, chinese_key(chinese))]
        {
            if let Some(numbers) = map.get_mut(key.as_str()) {
                numbers.retain(|other| *other != number);
                if numbers.is_empty() {
                    map.remove(key.as_str());
                }
            }
        }
        if let Some(place) = usize::try_from(number).ok().and_then(|at| self.pairs.get_mut(at)) {
            *place = None;
        }
        true
    }

    /// Reads a glossary file: header `en<TAB>zh`, one pair per line. Returns the pairs added; wrong lines are
    /// reported and left out.
    pub fn load_tsv(&mut self, text: &str, origin: Origin) -> (usize, Vec<BadLine>) {
        let (mut added, mut bad) = (0, Vec::new());
        for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate().skip(1) {
            match line.split_once('\t') {
                Some((english, chinese)) if !chinese.contains('\t') => {
                    added += usize::from(self.insert(english.trim(), chinese.trim(), origin));
                }
                _ if line.trim().is_empty() => {}
                _ => bad.push(BadLine { line: at + 1 }),
            }
        }
        (added, bad)
    }

    /// Number of pairs.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pairs().count()
    }

    /// True when there is no pair.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Translations of a Chinese term into English, best first.
    #[must_use]
    pub fn english(&self, chinese: &str) -> Vec<&Pair> {
        self.sorted(self.by_chinese.get(chinese_key(chinese).as_str()), |_| 0)
    }

    /// Translations of an English term into Chinese, best first.
    #[must_use]
    pub fn chinese(&self, english: &str) -> Vec<&Pair> {
        self.chinese_of(&english_key(english))
    }

    /// As [`Self::chinese`], from stems joined by a space. Two-character words come first within a sense: they are
    /// Chinese's commonest word form; a single character may be anything and comes late.
    pub(crate) fn chinese_of(&self, stems: &str) -> Vec<&Pair> {
        self.sorted(self.by_english.get(stems), |pair| {
            let form = match pair.chinese.chars().count() {
                1 => 3,
                count => count.abs_diff(2),
            };
            // Common words have many senses (Zipf 1945), so the word with more translations is the likelier one.
            let senses = self.by_chinese.get(chinese_key(&pair.chinese).as_str()).map_or(0, Vec::len);
            (form, Reverse(senses))
        })
    }

    fn sorted<Order: Ord>(&self, numbers: Option<&Vec<u32>>, order: impl Fn(&Pair) -> Order) -> Vec<&Pair> {
        let numbers = numbers.map(Vec::as_slice).unwrap_or_default();
        let mut found: Vec<&Pair> = numbers
            .iter()
            .filter_map(|number| self.pairs.get(usize::try_from(*number).ok()?)?.as_ref())
            .collect();
        found.sort_by_cached_key(|pair| (pair.origin, pair.sense, order(pair)));
        found
    }

    fn find(&self, english: &str, chinese: &str, origin: Origin) -> Option<u32> {
        let numbers = self.by_chinese.get(chinese_key(chinese).as_str())?;
        numbers.iter().copied().find(|number| {
            let pair = usize::try_from(*number).ok().and_then(|at| self.pairs.get(at)?.as_ref());
            pair.is_some_and(|p| p.origin == origin && *p.english == *english && *p.chinese == *chinese)
        })
    }

    /// Cuts a Chinese run into the fewest pieces of known terms and stop words, leaving the fewest characters
    /// over; of equal cuts the one with the longer first term wins. Positions are byte offsets.
    pub(crate) fn segment_chinese(&self, run: &str, is_stop: impl Fn(&str) -> bool) -> Vec<Segment> {
        let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
        fewest_pieces(starts.len() - 1, LONGEST_CHINESE, |from, to| {
            let piece = starts.get(from).zip(starts.get(to)).and_then(|(from, to)| run.get(*from..*to));
            piece.is_some_and(|piece| self.by_chinese.contains_key(piece) || is_stop(piece))
        })
        .into_iter()
        .filter_map(|s| Some(Segment { from: *starts.get(s.from)?, to: *starts.get(s.to)?, known: s.known }))
        .collect()
    }

    /// The same for a row of English stems; positions are indices of stems.
    pub(crate) fn segment_english(&self, stems: &[&str]) -> Vec<Segment> {
        fewest_pieces(stems.len(), LONGEST_ENGLISH, |from, to| {
            stems.get(from..to).is_some_and(|row| self.by_english.contains_key(row.join(" ").as_str()))
        })
    }
}

/// Shortest path over positions 0..=length: an unknown unit costs far more than a piece.
fn fewest_pieces(length: usize, longest: usize, known: impl Fn(usize, usize) -> bool) -> Vec<Segment> {
    let mut best: Vec<(usize, usize, bool)> = vec![(0, 0, false); length + 1];
    let cost = |best: &[(usize, usize, bool)], at: usize| best.get(at).map_or(0, |place| place.0);
    for from in (0..length).rev() {
        let mut choice = (cost(&best, from + 1) + 1000, from + 1, false);
        for to in (from + 1..=length.min(from + longest)).rev() {
            let total = cost(&best, to) + 1;
            if total < choice.0 && known(from, to) {
                choice = (total, to, true);
            }
        }
        if let Some(place) = best.get_mut(from) {
            *place = choice;
        }
    }
    let mut pieces = Vec::new();
    let mut from = 0;
    while let Some((_, to, known)) = best.get(from).copied().filter(|_| from < length) {
        pieces.push(Segment { from, to, known });
        from = to;
    }
    pieces
}

/// Stems joined by a space; empty when nothing but stop words is left or the term is Chinese.
pub(crate) fn english_key(english: &str) -> String {
    let found = terms(english);
    if found.iter().any(|term| term.script == Script::Characters) {
        return String::new();
    }
    found.into_iter().map(|term| term.text).collect::<Vec<_>>().join(" ")
}

/// The Chinese characters of a term, simplified; a term such as `X射线` is found by its Chinese part.
fn chinese_key(chinese: &str) -> String {
    if chinese.chars().all(is_ideographic) {
        return fold(chinese);
    }
    let parts = runs(chinese).into_iter().filter_map(|run| match run {
        Run::Characters(run) => Some(run),
        Run::Word(_) => None,
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Glossary {
        let mut glossary = Glossary::new();
        let text = "en\tzh\nheat exchanger\t换热器\nheat\t热量\nwear\t磨损\nabrasion\t磨损\nbad line\n\n";
        assert_eq!(glossary.load_tsv(text, Origin::Shipped), (4, vec![BadLine { line: 6 }]));
        glossary
    }

    #[test]
    fn orders_by_origin_and_segments_by_longest() {
        let mut glossary = sample();
        assert!(glossary.insert("attrition", "磨損", Origin::Officer));
        assert!(!glossary.insert("attrition", "磨損", Origin::Officer));
        let words: Vec<&str> = glossary.english("磨损").iter().map(|pair| &*pair.english).collect();
        assert_eq!(words, ["attrition", "wear", "abrasion"]);
        assert!(glossary.remove("wear", "磨损", Origin::Shipped) && glossary.len() == 4);
        let cut = glossary.segment_chinese("高换热器磨损", |_| false);
        assert_eq!(
            cut.iter().map(|s| (s.from, s.to, s.known)).collect::<Vec<_>>(),
            [(0, 3, false), (3, 12, true), (12, 18, true)]
        );
        assert_eq!(glossary.segment_english(&["heat", "exchang", "heat"]).len(), 2);
    }
}
