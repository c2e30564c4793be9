//! Organisations on file twice: those that name each other.

use std::collections::BTreeMap;

use crate::memory::Memory;
use crate::places::name_of;
use crate::registry::{NameSort, Organisation, Registry};
use crate::resolve::{Resolved, answer};
use crate::score::weights;

/// Names of an organisation that are asked about.
const ASKED: usize = 6;

/// Candidates of a name that are asked back.
const NEAR: usize = 3;

/// Two organisations that may be one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alike {
    /// The other one.
    pub id: u128,
    /// The lower one of the probabilities that each is meant by the other's name and place.
    pub probability: f64,
}

/// The organisations that may be this very one, which is in the registry, the most probable first. Part and whole are
/// not alike: the part's name may lead to the whole, but the whole's does not lead to the part. `known` gives what is
/// known of a candidate.
pub fn alike(
    registry: &Registry,
    organisation: &Organisation,
    known: &mut dyn FnMut(u128) -> Option<Organisation>,
) -> Vec<Alike> {
    let mut found: Vec<Alike> = named(registry, organisation)
        .into_iter()
        .take(NEAR)
        .filter_map(|(id, probability)| {
            let back = named(registry, &known(id)?);
            let (_, back) = back.into_iter().find(|(id, _)| *id == organisation.id)?;
            Some(Alike { id, probability: probability.min(back) })
        })
        .collect();
    found.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(a.id.cmp(&b.id)));
    found
}

/// What the names of an organisation mean to the registry without itself: the highest probability of each.
fn named(registry: &Registry, organisation: &Organisation) -> Vec<(u128, f64)> {
    let full = organisation.names.iter().filter(|name| name.sort != NameSort::Acronym);
    let mut best: BTreeMap<u128, f64> = BTreeMap::new();
    for name in full.take(ASKED) {
        let mut text = vec![name.text.as_str()];
        text.extend(organisation.city.first().map(String::as_str));
        text.extend(name_of(&organisation.country));
        let Resolved { candidates } =
            answer(weights(), registry, &Memory::default(), &text.join(", "), Some(organisation.id));
        for one in candidates {
            let held = best.entry(one.id).or_default();
            *held = held.max(one.probability);
        }
    }
    let mut all: Vec<(u128, f64)> = best.into_iter().collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::Name;

    fn organisation(id: u128, names: &[&str], country: &str, city: &str) -> Organisation {
        let name = |text: &&str| Name { text: (*text).to_owned(), sort: NameSort::Full };
        Organisation {
            id,
            names: names.iter().map(name).collect(),
            country: country.to_owned(),
            city: vec![city.to_owned()],
            active: true,
            ..Organisation::default()
        }
    }

    #[test]
    fn the_same_house_is_found_and_neither_its_part_nor_its_namesake() {
        let all = [
            organisation(1, &["Harbour Steel Works"], "DE", "Hamburg"),
            organisation(2, &["Harbour Steel-Works Ltd."], "DE", "Hamburg"),
            organisation(3, &["Research Laboratory of Harbour Steel Works"], "DE", "Hamburg"),
            organisation(4, &["Zenith Quarry Institute"], "FR", "Lyon"),
            organisation(5, &["Northern Polymer Works"], "US", "Boston"),
            organisation(6, &["Zennith Quary Institute"], "FR", "Lyon"),
        ];
        let registry = Registry::new(&all);
        let of = |at: usize| alike(&registry, &all[at], &mut |id| all.iter().find(|o| o.id == id).cloned());
        assert_eq!(of(0).first().map(|found| found.id), Some(2));
        assert!(of(0)[0].probability > 0.36, "{:?}", of(0));
        assert!(of(2).iter().all(|found| found.probability < 0.36), "{:?}", of(2));
        assert_eq!(of(3).first().map(|found| found.id), Some(6), "two slips");
        assert_eq!(of(4), []);
    }
}
