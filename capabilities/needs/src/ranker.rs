//! The index, the glossary and the way in which offers and needs are put to them: one code for the pages, the
//! interface and `entente eval`.

use entente_contracts::{Offer, OfferSort};
use entente_kernel::{Id, Text};
use entente_matching::candidates::Scope;
use entente_matching::{
    Audience, Document, Explained, Frozen, Glossary, Index, Language, Query, Ranking, Reasons, Standing,
    Target,
};
use uuid::Uuid;

const EVIDENCE: u16 = 1;
const TECHNOLOGY: u16 = 2;

/// What is ranked for a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Experts, by their evidence.
    Experts,
    /// Technologies, by themselves.
    Technologies,
}

impl Wanted {
    fn scope(self) -> Scope<'static> {
        match self {
            Self::Experts => Scope { target: Target::Owners, kinds: &[EVIDENCE] },
            Self::Technologies => Scope { target: Target::Documents, kinds: &[TECHNOLOGY] },
        }
    }
}

/// Offers ready to be ranked.
#[derive(Default)]
pub struct Ranker {
    index: Index,
}

/// A need bound to the offers as they are.
pub struct Bound<'r> {
    of: &'r Ranker,
    frozen: Frozen,
}

/// How a need's words were put into both languages.
#[derive(Debug, Clone)]
pub struct Said {
    /// Each word with its translations.
    pub groups: Vec<Explained>,
    /// Parts without a translation into that language.
    pub untranslated: Vec<(Language, String)>,
}

impl Ranker {
    /// No offers yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes an offer in, in place of what had its id.
    pub fn put(&mut self, offer: &Offer) {
        self.index.put(&document(offer, &both(&offer.title), &both(&offer.text)));
    }

    /// Takes many offers in, on all cores.
    pub fn put_all(&mut self, offers: &[Offer]) {
        let texts: Vec<(String, String)> =
            offers.iter().map(|offer| (both(&offer.title), both(&offer.text))).collect();
        let pairs = offers.iter().zip(&texts);
        self.index.put_all(pairs.map(|(offer, (title, text))| document(offer, title, text)));
    }

    /// Ids of what is held otherwise than these offers, all of them.
    #[must_use]
    pub fn differing(&self, offers: &[Offer]) -> Vec<Id> {
        let mut fresh = Self::new();
        fresh.put_all(offers);
        self.index.differing(&fresh.index).into_iter().map(id_of).collect()
    }

    /// Takes an offer out.
    pub fn remove(&mut self, id: Id) {
        self.index.remove(id.0.as_u128());
    }

    /// Binds a need's words, in one or both languages, to everything that staff may see.
    #[must_use]
    pub fn bind(&self, words: &str, glossary: &Glossary) -> Bound<'_> {
        let frozen = self.index.freeze(&Query::new(words, glossary), Audience::Internal);
        Bound { of: self, frozen }
    }
}

impl Bound<'_> {
    /// The `most` best.
    #[must_use]
    pub fn rank(&self, wanted: Wanted, most: usize) -> Ranking {
        self.of.index.rank(&self.frozen, wanted.scope(), most, |_| None)
    }

    /// What speaks for one of them.
    #[must_use]
    pub fn reasons(&self, wanted: Wanted, id: Id) -> Reasons {
        self.of.index.reasons(&self.frozen, wanted.scope(), id.0.as_u128())
    }

    /// The groups of the need's words with their translations, and the parts that have none.
    #[must_use]
    pub fn words(&self) -> Said {
        let untranslated = self.frozen.untranslated().map(|(language, part)| (language, part.to_owned()));
        Said { groups: self.frozen.explain().cloned().collect(), untranslated: untranslated.collect() }
    }

    /// Where one of them stands.
    #[must_use]
    pub fn why_not(&self, wanted: Wanted, id: Id) -> Standing {
        self.of.index.why_not(&self.frozen, wanted.scope(), id.0.as_u128(), |_| None)
    }
}

fn document<'t>(offer: &Offer, title: &'t str, text: &'t str) -> Document<'t> {
    Document {
        id: offer.id.0.as_u128(),
        owner: offer.owner.map(|id| id.0.as_u128()),
        kind: if offer.sort == OfferSort::Evidence { EVIDENCE } else { TECHNOLOGY },
        audience: match offer.audience {
            entente_access::Audience::Public => Audience::Public,
            entente_access::Audience::Members => Audience::Members,
            entente_access::Audience::Internal => Audience::Internal,
        },
        title,
        text,
    }
}

/// The record of a ranked number.
#[must_use]
pub fn id_of(number: u128) -> Id {
    Id(Uuid::from_u128(number))
}

fn both(text: &Text) -> String {
    [text.en.as_deref(), text.zh.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("\n")
}
