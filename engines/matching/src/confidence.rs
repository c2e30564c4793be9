//! How sure a score is: the probability that a candidate answers the need, from its score and the need's length.
//!
//! A score is the share of the need's idf mass that the candidate answers (see [`crate::score`]). A claim of ten words
//! may be answered nearly whole, a need of a hundred never is; so the odds are a linear function of the logarithms of
//! both (logistic calibration: Platt 1999). `examples/judge.rs calibrate` makes the numbers from judged data, half of
//! whose needs have their right answers taken away. The confidence rises with the score, so that it changes no order,
//! and depends on no other candidate.

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

/// From this confidence on a match is strong.
pub const STRONG: f64 = 0.8;
/// From this confidence on a match is possible.
pub const POSSIBLE: f64 = 0.3;

/// The log odds of being right: `bias + score * ln(score) + size * ln(words of the need)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// Constant part.
    pub bias: f64,
    /// Weight of the score's logarithm; above 0.
    pub score: f64,
    /// Weight of the logarithm of the need's size.
    pub size: f64,
}

/// For technologies, patents, calls: from SciFact's claims and from long passages asked for in the other language.
pub const DOCUMENTS: Calibration = Calibration { bias: -1.978, score: 3.203, size: 1.997 };
/// For experts and teams, whose scores are means over five pieces: from XQuAD's articles as owners of passages, with the
/// shipped glossary alone.
pub const OWNERS: Calibration = Calibration { bias: 6.362, score: 4.014, size: 1.773 };

impl Calibration {
    /// The confidence in a score of a need of `size` words, 0 to 1.
    #[must_use]
    pub fn confidence(&self, score: f64, size: f64) -> f64 {
        if score <= 0.0 {
            return 0.0;
        }
        let odds = self.bias + self.score * score.ln() + self.size * size.max(1.0).ln();
        1.0 / (1.0 + (-odds).exp())
    }
}

impl Band {
    /// The band of a confidence.
    #[must_use]
    pub fn of(confidence: f64) -> Self {
        if confidence >= STRONG {
            Self::Strong
        } else if confidence >= POSSIBLE {
            Self::Possible
        } else {
            Self::Weak
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_rises_with_the_score_and_stays_between_its_ends() {
        for scale in [DOCUMENTS, OWNERS] {
            let steps: Vec<f64> = (0..=100).map(|n| scale.confidence(f64::from(n) / 100.0, 30.0)).collect();
            assert!(steps.is_sorted() && steps.iter().all(|c| (0.0..=1.0).contains(c)));
        }
        assert_eq!([Band::of(0.0), Band::of(0.3), Band::of(0.8)], [Band::Weak, Band::Possible, Band::Strong]);
    }
}
