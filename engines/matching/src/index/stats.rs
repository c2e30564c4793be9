//! Counts behind the scores, kept as whole numbers per audience class, so that no order of additions and removals
//! and no document outside the audience can move them.

/// Tokens of one document by script.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lengths {
    /// Weighted count of words.
    pub(crate) words: u32,
    /// Weighted count of bigrams.
    pub(crate) characters: u32,
}

impl Lengths {
    /// The lesser of each.
    pub(crate) fn shorter(self, other: Self) -> Self {
        Self { words: self.words.min(other.words), characters: self.characters.min(other.characters) }
    }

    /// Twice the length in words. A document in two languages has a length in each; one that hardly uses a language
    /// counts with half of its tokens there, so that three stray words do not look like a dense little text.
    #[inline]
    pub(crate) fn doubled_words(self) -> u32 {
        (2 * self.words).max(self.words + self.characters)
    }

    /// Twice the length in bigrams, likewise.
    #[inline]
    pub(crate) fn doubled_characters(self) -> u32 {
        (2 * self.characters).max(self.words + self.characters)
    }
}

/// Sums over the live documents of one or more classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Number of documents.
    pub documents: u64,
    doubled_words: u64,
    doubled_characters: u64,
}

impl Totals {
    pub(crate) fn add(&mut self, lengths: Lengths) {
        self.documents += 1;
        self.doubled_words += u64::from(lengths.doubled_words());
        self.doubled_characters += u64::from(lengths.doubled_characters());
    }

    pub(crate) fn remove(&mut self, lengths: Lengths) {
        self.documents -= 1;
        self.doubled_words -= u64::from(lengths.doubled_words());
        self.doubled_characters -= u64::from(lengths.doubled_characters());
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            documents: self.documents + other.documents,
            doubled_words: self.doubled_words + other.doubled_words,
            doubled_characters: self.doubled_characters + other.doubled_characters,
        }
    }

    /// Mean doubled lengths in words and in bigrams, at least 1.
    pub(crate) fn doubled_means(self) -> (f64, f64) {
        let mean = |sum: u64| (float(sum) / float(self.documents.max(1))).max(1.0);
        (mean(self.doubled_words), mean(self.doubled_characters))
    }
}

/// A count as a float; counts stay far below 2^53.
#[expect(clippy::as_conversions, reason = "std has no From<u64> for f64")]
pub(crate) fn float(count: u64) -> f64 {
    count as f64
}
