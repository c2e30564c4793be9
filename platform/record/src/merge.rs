//! Two records that turn out to be one: every link moves to the record that is kept, the other one goes to the trash,
//! and all of it can be undone.

use entente_access::{Action, Actor, Sql};
use entente_kernel::{Id, Instant, Problem, Result};
use entente_store::{Reads, Row, Tx, Value};

use crate::write::follow;
use crate::{
    AsOf, Datum, Draft, Kind, Record, Registry, Shape, Write, as_of, edit, load, restore, trash, visible,
};

/// Two records that became one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// Its id.
    pub id: Id,
    /// The record that lies in the trash.
    pub gone: Id,
    /// The record that is kept.
    pub kept: Id,
    /// The account that decided it.
    pub actor: Option<Id>,
    /// When.
    pub at: Instant,
}

/// Live records with a field, or a row of a part, that leads to this record.
pub fn linked_here(
    reads: &mut dyn Reads,
    registry: &Registry,
    kind: &Kind,
    id: Id,
) -> Result<Vec<(&'static Kind, Id)>> {
    let mut found = Vec::new();
    for other in registry.kinds() {
        let leads = |shape: Shape| matches!(shape, Shape::Link(to) if to == kind.name || to == crate::ANY);
        let mut sql =
            Sql::new(format!("SELECT t.id FROM {} t WHERE t.deleted_at IS NULL AND (1 = 0", other.table));
        for field in other.fields.iter().filter(|f| leads(f.shape)) {
            sql.push(&format!(" OR t.{} = ", field.name)).bind(id);
        }
        for part in other.children {
            for field in part.fields.iter().filter(|f| leads(f.shape)) {
                let rows =
                    format!(" OR t.id IN (SELECT owner FROM {} WHERE recorded_to IS NULL AND ", part.table);
                sql.push(&rows).push(&format!("{} = ", field.name)).bind(id).push(")");
            }
        }
        if sql.params.is_empty() {
            continue;
        }
        sql.push(") ORDER BY t.id");
        for row in reads.query(&sql.text, &sql.params)? {
            found.push((other, row.get(0)?));
        }
    }
    Ok(found)
}

/// The values of both: what the kept record lacks comes from the other one, and so do rows that it does not have.
#[must_use]
pub fn combined(kept: &Record, gone: &Record) -> Draft {
    let mut draft = Draft::of(kept);
    for (slot, other) in draft.values.iter_mut().zip(&gone.values) {
        match (&mut *slot, other) {
            (Datum::Text(own), Datum::Text(other)) => {
                own.en = own.en.take().or_else(|| other.en.clone());
                own.zh = own.zh.take().or_else(|| other.zh.clone());
            }
            (slot, other) if slot.is_empty() => slot.clone_from(other),
            _ => {}
        }
    }
    for (rows, others) in draft.children.iter_mut().zip(&gone.children) {
        let new: Vec<_> = others.iter().filter(|row| !rows.contains(row)).cloned().collect();
        rows.extend(new);
    }
    draft
}

/// Makes two records one: `gone` goes to the trash, `kept` gets the values of the draft, and whatever led to the one
/// leads to the other. Errors: 404 and 403 as for editing and deleting, `same-record`, `merge-blocked` with the
/// reference of a record that cannot be written, 422 for a draft with wrong values.
pub fn merge(
    tx: &mut Tx<'_>,
    actor: &Actor,
    registry: &Registry,
    kind: &Kind,
    (gone, kept): (Id, Id),
    draft: &Draft,
) -> Result<Merge> {
    if gone == kept {
        return Err(Problem::conflict("same-record"));
    }
    let record = visible(tx, actor, kind, gone)?;
    visible(tx, actor, kind, kept)?;
    if !(kind.rule)(actor, Action::Edit).when.holds(tx, kind.table, kept)? {
        return Err(Problem::forbidden((kind.rule)(actor, Action::Edit).otherwise));
    }
    if record.meta.deleted_at.is_some() {
        return Err(Problem::conflict("in-trash"));
    }
    let merge = Merge { id: tx.new_id(), gone, kept, actor: tx.by().actor, at: tx.now() };
    let sql = "INSERT INTO record_merge (id, kind, gone, kept, actor, at) VALUES ($1, $2, $3, $4, $5, $6)";
    let params: [Value; 6] =
        [merge.id.into(), kind.name.into(), gone.into(), kept.into(), merge.actor.into(), merge.at.into()];
    tx.execute(sql, &params)?;
    let moving = linked_here(tx, registry, kind, gone)?;
    let why = Write { reason: Some(record.meta.reference.clone()), ..Write::default() };
    // The kept record first gives way on unique values, so it is written after the other one is gone.
    trash(tx, actor, kind, gone, &why)?;
    for (other, id) in moving {
        if id == gone {
            continue;
        }
        let linking = load(tx, other, id)?.ok_or_else(Problem::not_found)?;
        let moved = redirected(kind, other, &linking, gone, kept);
        let blocked = |p: Problem| {
            Problem::conflict("merge-blocked").with("record", &linking.meta.reference).because(p)
        };
        follow(tx, &Actor::system(), other, id, &moved, &why).map_err(blocked)?;
        let sql = "INSERT INTO record_merge_move (merge, kind, record) VALUES ($1, $2, $3)";
        tx.execute(sql, &[merge.id.into(), other.name.into(), id.into()])?;
    }
    edit(tx, actor, kind, kept, draft, &why)?;
    move_notes(tx, &merge)?;
    Ok(merge)
}

/// The record with every link to `from` leading to `to`.
fn redirected(kind: &Kind, other: &Kind, record: &Record, from: Id, to: Id) -> Draft {
    let mut draft = Draft::of(record);
    let turn = |shape: Shape, datum: &mut Datum| {
        if matches!(shape, Shape::Link(name) if name == kind.name || name == crate::ANY)
            && *datum == Datum::Link(from)
        {
            *datum = Datum::Link(to);
        }
    };
    for (field, datum) in other.fields.iter().zip(&mut draft.values) {
        turn(field.shape, datum);
    }
    for (part, rows) in other.children.iter().zip(&mut draft.children) {
        for row in rows {
            part.fields.iter().zip(row).for_each(|(field, datum)| turn(field.shape, datum));
        }
    }
    draft
}

/// Undoes a merge: the record comes back from the trash, and what was changed by the merge and not since is as before.
/// Errors: 404, 403, `merge-undone`.
pub fn unmerge(
    tx: &mut Tx<'_>,
    actor: &Actor,
    registry: &Registry,
    kind: &Kind,
    merge: Id,
) -> Result<Record> {
    let sql = "SELECT id, gone, kept, actor, at, undone_at FROM record_merge WHERE id = $1 AND kind = $2";
    let row = tx.first(sql, &[merge.into(), kind.name.into()])?.ok_or_else(Problem::not_found)?;
    if row.get::<Option<Instant>>(5)?.is_some() {
        return Err(Problem::conflict("merge-undone"));
    }
    let merge = read(&row)?;
    // First the kept record gives back unique values, then the other one may have them again.
    turn_back_one(tx, kind, merge.kept, merge.at)?;
    let back = restore(tx, actor, kind, merge.gone, &Write::default())?;
    for row in tx.query("SELECT kind, record FROM record_merge_move WHERE merge = $1", &[merge.id.into()])? {
        let (name, id): (String, Id) = (row.get(0)?, row.get(1)?);
        match registry.kind(&name) {
            Some(other) => turn_back_one(tx, other, id, merge.at)?,
            None => {
                let sql = "UPDATE note SET record = $1 WHERE id = $2 AND record = $3";
                tx.execute(sql, &[merge.gone.into(), id.into(), merge.kept.into()])?;
            }
        }
    }
    let sql = "UPDATE record_merge SET undone_at = $1 WHERE id = $2";
    tx.execute(sql, &[tx.now().into(), merge.id.into()])?;
    Ok(back)
}

/// The notes go along; each is remembered, so that it can go back.
fn move_notes(tx: &mut Tx<'_>, merge: &Merge) -> Result<()> {
    for row in tx.query("SELECT id FROM note WHERE record = $1", &[merge.gone.into()])? {
        let note: Id = row.get(0)?;
        let sql = "INSERT INTO record_merge_move (merge, kind, record) VALUES ($1, 'note', $2)";
        tx.execute(sql, &[merge.id.into(), note.into()])?;
        tx.execute("UPDATE note SET record = $1 WHERE id = $2", &[merge.kept.into(), note.into()])?;
    }
    Ok(())
}

/// What was written at this instant and not changed since is as it was before. Gives true when that is everything;
/// `untouched` says that nobody wrote the record since.
pub(crate) fn turn_back(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &Kind,
    now: &Record,
    at: Instant,
    untouched: bool,
    write: Writing,
) -> Result<bool> {
    let (id, day) = (now.meta.id, at.date(tx.zone()));
    let Some(before) = as_of(tx, kind, id, AsOf { day, known: Instant(at.0 - 1) })? else { return Ok(false) };
    let before = before.record;
    let mut draft = Draft::of(now);
    let mut whole = true;
    if untouched {
        (draft.values, draft.children, draft.class) = (before.values, before.children, before.meta.class);
    } else {
        let Some(after) = as_of(tx, kind, id, AsOf { day, known: at })? else { return Ok(false) };
        let after = after.record;
        for (slot, (old, new)) in draft.values.iter_mut().zip(before.values.iter().zip(&after.values)) {
            if *slot == *new {
                slot.clone_from(old);
            } else {
                whole &= old == new;
            }
        }
        for (rows, (old, new)) in draft.children.iter_mut().zip(before.children.iter().zip(&after.children)) {
            whole &= rows_back(rows, old, new);
        }
    }
    write(tx, actor, kind, id, &draft, &Write::default())?;
    Ok(whole)
}

/// [`edit`], or what follows without asking.
pub(crate) type Writing = fn(&mut Tx<'_>, &Actor, &Kind, Id, &Draft, &Write) -> Result<Record>;

/// Rows of a part as they were, where they are still as they became; gives true when that is all of them.
fn rows_back(rows: &mut Vec<Vec<Datum>>, old: &Vec<Vec<Datum>>, new: &Vec<Vec<Datum>>) -> bool {
    if *rows == *new {
        rows.clone_from(old);
    } else if old.len() == new.len() {
        for row in rows {
            let was = new.iter().position(|held| held == row).and_then(|at| old.get(at));
            was.into_iter().for_each(|was| row.clone_from(was));
        }
        return old == new;
    } else {
        return old == new;
    }
    true
}

/// A live record of a merge, turned back by the house itself.
fn turn_back_one(tx: &mut Tx<'_>, kind: &Kind, id: Id, at: Instant) -> Result<()> {
    let Some(now) = load(tx, kind, id)?.filter(|now| now.meta.deleted_at.is_none()) else { return Ok(()) };
    turn_back(tx, &Actor::system(), kind, &now, at, false, follow).map(|_| ())
}

/// The latest merge that put this record away, if it still holds.
pub fn merged_away(reads: &mut dyn Reads, gone: Id) -> Result<Option<Merge>> {
    let sql = "SELECT id, gone, kept, actor, at FROM record_merge WHERE gone = $1 AND undone_at IS NULL ORDER BY at DESC";
    reads.first(sql, &[gone.into()])?.map(|row| read(&row)).transpose()
}

/// The merges into this record that still hold, latest first.
pub fn merged_here(reads: &mut dyn Reads, kept: Id) -> Result<Vec<Merge>> {
    let sql = "SELECT id, gone, kept, actor, at FROM record_merge WHERE kept = $1 AND undone_at IS NULL ORDER BY at DESC, id";
    reads.query(sql, &[kept.into()])?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Merge> {
    Ok(Merge { id: row.get(0)?, gone: row.get(1)?, kept: row.get(2)?, actor: row.get(3)?, at: row.get(4)? })
}
