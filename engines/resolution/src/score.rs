//! From features to a decision: a linear score for each candidate against the score 0 of "none of them".
//!
//! The probability of a candidate is the softmax of its score among the others and "none" (multinomial logit, McFadden
//! 1974). The weights stand in `data/weights.tsv`; `examples/train.rs` makes them from judged texts.

use std::sync::LazyLock;

use crate::features::{FEATURES, Values};

/// Weights of the features, in their order.
static WEIGHTS: LazyLock<Values> = LazyLock::new(|| {
    let mut weights = [0.0; FEATURES.len()];
    for (name, weight) in include_str!("../data/weights.tsv").lines().filter_map(|line| line.split_once('\t'))
    {
        let at = FEATURES.iter().position(|feature| *feature == name);
        if let (Some(slot), Ok(weight)) = (at.and_then(|at| weights.get_mut(at)), weight.parse()) {
            *slot = weight;
        }
    }
    weights
});

/// From this probability on a candidate is named at all.
pub const NAMED: f64 = 0.36;
/// From this probability on a link is made without asking.
pub const CERTAIN: f64 = 0.82;

/// The shipped weights.
#[must_use]
pub fn weights() -> &'static Values {
    &WEIGHTS
}

/// The sum of the amounts.
#[must_use]
pub fn score(weights: &Values, values: &Values) -> f64 {
    weights.iter().zip(values).map(|(weight, value)| weight * value).sum()
}

/// Probabilities of the candidates; what is left to 1 is that of "none of them".
#[must_use]
pub fn probabilities(scores: &[f64]) -> Vec<f64> {
    let most = scores.iter().copied().fold(0.0, f64::max);
    let powers: Vec<f64> = scores.iter().map(|score| (score - most).exp()).collect();
    let all = powers.iter().sum::<f64>() + (-most).exp();
    powers.into_iter().map(|power| power / all).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_has_its_weight_and_none_other() {
        let rows: Vec<&str> = include_str!("../data/weights.tsv")
            .lines()
            .filter_map(|line| Some(line.split_once('\t')?.0))
            .collect();
        assert_eq!(rows, FEATURES);
    }

    #[test]
    fn probabilities_leave_room_for_none() {
        assert!(probabilities(&[]).is_empty());
        let [one, two] = probabilities(&[0.0, 0.0])[..] else { panic!("two") };
        assert!((one - 1.0 / 3.0).abs() < 1e-12 && (two - one).abs() < 1e-12);
        assert!(probabilities(&[900.0, -900.0])[0] > 0.999_999);
    }
}
