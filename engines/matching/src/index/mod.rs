//! A dense in-memory inverted index that changes document by document and keeps its statistics per audience.

mod bulk;
mod differing;
pub(crate) mod forward;
mod numbers;
pub(crate) mod postings;
pub(crate) mod shard;
mod snapshot;
pub(crate) mod stats;

use std::collections::HashMap;

use crate::analysis::{Script, Stems, Terms};
use forward::Forward;
use shard::{NO_OWNER, Row, Shard, index};
pub use snapshot::SnapshotError;
use stats::Lengths;
pub use stats::Totals;

/// Weight of a token in the title against one in the text (BM25F, Robertson & Zaragoza 2009, section 3.6).
pub const TITLE_WEIGHT: u32 = 3;

/// Who may see a document, and for whom a search is made; each audience sees what the narrower-numbered ones see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Everybody.
    Public,
    /// Member companies and those inside.
    Members,
    /// Those inside only.
    Internal,
}

impl Audience {
    /// All audiences, widest first.
    pub const ALL: [Self; 3] = [Self::Public, Self::Members, Self::Internal];

    pub(crate) fn place(self) -> usize {
        match self {
            Self::Public => 0,
            Self::Members => 1,
            Self::Internal => 2,
        }
    }
}

/// A document as the caller gives it. Both languages of a bilingual record go into the same fields.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// The caller's id, unique in the index.
    pub id: u128,
    /// The expert or team whose evidence this is.
    pub owner: Option<u128>,
    /// The caller's tag for the kind of supply.
    pub kind: u16,
    /// Who may see it.
    pub audience: Audience,
    /// Title or name.
    pub title: &'a str,
    /// Everything else that may be searched.
    pub text: &'a str,
}

/// A document cut into terms; made without the index, so that many threads can share the work.
#[derive(Clone, Debug)]
pub struct Analysed {
    id: u128,
    owner: Option<u128>,
    kind: u16,
    audience: Audience,
    title: Terms,
    text: Terms,
}

impl Document<'_> {
    /// Cuts the fields into terms.
    #[must_use]
    pub fn analyse(&self) -> Analysed {
        self.analyse_with(&mut Stems::new())
    }

    fn analyse_with(&self, stems: &mut Stems) -> Analysed {
        let (title, text) = (Terms::with(self.title, stems), Terms::with(self.text, stems));
        Analysed { id: self.id, owner: self.owner, kind: self.kind, audience: self.audience, title, text }
    }
}

/// Where a document stands: class and slot.
pub(crate) type Place = (Audience, u32);

/// The index.
#[derive(Clone, Debug, Default)]
pub struct Index {
    terms: HashMap<Box<str>, u32>,
    owners: HashMap<u128, u32>,
    owned: Vec<(u128, Vec<Place>)>,
    places: HashMap<u128, Place>,
    shards: [Shard; 3],
}

impl Index {
    /// An empty index.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a document, replacing the one with its id.
    pub fn put(&mut self, document: &Document<'_>) {
        self.put_analysed(&document.analyse());
    }

    /// As [`Self::put`], with the analysis done before.
    pub fn put_analysed(&mut self, document: &Analysed) {
        self.remove(document.id);
        let title = self.numbers(&document.title);
        let text = self.numbers(&document.text);
        let count = |script: Script| {
            let of = |terms: &Terms| terms.iter().filter(|(_, own)| *own == script).count();
            let weighted = of(&document.title).saturating_mul(index(TITLE_WEIGHT)) + of(&document.text);
            u32::try_from(weighted).unwrap_or(u32::MAX / 4).min(u32::MAX / 4)
        };
        let lengths = Lengths { words: count(Script::Words), characters: count(Script::Characters) };
        let owner = document.owner.map_or(NO_OWNER, |owner| self.owner_number(owner));
        let mut bytes = Vec::new();
        let forward = Forward::write(&mut bytes, &title, &text);
        let row = Row { id: document.id, owner, kind: document.kind, lengths, forward };
        self.push(row, document.audience);
    }

    /// Removes a document; false when it is not there.
    pub fn remove(&mut self, id: u128) -> bool {
        let Some((class, slot)) = self.places.remove(&id) else { return false };
        let Some(shard) = self.shards.get_mut(class.place()) else { return false };
        shard.remove(slot, TITLE_WEIGHT);
        if let Some(owner) = shard.owners.get(index(slot))
            && let Some((_, places)) = self.owned.get_mut(index(*owner))
        {
            places.retain(|place| *place != (class, slot));
        }
        if shard.wants_compaction() {
            self.compact_class(class);
        }
        true
    }

    /// Gives the space of removed documents back. Happens by itself when they outnumber the others.
    pub fn compact(&mut self) {
        for class in Audience::ALL {
            self.compact_class(class);
        }
    }

    /// Number of documents of all classes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// True when there is no document.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// True when the document is indexed.
    #[must_use]
    pub fn contains(&self, id: u128) -> bool {
        self.places.contains_key(&id)
    }

    /// Ids of all documents, in rising order; for comparing the index with its source.
    #[must_use]
    pub fn ids(&self) -> Vec<u128> {
        let mut ids: Vec<u128> = self.places.keys().copied().collect();
        ids.sort_unstable();
        ids
    }

    /// Counts over what the audience may see.
    #[must_use]
    pub fn totals(&self, audience: Audience) -> Totals {
        self.visible(audience).fold(Totals::default(), |sum, (_, shard)| sum.plus(shard.totals))
    }

    /// Approximate bytes of memory in use.
    #[must_use]
    pub fn memory(&self) -> usize {
        let shards: usize = self.shards.iter().map(Shard::memory).sum();
        let terms: usize = self.terms.keys().map(|term| term.len() + 56).sum();
        shards + terms + self.places.capacity() * 40 + self.owned.len() * 80
    }

    /// The shards that an audience may see, with their classes.
    pub(crate) fn visible(&self, audience: Audience) -> impl Iterator<Item = (Audience, &Shard)> {
        Audience::ALL.into_iter().zip(&self.shards).filter(move |(class, _)| *class <= audience)
    }

    pub(crate) fn shard(&self, class: Audience) -> Option<&Shard> {
        self.shards.get(class.place())
    }

    pub(crate) fn term(&self, text: &str) -> Option<u32> {
        self.terms.get(text).copied()
    }

    /// Documents that hold the term and that the audience may see.
    pub(crate) fn document_frequency(&self, term: u32, audience: Audience) -> u64 {
        let lists = self.visible(audience).filter_map(|(_, shard)| shard.postings(term));
        lists.map(|list| u64::from(list.live())).sum()
    }

    pub(crate) fn place(&self, id: u128) -> Option<Place> {
        self.places.get(&id).copied()
    }

    /// An owner's documents, of all classes.
    pub(crate) fn owned_by(&self, owner: u128) -> &[Place] {
        let number = self.owners.get(&owner).copied().unwrap_or(NO_OWNER);
        self.owned.get(index(number)).map(|(_, places)| places.as_slice()).unwrap_or_default()
    }

    /// Owners by number, as the `owners` column refers to them.
    pub(crate) fn owner_id(&self, number: u32) -> Option<u128> {
        self.owned.get(index(number)).map(|(id, _)| *id)
    }

    pub(crate) fn owner_count(&self) -> usize {
        self.owned.len()
    }

    fn numbers(&mut self, found: &Terms) -> Vec<u32> {
        found.iter().map(|(term, _)| self.number(term)).collect()
    }

    fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.terms.get(text) {
            return *number;
        }
        let number = u32::try_from(self.terms.len()).unwrap_or(u32::MAX);
        self.terms.insert(text.into(), number);
        number
    }

    fn owner_number(&mut self, owner: u128) -> u32 {
        let next = u32::try_from(self.owned.len()).unwrap_or(NO_OWNER);
        let number = *self.owners.entry(owner).or_insert(next);
        if number == next {
            self.owned.push((owner, Vec::new()));
        }
        number
    }

    fn push(&mut self, row: Row<'_>, class: Audience) {
        let (id, owner) = (row.id, row.owner);
        let Some(slot) = self.shards.get_mut(class.place()).and_then(|shard| shard.push(row, TITLE_WEIGHT))
        else {
            return;
        };
        self.places.insert(id, (class, slot));
        if let Some((_, places)) = self.owned.get_mut(index(owner)) {
            places.push((class, slot));
        }
    }

    fn compact_class(&mut self, class: Audience) {
        let Some(old) = self.shards.get_mut(class.place()).map(std::mem::take) else { return };
        for (_, places) in &mut self.owned {
            places.retain(|(of, _)| *of != class);
        }
        for row in old.rows() {
            self.push(row, class);
        }
    }
}
