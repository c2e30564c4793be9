//! The verbs of this room: agreeing and taking it back, asking, and carrying an erasure out.

use entente_access::{Actor, accounts};
use entente_kernel::{Class, Id, Problem, Result};
use entente_privacy::{erase_person, plan};
use entente_record::{
    Datum, Draft, Held, Kind, Record, Registry, Typed, Write, create, get, load, step, visible,
};
use entente_store::{Cell, Reads, Tx};
use jiff::ToSpan;

use crate::access::ERASERS;
use crate::consent::ConsentSource;
use crate::petition::PetitionSort;
use crate::{Consent, Petition, Purpose, queries};

/// Days within which a petition is to be answered.
pub const ANSWER_DAYS: i64 = 30;

/// A person agrees to a purpose, from today on. Errors: 404 for a purpose that is not there, 403.
pub fn give(
    tx: &mut Tx<'_>,
    actor: &Actor,
    person: Id,
    purpose: Id,
    source: ConsentSource,
) -> Result<Record> {
    let purpose: Purpose = get(tx, purpose)?;
    if let Some(held) = queries::consent(tx, person, purpose.meta.id)? {
        if held.meta.state == "given" {
            return Ok(held);
        }
        return step(tx, actor, Consent::KIND, held.meta.id, "give", &Write::default());
    }
    let kind = Consent::KIND;
    let draft = Draft { fictional: purpose.meta.fictional, ..Draft::new(kind) }
        .with(kind, "wording", purpose.name.hold())
        .with(kind, "person", Datum::Link(person))
        .with(kind, "purpose", Datum::Link(purpose.meta.id))
        .with(kind, "source", source.hold());
    create(tx, actor, kind, &draft)
}

/// A person takes a consent back. Errors: 404 when there is none, 403.
pub fn withdraw(tx: &mut Tx<'_>, actor: &Actor, person: Id, purpose: Id) -> Result<Record> {
    let held = queries::consent(tx, person, purpose)?.ok_or_else(Problem::not_found)?;
    if held.meta.state == "withdrawn" {
        return Ok(held);
    }
    step(tx, actor, Consent::KIND, held.meta.id, "withdraw", &Write::default())
}

/// Completes the draft of a petition about a record: whose data it is, who asks, until when it is to be answered.
pub fn complete(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (kind, id): (&'static Kind, Id),
    person: Option<Id>,
    draft: &mut Draft,
) -> Result<()> {
    let record = visible(tx, actor, kind, id)?;
    if entente_record::erased(tx, id)?.is_some() {
        return Err(Problem::conflict("erased"));
    }
    let due = tx.today().checked_add(ANSWER_DAYS.days()).map_err(Problem::internal)?;
    draft.fictional = record.meta.fictional;
    let asked = actor.account.map(|account| account.to_string()).unwrap_or_default();
    for (field, datum) in [
        ("about", Datum::Link(id)),
        ("about_kind", Datum::Line(kind.name.to_owned())),
        ("person", person.map_or(Datum::Empty, Datum::Link)),
        ("asked_by", Datum::Line(asked)),
        ("due", Datum::Date(due)),
    ] {
        if let Some(slot) = Petition::KIND.position(field).and_then(|at| draft.values.get_mut(at)) {
            *slot = datum;
        }
    }
    Ok(())
}

/// A person asks for something about the own data. Errors: 404, 422.
pub fn ask(
    tx: &mut Tx<'_>,
    actor: &Actor,
    about: (&'static Kind, Id),
    sort: PetitionSort,
    wish: &str,
) -> Result<Record> {
    let kind = Petition::KIND;
    let wish = wish.split_whitespace().collect::<Vec<_>>().join(" ");
    let wish = if wish.is_empty() { Datum::Empty } else { Datum::Line(wish) };
    let mut draft = Draft::new(kind).with(kind, "wish", wish).with(kind, "sort", sort.hold());
    complete(tx, actor, about, Some(about.1), &mut draft)?;
    create(tx, actor, kind, &draft)
}

/// What a petition for erasure is about, if this actor may carry it out: it is open, and others asked and worded it. Errors:
/// 404, 403 `only-administrators`, 409 `four-eyes`, `no-erasure`, `step-impossible`.
pub fn erasable(
    reads: &mut dyn Reads,
    registry: &Registry,
    actor: &Actor,
    id: Id,
) -> Result<(&'static Kind, Id)> {
    let record = visible(reads, actor, Petition::KIND, id)?;
    let petition = Petition::from_record(&record)?;
    if !actor.has_any(ERASERS) {
        return Err(Problem::forbidden("only-administrators"));
    }
    if petition.sort != PetitionSort::Erasure {
        return Err(Problem::conflict("no-erasure"));
    }
    if petition.meta.state != "open" || petition.meta.deleted_at.is_some() {
        return Err(Problem::conflict("step-impossible")
            .with("state", &petition.meta.state)
            .with("step", "erase"));
    }
    let changed = "SELECT count(*) FROM petition_history WHERE id = $1 AND actor = $2";
    let own = reads.count(changed, &[id.into(), actor.account.into()])? > 0;
    if own || actor.account.is_none_or(|account| account.to_string() == petition.asked_by) {
        return Err(Problem::conflict("four-eyes"));
    }
    let kind = registry.kind(&petition.about_kind).ok_or_else(Problem::not_found)?;
    let about = petition.about.ok_or_else(Problem::not_found)?;
    load(reads, kind, about)?.ok_or_else(Problem::not_found)?;
    Ok((kind, about))
}

/// Carries an erasure out that was looked at: `seen` is the digest of the plan, `notes` the notes on other records that
/// go along. Errors: as [`erasable`]; 412 `plan-changed` when there is more or less to erase by now.
pub fn carry_out(
    tx: &mut Tx<'_>,
    registry: &Registry,
    actor: &Actor,
    id: Id,
    seen: &str,
    notes: &[Id],
) -> Result<usize> {
    let (kind, about) = erasable(tx, registry, actor, id)?;
    let now = plan(tx, registry, kind, about)?;
    if now.digest() != seen {
        return Err(Problem::new(Class::Stale, "plan-changed"));
    }
    if notes.iter().any(|note| !now.notes.iter().any(|one| one.note == *note)) {
        return Err(Problem::not_found());
    }
    step(tx, &Actor::system(), Petition::KIND, id, "erase", &Write::default())?;
    let count = erase_person(tx, registry, kind, about, notes)?;
    accounts::keep_one(tx, "administrator")?;
    Ok(count)
}

/// Notes in the chain that somebody took a person's data out.
pub fn taken_out(tx: &mut Tx<'_>, kind: &Kind, id: Id, complete: bool) -> Result<()> {
    let what = if complete { "all of it" } else { "as far as seen" };
    tx.audit(
        kind.name,
        id,
        "take-out",
        &[Cell { field: "taken_out".into(), old: None, new: Some(what.into()) }],
    )
}
