//! The documents of one term: an append-only list of document slots with term frequencies, four bytes each, so that a
//! search can leap in it. Documents only ever get higher slots, so adding is a push; removal is a mark in the shard.

/// Bits of a posting that hold the frequency.
const BITS: u32 = 6;
/// A frequency of this or more; the shard keeps the number itself.
const MANY: u32 = (1 << BITS) - 1;
/// Slots that a posting can name.
pub(crate) const SLOTS: u32 = 1 << (u32::BITS - BITS);

/// Slot and weighted frequency in one word, so that lists are ordered by slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Posting(u32);

impl Posting {
    #[inline]
    pub(crate) fn slot(self) -> u32 {
        self.0 >> BITS
    }

    /// The weighted frequency; none when it is too great to be held here.
    #[inline]
    pub(crate) fn frequency(self) -> Option<u32> {
        let frequency = self.0 & MANY;
        (frequency < MANY).then_some(frequency)
    }
}

/// Slots and weighted frequencies of one term.
#[derive(Clone, Debug, Default)]
pub(crate) struct Postings {
    list: Vec<Posting>,
    live: u32,
    most: u32,
}

impl Postings {
    /// Adds a document; slots must come in rising order. False when the posting cannot hold the frequency.
    pub(crate) fn push(&mut self, slot: u32, frequency: u32) -> bool {
        if self.list.len() == self.list.capacity() {
            // Doubling would leave a third of the greatest part of the index empty.
            self.list.reserve_exact(self.list.len() / 4 + 1);
        }
        self.list.push(Posting(slot << BITS | frequency.min(MANY)));
        self.live += 1;
        self.most = self.most.max(frequency);
        frequency < MANY
    }

    /// One document of the list was removed from the shard.
    pub(crate) fn forget_one(&mut self) {
        self.live = self.live.saturating_sub(1);
    }

    /// Documents that hold the term and are not removed.
    pub(crate) fn live(&self) -> u32 {
        self.live
    }

    /// No frequency in the list is greater.
    pub(crate) fn most(&self) -> u32 {
        self.most
    }

    /// Bytes of memory behind the list.
    pub(crate) fn memory(&self) -> usize {
        self.list.capacity() * size_of::<Posting>()
    }

    /// All postings, removed documents included, by rising slot.
    pub(crate) fn list(&self) -> &[Posting] {
        &self.list
    }
}

/// Leaves off what lies before a slot: leaps of growing width, then bisection (Bentley & Yao 1976).
#[inline]
pub(crate) fn from_slot(list: &[Posting], slot: u32) -> &[Posting] {
    let mut width = 1;
    while list.get(width).is_some_and(|posting| posting.slot() < slot) {
        width *= 2;
    }
    let near = list.get(..=width).unwrap_or(list);
    list.get(near.partition_point(|posting| posting.slot() < slot)..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back_and_are_leapt_in() {
        let mut list = Postings::default();
        for (slot, frequency) in [(0, 1), (1, 62), (200, 1), (SLOTS - 1, 3)] {
            assert!(list.push(slot, frequency));
        }
        let found = |from: u32| {
            from_slot(list.list(), from).iter().map(|p| (p.slot(), p.frequency())).collect::<Vec<_>>()
        };
        assert_eq!(found(0), [(0, Some(1)), (1, Some(62)), (200, Some(1)), (SLOTS - 1, Some(3))]);
        assert_eq!((found(1).len(), found(2).len(), found(201).len()), (3, 2, 1));
        let mut long = Postings::default();
        assert!(!long.push(7, 63));
        assert_eq!((long.list()[0].frequency(), long.most()), (None, 63));
        for slot in 8..3000 {
            long.push(slot * 2, 1);
        }
        assert!((0..6000).all(|slot| {
            from_slot(long.list(), slot)
                .first()
                .is_none_or(|p| p.slot() >= slot && p.slot() <= slot.max(15) + 1)
        }));
    }
}
