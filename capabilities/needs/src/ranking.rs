//! Who and what can answer a need, ranked, with reasons that are exact.
//!
//! The index lives in memory. It is built from the supply at first use and follows the outbox from then on, so that an
//! edit counts with the next question.

use std::sync::{Arc, Mutex, PoisonError};

use entente_contracts::{Available, Consents, Names, People, Supply, Words};
use entente_kernel::{Id, Problem, Result};
use entente_matching::{Band, Language, Reasons};
use entente_meaning::Model;
use entente_store::{Reads, pending, scalar};

use crate::Need;
use crate::acts::Chosen;
use crate::bars::{self, Standing};
use crate::held::{Held, Progress, Sources};
use crate::ranker::{Said, Wanted, id_of};

/// Needs that a text answers with less confidence than this are not listed beside it.
const HARDLY: f64 = 0.05;

/// More events than this are dealt with faster by building anew.
const EVENTS: usize = 20_000;

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

/// Matching for needs: the supply, the glossary and the index.
pub struct Matching {
    sources: Sources,
    people: Arc<dyn People>,
    consents: Option<Arc<dyn Consents>>,
    held: Mutex<Option<Held>>,
    progress: Progress,
}

impl Matching {
    /// Matching over a supply, with the shipped glossary, the words that others keep and the names of their records.
    #[must_use]
    pub fn new(
        supply: Arc<dyn Supply>,
        people: Arc<dyn People>,
        words: Arc<dyn Words>,
        names: Vec<Arc<dyn Names>>,
    ) -> Self {
        let sources = Sources { supply, words, names, model: None };
        Self { sources, people, consents: None, held: Mutex::new(None), progress: Progress::default() }
    }

    /// With somebody who knows what may be done with people's data.
    #[must_use]
    pub fn with_consents(mut self, consents: Arc<dyn Consents>) -> Self {
        self.consents = Some(consents);
        self
    }

    /// With a model of meaning beside words.
    #[must_use]
    pub fn with_model(mut self, model: Option<Arc<Model>>) -> Self {
        self.sources.model = model;
        self
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
        let experts = self.sources.supply.experts(reads, &ids)?;
        let mut standings =
            bars::standings(reads, (&*self.people, self.consents.as_deref()), need, &experts)?;
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
        let held = self.up_to_date(reads, &mut held)?;
        let ranking = held.needs.bind(words, &held.glossary).rank(Wanted::Technologies, most);
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
                let known =
                    self.sources.supply.experts(reads, &[id])?.pop().ok_or_else(Problem::not_found)?;
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

    /// The parts of each text that have no translation, with the language into which it lacks.
    pub fn missing(&self, reads: &mut dyn Reads, texts: &[String]) -> Result<Vec<Vec<(Language, String)>>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let held = self.up_to_date(reads, &mut held)?;
        Ok(texts.iter().map(|text| held.bind(text).words().untranslated).collect())
    }

    /// Builds the index anew from the database.
    pub fn rebuild(&self, reads: &mut dyn Reads) -> Result<()> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        *held = None;
        self.up_to_date(reads, &mut held).map(|_| ())
    }

    /// Offers and needs that the index holds otherwise than the database, by their ids.
    pub fn check(&self, reads: &mut dyn Reads) -> Result<Vec<Id>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        self.up_to_date(reads, &mut held)?.differing(reads, &self.sources)
    }

    /// How far the building of the index has come; `None` when there is one.
    #[must_use]
    pub fn progress(&self) -> Option<(usize, usize)> {
        self.progress.standing()
    }

    /// Follows the outbox, or builds the index where there is none or too much happened.
    fn up_to_date<'h>(&self, reads: &mut dyn Reads, held: &'h mut Option<Held>) -> Result<&'h Held> {
        let newest = scalar(reads, "SELECT outbox_seq FROM chain_head WHERE one = 1", &[])?.unwrap_or(0);
        if let Some(mut present) = held.take() {
            let events = pending(reads, present.seq, EVENTS)?;
            if events.len() < EVENTS {
                present.follow(reads, &self.sources, &events)?;
                *held = Some(present);
            }
        }
        let mut present = match held.take() {
            Some(present) => present,
            None => Held::build(reads, &self.sources, &self.progress)?,
        };
        present.seq = newest.max(present.seq);
        Ok(held.insert(present))
    }

    /// These experts, as the catalogue knows them.
    pub fn experts(&self, reads: &mut dyn Reads, ids: &[Id]) -> Result<Vec<Available>> {
        self.sources.supply.experts(reads, ids)
    }

    /// What holds this expert back from this need.
    pub fn standing(&self, reads: &mut dyn Reads, need: &Need, expert: &Available) -> Result<Standing> {
        let found = bars::standings(
            reads,
            (&*self.people, self.consents.as_deref()),
            need,
            std::slice::from_ref(expert),
        )?;
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
