//! The documents of one term: an append-only list of document slots and term frequencies, as gaps in variable-length
//! bytes. Documents only ever get higher slots, so adding is a push; removal is a mark in the shard.

/// Appends a number, seven bits a byte, lowest first.
pub(crate) fn write_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(u8::try_from(number & 0x7F).unwrap_or_default() | 0x80);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).unwrap_or_default());
}

/// Reads a number written by [`write_number`]; none at the end or when it is malformed.
#[inline]
pub(crate) fn read_number(bytes: &mut &[u8]) -> Option<u64> {
    let (first, mut rest) = bytes.split_first()?;
    let mut number = u64::from(first & 0x7F);
    let mut more = first & 0x80 != 0;
    let mut shift = 7;
    while more {
        let (next, after) = rest.split_first()?;
        number |= u64::from(next & 0x7F).checked_shl(shift)?;
        more = next & 0x80 != 0;
        shift += 7;
        rest = after;
    }
    *bytes = rest;
    Some(number)
}

/// Slots and weighted frequencies of one term.
#[derive(Clone, Debug, Default)]
pub(crate) struct Postings {
    bytes: Vec<u8>,
    next: u32,
    live: u32,
}

impl Postings {
    /// Adds a document; slots must come in rising order.
    pub(crate) fn push(&mut self, slot: u32, frequency: u32) {
        let gap = u64::from(slot.saturating_sub(self.next)) << 1;
        if frequency == 1 {
            write_number(&mut self.bytes, gap | 1);
        } else {
            write_number(&mut self.bytes, gap);
            write_number(&mut self.bytes, u64::from(frequency));
        }
        self.next = slot + 1;
        self.live += 1;
    }

    /// One document of the list was removed from the shard.
    pub(crate) fn forget_one(&mut self) {
        self.live = self.live.saturating_sub(1);
    }

    /// Documents that hold the term and are not removed.
    pub(crate) fn live(&self) -> u32 {
        self.live
    }

    /// Bytes of memory behind the list.
    pub(crate) fn memory(&self) -> usize {
        self.bytes.capacity()
    }

    /// Every (slot, frequency), removed documents included, by rising slot.
    pub(crate) fn iter(&self) -> Iter<'_> {
        Iter { bytes: &self.bytes, next: 0 }
    }
}

/// Walks a list.
#[derive(Clone, Debug)]
pub(crate) struct Iter<'a> {
    bytes: &'a [u8],
    next: u32,
}

impl Iterator for Iter<'_> {
    type Item = (u32, u32);

    #[inline]
    fn next(&mut self) -> Option<(u32, u32)> {
        let gap = read_number(&mut self.bytes)?;
        let frequency = if gap & 1 == 1 { 1 } else { u32::try_from(read_number(&mut self.bytes)?).ok()? };
        let slot = self.next + u32::try_from(gap >> 1).ok()?;
        self.next = slot + 1;
        Some((slot, frequency))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back() {
        let wanted = [(0, 1), (1, 3), (200, 1), (4_000_000, 70_000)];
        let mut list = Postings::default();
        for (slot, frequency) in wanted {
            list.push(slot, frequency);
        }
        assert_eq!(list.iter().collect::<Vec<_>>(), wanted);
        assert_eq!(read_number(&mut [0xFF; 12].as_slice()), None);
    }
}
