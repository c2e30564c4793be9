//! Many changes that were one decision: done together, listed together, undone together.

use entente_access::Actor;
use entente_kernel::{Class, Id, Instant, Problem, Result};
use entente_store::{Reads, Row, Tx};
use serde_json::Value as Json;

use crate::merge::turn_back;
use crate::{Kind, Write, edit, load, restore, trash};

/// What was done with one record of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// It was made.
    Create,
    /// It was changed.
    Edit,
    /// It was put into the trash.
    Trash,
}

impl Deed {
    fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Edit => "edit",
            Self::Trash => "trash",
        }
    }
}

/// Many changes that were one decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// Its id.
    pub id: Id,
    /// `bulk` or `import`.
    pub act: String,
    /// The kind of its records.
    pub kind: String,
    /// Whose decision it was.
    pub owner: Option<Id>,
    /// What was decided, as the act defines.
    pub note: Json,
    /// When it began.
    pub at: Instant,
    /// When it was undone.
    pub undone_at: Option<Instant>,
}

/// How far undoing has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Undone {
    /// Records that are as they were.
    pub back: usize,
    /// Records that somebody changed since; what was changed since stays.
    pub left: usize,
    /// There are more to do.
    pub more: bool,
}

/// Begins a batch.
pub fn begin_batch(tx: &mut Tx<'_>, act: &str, kind: &Kind, note: &Json) -> Result<Id> {
    let (id, now, owner) = (tx.new_id(), tx.now(), tx.by().actor);
    let sql = "INSERT INTO batch (id, act, kind, owner, note, at) VALUES ($1, $2, $3, $4, $5, $6)";
    let params = [id.into(), act.into(), kind.name.into(), owner.into(), note.to_string().into(), now.into()];
    tx.execute(sql, &params)?;
    Ok(id)
}

/// Notes that a record was changed in this transaction as part of the batch, and is at this version now.
pub fn add_to_batch(tx: &mut Tx<'_>, batch: Id, record: Id, deed: Deed, version: i64) -> Result<()> {
    let sql = "INSERT INTO batch_row (batch, record, deed, version, at) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (batch, record) DO NOTHING";
    let now = tx.now();
    tx.execute(sql, &[batch.into(), record.into(), deed.word().into(), version.into(), now.into()])?;
    Ok(())
}

/// A batch by its id. Errors: 404.
pub fn batch(reads: &mut dyn Reads, id: Id) -> Result<Batch> {
    let sql = "SELECT id, act, kind, owner, note, at, undone_at FROM batch WHERE id = $1";
    reads.first(sql, &[id.into()])?.map_or_else(|| Err(Problem::not_found()), |row| read(&row))
}

/// The latest batches, of one owner or of all.
pub fn batches(reads: &mut dyn Reads, owner: Option<Id>, limit: usize) -> Result<Vec<Batch>> {
    let (which, mut params) = (if owner.is_some() { "WHERE owner = $2" } else { "" }, vec![limit.into()]);
    params.extend(owner.map(Into::into));
    let sql = format!(
        "SELECT id, act, kind, owner, note, at, undone_at FROM batch {which} ORDER BY at DESC, id DESC LIMIT $1"
    );
    reads.query(&sql, &params)?.iter().map(read).collect()
}

/// How many records a batch changed.
pub fn batch_size(reads: &mut dyn Reads, id: Id) -> Result<i64> {
    reads.count("SELECT count(*) FROM batch_row WHERE batch = $1", &[id.into()])
}

fn read(row: &Row) -> Result<Batch> {
    Ok(Batch {
        id: row.get(0)?,
        act: row.get(1)?,
        kind: row.get(2)?,
        owner: row.get(3)?,
        note: serde_json::from_str(&row.get::<String>(4)?).unwrap_or_default(),
        at: row.get(5)?,
        undone_at: row.get(6)?,
    })
}

/// Undoes up to `limit` records of a batch, the last ones first, with the actor's rights: what was made goes to the
/// trash, what was put there comes back, and what was changed is as it was, as far as nobody changed it since. Errors:
/// 404, `batch-undone` (409), 403 where the actor may not write.
pub fn undo_batch(tx: &mut Tx<'_>, actor: &Actor, kind: &Kind, id: Id, limit: usize) -> Result<Undone> {
    let found = batch(tx, id)?;
    if found.kind != kind.name {
        return Err(Problem::not_found());
    }
    if found.undone_at.is_some() {
        return Err(Problem::conflict("batch-undone"));
    }
    let sql = "SELECT record, deed, version, at FROM batch_row WHERE batch = $1 AND undone IS NULL
               ORDER BY at DESC, record DESC LIMIT $2";
    let rows = tx.query(sql, &[id.into(), limit.into()])?;
    let mut undone = Undone { more: rows.len() == limit, ..Undone::default() };
    for row in &rows {
        let record: Id = row.get(0)?;
        let whole = undo_one(tx, actor, kind, record, row)?;
        if whole {
            undone.back += 1;
        } else {
            undone.left += 1;
        }
        let word = if whole { "back" } else { "left" };
        let sql = "UPDATE batch_row SET undone = $3 WHERE batch = $1 AND record = $2";
        tx.execute(sql, &[id.into(), record.into(), word.into()])?;
    }
    if !undone.more {
        let now = tx.now();
        tx.execute("UPDATE batch SET undone_at = $2 WHERE id = $1", &[id.into(), now.into()])?;
    }
    Ok(undone)
}

/// True when the record is as it was before.
fn undo_one(tx: &mut Tx<'_>, actor: &Actor, kind: &Kind, id: Id, row: &Row) -> Result<bool> {
    let (deed, version, at): (String, i64, Instant) = (row.get(1)?, row.get(2)?, row.get(3)?);
    let Some(now) = load(tx, kind, id)? else { return Ok(false) };
    let untouched = now.meta.version == version;
    let write = Write::default();
    match deed.as_str() {
        "create" if untouched => trash(tx, actor, kind, id, &write).map(|_| true),
        "trash" if untouched => restore(tx, actor, kind, id, &write).map(|_| true),
        "edit" if now.meta.deleted_at.is_none() => {
            match turn_back(tx, actor, kind, &now, at, untouched, edit) {
                // What was settled since stays as it is.
                Err(problem) if problem.class == Class::Invalid => Ok(false),
                done => done,
            }
        }
        _ => Ok(false),
    }
}
