//! What speaks for and against an organisation being meant.

use crate::asked::Asked;
use crate::candidates::Candidate;
use crate::registry::{NameSort, Registry, float};
use crate::text::KINDS;

/// The features, in order, by the names that reasons carry.
pub const FEATURES: [&str; 39] = [
    "candidate",
    "name-covered",
    "name-whole",
    "name-in-order",
    "name-is-segment",
    "segment-covered",
    "name-weight",
    "other-name",
    "initials",
    "initials-shared",
    "initials-only",
    "city",
    "country",
    "other-country",
    "no-country",
    "region",
    "kind-missing",
    "kind-besides",
    "not-active",
    "name-shared",
    "name-shared-elsewhere",
    "part-is-named",
    "whole-is-named",
    "longer-name",
    "teaches",
    "name-is-kind",
    "name-is-place",
    "pairs-covered",
    "named-first",
    "named-last",
    "little-covered",
    "most-covered",
    "others-named",
    "city-of-another",
    "begins-segment",
    "whole-weight",
    "one-word",
    "remembered-text",
    "remembered-part",
];

/// The values of a candidate's features.
pub type Values = [f64; FEATURES.len()];

fn flag(yes: bool) -> f64 {
    if yes { 1.0 } else { 0.0 }
}

/// True when the text names the organisation's city.
fn in_city(registry: &Registry, asked: &Asked, one: &Candidate) -> bool {
    let held = registry.at(one.place);
    held.is_some_and(|held| held.city.iter().any(|city| asked.has_all(city)))
}

/// The values for each candidate; some compare it with the others.
pub(crate) fn values(registry: &Registry, asked: &Asked, candidates: &[Candidate]) -> Vec<Values> {
    candidates.iter().map(|one| of(registry, asked, candidates, one)).collect()
}

fn of(registry: &Registry, asked: &Asked, all: &[Candidate], one: &Candidate) -> Values {
    let Some(held) = registry.at(one.place) else { return [0.0; FEATURES.len()] };
    let fit = &one.fit;
    let city = in_city(registry, asked, one);
    let country = asked.countries.iter().any(|code| *code == held.country);
    let other_country = !country && !asked.countries.is_empty() && !held.country.is_empty();
    let shared = fit.shared.max(1);
    let placed = city || country || asked.has_all(&held.region);
    let kind = |numbers: &[u32]| {
        let known = |word: &&&str| registry.word(word).is_some_and(|number| numbers.contains(&number));
        KINDS.iter().filter(known).count()
    };
    let of_place: Vec<u32> = held.city.iter().flatten().chain(&held.region).copied().collect();
    let part = |child: &Candidate, parent: &Candidate| {
        let (child, parent) = (registry.at(child.place), registry.at(parent.place));
        child.zip(parent).is_some_and(|(child, parent)| child.parents.contains(&parent.id))
    };
    let full = |other: &&Candidate| other.place != one.place && other.fit.coverage >= 0.9;
    let longer = |other: &Candidate| {
        other.fit.coverage >= 0.95
            && other.fit.matched.len() > fit.matched.len()
            && fit.matched.iter().all(|word| other.fit.matched.contains(word))
    };
    [
        1.0,
        fit.coverage,
        flag(!fit.matched.is_empty() && fit.missing.is_empty()),
        flag(fit.in_order),
        flag(fit.is_segment),
        fit.segment_share,
        (1.0 + fit.mass).ln(),
        flag(fit.sort == Some(NameSort::Other)),
        flag(one.initials > 0),
        if one.initials > 0 { float(one.initials).ln() } else { 0.0 },
        flag(one.initials > 0 && fit.coverage < 0.6),
        flag(city),
        flag(country),
        flag(other_country),
        flag(asked.countries.is_empty()),
        flag(asked.has_all(&held.region)),
        float(kind(&fit.missing)),
        float(kind(&fit.besides)),
        flag(!held.active),
        float(shared).ln(),
        flag(shared > 1 && !placed),
        flag(all.iter().filter(full).any(|other| part(other, one))),
        flag(all.iter().filter(full).any(|other| part(one, other))),
        flag(all.iter().any(longer)),
        flag(held.teaches),
        flag(!fit.matched.is_empty() && kind(&fit.matched) == fit.matched.len()),
        flag(!fit.matched.is_empty() && fit.matched.iter().all(|word| of_place.contains(word))),
        fit.pairs,
        flag(fit.coverage >= 0.9 && !all.iter().filter(full).any(|other| other.fit.segment < fit.segment)),
        flag(fit.coverage >= 0.9 && !all.iter().filter(full).any(|other| other.fit.segment > fit.segment)),
        flag(fit.coverage > 0.0 && fit.coverage < 0.6),
        flag(fit.coverage >= 0.8),
        (1.0 + float(all.iter().filter(full).count())).ln(),
        flag(!city && all.iter().filter(full).any(|other| in_city(registry, asked, other))),
        flag(fit.begins),
        if fit.missing.is_empty() { (1.0 + fit.mass).ln() } else { 0.0 },
        flag(fit.matched.len() == 1 && fit.missing.is_empty()),
        one.remembered.whole,
        one.remembered.segment,
    ]
}
