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

/// For technologies, patents, calls. Read off 15 needs of about 100 words with a known answer in the other language: the
/// right ones lie between 0.025 and 0.12 (median 0.085), the best wrong ones between 0.011 and 0.042.
pub const DOCUMENTS: Thresholds = Thresholds { strong: 0.07, possible: 0.045 };
/// For experts and teams. Likewise, on 27 needs: right 0.025 to 0.077 (median 0.041), best wrong 0 to 0.035.
pub const OWNERS: Thresholds = Thresholds { strong: 0.04, possible: 0.027 };

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
