//! Who and what can answer a need, ranked, with reasons that are exact.
//!
//! The index lives in memory. It is built from the supply at first use and follows the outbox from then on, so that an
//! edit counts with the next question.

use std::sync::{Arc, Mutex, PoisonError};

use entente_access::Cond;
use entente_contracts::{Available, Concern, Offer, OfferSort, Pair, People, Supply, Words};
use entente_kernel::{Id, Problem, Result, Text};
use entente_matching::{Band, Glossary, Origin, Reasons};
use entente_record::{get, get_where};
use entente_store::{Event, Reads, pending, scalar};

use crate::Need;
use crate::acts::Chosen;
use crate::bars::{self, Standing};
use crate::ranker::{Ranker, Said, Wanted, id_of};

/// Needs that a text answers with less confidence than this are not listed beside it.
const HARDLY: f64 = 0.05;

/// More events than this are dealt with faster by building anew.
const EVENTS: usize = 2000;

/// One candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The expert or technology.
    pub id: Id,
    /// 0 to 1: the share of the need that it answers.
    pub score: f64,
    /// How probably it is right, 0 to 1.
    pub confidence: f64,
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
    ranker: Ranker,
    /// Needs among themselves, and for what is on offer.
    needs: Ranker,
    /// The shipped glossary and the imported dictionary, without officers' terms.
    base: Glossary,
    /// The outbox has been followed so far.
    seq: i64,
}

/// Matching for needs: the supply, the glossary and the index.
pub struct Matching {
    supply: Arc<dyn Supply>,
    people: Arc<dyn People>,
    words: Arc<dyn Words>,
    held: Mutex<Option<Held>>,
}

impl Matching {
    /// Matching over a supply, with the shipped glossary and the words that others keep.
    #[must_use]
    pub fn new(supply: Arc<dyn Supply>, people: Arc<dyn People>, words: Arc<dyn Words>) -> Self {
        Self { supply, people, words, held: Mutex::new(None) }
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
        let bound = self.up_to_date(reads, &mut held)?.bind(&words_of(need));
        let best = |wanted: Wanted| {
            let candidate = |ranked: &entente_matching::Ranked| Candidate {
                id: id_of(ranked.id),
                score: ranked.score,
                confidence: ranked.confidence,
                band: ranked.band,
                expert: None,
                standing: Standing::default(),
                reasons: bound.reasons(wanted, id_of(ranked.id)),
            };
            bound.rank(wanted, most).candidates.iter().map(candidate).collect::<Vec<_>>()
        };
        let experts = best(Wanted::Experts);
        let technologies = best(Wanted::Technologies);
        let no_good_match = experts.iter().chain(&technologies).all(|c| c.band == Band::Weak);
        Ok(Candidates { experts, technologies, no_good_match })
    }

    /// Needs that ask for much the same, in either language, best first; nothing while the index is being built.
    pub fn similar(&self, reads: &mut dyn Reads, need: &Need, most: usize) -> Result<Vec<(Id, Band)>> {
        let mut found = self.needs_like(reads, &words_of(need), most + 1)?;
        found.retain(|(id, _)| *id != need.meta.id);
        found.truncate(most);
        Ok(found)
    }

    /// Needs that a text answers, best first, unless it hardly does; nothing while the index is being built.
    pub fn needs_like(&self, reads: &mut dyn Reads, words: &str, most: usize) -> Result<Vec<(Id, Band)>> {
        let Ok(mut held) = self.held.try_lock() else { return Ok(Vec::new()) };
        if held.is_none() {
            return Ok(Vec::new());
        }
        self.up_to_date(reads, &mut held)?;
        let Some(held) = held.as_ref() else { return Ok(Vec::new()) };
        let ranking = held.needs.bind(words).rank(Wanted::Technologies, most);
        let near = ranking.candidates.iter().filter(|ranked| ranked.confidence >= HARDLY);
        Ok(near.map(|ranked| (id_of(ranked.id), ranked.band)).collect())
    }

    /// How a need's words were put into both languages, and the parts that have no translation.
    pub fn words(&self, reads: &mut dyn Reads, need: &Need) -> Result<Said> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(self.up_to_date(reads, &mut held)?.bind(&words_of(need)).words())
    }

    /// Where one candidate stands: the place, if anything fits, and what holds an expert back. Errors: 404 when there is
    /// no such expert.
    pub fn why_not(
        &self,
        reads: &mut dyn Reads,
        need: &Need,
        chosen: Chosen,
    ) -> Result<(Option<usize>, Candidate)> {
        let (wanted, id, expert) = match chosen {
            Chosen::Technology(id) => (Wanted::Technologies, id, None),
            Chosen::Expert(id) => {
                let known = self.supply.experts(reads, &[id])?.pop().ok_or_else(Problem::not_found)?;
                (Wanted::Experts, id, Some(known))
            }
        };
        let standing = match &expert {
            Some(expert) => self.standing(reads, need, expert)?,
            None => Standing::default(),
        };
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let found = self.up_to_date(reads, &mut held)?.bind(&words_of(need)).why_not(wanted, id);
        let candidate = Candidate {
            id,
            score: found.ranked.score,
            confidence: found.ranked.confidence,
            band: found.ranked.band,
            expert,
            standing,
            reasons: found.reasons,
        };
        Ok((found.rank, candidate))
    }

    /// Which evidence of an expert speaks for some words, closest first; nothing while the index is being built.
    pub fn spoke_for(&self, reads: &mut dyn Reads, words: &str, expert: Id) -> Result<Vec<Id>> {
        let Ok(mut held) = self.held.try_lock() else { return Ok(Vec::new()) };
        if held.is_none() {
            return Ok(Vec::new());
        }
        match self.up_to_date(reads, &mut held)?.bind(words).reasons(Wanted::Experts, expert) {
            Reasons::Pieces(pieces) => Ok(pieces.iter().map(|piece| id_of(piece.document)).collect()),
            Reasons::Words(_) => Ok(Vec::new()),
        }
    }

    /// Follows the outbox, or builds the index where there is none or too much happened.
    fn up_to_date<'h>(&self, reads: &mut dyn Reads, held: &'h mut Option<Held>) -> Result<&'h Ranker> {
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
            let base = self.base(reads)?;
            let glossary = self.with_terms(reads, &base)?;
            let (mut ranker, mut needs) = (Ranker::new(glossary.clone()), Ranker::new(glossary));
            for need in get_where::<Need>(reads, &Cond::All, usize::MAX >> 1)? {
                needs.put(&as_offer(&need));
            }
            for offer in self.supply.all(reads)? {
                ranker.put(&offer);
            }
            *held = Some(Held { ranker, needs, base, seq: newest });
        }
        held.as_ref().map(|h| &h.ranker).ok_or_else(|| Problem::internal("no index"))
    }

    /// The shipped glossary and the imported dictionary.
    fn base(&self, reads: &mut dyn Reads) -> Result<Glossary> {
        let mut base = Glossary::shipped();
        add(&mut base, &self.words.dictionary(reads)?, Origin::Dictionary);
        Ok(base)
    }

    fn with_terms(&self, reads: &mut dyn Reads, base: &Glossary) -> Result<Glossary> {
        let mut glossary = base.clone();
        add(&mut glossary, &self.words.terms(reads)?, Origin::Officer);
        Ok(glossary)
    }

    fn follow(&self, reads: &mut dyn Reads, held: &mut Held, events: &[Event]) -> Result<()> {
        let concerns: Vec<Concern> = events.iter().map(|event| self.words.concern(event)).collect();
        if concerns.contains(&Concern::Dictionary) {
            held.base = self.base(reads)?;
        }
        if concerns.iter().any(|concern| *concern != Concern::None) {
            let glossary = self.with_terms(reads, &held.base)?;
            held.ranker.use_glossary(glossary.clone());
            held.needs.use_glossary(glossary);
        }
        for event in events.iter().filter(|e| e.topic == "record.changed") {
            if event.kind == Need::KIND.name {
                match get::<Need>(reads, event.record) {
                    Ok(need) => held.needs.put(&as_offer(&need)),
                    Err(_) => held.needs.remove(event.record),
                }
                continue;
            }
            match self.supply.one(reads, &event.kind, event.record)? {
                Some(offer) => held.ranker.put(&offer),
                None => held.ranker.remove(event.record),
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
#[must_use]
pub fn words_of(need: &Need) -> String {
    let texts = [&need.title, &need.statement, &need.summary];
    let parts = texts.into_iter().flat_map(|t| [t.en.as_deref(), t.zh.as_deref()]).flatten();
    parts.collect::<Vec<_>>().join("\n")
}

/// A need as something that can be found.
fn as_offer(need: &Need) -> Offer {
    let text = |side: fn(&Text) -> Option<&str>| {
        [&need.summary, &need.statement].into_iter().filter_map(side).collect::<Vec<_>>().join("\n")
    };
    Offer {
        id: need.meta.id,
        owner: None,
        sort: OfferSort::Technology,
        audience: entente_access::Audience::Internal,
        title: need.title.clone(),
        text: Text::new(text(|t| t.en.as_deref()), text(|t| t.zh.as_deref())),
    }
}

fn add(glossary: &mut Glossary, pairs: &[Pair], origin: Origin) {
    for pair in pairs {
        glossary.insert_sense(&pair.english, &pair.chinese, origin, pair.sense);
    }
}
