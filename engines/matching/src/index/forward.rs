//! Documents' own terms in reading order, one document after the other in one buffer. Exact scores, reasons, removal,
//! compaction and the snapshot all read them.

use super::numbers::{read_number, write_number};
use super::shard::index;

/// The terms of one document: length of the title, then title and text, as variable-length numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Forward<'a>(pub(crate) &'a [u8]);

impl<'a> Forward<'a> {
    /// Writes a document's terms into an empty buffer.
    pub(crate) fn write(bytes: &'a mut Vec<u8>, title: &[u32], text: &[u32]) -> Self {
        bytes.clear();
        write_number(bytes, u64::try_from(title.len()).unwrap_or_default());
        for term in title.iter().chain(text) {
            write_number(bytes, u64::from(*term));
        }
        Self(bytes)
    }

    /// Each token with its field weight; `start` is true for the first token of a field.
    #[inline]
    pub(crate) fn each(self, title_weight: u32, mut visit: impl FnMut(u32, u32, bool)) {
        let mut bytes = self.0;
        let title = read_number(&mut bytes).unwrap_or_default();
        let mut at = 0;
        while let Some(term) = read_number(&mut bytes) {
            let weight = if at < title { title_weight } else { 1 };
            visit(u32::try_from(term).unwrap_or(u32::MAX), weight, at == 0 || at == title);
            at += 1;
        }
    }

    /// Distinct terms with their weighted frequencies, by term.
    pub(crate) fn frequencies(self, title_weight: u32) -> Vec<(u32, u32)> {
        let mut found = Vec::with_capacity(self.0.len());
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

/// The terms of all documents of a shard, by slot. The bytes of removed ones stay until the shard is compacted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Forwards {
    bytes: Vec<u8>,
    ends: Vec<u64>,
    removed: Vec<bool>,
}

impl Forwards {
    pub(crate) fn push(&mut self, forward: Forward<'_>) {
        self.bytes.extend_from_slice(forward.0);
        self.ends.push(u64::try_from(self.bytes.len()).unwrap_or(u64::MAX));
        self.removed.push(false);
    }

    /// The terms of a live document; none for a removed one.
    pub(crate) fn get(&self, slot: u32) -> Option<Forward<'_>> {
        if !self.live(slot) {
            return None;
        }
        let end = |slot: usize| usize::try_from(*self.ends.get(slot)?).ok();
        let from = index(slot).checked_sub(1).map_or(Some(0), end)?;
        self.bytes.get(from..end(index(slot))?).map(Forward)
    }

    #[inline]
    pub(crate) fn live(&self, slot: u32) -> bool {
        self.removed.get(index(slot)).is_some_and(|removed| !removed)
    }

    pub(crate) fn remove(&mut self, slot: u32) {
        if let Some(removed) = self.removed.get_mut(index(slot)) {
            *removed = true;
        }
    }

    /// Bytes of memory in use.
    pub(crate) fn memory(&self) -> usize {
        self.bytes.capacity() + self.ends.capacity() * size_of::<u64>() + self.removed.capacity()
    }
}
