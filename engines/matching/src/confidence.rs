//! How sure a score is. The confidence is the share of the need's idf mass that the candidate answers (see
//! [`crate::score`]); thresholds turn it into three words. Scores of owners are means over five pieces and need
//! thresholds of their own.

/// A candidate's band.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// Hardly more than chance words.
    Weak,
    /// Worth a look.
    Possible,
    /// Very probably right.
    Strong,
}

/// Least confidence of the two upper bands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// From here on strong.
    pub strong: f64,
    /// From here on possible.
    pub possible: f64,
}

/// For technologies, patents, calls.
pub const DOCUMENTS: Thresholds = Thresholds { strong: 0.42, possible: 0.24 };
/// For experts and teams.
pub const OWNERS: Thresholds = Thresholds { strong: 0.22, possible: 0.10 };

impl Thresholds {
    /// The band of a confidence.
    #[must_use]
    pub fn band(&self, confidence: f64) -> Band {
        if confidence >= self.strong {
            Band::Strong
        } else if confidence >= self.possible {
            Band::Possible
        } else {
            Band::Weak
        }
    }
}
