//! What an answer always is, whatever the registry and the text: sums that add up, and the same for everyone.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "tables of this file"
)]

use std::collections::HashSet;

use entente_resolution::features::FEATURES;
use entente_resolution::score::weights;
use entente_resolution::{Memory, Name, NameSort, Organisation, Registry, Resolved, resolve};
use proptest::collection::vec;
use proptest::prelude::*;

const WORDS: [&str; 14] = [
    "northern",
    "harbour",
    "university",
    "institute",
    "polymer",
    "steel",
    "medical",
    "zenith",
    "quarry",
    "ltd",
    "瀚海",
    "研究院",
    "大学",
    "köln",
];

#[derive(Clone, Debug)]
struct Row {
    names: Vec<(Vec<usize>, u8)>,
    city: usize,
    country: usize,
    parent: usize,
    flags: (bool, bool),
}

fn row() -> impl Strategy<Value = Row> {
    let name = (vec(0..WORDS.len(), 1..5), 0..3_u8);
    (vec(name, 1..4), 0..WORDS.len(), 0..4_usize, 0..12_usize, any::<(bool, bool)>())
        .prop_map(|(names, city, country, parent, flags)| Row { names, city, country, parent, flags })
}

fn written(places: &[usize]) -> String {
    places.iter().map(|at| WORDS[*at]).collect::<Vec<_>>().join(" ")
}

fn organisation(number: usize, row: &Row) -> Organisation {
    let name = |(places, sort): &(Vec<usize>, u8)| {
        let sort = [NameSort::Full, NameSort::Other, NameSort::Acronym][usize::from(*sort)];
        let initials = || places.iter().filter_map(|at| WORDS[*at].chars().next()).collect::<String>();
        let text = if sort == NameSort::Acronym { initials().to_uppercase() } else { written(places) };
        Name { text, sort }
    };
    Organisation {
        id: number as u128,
        names: row.names.iter().map(name).collect(),
        country: ["CN", "DE", "US", ""][row.country].to_owned(),
        city: vec![WORDS[row.city].to_owned()],
        region: String::new(),
        teaches: row.flags.0,
        active: row.flags.1,
        parents: vec![row.parent as u128],
    }
}

fn organisations(rows: &[Row]) -> Vec<Organisation> {
    rows.iter().enumerate().map(|(number, row)| organisation(number, row)).collect()
}

fn text() -> impl Strategy<Value = String> {
    let piece = (vec(0..WORDS.len(), 1..5), 0..4_usize);
    vec(piece, 0..4).prop_map(|pieces| {
        let piece = |(places, end): &(Vec<usize>, usize)| {
            format!("{}{}", written(places), [", ", "; ", " (USA) ", " "][*end])
        };
        pieces.iter().map(piece).collect()
    })
}

fn value(of: &[f64], feature: &str) -> f64 {
    of[FEATURES.iter().position(|name| *name == feature).unwrap()]
}

/// Each word of the world is one word to the resolver, so a set of words can be compared by eye.
fn plain(text: &str) -> HashSet<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty() && word.is_ascii()).collect()
}

fn answer(registry: &Registry, text: &str) -> Resolved {
    resolve(registry, &Memory::default(), text)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn reasons_sum_to_the_score_and_probabilities_leave_room_for_none(rows in vec(row(), 0..12), text in text(), known in text()) {
        let registry = Registry::new(&organisations(&rows));
        let mut memory = Memory::default();
        memory.confirm(&registry, &known, Some(0));
        let all = resolve(&registry, &memory, &text).candidates;
        let mut sum = 0.0;
        for one in &all {
            let reasons: f64 = one.reasons(weights()).iter().map(|reason| reason.amount).sum();
            prop_assert!((reasons - one.score).abs() < 1e-9);
            prop_assert!((0.0..=1.0).contains(&one.probability));
            sum += one.probability;
        }
        let none = 1.0 / (1.0 + all.iter().map(|one| one.score.exp()).sum::<f64>());
        prop_assert!((sum + none - 1.0).abs() < 1e-9);
        prop_assert!(all.windows(2).all(|two| two[0].score >= two[1].score));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn nothing_depends_on_the_order_of_the_registry(rows in vec(row(), 0..10), text in text()) {
        let mut all = organisations(&rows);
        let one = answer(&Registry::new(&all), &text).candidates;
        all.reverse();
        let other = answer(&Registry::new(&all), &text).candidates;
        prop_assert_eq!(one.len(), other.len());
        for found in &one {
            // Sums are made in another order, so their last digits may differ.
            let same = other.iter().find(|other| other.id == found.id);
            prop_assert!(same.is_some_and(|same| (same.score - found.score).abs() < 1e-9), "{:?} and {:?}", found, same);
        }
    }

    #[test]
    fn what_was_put_and_taken_is_as_if_it_had_always_been_so(rows in vec(row(), 1..8), gone in 0..8_usize, text in text()) {
        let all = organisations(&rows);
        let kept: Vec<Organisation> = all.iter().filter(|one| one.id != gone as u128).cloned().collect();
        let mut registry = Registry::new(&all);
        for one in &all {
            registry.put(one);
        }
        registry.forget(gone as u128);
        prop_assert_eq!(registry.len(), kept.len());
        // Weights stay those of the first building, so only who is found can be compared, not how surely.
        let ids = |registry: &Registry| answer(registry, &text).candidates.iter().map(|one| one.id).collect::<HashSet<_>>();
        prop_assert!(ids(&registry).iter().all(|id| kept.iter().any(|one| one.id == *id)));
        let mut again = Registry::new(&kept);
        for one in &kept {
            again.put(one);
        }
        prop_assert_eq!(answer(&again, &text).candidates, answer(&Registry::new(&kept), &text).candidates);
    }

    #[test]
    fn a_name_is_covered_as_far_as_its_words_are_there(places in vec(0..9_usize, 1..5), text in text()) {
        let name = written(&places);
        let row = Row { names: vec![(places, 0)], city: 0, country: 3, parent: 99, flags: (false, true) };
        let resolved = answer(&Registry::new(&[organisation(0, &row)]), &text);
        // With one organisation every word weighs the same, so that shares are counts.
        let (words, asked) = (plain(&name), plain(&text));
        let share = words.intersection(&asked).count() as f64 / words.len() as f64;
        match resolved.candidates.first() {
            Some(one) => prop_assert!((value(&one.values, "name-covered") - share).abs() < 1e-9, "{} in {}", name, text),
            None => prop_assert!(share < 0.45),
        }
    }

    #[test]
    fn no_text_breaks_it(rows in vec(row(), 0..6), text in "\\PC{0,60}") {
        let registry = Registry::new(&organisations(&rows));
        let all = answer(&registry, &text).candidates;
        prop_assert!(all.iter().all(|one| one.score.is_finite()));
    }
}
