//! Every organisation compared with the others, when somebody asks for it: after an import there may be many.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use entente_access::Cond;
use entente_kernel::{Id, Result};
use entente_record::{Kind, sweep};
use entente_store::{By, Db};

use crate::Organisation;
use crate::linking::{suspect, suspected};
use crate::resolver::Resolver;

/// Organisations compared in one read.
const STEP: usize = 50;

/// How far a comparison has come.
#[derive(Debug, Default)]
pub struct Comparison {
    running: AtomicBool,
    done: AtomicUsize,
    all: AtomicUsize,
    found: AtomicUsize,
    failed: Mutex<Option<String>>,
}

/// A comparison as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// It goes on.
    pub running: bool,
    /// Organisations compared.
    pub done: usize,
    /// Organisations in all; 0 when nothing was compared since the start.
    pub all: usize,
    /// New suspicions.
    pub found: usize,
    /// Why it stopped early.
    pub failed: Option<String>,
}

impl Comparison {
    /// How it stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        Standing {
            running: self.running.load(Ordering::Relaxed),
            done: self.done.load(Ordering::Relaxed),
            all: self.all.load(Ordering::Relaxed),
            found: self.found.load(Ordering::Relaxed),
            failed: self.failed.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    /// Begins on a thread of its own, unless one is at work; false when it is.
    pub fn begin(self: &Arc<Self>, db: &Db, resolver: &Arc<Resolver>) -> bool {
        if self.running.swap(true, Ordering::AcqRel) {
            return false;
        }
        let (own, db, resolver) = (Arc::clone(self), db.clone(), Arc::clone(resolver));
        std::thread::spawn(move || {
            let outcome = own.run(&db, &resolver);
            *own.failed.lock().unwrap_or_else(PoisonError::into_inner) = outcome.err().map(|p| p.to_string());
            own.running.store(false, Ordering::Release);
        });
        true
    }

    /// Compares every organisation that no registry vouches for: those of one registry are told apart by it.
    pub fn run(&self, db: &Db, resolver: &Arc<Resolver>) -> Result<()> {
        let kind: &'static Kind = Organisation::KIND;
        let all = db.read_now(|r| {
            r.count("SELECT count(*) FROM organisation WHERE deleted_at IS NULL AND ror IS NULL", &[])
        })?;
        self.all.store(usize::try_from(all).unwrap_or(0), Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
        self.found.store(0, Ordering::Relaxed);
        let mut after: Option<Id> = None;
        loop {
            let resolver = Arc::clone(resolver);
            let (last, count, pairs) = db.read_now(move |reads| {
                let here = sweep(reads, kind, &Cond::Is("ror", entente_store::Value::Null), after, STEP)?;
                let mut pairs = Vec::new();
                for record in &here {
                    pairs.extend(suspected(reads, &resolver, record.meta.id)?);
                }
                Ok((here.last().map(|r| r.meta.id), here.len(), pairs))
            })?;
            if !pairs.is_empty() {
                let new = db.write_now(By::system("compare organisations"), move |tx| {
                    let mut new = 0;
                    for (one, other, probability) in pairs {
                        new += usize::from(suspect(tx, (one, other), probability)?);
                    }
                    Ok(new)
                })?;
                self.found.fetch_add(new, Ordering::Relaxed);
            }
            self.done.fetch_add(count, Ordering::Relaxed);
            if last.is_none() {
                return Ok(());
            }
            after = last;
        }
    }
}
