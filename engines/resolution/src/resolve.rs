//! The answer for one text.

use crate::asked::Asked;
use crate::candidates::candidates;
use crate::features::{FEATURES, Values, values};
use crate::memory::Memory;
use crate::registry::Registry;
use crate::score::{CERTAIN, NAMED, probabilities, score, weights};

/// What a feature adds to a candidate's score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reason {
    /// One of [`FEATURES`].
    pub feature: &'static str,
    /// What was seen.
    pub value: f64,
    /// What it adds; the amounts of a candidate sum to its score.
    pub amount: f64,
}

/// A candidate with its score.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// The organisation.
    pub id: u128,
    /// Log odds against "none of them".
    pub score: f64,
    /// Among the candidates and "none of them", 0 to 1.
    pub probability: f64,
    /// The values of [`FEATURES`].
    pub values: Values,
}

/// What a text means.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Resolved {
    /// Best first.
    pub candidates: Vec<Scored>,
}

impl Scored {
    /// Why, heaviest first; the amounts sum to the score.
    #[must_use]
    pub fn reasons(&self, weights: &Values) -> Vec<Reason> {
        let amounts = FEATURES.iter().zip(self.values).zip(weights);
        let mut reasons: Vec<Reason> = amounts
            .map(|((feature, value), weight)| Reason { feature, value, amount: weight * value })
            .filter(|reason| reason.amount != 0.0)
            .collect();
        reasons.sort_by(|a, b| b.amount.abs().total_cmp(&a.amount.abs()));
        reasons
    }
}

impl Resolved {
    /// The organisation that is most probably meant; none when "none of them" is more probable.
    #[must_use]
    pub fn best(&self) -> Option<&Scored> {
        self.candidates.first().filter(|best| best.probability >= NAMED)
    }

    /// The organisation, when it is sure enough to link without asking.
    #[must_use]
    pub fn certain(&self) -> Option<&Scored> {
        self.candidates.first().filter(|best| best.probability >= CERTAIN)
    }
}

/// Resolves a text with the shipped weights.
#[must_use]
pub fn resolve(registry: &Registry, memory: &Memory, text: &str) -> Resolved {
    resolve_with(weights(), registry, memory, text)
}

/// Resolves a text; for training and tests with weights of their own.
#[must_use]
pub fn resolve_with(weights: &Values, registry: &Registry, memory: &Memory, text: &str) -> Resolved {
    answer(weights, registry, memory, text, None)
}

/// The answer with one organisation left out of the question.
pub(crate) fn answer(
    weights: &Values,
    registry: &Registry,
    memory: &Memory,
    text: &str,
    except: Option<u128>,
) -> Resolved {
    let asked = Asked::of_others(text, registry, except);
    let found = candidates(registry, memory, &asked, except);
    let values = values(registry, &asked, &found);
    let scores: Vec<f64> = values.iter().map(|values| score(weights, values)).collect();
    let mut all: Vec<Scored> = found
        .iter()
        .zip(values)
        .zip(scores.iter().zip(probabilities(&scores)))
        .filter_map(|((candidate, values), (score, probability))| {
            let id = registry.at(candidate.place)?.id;
            Some(Scored { id, score: *score, probability, values })
        })
        .collect();
    all.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.id.cmp(&b.id)));
    Resolved { candidates: all }
}
