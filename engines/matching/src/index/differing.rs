//! Comparing an index with one built anew from the same source.

use super::shard::index;
use super::{Index, Place};

impl Index {
    /// Ids of documents that only one of the two indexes holds, or that they hold otherwise, in rising order.
    #[must_use]
    pub fn differing(&self, other: &Self) -> Vec<u128> {
        // The same word has another number in each index.
        let mut own = vec![None; other.terms.len()];
        for (text, number) in &other.terms {
            if let Some(slot) = own.get_mut(index(*number)) {
                *slot = self.term(text);
            }
        }
        let all = self.places.keys().chain(other.places.keys().filter(|id| !self.places.contains_key(id)));
        let mut found: Vec<u128> = all.copied().filter(|id| !self.same(other, *id, &own)).collect();
        found.sort_unstable();
        found
    }

    fn same(&self, other: &Self, id: u128, own: &[Option<u32>]) -> bool {
        let (Some(here), Some(there)) = (self.place(id), other.place(id)) else { return false };
        if here.0 != there.0 || self.columns(here) != other.columns(there) {
            return false;
        }
        let terms = |of: &Self, (class, slot): Place| {
            let mut terms = Vec::new();
            let forward = of.shard(class).and_then(|shard| shard.forward(slot))?;
            forward.each(super::TITLE_WEIGHT, |term, weight, start| terms.push((term, weight, start)));
            Some(terms)
        };
        let (Some(ours), Some(theirs)) = (terms(self, here), terms(other, there)) else { return false };
        let translated = theirs.iter().map(|(term, weight, start)| {
            (own.get(index(*term)).copied().flatten().unwrap_or(u32::MAX), *weight, *start)
        });
        ours.len() == theirs.len() && ours.iter().copied().eq(translated)
    }

    /// Kind, owner and lengths of a document.
    fn columns(&self, (class, slot): Place) -> Option<(u16, Option<u128>, u32, u32)> {
        let (shard, at) = (self.shard(class)?, index(slot));
        let lengths = shard.lengths.get(at)?;
        let owner = self.owner_id(*shard.owners.get(at)?);
        Some((*shard.kinds.get(at)?, owner, lengths.words, lengths.characters))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Audience, Document};

    fn put(index: &mut Index, id: u128, owner: u128, title: &str) {
        let text = "pumps and valves 水泵";
        index.put(&Document { id, owner: Some(owner), kind: 1, audience: Audience::Public, title, text });
    }

    #[test]
    fn what_was_changed_removed_or_added_is_named_and_nothing_else() {
        let (mut one, mut other) = (Index::new(), Index::new());
        for id in 1..6 {
            put(&mut one, id, 9, "heat");
        }
        for id in (1..6).rev() {
            put(&mut other, id, 9, "heat");
        }
        assert_eq!(one.differing(&other), []);
        put(&mut one, 2, 9, "cold");
        put(&mut one, 3, 8, "heat");
        one.remove(4);
        put(&mut other, 7, 9, "heat");
        assert_eq!(one.differing(&other), [2, 3, 4, 7]);
        assert_eq!(other.differing(&one), [2, 3, 4, 7]);
    }
}
