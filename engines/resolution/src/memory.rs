//! Links that people confirmed: the texts and parts of texts that meant an organisation before.

use std::collections::HashMap;

use crate::asked::Asked;
use crate::registry::{Place, Registry, float};

/// What is remembered of one row of words.
#[derive(Debug, Clone, Default)]
struct Known {
    /// How often it was seen, also with texts that meant none.
    seen: usize,
    links: HashMap<u128, usize>,
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
        self.count(registry, text, &|known| {
            known.seen += 1;
            if let Some(id) = id {
                *known.links.entry(id).or_default() += 1;
            }
        });
    }

    /// Takes back what [`Self::confirm`] was told of a text.
    pub fn withdraw(&mut self, registry: &Registry, text: &str, id: Option<u128>) {
        self.count(registry, text, &|known| {
            known.seen = known.seen.saturating_sub(1);
            if let Some(times) = id.and_then(|id| known.links.get_mut(&id)) {
                *times = times.saturating_sub(1);
            }
        });
    }

    fn count(&mut self, registry: &Registry, text: &str, change: &dyn Fn(&mut Known)) {
        let (whole, mut segments) = Asked::read(text, registry).keys();
        segments.sort_unstable();
        segments.dedup();
        change(self.whole.entry(whole).or_default());
        for segment in segments {
            change(self.segments.entry(segment).or_default());
        }
    }

    /// True when nothing was confirmed yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.whole.is_empty()
    }

    /// The organisations that this text, or a part of it, meant before.
    pub(crate) fn recall(&self, registry: &Registry, asked: &Asked) -> HashMap<Place, Remembered> {
        let mut found: HashMap<Place, Remembered> = HashMap::new();
        if self.whole.is_empty() {
            return found;
        }
        let (whole, segments) = asked.keys();
        for (place, share) in self.whole.get(&whole).into_iter().flat_map(|known| shares(registry, known)) {
            found.entry(place).or_default().whole = share;
        }
        for known in segments.iter().filter_map(|segment| self.segments.get(segment)) {
            for (place, share) in shares(registry, known) {
                let remembered = found.entry(place).or_default();
                remembered.segment = remembered.segment.max(share);
            }
        }
        found
    }
}

/// One confirmation alone counts two thirds, many alike count nearly fully.
fn shares<'k>(registry: &'k Registry, known: &'k Known) -> impl Iterator<Item = (Place, f64)> + 'k {
    let seen = float(known.seen) + 0.5;
    let linked = known.links.iter().filter(|(_, times)| **times > 0);
    linked.filter_map(move |(id, times)| Some((registry.place(*id)?, float(*times) / seen)))
}
