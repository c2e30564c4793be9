//! Creating and changing records: each function is one write with its check of rights and values, history, audit
//! and outbox event.

use entente_access::{Action, Actor};
use entente_kernel::{Class, Date, Id, Problem, Result};
use entente_store::{Cell, Reads, Tx, Value};
use serde_json::json;

use crate::codec::{row_json, to_columns};
use crate::history::{self, Change};
use crate::plan::plan;
use crate::{Children, Datum, Draft, Kind, Meta, Record, Settled, erase, load, reference, validate};

/// What an act asks for beyond the values.
#[derive(Debug, Clone, Default)]
pub struct Write {
    /// The version that the actor saw; `None` where no one looked first (imports, acts).
    pub seen: Option<i64>,
    /// The first day for which it holds; `None` means today.
    pub effective: Option<Date>,
    /// Why.
    pub reason: Option<String>,
}

/// Creates a record. Errors: 403 without the right, 422 with every wrong field.
pub fn create(tx: &mut Tx<'_>, actor: &Actor, kind: &Kind, draft: &Draft) -> Result<Record> {
    let rule = (kind.rule)(actor, Action::Create);
    if rule.when == entente_access::Cond::Nothing {
        return Err(Problem::forbidden(rule.otherwise));
    }
    let today = tx.today();
    let effective = draft.effective.unwrap_or(today);
    let now = tx.now();
    let record = Record {
        meta: Meta {
            id: tx.new_id(),
            version: 1,
            reference: reference::draw(tx, kind, today.year())?,
            state: kind.states.map_or_else(String::new, |s| s.first.to_owned()),
            state_since: effective,
            class: draft.class.clone(),
            fictional: draft.fictional,
            created_at: now,
            changed_at: now,
            deleted_at: None,
        },
        values: draft.values.clone(),
        children: draft.children.clone(),
    };
    refuse_wrong(tx, kind, draft, &record, None)?;
    let values = history::all_values(kind, &record);
    tx.execute(&plan(kind).insert, &values)?;
    let change = Change { act: "create", reason: draft.reason.as_deref(), effective };
    history::begin(tx, kind, values, &change)?;
    for ((part, sql), rows) in kind.children.iter().zip(&plan(kind).insert_rows).zip(&record.children) {
        insert_rows(tx, part, sql, record.meta.id, rows)?;
    }
    // Asked of the whole record: a rule may look at its parts.
    if !rule.when.holds(tx, kind.table, record.meta.id)? {
        return Err(Problem::forbidden(rule.otherwise));
    }
    let empty = Record {
        values: vec![Datum::Empty; kind.fields.len()],
        children: vec![Vec::new(); kind.children.len()],
        meta: Meta { class: String::new(), state: String::new(), ..record.meta.clone() },
    };
    leave_trace(tx, kind, &empty, &record, "create")?;
    Ok(record)
}

/// Changes a record to the draft. Errors: 404 unseen, 403 without the right, 412 when it changed since `write.seen`,
/// 422 with every wrong field. A draft that changes nothing writes nothing.
pub fn edit(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &Kind,
    id: Id,
    draft: &Draft,
    write: &Write,
) -> Result<Record> {
    change(tx, actor, kind, id, draft, write, kind.settled)
}

/// What follows from two records that became one, or are two again: links move even where a record is settled.
pub(crate) fn follow(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &Kind,
    id: Id,
    draft: &Draft,
    write: &Write,
) -> Result<Record> {
    change(tx, actor, kind, id, draft, write, |_, _, _| Ok(Vec::new()))
}

fn change(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &Kind,
    id: Id,
    draft: &Draft,
    write: &Write,
    settled: Settled,
) -> Result<Record> {
    let old = permitted(tx, actor, kind, id, Action::Edit, write.seen)?;
    if old.meta.deleted_at.is_some() {
        return Err(Problem::conflict("in-trash"));
    }
    let mut new = old.clone();
    new.values.clone_from(&draft.values);
    new.children.clone_from(&draft.children);
    new.meta.class.clone_from(&draft.class);
    new.meta.fictional = draft.fictional;
    let changed = differing(&old, &new);
    if changed.is_empty() && old.children == new.children && old.meta == new.meta {
        return Ok(old);
    }
    let wrong = settled(tx, &old, &new)?;
    if !wrong.is_empty() {
        return Err(Problem::invalid(wrong));
    }
    match erase::erased(tx, id)? {
        None => refuse_wrong(tx, kind, draft, &new, Some(id))?,
        // Nothing is asked for where nothing may be; its links still follow when others become one.
        Some(gone) => erase::refuse_values(kind, &new, gone.extent)?,
    }
    let effective = draft.effective.or(write.effective).unwrap_or_else(|| tx.today());
    let reason = draft.reason.as_deref().or(write.reason.as_deref());
    bump(tx, &mut new);
    update(tx, kind, &new)?;
    history::continue_with(tx, kind, (&old, &new), &changed, &Change { act: "edit", reason, effective })?;
    let plan = plan(kind);
    let parts = kind.children.iter().zip(&plan.insert_rows);
    for ((part, sql), (before, after)) in parts.zip(old.children.iter().zip(&new.children)) {
        if before != after {
            replace_rows(tx, part, sql, id, after)?;
        }
    }
    leave_trace(tx, kind, &old, &new, "edit")?;
    Ok(new)
}

/// Takes a step of the lifecycle. Errors: as [`edit`]; `step-impossible` (409) when no such step leads on from the
/// state, `reason-required` (422), or what the step's guard says.
pub fn step(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &Kind,
    id: Id,
    name: &str,
    write: &Write,
) -> Result<Record> {
    let named = kind.states.and_then(|s| s.steps.iter().find(|s| s.name == name));
    let action = Action::Step(named.ok_or_else(Problem::not_found)?.name);
    let old = permitted(tx, actor, kind, id, action, write.seen)?;
    let taken = kind.states.and_then(|s| s.step(name, &old.meta.state));
    let Some(taken) = taken.filter(|_| old.meta.deleted_at.is_none()) else {
        return Err(Problem::conflict("step-impossible").with("state", &old.meta.state).with("step", name));
    };
    if taken.needs_reason && write.reason.as_deref().is_none_or(|r| r.trim().is_empty()) {
        return Err(Problem::field("reason", "required"));
    }
    let effective = write.effective.unwrap_or_else(|| tx.today());
    if effective > tx.today() {
        return Err(Problem::field("effective", "effective-future"));
    }
    if effective < old.meta.state_since {
        return Err(Problem::field("effective", "effective-before-state"));
    }
    (taken.guard)(tx, &old)?;
    let mut new = old.clone();
    taken.to.clone_into(&mut new.meta.state);
    new.meta.state_since = effective;
    bump(tx, &mut new);
    update(tx, kind, &new)?;
    let change = Change { act: name, reason: write.reason.as_deref(), effective };
    history::continue_with(tx, kind, (&old, &new), &[], &change)?;
    log_step(tx, kind, &old, &new, &change)?;
    leave_trace(tx, kind, &old, &new, name)?;
    (taken.then)(tx, actor, &new)?;
    Ok(new)
}

/// Puts a record into the trash; its unique values are free again.
pub fn trash(tx: &mut Tx<'_>, actor: &Actor, kind: &Kind, id: Id, write: &Write) -> Result<Record> {
    let old = permitted(tx, actor, kind, id, Action::Trash, write.seen)?;
    if old.meta.deleted_at.is_some() {
        return Ok(old);
    }
    let mut new = old.clone();
    new.meta.deleted_at = Some(tx.now());
    finish(tx, kind, &old, new, "trash", write)
}

/// Takes a record out of the trash. Errors: `restore-taken` (409) when another record has a unique value of it by now,
/// `removed-for-good` (409).
pub fn restore(tx: &mut Tx<'_>, actor: &Actor, kind: &Kind, id: Id, write: &Write) -> Result<Record> {
    let old = permitted(tx, actor, kind, id, Action::Trash, write.seen)?;
    if old.meta.deleted_at.is_none() {
        return Ok(old);
    }
    erase::refuse_erased(tx, id)?;
    let mut new = old.clone();
    new.meta.deleted_at = None;
    refuse_wrong(tx, kind, &Draft::of(&new), &new, Some(id)).map_err(|problem| taken(kind, &new, problem))?;
    finish(tx, kind, &old, new, "restore", write)
}

/// What another record has by now, in words: whoever restores has no form in which to look for it.
fn taken(kind: &Kind, record: &Record, problem: Problem) -> Problem {
    let held = problem.fields.iter().filter(|wrong| wrong.code == "taken");
    let words: Vec<String> = held.filter_map(|wrong| record.value(kind, &wrong.field).plain()).collect();
    if words.is_empty() { problem } else { Problem::conflict("restore-taken").with("what", words.join(", ")) }
}

fn finish(
    tx: &mut Tx<'_>,
    kind: &Kind,
    old: &Record,
    mut new: Record,
    act: &str,
    write: &Write,
) -> Result<Record> {
    bump(tx, &mut new);
    update(tx, kind, &new)?;
    let effective = tx.today();
    let change = Change { act, reason: write.reason.as_deref(), effective };
    history::continue_with(tx, kind, (old, &new), &[], &change)?;
    leave_trace(tx, kind, old, &new, act)?;
    Ok(new)
}

/// Loads the record if the actor may see it and do `action` on it, at the version seen.
fn permitted(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &Kind,
    id: Id,
    action: Action,
    seen: Option<i64>,
) -> Result<Record> {
    let record = load::visible(tx, actor, kind, id)?;
    let rule = (kind.rule)(actor, action);
    if !rule.when.holds(tx, kind.table, id)? {
        return Err(Problem::forbidden(rule.otherwise));
    }
    if seen.is_some_and(|version| version != record.meta.version) {
        return Err(Problem::new(Class::Stale, "stale").with("version", record.meta.version));
    }
    Ok(record)
}

fn refuse_wrong(tx: &mut Tx<'_>, kind: &Kind, draft: &Draft, record: &Record, own: Option<Id>) -> Result<()> {
    let mut wrong = validate(tx, kind, draft, own)?;
    if wrong.is_empty() {
        wrong = (kind.check)(record);
    }
    if wrong.is_empty() { Ok(()) } else { Err(Problem::invalid(wrong)) }
}

fn differing(old: &Record, new: &Record) -> Vec<usize> {
    (0..new.values.len()).filter(|at| old.values.get(*at) != new.values.get(*at)).collect()
}

fn bump(tx: &Tx<'_>, record: &mut Record) {
    record.meta.version += 1;
    record.meta.changed_at = tx.now();
}

fn update(tx: &mut Tx<'_>, kind: &Kind, record: &Record) -> Result<()> {
    tx.execute(&plan(kind).update, &history::all_values(kind, record))?;
    Ok(())
}

fn insert_rows(tx: &mut Tx<'_>, part: &Children, sql: &str, owner: Id, rows: &[Vec<Datum>]) -> Result<()> {
    let now = tx.now();
    for (position, row) in rows.iter().enumerate() {
        let mut values: Vec<Value> = vec![owner.into(), position.into(), now.into()];
        for (field, datum) in part.fields.iter().zip(row) {
            to_columns(field, datum, &mut values);
        }
        tx.execute(sql, &values)?;
    }
    Ok(())
}

/// Ends the rows known so far and writes the new ones; rows of the past stay.
fn replace_rows(tx: &mut Tx<'_>, part: &Children, sql: &str, owner: Id, rows: &[Vec<Datum>]) -> Result<()> {
    let close =
        format!("UPDATE {} SET recorded_to = $1 WHERE owner = $2 AND recorded_to IS NULL", part.table);
    let now = tx.now();
    tx.execute(&close, &[now.into(), owner.into()])?;
    insert_rows(tx, part, sql, owner, rows)
}

fn log_step(tx: &mut Tx<'_>, kind: &Kind, old: &Record, new: &Record, change: &Change<'_>) -> Result<()> {
    let params = [
        tx.new_id().into(),
        kind.name.into(),
        new.meta.id.into(),
        new.meta.version.into(),
        change.act.into(),
        old.meta.state.clone().into(),
        new.meta.state.clone().into(),
        tx.by().actor.into(),
        change.effective.into(),
        tx.now().into(),
        change.reason.into(),
    ];
    tx.execute(
        "INSERT INTO step_log (id, kind, record, version, step, from_state, to_state, actor, effective, recorded, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &params,
    )?;
    Ok(())
}

/// One audit row that names every changed field, and one outbox event.
fn leave_trace(tx: &mut Tx<'_>, kind: &Kind, old: &Record, new: &Record, act: &str) -> Result<()> {
    let mut cells = Vec::new();
    let mut cell = |field: &str, before: Option<String>, after: Option<String>| {
        if before != after {
            cells.push(Cell { field: field.to_owned(), old: before, new: after });
        }
    };
    let word = |s: &str| Some(s.to_owned()).filter(|s| !s.is_empty());
    cell("class", word(&old.meta.class), word(&new.meta.class));
    cell("state", word(&old.meta.state), word(&new.meta.state));
    cell("trash", old.meta.deleted_at.map(|_| "yes".into()), new.meta.deleted_at.map(|_| "yes".into()));
    for ((field, before), after) in kind.fields.iter().zip(&old.values).zip(&new.values) {
        cell(field.name, before.plain(), after.plain());
    }
    for ((part, before), after) in kind.children.iter().zip(&old.children).zip(&new.children) {
        let list = |rows: &[Vec<Datum>]| {
            let rows: Vec<_> = rows.iter().map(|row| row_json(part, row, &|_| true)).collect();
            (!rows.is_empty()).then(|| serde_json::to_string(&rows).unwrap_or_default())
        };
        cell(part.name, list(before), list(after));
    }
    tx.audit(kind.name, new.meta.id, act, &cells)?;
    let body = json!({ "act": act, "version": new.meta.version }).to_string();
    tx.announce("record.changed", kind.name, new.meta.id, &body)
}
