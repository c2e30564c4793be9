//! What happens by itself: words that name an organisation are looked up, and organisations on file twice noticed.
//!
//! A follower of the outbox: questions are asked while reading, and written afterwards in one short transaction.

use entente_access::Actor;
use entente_kernel::{Id, Lang, Result};
use entente_record::{Datum, Draft, Record, Write, create, get, load, step};
use entente_store::{By, Db, Event, Reads, Tx, advance, cursor, pending};

use crate::queries::{told_apart, written_of};
use crate::resolver::{Meant, Resolver, SUSPICIOUS};
use crate::{Duplicate, Naming, Organisation, Person, acts};

/// Its place in the outbox.
const FOLLOWER: &str = "partners-linking";

/// Events in one step.
const STEP: usize = 500;

/// More changed organisations than this in one step came of an import; they are compared when somebody asks for it.
const MANY: usize = 100;

/// What was found while reading.
#[derive(Default)]
struct Found {
    texts: Vec<(String, Option<Meant>)>,
    pairs: Vec<(Id, Id, f64)>,
    organisations: Vec<Id>,
    seq: i64,
}

/// Deals with what happened since the last time; gives the number of events.
pub fn follow(db: &Db, resolver: &std::sync::Arc<Resolver>) -> Result<usize> {
    let asked = std::sync::Arc::clone(resolver);
    let (events, found) = db.read_now(move |reads| {
        let after = cursor(reads, FOLLOWER)?;
        let events = pending(reads, after, STEP)?;
        let found = look(reads, &asked, &events)?;
        Ok((events.len(), found))
    })?;
    if events > 0 {
        db.write_now(By::system("link organisations"), move |tx| {
            write(tx, &found)?;
            advance(tx, FOLLOWER, found.seq)
        })?;
    }
    Ok(events)
}

fn look(reads: &mut dyn Reads, resolver: &Resolver, events: &[Event]) -> Result<Found> {
    let of = |kind: &str| {
        let mut ids: Vec<Id> = events.iter().filter(|e| e.kind == kind).map(|e| e.record).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    let mut found = Found { seq: events.last().map_or(0, |event| event.seq), ..Found::default() };
    for text in written_of(reads, &of(Person::KIND.name))? {
        let meant = match naming_of(reads, &text)? {
            Some(_) => None,
            None => resolver.meant(reads, &text, 1)?.pop(),
        };
        found.texts.push((text, meant));
    }
    let organisations = of(Organisation::KIND.name);
    if organisations.len() <= MANY {
        for id in &organisations {
            found.pairs.extend(suspected(reads, resolver, *id)?);
        }
        found.organisations = organisations;
    }
    Ok(found)
}

/// Pairs of which this organisation is one and that may be one, with the probability.
pub(crate) fn suspected(reads: &mut dyn Reads, resolver: &Resolver, id: Id) -> Result<Vec<(Id, Id, f64)>> {
    let mut pairs = Vec::new();
    for (other, probability) in resolver.alike(reads, id)? {
        if probability >= SUSPICIOUS && !told_apart(reads, id, other)? {
            pairs.push((id.min(other), id.max(other), probability));
        }
    }
    Ok(pairs)
}

fn write(tx: &mut Tx<'_>, found: &Found) -> Result<()> {
    for (text, meant) in &found.texts {
        let naming = match naming_of(tx, text)? {
            Some(id) => load(tx, Naming::KIND, id)?,
            None => Some(name(tx, text, meant.as_ref())?),
        };
        if let Some(naming) = naming.filter(|n| ["linked", "confirmed"].contains(&n.meta.state.as_str())) {
            acts::link_people(tx, &naming)?;
        }
    }
    for id in &found.organisations {
        acts::follow_merges(tx, *id)?;
    }
    for (one, other, probability) in &found.pairs {
        suspect(tx, (*one, *other), *probability)?;
    }
    Ok(())
}

fn naming_of(reads: &mut dyn Reads, text: &str) -> Result<Option<Id>> {
    let sql = "SELECT id FROM naming WHERE written = $1 AND deleted_at IS NULL";
    reads.first(sql, &[text.into()])?.map(|row| row.get(0)).transpose()
}

/// Keeps what a text may mean, and links it when that is certain.
fn name(tx: &mut Tx<'_>, text: &str, meant: Option<&Meant>) -> Result<Record> {
    let kind = Naming::KIND;
    let worth = meant.filter(|meant| meant.probability >= SUSPICIOUS);
    let mut draft = Draft::new(kind).with(kind, "written", Datum::Line(text.to_owned()));
    let real = "SELECT count(*) FROM person_mention m JOIN person p ON p.id = m.owner
                WHERE m.organisation = $1 AND m.recorded_to IS NULL AND NOT p.fictional";
    draft.fictional = tx.count(real, &[text.into()])? == 0;
    if let Some(meant) = worth {
        draft = draft
            .with(kind, "organisation", Datum::Link(meant.organisation))
            .with(kind, "certainty", Datum::Int(per_cent(meant.probability)))
            .with(kind, "reasons", reasons(meant));
    }
    let made = create(tx, &Actor::system(), kind, &draft)?;
    match worth {
        Some(meant) if meant.certain => {
            step(tx, &Actor::system(), kind, made.meta.id, "link", &Write::default())
        }
        _ => Ok(made),
    }
}

/// `name-covered +3.21, city +1.10`: what was seen, as it was weighed on that day.
fn reasons(meant: &Meant) -> Datum {
    let all: Vec<String> = meant.reasons.iter().map(|r| format!("{} {:+.2}", r.feature, r.amount)).collect();
    if all.is_empty() { Datum::Line("identifier".into()) } else { Datum::Line(all.join(", ")) }
}

/// A probability in whole per cent.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "between 0 and 100 after the clamp"
)]
fn per_cent(probability: f64) -> i64 {
    (probability.clamp(0.0, 1.0) * 100.0).round() as i64
}

/// Keeps a suspicion, unless the pair was looked at before.
pub(crate) fn suspect(tx: &mut Tx<'_>, (one, other): (Id, Id), probability: f64) -> Result<bool> {
    let sql =
        "SELECT count(*) FROM duplicate WHERE one IN ($1, $2) AND other IN ($1, $2) AND deleted_at IS NULL";
    if tx.count(sql, &[one.into(), other.into()])? > 0 {
        return Ok(false);
    }
    let (Ok(first), Ok(second)) = (get::<Organisation>(tx, one), get::<Organisation>(tx, other)) else {
        return Ok(false);
    };
    let age = |one: &Organisation| (one.meta.created_at, one.meta.reference.clone());
    let older = age(&first) <= age(&second);
    let (one, other) = if older { (first, second) } else { (second, first) };
    let kind = Duplicate::KIND;
    let shown = |organisation: &Organisation| organisation.name.show(Lang::En).to_owned();
    let names: String = format!("{} = {}?", shown(&one), shown(&other)).chars().take(1_000).collect();
    let draft = Draft { fictional: one.meta.fictional && other.meta.fictional, ..Draft::new(kind) }
        .with(kind, "names", Datum::Line(names))
        .with(kind, "one", Datum::Link(one.meta.id))
        .with(kind, "other", Datum::Link(other.meta.id))
        .with(kind, "certainty", Datum::Int(per_cent(probability)));
    create(tx, &Actor::system(), kind, &draft).map(|_| true)
}
