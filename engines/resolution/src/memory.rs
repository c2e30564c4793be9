//! Links that people confirmed: the texts and parts of texts that meant an organisation before.

use std::collections::HashMap;

use crate::asked::Asked;
use crate::registry::{Place, Registry, float};

/// What is remembered of one row of words.
#[derive(Debug, Clone, Default)]
struct Known {
    /// How often it was seen, also with texts that meant none.
    seen: usize,
    links: HashMap<Place, usize>,
}

/// The memory of confirmed links.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    whole: HashMap<String, Known>,
    segments: HashMap<String, Known>,
}

/// What the memory says of one organisation and one text.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Remembered {
    /// Share of the texts just like this one that meant the organisation.
    pub(crate) whole: f64,
    /// The largest such share over the segments of the text.
    pub(crate) segment: f64,
}

impl Memory {
    /// Remembers that a text means an organisation, or none.
    pub fn confirm(&mut self, registry: &Registry, text: &str, id: Option<u128>) {
        let asked = Asked::read(text, registry);
        let place = id.and_then(|id| registry.place(id));
        let (whole, mut segments) = asked.keys();
        segments.sort_unstable();
        segments.dedup();
        note(&mut self.whole, whole, place);
        for segment in segments {
            note(&mut self.segments, segment, place);
        }
    }

    /// True when nothing was confirmed yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.whole.is_empty()
    }

    /// The organisations that this text, or a part of it, meant before.
    pub(crate) fn recall(&self, asked: &Asked) -> HashMap<Place, Remembered> {
        let mut found: HashMap<Place, Remembered> = HashMap::new();
        if self.whole.is_empty() {
            return found;
        }
        let (whole, segments) = asked.keys();
        if let Some(known) = self.whole.get(&whole) {
            for (place, share) in shares(known) {
                found.entry(place).or_default().whole = share;
            }
        }
        for known in segments.iter().filter_map(|segment| self.segments.get(segment)) {
            for (place, share) in shares(known) {
                let remembered = found.entry(place).or_default();
                remembered.segment = remembered.segment.max(share);
            }
        }
        found
    }
}

fn note(rows: &mut HashMap<String, Known>, key: String, place: Option<Place>) {
    let known = rows.entry(key).or_default();
    known.seen += 1;
    if let Some(place) = place {
        *known.links.entry(place).or_default() += 1;
    }
}

/// One confirmation alone counts two thirds, many alike count nearly fully.
fn shares(known: &Known) -> impl Iterator<Item = (Place, f64)> + '_ {
    let seen = float(known.seen) + 0.5;
    known.links.iter().map(move |(place, times)| (*place, float(*times) / seen))
}
