//! The documents of one audience class: columns by slot, and their postings. A search reads the shards its audience
//! may see and no other, which is what keeps other documents out of its statistics and scores.

use super::postings::{Postings, read_number, write_number};
use super::stats::{Lengths, Totals};

/// No owner.
pub(crate) const NO_OWNER: u32 = u32::MAX;

/// A document analysed to term numbers.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) id: u128,
    pub(crate) owner: u32,
    pub(crate) kind: u16,
    pub(crate) lengths: Lengths,
    pub(crate) forward: Forward,
}

/// The terms of a document in reading order: length of the title, then title and text, as variable-length numbers.
/// Rescoring, removal, compaction and the snapshot all read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Forward(pub(crate) Box<[u8]>);

impl Forward {
    pub(crate) fn new(title: &[u32], text: &[u32]) -> Self {
        let mut bytes = Vec::with_capacity(2 * (title.len() + text.len()) + 2);
        write_number(&mut bytes, u64::try_from(title.len()).unwrap_or_default());
        for term in title.iter().chain(text) {
            write_number(&mut bytes, u64::from(*term));
        }
        Self(bytes.into_boxed_slice())
    }

    /// Each token with its field weight; `start` is true for the first token of a field.
    #[inline]
    pub(crate) fn each(&self, title_weight: u32, mut visit: impl FnMut(u32, u32, bool)) {
        let mut bytes = &*self.0;
        let title = read_number(&mut bytes).unwrap_or_default();
        let mut at = 0;
        while let Some(term) = read_number(&mut bytes) {
            let weight = if at < title { title_weight } else { 1 };
            visit(u32::try_from(term).unwrap_or(u32::MAX), weight, at == 0 || at == title);
            at += 1;
        }
    }

    /// Distinct terms with their weighted frequencies, by term.
    pub(crate) fn frequencies(&self, title_weight: u32) -> Vec<(u32, u32)> {
        let mut found = Vec::new();
        self.each(title_weight, |term, weight, _| found.push((term, weight)));
        found.sort_unstable();
        found.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 = kept.1.saturating_add(next.1);
            }
            same
        });
        found
    }
}

/// Documents of one class.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shard {
    pub(crate) ids: Vec<u128>,
    pub(crate) owners: Vec<u32>,
    pub(crate) kinds: Vec<u16>,
    pub(crate) lengths: Vec<Lengths>,
    forwards: Vec<Option<Forward>>,
    postings: Vec<Postings>,
    pub(crate) totals: Totals,
}

impl Shard {
    /// Slots in use, removed documents included.
    pub(crate) fn slots(&self) -> usize {
        self.ids.len()
    }

    /// The terms of a live document; none for a removed one.
    pub(crate) fn forward(&self, slot: u32) -> Option<&Forward> {
        self.forwards.get(index(slot))?.as_ref()
    }

    pub(crate) fn postings(&self, term: u32) -> Option<&Postings> {
        self.postings.get(index(term))
    }

    pub(crate) fn push(&mut self, row: Row, title_weight: u32) -> Option<u32> {
        let slot = u32::try_from(self.ids.len()).ok()?;
        for (term, frequency) in row.forward.frequencies(title_weight) {
            let at = index(term);
            if self.postings.len() <= at {
                self.postings.resize_with(at + 1, Postings::default);
            }
            if let Some(list) = self.postings.get_mut(at) {
                list.push(slot, frequency);
            }
        }
        self.totals.add(row.lengths);
        self.ids.push(row.id);
        self.owners.push(row.owner);
        self.kinds.push(row.kind);
        self.lengths.push(row.lengths);
        self.forwards.push(Some(row.forward));
        Some(slot)
    }

    pub(crate) fn remove(&mut self, slot: u32, title_weight: u32) {
        let Some(forward) = self.forwards.get_mut(index(slot)).and_then(Option::take) else { return };
        for (term, _) in forward.frequencies(title_weight) {
            if let Some(list) = self.postings.get_mut(index(term)) {
                list.forget_one();
            }
        }
        if let Some(lengths) = self.lengths.get(index(slot)) {
            self.totals.remove(*lengths);
        }
    }

    /// True when more than half of many slots are removed documents.
    pub(crate) fn wants_compaction(&self) -> bool {
        let live = usize::try_from(self.totals.documents).unwrap_or(usize::MAX);
        self.slots() > 1024 && live < self.slots() / 2
    }

    /// The live documents, in slot order.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        let columns = self.ids.iter().zip(&self.owners).zip(&self.kinds).zip(&self.lengths);
        columns.zip(&self.forwards).filter_map(|((((id, owner), kind), lengths), forward)| {
            let forward = forward.clone()?;
            Some(Row { id: *id, owner: *owner, kind: *kind, lengths: *lengths, forward })
        })
    }

    /// Approximate bytes of memory in use.
    pub(crate) fn memory(&self) -> usize {
        let lists: usize = self.postings.iter().map(Postings::memory).sum();
        let forwards: usize = self.forwards.iter().flatten().map(|forward| forward.0.len() + 16).sum();
        lists + forwards + self.postings.capacity() * size_of::<Postings>() + self.ids.capacity() * 46
    }
}

/// A 32-bit number as an index.
#[inline]
#[expect(clippy::as_conversions, reason = "usize holds at least 32 bits on every platform we build for")]
pub(crate) fn index(number: u32) -> usize {
    number as usize
}
