//! Search over the records of every kind, one index per readership.
//!
//! Nothing that somebody may not see may influence what is found, how it is ranked or how much there is. So there are
//! three indexes, for the public, for members and for staff; each holds only what everyone of that readership may see
//! ([`Readership`]), and its term statistics come from nothing else. What is found is asked for once more in the
//! database under the reader's own rule, which also gives the names to show. Records that a reader may see beyond the
//! readership (a partner's own needs) are few and are looked up in their tables.
//!
//! The indexes follow the outbox. The place in it stands in each index's own commit, so that a crash repeats events
//! instead of losing them; an index that is missing or too far behind is built anew.

mod folder;
mod index;
mod own;
mod query;
mod words;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use entente_access::{Actor, Audience, Role};
use entente_kernel::{Id, Result, Text};
use entente_record::{Kind, Readership, Registry, link_titles};
use entente_store::{Event, Reads, pending, scalar};

use index::{DAMAGED, Index};

/// More events than this are dealt with faster by building anew.
const MANY: usize = 20_000;

/// Events taken at a time.
const BATCH: usize = 2_000;

/// Events that a search itself catches up with; more are left to the work beside the requests.
const SOME: i64 = 200;

/// A record that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Its kind's name.
    pub kind: &'static str,
    /// Its id.
    pub id: Id,
    /// Its name, as far as the reader may know it.
    pub title: Text,
}

/// Further texts of records, as far as an audience that sees the records may see them: what stands in their documents.
pub type Texts =
    Arc<dyn Fn(&mut dyn Reads, Audience, &[Id]) -> Result<BTreeMap<Id, Vec<String>>> + Send + Sync>;

/// Search over the registered kinds; cheap to clone.
#[derive(Clone)]
pub struct Search(Arc<Inner>);

struct Inner {
    registry: Registry,
    indexes: Vec<Index>,
    /// Held while events are followed; guards nothing but that.
    following: Mutex<()>,
    /// Records put into indexes that are being built, and how many there will be at most; 0 when none is.
    built: AtomicUsize,
    building: AtomicUsize,
}

impl Search {
    /// Opens the indexes in a folder, or in memory without one. Errors: a folder that cannot be written.
    pub fn open(folder: Option<&Path>, registry: Registry, roles: &[Role]) -> Result<Self> {
        let none: Texts = Arc::new(|_, _, _| Ok(BTreeMap::new()));
        Self::open_with(folder, registry, roles, &none)
    }

    /// As [`Search::open`], with further texts of the records. Errors: a folder that cannot be written.
    pub fn open_with(
        folder: Option<&Path>,
        registry: Registry,
        roles: &[Role],
        texts: &Texts,
    ) -> Result<Self> {
        let open = |audience: Audience| {
            let place = folder.map(|f| f.join(audience.code()));
            Index::open(place.as_deref(), Readership::new(audience, roles), Arc::clone(texts))
        };
        let indexes = Audience::ALL.into_iter().map(open).collect::<Result<Vec<_>>>()?;
        Ok(Self(Arc::new(Inner {
            registry,
            indexes,
            following: Mutex::new(()),
            built: AtomicUsize::new(0),
            building: AtomicUsize::new(0),
        })))
    }

    /// Follows the outbox to its end, or builds what is missing. Gives the number of records that were looked at.
    pub fn follow(&self, reads: &mut dyn Reads) -> Result<usize> {
        let _following = self.0.following.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = newest(reads)?;
        let mut done = 0;
        for index in &self.0.indexes {
            if !index.is_damaged() {
                match self.catch_up(reads, index, newest) {
                    Err(problem) if problem.code == DAMAGED => {}
                    outcome => {
                        done += outcome?;
                        continue;
                    }
                }
            }
            // Whatever is wrong with its files: all of it comes from the database and is made anew.
            index.reset()?;
            done += index.rebuild(reads, &self.0.registry, newest, &self.0.built)?;
        }
        Ok(done)
    }

    fn catch_up(&self, reads: &mut dyn Reads, index: &Index, newest: i64) -> Result<usize> {
        let Some(mut at) = index.at().filter(|at| *at <= newest) else {
            return index.rebuild(reads, &self.0.registry, newest, &self.0.built);
        };
        if usize::try_from(newest - at).unwrap_or(usize::MAX) > MANY {
            return index.rebuild(reads, &self.0.registry, newest, &self.0.built);
        }
        let mut done = 0;
        while at < newest {
            let events = pending(reads, at, BATCH)?;
            let Some(last) = events.last().map(|e| e.seq) else { break };
            done += index.apply(reads, &changed(&self.0.registry, &events), last)?;
            at = last;
        }
        Ok(done)
    }

    /// Builds every index anew.
    pub fn rebuild(&self, reads: &mut dyn Reads) -> Result<usize> {
        let _following = self.0.following.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = newest(reads)?;
        let mut all = 0;
        for kind in self.0.registry.kinds() {
            let sql = format!("SELECT count(*) FROM {} WHERE deleted_at IS NULL", kind.table);
            all += usize::try_from(reads.count(&sql, &[])?).unwrap_or(0);
        }
        self.0.built.store(0, Ordering::Relaxed);
        self.0.building.store((all * self.0.indexes.len()).max(1), Ordering::Relaxed);
        let mut done = Ok(0);
        for index in &self.0.indexes {
            done = done
                .and_then(|done| Ok(done + index.rebuild(reads, &self.0.registry, newest, &self.0.built)?));
        }
        self.0.building.store(0, Ordering::Relaxed);
        done
    }

    /// How far [`Self::rebuild`] has come: records done, and how many there are at most; `None` when it is not at work.
    #[must_use]
    pub fn progress(&self) -> Option<(usize, usize)> {
        let all = self.0.building.load(Ordering::Relaxed);
        (all > 0).then(|| (self.0.built.load(Ordering::Relaxed), all))
    }

    /// Events of the outbox that the slowest index has not seen; `None` when one is yet to be built.
    pub fn behind(&self, reads: &mut dyn Reads) -> Result<Option<i64>> {
        let newest = newest(reads)?;
        let slowest = self.0.indexes.iter().map(Index::at).min().flatten();
        Ok(slowest.map(|at| newest - at))
    }

    /// Records in the index of each readership.
    #[must_use]
    pub fn held(&self) -> Vec<(Audience, u64)> {
        self.0.indexes.iter().map(|index| (index.readership().audience, index.held())).collect()
    }

    /// Names what stands in an index and not in the database, or the other way round: audience, kind and id.
    pub fn check(&self, reads: &mut dyn Reads) -> Result<Vec<(Audience, &'static str, Id)>> {
        let mut wrong = Vec::new();
        for index in &self.0.indexes {
            wrong.extend(index.check(reads, &self.0.registry)?);
        }
        Ok(wrong)
    }

    /// At most `limit` records of these kinds (of all, when none is named) that hold every word, the last of each word
    /// perhaps unfinished, in English, Chinese or pinyin; best first.
    pub fn search(
        &self,
        reads: &mut dyn Reads,
        actor: &Actor,
        words: &str,
        kinds: &[&str],
        limit: usize,
    ) -> Result<Vec<Hit>> {
        self.be_recent(reads)?;
        let Some(asked) = query::Asked::read(words) else { return Ok(Vec::new()) };
        let known = |kind: &&'static Kind| kinds.is_empty() || kinds.contains(&kind.name);
        let all: Vec<&'static Kind> = self.0.registry.kinds().filter(known).collect();
        let mut hits = Vec::new();
        let index = self.0.indexes.iter().find(|i| i.readership().audience == actor.audience);
        if let Some(index) = index {
            let found = index.find(&asked, kinds, limit)?;
            hits = verified(reads, actor, &all, &found)?;
        }
        for kind in all {
            if hits.len() < limit && index.is_none_or(|i| own::beyond(i.readership(), actor, kind)) {
                own::find(reads, actor, kind, words, limit, &mut hits)?;
            }
        }
        hits.truncate(limit);
        Ok(hits)
    }

    /// Follows the outbox if it is only a little ahead, so that one's own last change is found.
    fn be_recent(&self, reads: &mut dyn Reads) -> Result<()> {
        let behind = self.0.indexes.iter().map(Index::at).min().flatten();
        let newest = newest(reads)?;
        match behind {
            Some(at) if at == newest => Ok(()),
            Some(at) if newest > at && newest - at <= SOME => self.follow(reads).map(|_| ()),
            _ => Ok(()),
        }
    }
}

fn newest(reads: &mut dyn Reads) -> Result<i64> {
    Ok(scalar(reads, "SELECT outbox_seq FROM chain_head WHERE one = 1", &[])?.unwrap_or(0))
}

/// The records that events speak of, each once.
fn changed(registry: &Registry, events: &[Event]) -> Vec<(&'static Kind, Id)> {
    let mut all: Vec<(&'static Kind, Id)> = Vec::new();
    for event in events.iter().filter(|e| e.topic == "record.changed") {
        if let Some(kind) = registry.kind(&event.kind)
            && !all.iter().any(|(_, id)| *id == event.record)
        {
            all.push((kind, event.record));
        }
    }
    all
}

/// Those that the reader may see, with their names, in the order in which they were found.
fn verified(
    reads: &mut dyn Reads,
    actor: &Actor,
    kinds: &[&'static Kind],
    found: &[(String, Id)],
) -> Result<Vec<Hit>> {
    let mut hits: Vec<Option<Hit>> = found.iter().map(|_| None).collect();
    for kind in kinds {
        let ids: Vec<Id> = found.iter().filter(|(name, _)| name == kind.name).map(|(_, id)| *id).collect();
        if ids.is_empty() {
            continue;
        }
        let titles = link_titles(reads, actor, kind, &ids)?;
        for ((name, id), slot) in found.iter().zip(hits.iter_mut()) {
            if name == kind.name
                && let Some(title) = titles.get(id)
            {
                *slot = Some(Hit { kind: kind.name, id: *id, title: title.clone() });
            }
        }
    }
    Ok(hits.into_iter().flatten().collect())
}
