//! The formula. BM25 over one weighted stream per document (simple BM25F: Robertson & Zaragoza, "The Probabilistic
//! Relevance Framework: BM25 and Beyond", 2009, sections 3.5-3.6), synonyms counted as one word (PSQ).
//!
//! For a rendering of the need with groups g, each with weight w and document frequency df:
//!
//! ```text
//! df(g)     = sum over alternatives of probability * (smallest df of the alternative's tokens)
//! tf(g, d)  = sum over alternatives of probability * (smallest tf of the alternative's tokens in d)
//! idf(g)    = ln(1 + (N - df + 0.5) / (df + 0.5))
//! share(g)  = w * idf / mass,   mass = sum of w * idf over the groups + untranslated words * mean of them
//! score(d)  = sum of share * tf / (tf + k1 * (1 - b + b * length / mean length))
//! ```
//!
//! A group's fraction rises to 1 as tf grows, so `mass` is the best that any document could attain: the normaliser
//! depends on the need and the audience's statistics alone, and the score, between 0 and 1, is itself the share of
//! the need's idf mass that a document answers. A document takes the better of its scores for the two renderings.

/// Saturation of term frequency.
pub const K1: f64 = 0.9;
/// Strength of length normalisation.
pub const B: f64 = 0.4;
/// Closest pieces of evidence over which an expert or team is averaged.
pub const PIECES: usize = 5;
/// What a missing piece counts, and the least a piece counts: an owner with one close piece is not beaten by five
/// faint ones. On the scale of scores; to be revised only with a bench on held-back needs.
pub const MISSING_PIECE: f64 = 0.02;

/// Inverse document frequency of a (possibly fractional) document frequency.
#[must_use]
pub fn idf(documents: f64, frequency: f64) -> f64 {
    let frequency = frequency.clamp(0.0, documents);
    (1.0 + (documents - frequency + 0.5) / (frequency + 0.5)).ln()
}

/// The denominator's length part: k1 * (1 - b + b * length / mean), both lengths in the same unit.
#[must_use]
pub fn length_norm(length: f64, mean: f64) -> f64 {
    K1 * (1.0 - B + B * length / mean)
}

/// The fraction of a group's share that a frequency attains.
#[must_use]
pub fn saturation(frequency: f64, norm: f64) -> f64 {
    if frequency > 0.0 { frequency / (frequency + norm) } else { 0.0 }
}

/// An owner's score from its pieces' scores, closest first: the mean of five, [`MISSING_PIECE`] for each that is
/// missing or fainter than that.
#[must_use]
pub fn owner_score(closest_first: &[f64]) -> f64 {
    let counted = closest_first.iter().copied().chain(std::iter::repeat(MISSING_PIECE)).take(PIECES);
    counted.map(|score| score.max(MISSING_PIECE)).sum::<f64>() / 5.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formula_at_its_ends() {
        assert!(idf(10.0, 10.0) > 0.0 && idf(0.0, 0.0) > 0.0 && idf(10.0, 99.0) > 0.0);
        assert!((length_norm(7.0, 7.0) - K1).abs() < 1e-12);
        assert!(saturation(1e9, 1.0) < 1.0);
        assert!((owner_score(&[]) - MISSING_PIECE).abs() < 1e-12);
        assert!((owner_score(&[0.52, 0.001]) - 0.12).abs() < 1e-12);
    }
}
