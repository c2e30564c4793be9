//! Who and what can answer a need, ranked, with reasons that are exact.
//!
//! The index lives in memory. It is built from the supply at first use and follows the outbox from then on, so that an
//! edit counts with the next question.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use entente_contracts::{Available, Offer, OfferSort, Supply};
use entente_kernel::{Id, Result, Text};
use entente_matching::candidates::Scope;
use entente_matching::{Audience, Band, Document, Glossary, Index, Query, Reasons, Target};
use entente_store::{Event, Reads, pending, scalar};

use crate::Need;

const EVIDENCE: u16 = 1;
const TECHNOLOGY: u16 = 2;

/// More events than this are dealt with faster by building anew.
const EVENTS: usize = 2000;

/// Why a candidate may not be proposed, whatever the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bar {
    /// The expert does not want to be ranked.
    OptedOut,
    /// The expert has as many engagements as the capacity allows.
    Loaded,
    /// The expert has been asked about this need already.
    Asked,
}

/// One candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The expert or technology.
    pub id: Id,
    /// 0 to 1.
    pub score: f64,
    /// In words.
    pub band: Band,
    /// What holds it back, if anything does.
    pub bar: Option<Bar>,
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
    glossary: Glossary,
    held: Mutex<Option<Held>>,
}

impl Matching {
    /// Matching over a supply, with the shipped glossary.
    #[must_use]
    pub fn new(supply: Arc<dyn Supply>) -> Self {
        Self { supply, glossary: Glossary::shipped(), held: Mutex::new(None) }
    }

    /// The best `most` experts and technologies for a need, for staff: everything published internally counts.
    pub fn rank(&self, reads: &mut dyn Reads, need: &Need, most: usize) -> Result<Candidates> {
        let bars = self.bars(reads, need.meta.id)?;
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let index = self.up_to_date(reads, &mut held)?;
        let asked = Query::new(&words_of(need), &self.glossary);
        let frozen = index.freeze(&asked, Audience::Internal);
        let best = |target: Target, kinds: &[u16]| {
            let scope = Scope { target, kinds };
            // Barred candidates are listed with their reason instead of vanishing.
            let ranking = index.rank(&frozen, scope, most, |_| None);
            let candidate = |ranked: &entente_matching::Ranked| {
                let id = Id(uuid(ranked.id));
                let reasons = index.reasons(&frozen, scope, ranked.id);
                Candidate { id, score: ranked.score, band: ranked.band, bar: bars.get(&id).copied(), reasons }
            };
            ranking.candidates.iter().map(candidate).collect::<Vec<_>>()
        };
        let experts = best(Target::Owners, &[EVIDENCE]);
        let technologies = best(Target::Documents, &[TECHNOLOGY]);
        let no_good_match = experts.iter().chain(&technologies).all(|c| c.band == Band::Weak);
        Ok(Candidates { experts, technologies, no_good_match })
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
        held.as_ref().map(|h| &h.index).ok_or_else(|| entente_kernel::Problem::internal("no index"))
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

    /// The hard filters of each expert.
    fn bars(&self, reads: &mut dyn Reads, need: Id) -> Result<HashMap<Id, Bar>> {
        let sql = "SELECT expert, CAST(SUM(CASE WHEN state IN ('invited', 'accepted', 'working') THEN 1 ELSE 0 END) AS BIGINT),
                          CAST(SUM(CASE WHEN need = $1 THEN 1 ELSE 0 END) AS BIGINT)
                   FROM engagement WHERE deleted_at IS NULL GROUP BY expert";
        let mut load: HashMap<Id, (i64, i64)> = HashMap::new();
        for row in reads.query(sql, &[need.into()])? {
            load.insert(row.get(0)?, (row.get(1)?, row.get(2)?));
        }
        let bar = |expert: &Available| {
            let (open, here) = load.get(&expert.id).copied().unwrap_or_default();
            match expert {
                _ if here > 0 => Some(Bar::Asked),
                Available { opted_out: true, .. } => Some(Bar::OptedOut),
                Available { capacity: Some(capacity), .. } if open >= *capacity => Some(Bar::Loaded),
                _ => None,
            }
        };
        let experts = self.supply.experts(reads)?;
        Ok(experts.iter().filter_map(|x| bar(x).map(|b| (x.id, b))).collect())
    }

    /// The names of experts, for those who may read them.
    pub fn names(&self, reads: &mut dyn Reads) -> Result<HashMap<Id, Text>> {
        Ok(self.supply.experts(reads)?.into_iter().map(|x| (x.id, x.name)).collect())
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
