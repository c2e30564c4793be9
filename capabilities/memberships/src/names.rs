//! Names and ranks come from the records they belong to: a membership bears its organisation's name of each day, and the
//! rank of its level of each day.
//!
//! A follower of the outbox. What it writes holds from the day from which the organisation or the level says so.

use std::collections::BTreeSet;

use entente_access::{Actor, Cond};
use entente_kernel::{Date, Id, Result, Text};
use entente_record::{
    Choice, Datum, Draft, Entry, Held, Kind, Typed, Write, chronology, edit, erased, get_where, load,
};
use entente_store::{By, Db, Event, Reads, Tx, Value, advance, cursor, pending};

use crate::words::MemberTier;
use crate::{Level, Membership};

/// Its place in the outbox.
const FOLLOWER: &str = "membership-names";

/// Events in one step.
const STEP: usize = 500;

/// What a membership should say from a day on.
type Said = (Date, Text, Option<MemberTier>);

/// Deals with what happened since the last time; gives the number of events. `organisations` is the kind of the legal
/// entities.
pub fn follow(db: &Db, organisations: &'static Kind) -> Result<usize> {
    let (events, behind, seq) = db.read_now(move |reads| {
        let after = cursor(reads, FOLLOWER)?;
        let events = pending(reads, after, STEP)?;
        let seq = events.last().map_or(after, |event| event.seq);
        let mut behind = Vec::new();
        for id in touched(reads, organisations, &events)? {
            if !missing(reads, organisations, id)?.is_empty() {
                behind.push(id);
            }
        }
        Ok((events.len(), behind, seq))
    })?;
    if events > 0 {
        db.write_now(By::system("name memberships"), move |tx| {
            behind.iter().try_for_each(|id| agree(tx, organisations, *id))?;
            advance(tx, FOLLOWER, seq)
        })?;
    }
    Ok(events)
}

/// The memberships that these events may concern.
fn touched(reads: &mut dyn Reads, organisations: &Kind, events: &[Event]) -> Result<Vec<Id>> {
    let of = |kind: &Kind| -> BTreeSet<Id> {
        events.iter().filter(|e| e.kind == kind.name).map(|e| e.record).collect()
    };
    let mut ids = of(Membership::KIND);
    for (column, changed) in [("organisation", of(organisations)), ("level", of(Level::KIND))] {
        let changed: Vec<Value> = changed.into_iter().map(Into::into).collect();
        for some in changed.chunks(200) {
            let own = get_where::<Membership>(reads, &Cond::Among(column, some.to_vec()), 100_000)?;
            ids.extend(own.iter().map(|membership| membership.meta.id));
        }
    }
    Ok(ids.into_iter().collect())
}

/// Writes what is missing; each change holds from its own day on.
pub(crate) fn agree(tx: &mut Tx<'_>, organisations: &Kind, id: Id) -> Result<()> {
    let kind = Membership::KIND;
    if erased(tx, id)?.is_some() {
        return Ok(());
    }
    for (day, name, tier) in missing(tx, organisations, id)? {
        let Some(record) = load(tx, kind, id)?.filter(|record| record.meta.deleted_at.is_none()) else {
            return Ok(());
        };
        let mut draft = Draft::of(&record).with(kind, "name", name.hold());
        if let Some(tier) = tier {
            draft = draft.with(kind, "tier", tier.hold());
        }
        edit(tx, &Actor::system(), kind, id, &draft, &Write { effective: Some(day), ..Write::default() })?;
    }
    Ok(())
}

/// From the first day on which name or rank are not what they should be: what they should be, day by day of a change.
fn missing(reads: &mut dyn Reads, organisations: &Kind, id: Id) -> Result<Vec<Said>> {
    let own = known(reads, Membership::KIND, id)?;
    let Some(first) = own.first().map(|entry| entry.effective.0) else { return Ok(Vec::new()) };
    let mut days: BTreeSet<Date> = own.iter().map(|entry| entry.effective.0).collect();
    let mut of = std::collections::BTreeMap::new();
    for entry in &own {
        let membership = <Membership as Typed>::from_record(&entry.record)?;
        for (kind, id) in [(organisations, membership.organisation), (Level::KIND, membership.level)] {
            if let std::collections::btree_map::Entry::Vacant(slot) = of.entry(id) {
                let versions = slot.insert(known(reads, kind, id)?);
                days.extend(versions.iter().map(|v| v.effective.0).filter(|day| *day > first));
            }
        }
    }
    let begun_by = own.first().and_then(|entry| <Membership as Typed>::from_record(&entry.record).ok());
    let begun_by = begun_by.map(|membership| membership.organisation);
    let mut said: Vec<(Said, bool)> = Vec::new();
    for day in days {
        let Some(entry) = on(&own, day) else { continue };
        let membership = <Membership as Typed>::from_record(&entry.record)?;
        let named = of.get(&membership.organisation);
        // Nothing is known of the days before an organisation's first version: the name that was copied once stays, but
        // a successor does not bear it.
        let other = membership.name.is_empty() || Some(membership.organisation) != begun_by;
        let first = || named.filter(|_| other).and_then(|all| all.first());
        let name = named.and_then(|all| on(all, day)).or_else(first);
        let name = name.map(|entry| entry.record.title_text()).filter(|name| !name.is_empty());
        let level = of.get(&membership.level).and_then(|all| on(all, day));
        let tier = match level.map(|entry| entry.record.value(Level::KIND, "tier")) {
            Some(Datum::Line(word)) => MemberTier::from_word(word),
            _ => None,
        };
        let (name, tier) = (name.unwrap_or_else(|| membership.name.clone()), tier.or(membership.tier));
        let holds = name == membership.name && tier == membership.tier;
        let same = said.last().is_some_and(|((_, n, t), _)| *n == name && *t == tier);
        if !same || !holds {
            said.push(((day, name, tier), holds));
        }
    }
    let wrong = said.iter().position(|(_, holds)| !holds);
    Ok(wrong.map_or_else(Vec::new, |at| said.into_iter().skip(at).map(|(said, _)| said).collect()))
}

/// The versions held to be so now, in order of days.
fn known(reads: &mut dyn Reads, kind: &Kind, id: Id) -> Result<Vec<Entry>> {
    let mut all = chronology(reads, kind, id)?;
    all.retain(|entry| entry.recorded.1.is_none());
    all.sort_by_key(|entry| entry.effective.0);
    Ok(all)
}

/// The version of a day, if it is known.
fn on(all: &[Entry], day: Date) -> Option<&Entry> {
    all.iter().rev().find(|entry| entry.effective.0 <= day)
}
