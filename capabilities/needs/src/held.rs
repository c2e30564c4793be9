//! What matching holds in memory: offers and needs ready to be ranked, and the words of both languages. Built from the
//! database, and kept in step with the outbox.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use entente_access::Cond;
use entente_contracts::{Concern, Name, Names, Offer, OfferSort, Pair, Supply, Words};
use entente_kernel::{Id, Result, Text};
use entente_matching::{Glossary, Origin};
use entente_meaning::Model;
use entente_record::{get, get_where};
use entente_store::{Event, Reads};

use crate::Need;
use crate::ranker::{Bound, Ranker};

/// Longest name that counts as a term, in words and in characters.
const LONGEST: (usize, usize) = (6, 16);

/// Offers taken in at a time while building.
const CHUNK: usize = 5_000;

/// The rooms that the index is made of.
pub(crate) struct Sources {
    pub(crate) supply: Arc<dyn Supply>,
    pub(crate) words: Arc<dyn Words>,
    pub(crate) names: Vec<Arc<dyn Names>>,
    /// Closeness in meaning, when the operator supplies a model.
    pub(crate) model: Option<Arc<Model>>,
}

/// How far the building has come.
#[derive(Default)]
pub(crate) struct Progress {
    running: AtomicBool,
    done: AtomicUsize,
    all: AtomicUsize,
}

impl Progress {
    pub(crate) fn standing(&self) -> Option<(usize, usize)> {
        let running = self.running.load(Ordering::Relaxed);
        running.then(|| (self.done.load(Ordering::Relaxed), self.all.load(Ordering::Relaxed)))
    }

    fn begin(&self, all: usize) {
        self.all.store(all, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
        self.running.store(true, Ordering::Relaxed);
    }
}

pub(crate) struct Held {
    pub(crate) ranker: Ranker,
    /// Needs among themselves, and for what is on offer.
    pub(crate) needs: Ranker,
    pub(crate) glossary: Glossary,
    /// Officers' terms, as they stand in the glossary.
    terms: Vec<Pair>,
    /// Records' names, as they stand in the glossary.
    names: HashMap<Id, Name>,
    /// How many records bear a name.
    bearers: HashMap<Name, usize>,
    /// The outbox has been followed so far.
    pub(crate) seq: i64,
}

impl Held {
    /// Reads everything.
    pub(crate) fn build(reads: &mut dyn Reads, sources: &Sources, progress: &Progress) -> Result<Self> {
        progress.begin(0);
        let mut held = Self {
            ranker: Ranker::with(sources.model.as_ref()),
            needs: Ranker::with(sources.model.as_ref()),
            glossary: Glossary::new(),
            terms: Vec::new(),
            names: HashMap::new(),
            bearers: HashMap::new(),
            seq: 0,
        };
        held.read_words(reads, sources)?;
        let needs = get_where::<Need>(reads, &Cond::All, usize::MAX >> 1)?;
        let offers = sources.supply.all(reads)?;
        progress.begin(needs.len() + offers.len());
        let needs: Vec<Offer> = needs.iter().map(as_offer).collect();
        for (ranker, offers) in [(&mut held.needs, &needs), (&mut held.ranker, &offers)] {
            for chunk in offers.chunks(CHUNK) {
                ranker.put_all(chunk);
                progress.done.fetch_add(chunk.len(), Ordering::Relaxed);
            }
        }
        progress.running.store(false, Ordering::Relaxed);
        Ok(held)
    }

    /// Binds a need's words to what is on offer.
    pub(crate) fn bind(&self, words: &str) -> Bound<'_> {
        self.ranker.bind(words, &self.glossary)
    }

    /// The shipped glossary, the imported dictionary, officers' terms and the records' names.
    fn read_words(&mut self, reads: &mut dyn Reads, sources: &Sources) -> Result<()> {
        self.glossary = Glossary::shipped();
        for pair in sources.words.dictionary(reads)? {
            self.glossary.insert_sense(&pair.english, &pair.chinese, Origin::Dictionary, pair.sense);
        }
        self.terms.clear();
        self.read_terms(reads, sources)?;
        self.names.clear();
        self.bearers.clear();
        for names in &sources.names {
            for (id, name) in names.all(reads)? {
                self.call(id, Some(name));
            }
        }
        Ok(())
    }

    fn read_terms(&mut self, reads: &mut dyn Reads, sources: &Sources) -> Result<()> {
        for pair in self.terms.drain(..) {
            self.glossary.remove(&pair.english, &pair.chinese, Origin::Officer);
        }
        self.terms = sources.words.terms(reads)?;
        for pair in &self.terms {
            self.glossary.insert_sense(&pair.english, &pair.chinese, Origin::Officer, pair.sense);
        }
        Ok(())
    }

    /// A record's name in both languages, in place of the one before. Two records of one name share its pair.
    fn call(&mut self, id: Id, name: Option<Name>) {
        let name = name.filter(is_term);
        if self.names.get(&id) == name.as_ref() {
            return;
        }
        if let Some(old) = self.names.remove(&id)
            && let Some(bearers) = self.bearers.get_mut(&old)
        {
            *bearers -= 1;
            if *bearers == 0 {
                self.bearers.remove(&old);
                self.glossary.remove(&old.english, &old.chinese, Origin::Record);
            }
        }
        if let Some(name) = name {
            self.glossary.insert(&name.english, &name.chinese, Origin::Record);
            *self.bearers.entry(name.clone()).or_default() += 1;
            self.names.insert(id, name);
        }
    }

    /// What is held otherwise than the database, by ids.
    pub(crate) fn differing(&self, reads: &mut dyn Reads, sources: &Sources) -> Result<Vec<Id>> {
        let needs: Vec<Offer> =
            get_where::<Need>(reads, &Cond::All, usize::MAX >> 1)?.iter().map(as_offer).collect();
        let mut found = self.needs.differing(&needs);
        found.extend(self.ranker.differing(&sources.supply.all(reads)?));
        Ok(found)
    }

    /// Deals with what happened.
    pub(crate) fn follow(
        &mut self,
        reads: &mut dyn Reads,
        sources: &Sources,
        events: &[Event],
    ) -> Result<()> {
        let concerns: Vec<Concern> = events.iter().map(|event| sources.words.concern(event)).collect();
        if concerns.contains(&Concern::Dictionary) {
            self.read_words(reads, sources)?;
        } else if concerns.contains(&Concern::Terms) {
            self.read_terms(reads, sources)?;
        }
        for event in events.iter().filter(|e| e.topic == "record.changed") {
            for names in sources.names.iter().filter(|names| names.keeps(&event.kind)) {
                let name = names.one(reads, &event.kind, event.record)?;
                self.call(event.record, name);
            }
            if event.kind == Need::KIND.name {
                match get::<Need>(reads, event.record) {
                    Ok(need) => self.needs.put(&as_offer(&need)),
                    Err(_) => self.needs.remove(event.record),
                }
                continue;
            }
            match sources.supply.one(reads, &event.kind, event.record)? {
                Some(offer) => self.ranker.put(&offer),
                None => self.ranker.remove(event.record),
            }
        }
        Ok(())
    }
}

/// Short enough to be looked up in a need; longer names are sentences.
fn is_term(name: &Name) -> bool {
    name.english.split_whitespace().count() <= LONGEST.0 && name.chinese.chars().count() <= LONGEST.1
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
