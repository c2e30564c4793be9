//! The resolver over the organisations on file: built when it is first asked, in step with what changes, and forgotten
//! when nobody has asked for a while.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use entente_access::Cond;
use entente_kernel::{Id, Instant, Result};
use entente_record::get_where;
use entente_resolution::score::weights;
use entente_resolution::{Gathering, Memory, Reason, Registry, alike, resolve};
use entente_store::{Event, Reads, pending, scalar};
use uuid::Uuid;

use crate::queries::{by_identifier, each_known, one_known};
use crate::{Naming, Organisation};

/// More changes than this at once, and the registry is built anew.
const EVENTS: usize = 2_000;

/// Seconds without a question after which the registry is given up.
const IDLE: i64 = 1_800;

/// Most namings that are remembered.
const REMEMBERED: usize = 200_000;

/// From this probability on two organisations are shown to somebody as perhaps one.
pub const SUSPICIOUS: f64 = entente_resolution::score::NAMED;

/// An organisation that a text may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Meant {
    /// The organisation.
    pub organisation: Id,
    /// 0 to 1.
    pub probability: f64,
    /// Sure enough to link without asking.
    pub certain: bool,
    /// Why; the amounts sum to the log odds. Empty when an identifier in the text decides.
    pub reasons: Vec<Reason>,
}

struct Held {
    registry: Registry,
    memory: Memory,
    /// What was confirmed, by naming.
    links: HashMap<Id, (String, Option<u128>)>,
    /// The outbox has been followed so far.
    seq: i64,
    asked: Instant,
}

/// Finds the organisation that a text means.
#[derive(Default)]
pub struct Resolver {
    held: Mutex<Option<Held>>,
}

impl Resolver {
    /// The organisations that a text may mean, most probable first, at most `most`.
    pub fn meant(&self, reads: &mut dyn Reads, text: &str, most: usize) -> Result<Vec<Meant>> {
        if let Some(organisation) = by_identifier(reads, text)? {
            return Ok(vec![Meant { organisation, probability: 1.0, certain: true, reasons: Vec::new() }]);
        }
        let mut held = self.lock();
        let held = up_to_date(reads, &mut held)?;
        let resolved = resolve(&held.registry, &held.memory, text);
        let certain = resolved.certain().map(|best| best.id);
        let meant = resolved.candidates.iter().take(most).map(|one| Meant {
            organisation: id_of(one.id),
            probability: one.probability,
            certain: Some(one.id) == certain,
            reasons: one.reasons(weights()),
        });
        Ok(meant.collect())
    }

    /// Organisations that may be this very one, most probable first, with the probability.
    pub fn alike(&self, reads: &mut dyn Reads, id: Id) -> Result<Vec<(Id, f64)>> {
        let Some(own) = one_known(reads, id)? else { return Ok(Vec::new()) };
        let mut held = self.lock();
        let held = up_to_date(reads, &mut held)?;
        let mut failed = None;
        let found = alike(&held.registry, &own, &mut |other| match one_known(reads, id_of(other)) {
            Ok(known) => known,
            Err(problem) => {
                failed = Some(problem);
                None
            }
        });
        let pairs = found.into_iter().map(|one| (id_of(one.id), one.probability));
        failed.map_or_else(|| Ok(pairs.collect()), Err)
    }

    /// Gives the registry up when nobody has asked for a while.
    pub fn rest(&self, now: Instant) {
        let mut held = self.lock();
        if held.as_ref().is_some_and(|held| held.asked.plus_seconds(IDLE) < now) {
            *held = None;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn id_of(number: u128) -> Id {
    Id(Uuid::from_u128(number))
}

fn up_to_date<'h>(reads: &mut dyn Reads, held: &'h mut Option<Held>) -> Result<&'h Held> {
    let newest = scalar(reads, "SELECT outbox_seq FROM chain_head WHERE one = 1", &[])?.unwrap_or(0);
    if let Some(mut present) = held.take() {
        let events = pending(reads, present.seq, EVENTS)?;
        if events.len() < EVENTS {
            follow(reads, &mut present, &events)?;
            *held = Some(present);
        }
    }
    let present = match held.take() {
        Some(present) => present,
        None => build(reads)?,
    };
    let asked = reads.now();
    Ok(held.insert(Held { seq: newest.max(present.seq), asked, ..present }))
}

fn build(reads: &mut dyn Reads) -> Result<Held> {
    let mut gathering = Gathering::default();
    each_known(reads, &mut |known| gathering.add(known))?;
    let asked = reads.now();
    let (registry, memory) = (gathering.finish(), Memory::default());
    let mut held = Held { registry, memory, links: HashMap::new(), seq: 0, asked };
    let decided = Cond::Among("state", vec!["confirmed".into(), "refused".into()]);
    for naming in get_where::<Naming>(reads, &decided, REMEMBERED)? {
        remember(&mut held, &naming);
    }
    Ok(held)
}

fn follow(reads: &mut dyn Reads, held: &mut Held, events: &[Event]) -> Result<()> {
    for event in events.iter().filter(|event| event.topic == "record.changed") {
        if event.kind == Organisation::KIND.name {
            match one_known(reads, event.record)? {
                Some(known) => held.registry.put(&known),
                None => held.registry.forget(event.record.0.as_u128()),
            }
        } else if event.kind == Naming::KIND.name {
            if let Some((written, id)) = held.links.remove(&event.record) {
                held.memory.withdraw(&held.registry, &written, id);
            }
            if let Ok(naming) = entente_record::get::<Naming>(reads, event.record) {
                remember(held, &naming);
            }
        }
    }
    Ok(())
}

/// Counts what somebody decided; what was linked without asking teaches nothing.
fn remember(held: &mut Held, naming: &Naming) {
    let meant = match naming.meta.state.as_str() {
        "confirmed" => naming.organisation.map(|id| id.0.as_u128()),
        "refused" => None,
        _ => return,
    };
    held.memory.confirm(&held.registry, &naming.written, meant);
    held.links.insert(naming.meta.id, (naming.written.clone(), meant));
}
