//! Who and what can answer a need, ranked, with reasons that are exact.
//!
//! The index lives in memory. It is built from the supply at first use and follows the outbox from then on, so that an
//! edit counts with the next question.

use std::sync::{Arc, Mutex, PoisonError};

use entente_contracts::{Available, Offer, OfferSort, People, Supply};
use entente_kernel::{Id, Problem, Result, Text};
use entente_matching::candidates::Scope;
use entente_matching::{Audience, Band, Document, Glossary, Index, Query, Reasons, Target};
use entente_store::{Event, Reads, pending, scalar};

use crate::Need;
use crate::bars::{self, Standing};

const EVIDENCE: u16 = 1;
const TECHNOLOGY: u16 = 2;

/// More events than this are dealt with faster by building anew.
const EVENTS: usize = 2000;

/// One candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The expert or technology.
    pub id: Id,
    /// 0 to 1.
    pub score: f64,
    /// In words.
    pub band: Band,
    /// The expert, if it is one.
    pub expert: Option<Available>,
    /// What holds it back, if anything does.
    pub standing: Standing,
    /// What speaks for it, with exact amounts.
    pub reasons: Reasons,
}

/// The answer for a need.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidates {
    /// Experts by their evidence, best first.
    pub experts: Vec<Candidate>,
    /// Technologies, best first.
    pub technologies: Vec<Candidate>,
    /// Nothing is more than a weak match. It does not mean that there is nobody.
    pub no_good_match: bool,
}

struct Held {
    index: Index,
    /// The outbox has been followed so far.
    seq: i64,
}

/// Matching for needs: the supply, the glossary and the index.
pub struct Matching {
    supply: Arc<dyn Supply>,
    people: Arc<dyn People>,
    glossary: Glossary,
    held: Mutex<Option<Held>>,
}

impl Matching {
    /// Matching over a supply, with the shipped glossary.
    #[must_use]
    pub fn new(supply: Arc<dyn Supply>, people: Arc<dyn People>) -> Self {
        Self { supply, people, glossary: Glossary::shipped(), held: Mutex::new(None) }
    }

    /// Builds the index, so that the first question need not wait for it.
    pub fn warm(&self, reads: &mut dyn Reads) -> Result<()> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        self.up_to_date(reads, &mut held).map(|_| ())
    }

    /// The best `most` experts and technologies for a need, for staff: everything published internally counts. Barred
    /// candidates are listed with their reason instead of vanishing.
    pub fn rank(&self, reads: &mut dyn Reads, need: &Need, most: usize) -> Result<Candidates> {
        let mut found = self.scored(reads, need, most)?;
        let ids: Vec<Id> = found.experts.iter().map(|c| c.id).collect();
        let experts = self.supply.experts(reads, &ids)?;
        let mut standings = bars::standings(reads, &*self.people, need, &experts)?;
        for candidate in &mut found.experts {
            candidate.expert = experts.iter().find(|x| x.id == candidate.id).cloned();
            candidate.standing = standings.remove(&candidate.id).unwrap_or_default();
        }
        Ok(found)
    }

    fn scored(&self, reads: &mut dyn Reads, need: &Need, most: usize) -> Result<Candidates> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let index = self.up_to_date(reads, &mut held)?;
        let asked = Query::new(&words_of(need), &self.glossary);
        let frozen = index.freeze(&asked, Audience::Internal);
        let best = |target: Target, kinds: &[u16]| {
            let scope = Scope { target, kinds };
            let ranking = index.rank(&frozen, scope, most, |_| None);
            let candidate = |ranked: &entente_matching::Ranked| Candidate {
                id: Id(uuid(ranked.id)),
                score: ranked.score,
                band: ranked.band,
                expert: None,
                standing: Standing::default(),
                reasons: index.reasons(&frozen, scope, ranked.id),
            };
            ranking.candidates.iter().map(candidate).collect::<Vec<_>>()
        };
        let experts = best(Target::Owners, &[EVIDENCE]);
        let technologies = best(Target::Documents, &[TECHNOLOGY]);
        let no_good_match = experts.iter().chain(&technologies).all(|c| c.band == Band::Weak);
        Ok(Candidates { experts, technologies, no_good_match })
    }

    /// Where one expert stands, among how many: the place, if anything fits, and what holds the expert back. Errors: 404
    /// when there is no such expert.
    pub fn why_not(
        &self,
        reads: &mut dyn Reads,
        need: &Need,
        expert: Id,
    ) -> Result<(Option<usize>, Candidate)> {
        let known = self.supply.experts(reads, &[expert])?.pop().ok_or_else(Problem::not_found)?;
        let standing = bars::standings(reads, &*self.people, need, std::slice::from_ref(&known))?;
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let index = self.up_to_date(reads, &mut held)?;
        let frozen = index.freeze(&Query::new(&words_of(need), &self.glossary), Audience::Internal);
        let scope = Scope { target: Target::Owners, kinds: &[EVIDENCE] };
        let found = index.why_not(&frozen, scope, expert.0.as_u128(), |_| None);
        let candidate = Candidate {
            id: expert,
            score: found.ranked.score,
            band: found.ranked.band,
            expert: Some(known),
            standing: standing.into_values().next().unwrap_or_default(),
            reasons: found.reasons,
        };
        Ok((found.rank, candidate))
    }

    /// Follows the outbox, or builds the index where there is none or too much happened.
    fn up_to_date<'h>(&self, reads: &mut dyn Reads, held: &'h mut Option<Held>) -> Result<&'h Index> {
        let newest = scalar(reads, "SELECT outbox_seq FROM chain_head WHERE one = 1", &[])?.unwrap_or(0);
        if let Some(present) = held.as_mut() {
            let events = pending(reads, present.seq, EVENTS)?;
            if events.len() < EVENTS {
                self.follow(reads, present, &events)?;
                present.seq = newest.max(present.seq);
            } else {
                *held = None;
            }
        }
        if held.is_none() {
            let mut index = Index::new();
            for offer in self.supply.all(reads)? {
                put(&mut index, &offer);
            }
            *held = Some(Held { index, seq: newest });
        }
        held.as_ref().map(|h| &h.index).ok_or_else(|| Problem::internal("no index"))
    }

    fn follow(&self, reads: &mut dyn Reads, held: &mut Held, events: &[Event]) -> Result<()> {
        for event in events.iter().filter(|e| e.topic == "record.changed") {
            match self.supply.one(reads, &event.kind, event.record)? {
                Some(offer) => put(&mut held.index, &offer),
                None => {
                    held.index.remove(event.record.0.as_u128());
                }
            }
        }
        Ok(())
    }

    /// These experts, as the catalogue knows them.
    pub fn experts(&self, reads: &mut dyn Reads, ids: &[Id]) -> Result<Vec<Available>> {
        self.supply.experts(reads, ids)
    }

    /// What holds this expert back from this need.
    pub fn standing(&self, reads: &mut dyn Reads, need: &Need, expert: &Available) -> Result<Standing> {
        let found = bars::standings(reads, &*self.people, need, std::slice::from_ref(expert))?;
        Ok(found.into_values().next().unwrap_or_default())
    }
}

/// Title, statement and summary: officers rank with the whole wish.
fn words_of(need: &Need) -> String {
    let texts = [&need.title, &need.statement, &need.summary];
    let parts = texts.into_iter().flat_map(|t| [t.en.as_deref(), t.zh.as_deref()]).flatten();
    parts.collect::<Vec<_>>().join("\n")
}

fn put(index: &mut Index, offer: &Offer) {
    let both = |text: &Text| {
        [text.en.as_deref(), text.zh.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("\n")
    };
    let audience = match offer.audience {
        entente_access::Audience::Public => Audience::Public,
        entente_access::Audience::Members => Audience::Members,
        entente_access::Audience::Internal => Audience::Internal,
    };
    index.put(&Document {
        id: offer.id.0.as_u128(),
        owner: offer.owner.map(|id| id.0.as_u128()),
        kind: if offer.sort == OfferSort::Evidence { EVIDENCE } else { TECHNOLOGY },
        audience,
        title: &both(&offer.title),
        text: &both(&offer.text),
    });
}

fn uuid(number: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(number)
}
