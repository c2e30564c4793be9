//! The words of [`Shape::Offered`](entente_record::Shape::Offered): what the rooms of this house together offer.

use entente_measures::{Dimension, Measure};

use crate::locale::T;
use crate::pages::labels;

/// Words that belong together, under what they share.
pub(crate) struct Group {
    /// What they share: the kind of record that is counted.
    pub(crate) label: String,
    /// Each word with its label.
    pub(crate) words: Vec<(String, String)>,
}

/// The field of the same row on which the words of a list depend: dimensions are those of a measure.
pub(crate) fn beside(list: &str) -> Option<&'static str> {
    (list == "dimension").then_some("measure")
}

/// Everything that a list offers, by the kind of record that is counted; before all else what goes with the word in the
/// field beside it.
pub(crate) fn groups(t: &T, list: &str, beside: &str) -> Vec<Group> {
    let mut all: Vec<Group> = Vec::new();
    for measure in t.measures() {
        let label = t.m(&format!("{}-many", measure.kind.name));
        let at = all.iter().position(|group| group.label == label).unwrap_or_else(|| {
            all.push(Group { label, words: Vec::new() });
            all.len() - 1
        });
        let Some(group) = all.get_mut(at) else { continue };
        for (word, label) in words(t, list, measure) {
            if !group.words.iter().any(|(own, _)| *own == word) {
                group.words.push((word, label));
            }
        }
    }
    if let Some(measure) = t.measures().iter().find(|measure| measure.name == beside) {
        all.insert(0, Group { label: labels::measure(t, measure), words: words(t, list, measure) });
    }
    all
}

/// What a word of a list is called; the word itself where this house does not offer it.
pub(crate) fn said(t: &T, list: &str, word: &str, beside: &str) -> String {
    let words = groups(t, list, beside).into_iter().flat_map(|group| group.words);
    words.into_iter().find(|(own, _)| own == word).map_or_else(|| word.to_owned(), |(_, label)| label)
}

fn words(t: &T, list: &str, measure: &Measure) -> Vec<(String, String)> {
    let dimension = |d: &Dimension| (d.name(), labels::dimension(t, measure, d));
    match list {
        "measure" => vec![(measure.name.to_owned(), labels::measure(t, measure))],
        "dimension" => measure.by.iter().map(dimension).collect(),
        _ => Vec::new(),
    }
}
