//! The documents of one audience class: columns by slot, and their postings. A search reads the shards its audience
//! may see and no other, which is what keeps other documents out of its statistics and scores.

use std::collections::HashMap;

use super::forward::{Forward, Forwards};
use super::postings::{Posting, Postings, SLOTS};
use super::stats::{Lengths, Totals};
use crate::query::Language;

/// No owner.
pub(crate) const NO_OWNER: u32 = u32::MAX;

/// A document analysed to term numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    pub(crate) id: u128,
    pub(crate) owner: u32,
    pub(crate) kind: u16,
    pub(crate) lengths: Lengths,
    pub(crate) forward: Forward<'a>,
}

/// Documents of one class.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shard {
    pub(crate) ids: Vec<u128>,
    pub(crate) owners: Vec<u32>,
    pub(crate) kinds: Vec<u16>,
    pub(crate) lengths: Vec<Lengths>,
    /// Doubled lengths once more, `u16::MAX` for those that are as long or longer.
    doubled_words: Vec<u16>,
    doubled_characters: Vec<u16>,
    forwards: Forwards,
    postings: Vec<Postings>,
    /// Frequencies that a posting cannot hold, by term and slot.
    many: HashMap<(u32, u32), u32>,
    pub(crate) totals: Totals,
    /// No document is shorter in either script; once true of a removed one it stays.
    pub(crate) shortest: Option<Lengths>,
}

impl Shard {
    /// Slots in use, removed documents included.
    pub(crate) fn slots(&self) -> usize {
        self.ids.len()
    }

    /// The terms of a live document; none for a removed one.
    pub(crate) fn forward(&self, slot: u32) -> Option<Forward<'_>> {
        self.forwards.get(slot)
    }

    #[inline]
    pub(crate) fn live(&self, slot: u32) -> bool {
        self.forwards.live(slot)
    }

    pub(crate) fn postings(&self, term: u32) -> Option<&Postings> {
        self.postings.get(index(term))
    }

    /// The weighted frequency that a posting of a term stands for.
    #[inline]
    pub(crate) fn frequency(&self, term: u32, posting: Posting) -> u32 {
        posting
            .frequency()
            .unwrap_or_else(|| self.many.get(&(term, posting.slot())).copied().unwrap_or_default())
    }

    /// Doubled lengths in a language by slot, `u16::MAX` for those that are as long or longer.
    pub(crate) fn doubled(&self, language: Language) -> &[u16] {
        match language {
            Language::English => &self.doubled_words,
            Language::Chinese => &self.doubled_characters,
        }
    }

    pub(crate) fn push(&mut self, row: Row<'_>, title_weight: u32) -> Option<u32> {
        let slot = u32::try_from(self.ids.len()).ok().filter(|slot| *slot < SLOTS)?;
        for (term, frequency) in row.forward.frequencies(title_weight) {
            let at = index(term);
            if self.postings.len() <= at {
                self.postings.resize_with(at + 1, Postings::default);
            }
            if let Some(list) = self.postings.get_mut(at)
                && !list.push(slot, frequency)
            {
                self.many.insert((term, slot), frequency);
            }
        }
        self.totals.add(row.lengths);
        self.shortest = Some(self.shortest.map_or(row.lengths, |least| least.shorter(row.lengths)));
        self.ids.push(row.id);
        self.owners.push(row.owner);
        self.kinds.push(row.kind);
        self.lengths.push(row.lengths);
        let narrow = |length: u32| u16::try_from(length).unwrap_or(u16::MAX);
        self.doubled_words.push(narrow(row.lengths.doubled_words()));
        self.doubled_characters.push(narrow(row.lengths.doubled_characters()));
        self.forwards.push(row.forward);
        Some(slot)
    }

    pub(crate) fn remove(&mut self, slot: u32, title_weight: u32) {
        let Some(forward) = self.forwards.get(slot) else { return };
        for (term, _) in forward.frequencies(title_weight) {
            if let Some(list) = self.postings.get_mut(index(term)) {
                list.forget_one();
            }
        }
        self.forwards.remove(slot);
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
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> + '_ {
        let columns = self.ids.iter().zip(&self.owners).zip(&self.kinds).zip(&self.lengths);
        (0_u32..).zip(columns).filter_map(|(slot, (((id, owner), kind), lengths))| {
            let forward = self.forward(slot)?;
            Some(Row { id: *id, owner: *owner, kind: *kind, lengths: *lengths, forward })
        })
    }

    /// Approximate bytes of memory in use.
    pub(crate) fn memory(&self) -> usize {
        let lists: usize = self.postings.iter().map(Postings::memory).sum();
        let tables = self.postings.capacity() * size_of::<Postings>() + self.many.capacity() * 16;
        lists + tables + self.forwards.memory() + self.ids.capacity() * 34
    }
}

/// A 32-bit number as an index.
#[inline]
#[expect(clippy::as_conversions, reason = "usize holds at least 32 bits on every platform we build for")]
pub(crate) fn index(number: u32) -> usize {
    number as usize
}
