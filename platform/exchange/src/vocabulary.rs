//! The words that people use, in both languages, for fields and for what stands in them.

use std::collections::HashMap;

use entente_kernel::fold;

/// Words of a kind's fields and of the choices in them, folded.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// Per target: what its column may be called, best first.
    headers: Vec<(String, Vec<String>)>,
    /// Per target: the word that a label stands for.
    values: HashMap<String, HashMap<String, String>>,
}

impl Vocabulary {
    /// Adds what the column of a target may be called.
    pub fn header(&mut self, target: &str, words: impl IntoIterator<Item = String>) {
        let words = words.into_iter().map(|word| bare(&word)).filter(|word| !word.is_empty()).collect();
        self.headers.push((target.to_owned(), words));
    }

    /// Adds labels for a word that may stand in a target.
    pub fn value(&mut self, target: &str, word: &str, labels: impl IntoIterator<Item = String>) {
        let known = self.values.entry(target.to_owned()).or_default();
        known.insert(bare(word), word.to_owned());
        for label in labels {
            known.entry(bare(&label)).or_insert_with(|| word.to_owned());
        }
    }

    /// The word that a label stands for in a target.
    #[must_use]
    pub fn word(&self, target: &str, label: &str) -> Option<&str> {
        self.values.get(target)?.get(&bare(label)).map(String::as_str)
    }

    /// Targets with what their columns may be called.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.headers.iter().map(|(target, words)| (target.as_str(), words.as_slice()))
    }
}

/// Folded letters and digits only: "Country/region (en)*" is "countryregionen".
pub(crate) fn bare(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}
