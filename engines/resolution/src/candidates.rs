//! Organisations that a text may mean: those whose names share enough of its words, whose initials stand in it, or
//! that it meant before.

use std::collections::HashMap;

use crate::asked::Asked;
use crate::memory::{Memory, Remembered};
use crate::registry::{Entry, NameSort, Place, Registry, distinct, float, index};

/// Most candidates of a text.
const MOST: usize = 40;

/// Share of a name's weight that must stand in the text.
const LEAST: f64 = 0.45;

/// Words in more names than this bring no new names up, unless nothing else does.
const FREQUENT: usize = 4_000;

/// Differences below this are of the order in which sums are made.
const ALIKE: f64 = 1e-9;

/// How well a name fits a text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fit {
    /// Share of the name's weight that stands in the text.
    pub(crate) coverage: f64,
    pub(crate) mass: f64,
    pub(crate) sort: Option<NameSort>,
    /// Its words stand one after the other.
    pub(crate) in_order: bool,
    /// A segment begins with its first word.
    pub(crate) begins: bool,
    /// It is all that stands in a segment.
    pub(crate) is_segment: bool,
    /// Number of the segment that holds most of it.
    pub(crate) segment: usize,
    /// Share of its neighbouring words that are neighbours in the text.
    pub(crate) pairs: f64,
    /// Share of the segment's weight that the name covers.
    pub(crate) segment_share: f64,
    /// Words of the name in the text.
    pub(crate) matched: Vec<u32>,
    /// Words of the name that are not in the text.
    pub(crate) missing: Vec<u32>,
    /// Words of the segment that are not in the name.
    pub(crate) besides: Vec<u32>,
    /// Organisations with a name of just these words.
    pub(crate) shared: usize,
}

/// An organisation that may be meant.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) place: Place,
    pub(crate) fit: Fit,
    /// How many organisations have the initials that stand in the text; 0 when none of its initials does.
    pub(crate) initials: usize,
    pub(crate) remembered: Remembered,
}

/// The candidates of a text but for one, in order of their place in the registry.
pub(crate) fn candidates(
    registry: &Registry,
    memory: &Memory,
    asked: &Asked,
    except: Option<u128>,
) -> Vec<Candidate> {
    let counts = |place: Place| registry.at(place).is_some_and(|held| Some(held.id) != except);
    let mut found: HashMap<Place, Candidate> = HashMap::new();
    let bare = |place: Place| Candidate {
        place,
        fit: Fit::default(),
        initials: 0,
        remembered: Remembered::default(),
    };
    let mut near: Vec<u32> =
        near_names(registry, asked, &counts).into_iter().map(|(number, _)| number).collect();
    // An organisation's names in their own order, so that of two that fit alike the first one counts.
    near.sort_unstable();
    for number in near {
        let Some(entry) = registry.entries.get(index(number)) else { continue };
        let fit = fit(registry, asked, entry);
        let candidate = found.entry(entry.owner).or_insert_with(|| bare(entry.owner));
        if worth(&fit) > worth(&candidate.fit) + ALIKE {
            candidate.fit = fit;
        }
    }
    for initials in &asked.initials {
        let owners = registry.acronyms.get(initials.as_str()).map_or(&[][..], Vec::as_slice);
        for place in owners.iter().filter(|place| counts(**place)).take(MOST) {
            let candidate = found.entry(*place).or_insert_with(|| bare(*place));
            let fewest =
                if candidate.initials == 0 { owners.len() } else { candidate.initials.min(owners.len()) };
            candidate.initials = fewest;
        }
    }
    for (place, remembered) in memory.recall(registry, asked).into_iter().filter(|(place, _)| counts(*place))
    {
        found.entry(place).or_insert_with(|| bare(place)).remembered = remembered;
    }
    let mut all: Vec<Candidate> = found.into_values().collect();
    all.sort_by_key(|candidate| candidate.place);
    all
}

/// Of an organisation's names the one that fits best is looked at.
fn worth(fit: &Fit) -> f64 {
    fit.coverage * fit.coverage * (1.0 + fit.mass).ln() + if fit.in_order { 0.5 } else { 0.0 }
}

/// Names that share enough with the text, best first.
fn near_names(registry: &Registry, asked: &Asked, counts: &dyn Fn(Place) -> bool) -> Vec<(u32, f64)> {
    let mut words: Vec<(u32, f64, usize)> = asked
        .held
        .iter()
        .map(|(word, held)| {
            let weight = registry.weights.get(index(*word)).copied().unwrap_or(0.0);
            let names = registry.postings.get(index(*word)).map_or(0, Vec::len);
            (*word, weight * held.quality, names)
        })
        .collect();
    words.sort_by(|a, b| a.2.cmp(&b.2).then(a.0.cmp(&b.0)));
    let mut sums: HashMap<u32, f64> = HashMap::new();
    for (word, weight, names) in words {
        let open = names <= FREQUENT || sums.is_empty();
        for number in registry.postings.get(index(word)).into_iter().flatten() {
            if open {
                *sums.entry(*number).or_default() += weight;
            } else if let Some(sum) = sums.get_mut(number) {
                *sum += weight;
            }
        }
    }
    let mut near: Vec<(u32, f64)> = sums
        .into_iter()
        .filter_map(|(number, sum)| {
            let entry = registry.entries.get(index(number))?;
            let coverage = share(sum, entry.mass);
            let near = coverage >= LEAST && counts(entry.owner);
            near.then(|| (number, coverage * coverage * coverage * entry.mass.sqrt()))
        })
        .collect();
    near.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    near.truncate(MOST);
    near
}

/// What of a name's weight is there, 0 to 1. Sums follow the order of the registry; what lies at a limit does not hang on
/// their last digits.
fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { (part / whole * 1e9).round() / 1e9 } else { 0.0 }
}

fn fit(registry: &Registry, asked: &Asked, entry: &Entry) -> Fit {
    let own = distinct(&entry.words);
    let (matched, missing): (Vec<u32>, Vec<u32>) = own.iter().partition(|word| asked.held.contains_key(word));
    let weight = |word: &u32| registry.weights.get(index(*word)).copied().unwrap_or(0.0);
    let counted = |word: &u32| weight(word) * asked.held.get(word).map_or(0.0, |held| held.quality);
    let covered: f64 = matched.iter().map(counted).sum();
    let segment = (0..asked.segments)
        .map(|segment| {
            let here =
                |word: &&u32| asked.held.get(word).is_some_and(|held| held.segments.contains(&segment));
            (matched.iter().filter(here).map(counted).sum::<f64>(), segment)
        })
        .fold((0.0, 0), |best, next| if next.0 > best.0 { next } else { best });
    let (inside, besides_weight, besides) = segment_words(registry, asked, segment.1, &own);
    let in_order = asked.has_row(&entry.words);
    Fit {
        coverage: share(covered, entry.mass),
        mass: entry.mass,
        sort: Some(entry.sort),
        in_order,
        segment: segment.1,
        begins: entry.words.first().is_some_and(|word| asked.begins_segment(*word)),
        pairs: pairs(asked, &entry.words),
        is_segment: in_order && inside > 0 && besides_weight <= 0.0,
        segment_share: segment.0 / (segment.0 + besides_weight).max(f64::MIN_POSITIVE),
        shared: registry.shared.get(&entry.words).map_or(1, |count| index(*count)),
        matched,
        missing,
        besides,
    }
}

/// The share of a name's neighbouring words that are neighbours in the text; of one word alone, whether it stands there.
fn pairs(asked: &Asked, words: &[u32]) -> f64 {
    if words.len() < 2 {
        return if asked.has_row(words) { 1.0 } else { 0.0 };
    }
    let found = words.windows(2).filter(|pair| asked.has_row(pair)).count();
    float(found) / float(words.len() - 1)
}

/// Of a segment: how many words the name has, the weight of the others, and the others that are known.
fn segment_words(registry: &Registry, asked: &Asked, segment: usize, own: &[u32]) -> (usize, f64, Vec<u32>) {
    let rarest = (1.0 + float(registry.len())).ln();
    let (mut inside, mut weight, mut besides) = (0, 0.0, Vec::new());
    for (word, number) in asked.words.iter().zip(&asked.numbers).filter(|(word, _)| word.segment == segment) {
        match number.as_slice() {
            known if known.iter().any(|word| own.contains(word)) => inside += 1,
            _ if word.text.len() <= 2 && word.text.bytes().all(|b| b.is_ascii_digit()) => {}
            [number] => {
                weight += registry.weights.get(index(*number)).copied().unwrap_or(rarest);
                besides.push(*number);
            }
            _ => weight += rarest,
        }
    }
    (inside, weight, besides)
}
