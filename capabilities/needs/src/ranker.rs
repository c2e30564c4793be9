//! The index, the glossary and the way in which offers and needs are put to them: one code for the pages, the
//! interface and `entente eval`.

use std::sync::Arc;

use entente_contracts::{Offer, OfferSort};
use entente_kernel::{Id, Text};
use entente_matching::candidates::Scope;
use entente_matching::{
    Audience, Document, Explained, Frozen, Glossary, Index, Language, Query, Ranking, Reasons, Standing,
    Target,
};
use entente_meaning::Model;
use uuid::Uuid;

use crate::meaning::{Meaning, Near, POOL};

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
    meaning: Option<Meaning>,
}

/// A need bound to the offers as they are.
pub struct Bound<'r> {
    of: &'r Ranker,
    frozen: Frozen,
    near: Option<Near<'r>>,
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

    /// No offers yet; closeness in meaning counts beside words, when there is a model.
    #[must_use]
    pub fn with(model: Option<&Arc<Model>>) -> Self {
        Self { index: Index::new(), meaning: model.map(|model| Meaning::new(Arc::clone(model))) }
    }

    /// Takes an offer in, in place of what had its id.
    pub fn put(&mut self, offer: &Offer) {
        self.understand(offer);
        self.index.put(&document(offer, &both(&offer.title), &both(&offer.text)));
    }

    fn understand(&mut self, offer: &Offer) {
        if let Some(meaning) = &mut self.meaning {
            let text = [both(&offer.title), both(&offer.text)].join("\n");
            let document = document(offer, "", "");
            meaning.put(document.id, document.owner, document.kind, &text);
        }
    }

    /// Takes many offers in, on all cores.
    pub fn put_all(&mut self, offers: &[Offer]) {
        offers.iter().for_each(|offer| self.understand(offer));
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
        if let Some(meaning) = &mut self.meaning {
            meaning.remove(id.0.as_u128());
        }
    }

    /// Binds a need's words, in one or both languages, to everything that staff may see.
    #[must_use]
    pub fn bind(&self, words: &str, glossary: &Glossary) -> Bound<'_> {
        let frozen = self.index.freeze(&Query::new(words, glossary), Audience::Internal);
        Bound { of: self, frozen, near: self.meaning.as_ref().map(|meaning| meaning.near(words)) }
    }
}

impl Bound<'_> {
    /// The `most` best.
    #[must_use]
    pub fn rank(&self, wanted: Wanted, most: usize) -> Ranking {
        let index = &self.of.index;
        let Some(near) = &self.near else {
            return index.rank(&self.frozen, wanted.scope(), most, |_| None);
        };
        let mut ranking = index.rank(&self.frozen, wanted.scope(), most.max(POOL), |_| None);
        let kind = if wanted == Wanted::Experts { EVIDENCE } else { TECHNOLOGY };
        for id in near.closest(kind, wanted == Wanted::Experts) {
            if !ranking.candidates.iter().any(|ranked| ranked.id == id) {
                ranking.candidates.push(index.why_not(&self.frozen, wanted.scope(), id, |_| None).ranked);
            }
        }
        for ranked in &mut ranking.candidates {
            ranked.score += self.added(wanted, ranked.id);
        }
        ranking.candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.id.cmp(&b.id)));
        ranking.candidates.truncate(most);
        ranking
    }

    /// What closeness in meaning adds to a candidate's score.
    fn added(&self, wanted: Wanted, id: u128) -> f64 {
        match (&self.near, wanted) {
            (None, _) => 0.0,
            (Some(near), Wanted::Experts) => near.of_owner(id),
            (Some(near), Wanted::Technologies) => near.of_document(id),
        }
    }

    /// The score without what closeness in meaning adds to it.
    #[must_use]
    pub fn words_alone(&self, wanted: Wanted, id: Id) -> f64 {
        self.of.index.score(&self.frozen, wanted.scope(), id.0.as_u128())
    }

    /// What speaks for one of them.
    #[must_use]
    pub fn reasons(&self, wanted: Wanted, id: Id) -> Reasons {
        let reasons = self.of.index.reasons(&self.frozen, wanted.scope(), id.0.as_u128());
        match &self.near {
            Some(near) => near.explain(id.0.as_u128(), reasons),
            None => reasons,
        }
    }

    /// The groups of the need's words with their translations, and the parts that have none.
    #[must_use]
    pub fn words(&self) -> Said {
        let untranslated = self.frozen.untranslated().map(|(language, part)| (language, part.to_owned()));
        Said { groups: self.frozen.explain().cloned().collect(), untranslated: untranslated.collect() }
    }

    /// Where one of them stands. With a model, the place is that among the candidates which words or closeness bring in.
    #[must_use]
    pub fn why_not(&self, wanted: Wanted, id: Id) -> Standing {
        let number = id.0.as_u128();
        let mut found = self.of.index.why_not(&self.frozen, wanted.scope(), number, |_| None);
        if self.near.is_some() {
            let all = self.rank(wanted, usize::MAX).candidates;
            found.rank = all.iter().position(|ranked| ranked.id == number).map(|at| at + 1);
            found.ranked.score += self.added(wanted, number);
            found.reasons = self.reasons(wanted, id);
        }
        found
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
