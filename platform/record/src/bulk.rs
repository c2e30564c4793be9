//! One decision about many records: the same value for each, or into the trash; one audit row, undone as one.

use entente_access::{Action, Actor};
use entente_kernel::{Class, Id, Problem, Result};
use entente_store::{Reads, Tx};
use serde_json::{Value as Json, json};

use crate::batch::{add_to_batch, begin_batch};
use crate::{Datum, Deed, Draft, Field, Fields, Kind, Record, Write, edit, trash, validate, visible};

/// Most records of one decision; more would keep others waiting.
pub const BULK: usize = 5_000;

/// What is to be done with each record.
#[derive(Debug, Clone)]
pub enum Bulk {
    /// These fields get what was entered.
    Set(Fields),
    /// It goes into the trash.
    Trash,
}

/// What the decision does, or would do, with the records.
#[derive(Debug, Clone, Default)]
pub struct Effect {
    /// Changed.
    pub changed: Vec<Id>,
    /// As they should be already.
    pub same: usize,
    /// Left alone, with the code of the reason.
    pub refused: Vec<(Id, &'static str)>,
}

/// One record and what the decision would make of it.
pub struct Change {
    /// As it is.
    pub old: Record,
    /// As it would be; nothing when it goes into the trash.
    pub new: Option<Draft>,
}

/// What the decision would do, without doing it; `show` sees the first changes, as many as it takes.
pub fn preview(
    reads: &mut dyn Reads,
    actor: &Actor,
    kind: &Kind,
    ids: &[Id],
    bulk: &Bulk,
    may: &dyn Fn(&Field) -> bool,
    show: &mut dyn FnMut(&mut dyn Reads, &Change) -> Result<()>,
) -> Result<Effect> {
    let mut effect = Effect::default();
    for id in ids {
        match judged(reads, actor, kind, *id, bulk, may)? {
            Ok(Some(change)) => {
                effect.changed.push(*id);
                show(reads, &change)?;
            }
            Ok(None) => effect.same += 1,
            Err(code) => effect.refused.push((*id, code)),
        }
    }
    Ok(effect)
}

/// Does it, in one batch with one audit row; gives the batch. Errors: `bulk-too-many` (422).
pub fn bulk(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &Kind,
    ids: &[Id],
    bulk: &Bulk,
    may: &dyn Fn(&Field) -> bool,
) -> Result<(Id, Effect)> {
    if ids.len() > BULK {
        return Err(Problem::field("id", "bulk-too-many"));
    }
    let batch = begin_batch(tx, "bulk", kind, &said(bulk))?;
    let effect = tx.as_one("batch", batch, "bulk", |tx| {
        let mut effect = Effect::default();
        for id in ids {
            match judged(tx, actor, kind, *id, bulk, may)? {
                Ok(Some(change)) => {
                    let (deed, version) = write(tx, actor, kind, &change)?;
                    add_to_batch(tx, batch, *id, deed, version)?;
                    effect.changed.push(*id);
                }
                Ok(None) => effect.same += 1,
                Err(code) => effect.refused.push((*id, code)),
            }
        }
        Ok(effect)
    })?;
    Ok((batch, effect))
}

fn said(bulk: &Bulk) -> Json {
    match bulk {
        Bulk::Set(fields) => json!({ "set": fields.names().collect::<Vec<_>>() }),
        Bulk::Trash => json!({ "trash": true }),
    }
}

fn write(tx: &mut Tx<'_>, actor: &Actor, kind: &Kind, change: &Change) -> Result<(Deed, i64)> {
    let (id, write) = (change.old.meta.id, Write::default());
    Ok(match &change.new {
        Some(draft) => (Deed::Edit, edit(tx, actor, kind, id, draft, &write)?.meta.version),
        None => (Deed::Trash, trash(tx, actor, kind, id, &write)?.meta.version),
    })
}

type Judged = std::result::Result<Option<Change>, &'static str>;

/// What the decision means for one record: a change, nothing, or the reason why not.
fn judged(
    reads: &mut dyn Reads,
    actor: &Actor,
    kind: &Kind,
    id: Id,
    bulk: &Bulk,
    may: &dyn Fn(&Field) -> bool,
) -> Result<Judged> {
    let old = match visible(reads, actor, kind, id) {
        Ok(old) => old,
        Err(problem) if problem.class == Class::NotFound => return Ok(Err(problem.code)),
        Err(problem) => return Err(problem),
    };
    let action = if matches!(bulk, Bulk::Trash) { Action::Trash } else { Action::Edit };
    let rule = (kind.rule)(actor, action);
    if !rule.when.holds(reads, kind.table, id)? {
        return Ok(Err(rule.otherwise));
    }
    if old.meta.deleted_at.is_some() {
        return Ok(Err("in-trash"));
    }
    let Bulk::Set(fields) = bulk else { return Ok(Ok(Some(Change { old, new: None }))) };
    let mut draft = Draft::of(&old);
    if let Some(wrong) = draft.enter(kind, fields, &|field| may(field) && !field.fixed).first() {
        return Ok(Err(wrong.code));
    }
    if draft == Draft::of(&old) {
        return Ok(Ok(None));
    }
    if let Some(code) = wrong_in(reads, kind, &old, &draft)? {
        return Ok(Err(code));
    }
    Ok(Ok(Some(Change { old, new: Some(draft) })))
}

fn wrong_in(reads: &mut dyn Reads, kind: &Kind, old: &Record, draft: &Draft) -> Result<Option<&'static str>> {
    if let Some(wrong) = validate(reads, kind, draft, Some(old.meta.id))?.first() {
        return Ok(Some(wrong.code));
    }
    let mut new = old.clone();
    new.values.clone_from(&draft.values);
    new.children.clone_from(&draft.children);
    let mut wrong = (kind.check)(&new);
    wrong.extend((kind.settled)(reads, old, &new)?);
    Ok(wrong.first().map(|wrong| wrong.code))
}

/// The value of a field in a draft; empty when there is no such field.
#[must_use]
pub fn drafted<'d>(kind: &Kind, draft: &'d Draft, field: &str) -> &'d Datum {
    kind.position(field).and_then(|at| draft.values.get(at)).unwrap_or(&Datum::Empty)
}
