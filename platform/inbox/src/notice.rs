//! One thing that happened, for one account.

use entente_kernel::{Id, Instant, Result};
use entente_store::{Reads, Row, Tx};

use crate::{DUE_SOON, OVERDUE, settings};

/// Fields were changed.
pub const CHANGED: &str = "changed";
/// A step of the lifecycle was taken.
pub const STEP: &str = "step";
/// A note was written.
pub const NOTE: &str = "note";
/// A document or a version of one was added.
pub const DOCUMENT: &str = "document";
/// The record names one: it is one's own to do.
pub const GIVEN: &str = "given";
/// A job of one's own ended well.
pub const JOB_DONE: &str = "job-done";
/// A job of one's own failed.
pub const JOB_FAILED: &str = "job-failed";

/// The sorts of notices of the house itself; rooms add theirs. Their names are the locale messages `notice-<sort>`.
pub const SORTS: [&str; 9] = [CHANGED, STEP, NOTE, DOCUMENT, GIVEN, DUE_SOON, OVERDUE, JOB_DONE, JOB_FAILED];

/// In place of a kind: the notice is about a job.
pub const JOB: &str = "@job";
/// In place of a group of fields: only for staff.
pub(crate) const STAFF: &str = "@staff";
/// In place of a group of fields: for those who read notes.
pub(crate) const NOTES: &str = "@notes";

/// Changes by one person within so many seconds are told as one.
const TOGETHER: i64 = 3600;

/// One thing that happened, as its reader finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its id.
    pub id: Id,
    /// What sort it is: one of [`SORTS`], or a room's.
    pub sort: String,
    /// The kind of the record, or [`JOB`].
    pub kind: String,
    /// The record, or the job.
    pub record: Id,
    /// Field names for [`CHANGED`], the states before and after for [`STEP`], the kind of a job, a day for what is due.
    pub word: String,
    /// Who did it; `None` for the house itself.
    pub actor: Option<Id>,
    /// When.
    pub at: Instant,
    /// When it was read.
    pub read_at: Option<Instant>,
}

pub(crate) const COLUMNS: &str = "n.id, n.sort, n.kind, n.record, n.word, n.actor, n.at, n.read_at";

pub(crate) fn read(row: &Row) -> Result<Notice> {
    Ok(Notice {
        id: row.get(0)?,
        sort: row.get(1)?,
        kind: row.get(2)?,
        record: row.get(3)?,
        word: row.get(4)?,
        actor: row.get(5)?,
        at: row.get(6)?,
        read_at: row.get(7)?,
    })
}

/// A notice to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct New {
    pub(crate) account: Id,
    /// Unique for the account: the same thing is told once.
    pub(crate) key: String,
    pub(crate) sort: String,
    pub(crate) kind: String,
    pub(crate) record: Id,
    pub(crate) part: String,
    pub(crate) word: String,
    pub(crate) actor: Option<Id>,
    pub(crate) at: Instant,
}

/// Writes a notice, or adds to the last one that tells of the same person's changes; the digest wakes in time.
pub(crate) fn write(tx: &mut Tx<'_>, new: &New) -> Result<()> {
    if new.sort == CHANGED && add_to_last(tx, new)? {
        return Ok(());
    }
    let id = tx.new_id();
    let written = tx.execute(
        "INSERT INTO notice (id, account, key, sort, kind, record, part, word, actor, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (account, key) DO NOTHING",
        &[
            id.into(),
            new.account.into(),
            new.key.clone().into(),
            new.sort.clone().into(),
            new.kind.clone().into(),
            new.record.into(),
            new.part.clone().into(),
            new.word.clone().into(),
            new.actor.into(),
            new.at.into(),
        ],
    )?;
    if written > 0 { settings::wake(tx, new.account) } else { Ok(()) }
}

/// True when an unread, untold notice of the same changes took it up.
fn add_to_last(tx: &mut Tx<'_>, new: &New) -> Result<bool> {
    let by = if new.actor.is_some() { "actor = $6" } else { "actor IS NULL" };
    let sql = format!(
        "SELECT id, word FROM notice WHERE account = $1 AND record = $2 AND at >= $3 AND sort = $4 AND part = $5
           AND {by} AND read_at IS NULL AND letter IS NULL ORDER BY at DESC, id DESC LIMIT 1"
    );
    let mut params = vec![
        new.account.into(),
        new.record.into(),
        new.at.plus_seconds(-TOGETHER).into(),
        new.sort.clone().into(),
        new.part.clone().into(),
    ];
    params.extend(new.actor.map(Into::into));
    let Some(row) = tx.first(&sql, &params)? else { return Ok(false) };
    let (id, held): (Id, String) = (row.get(0)?, row.get(1)?);
    let mut words: Vec<&str> = held.split(' ').collect();
    words.extend(new.word.split(' ').filter(|word| !held.split(' ').any(|known| known == *word)));
    let sql = "UPDATE notice SET word = $2, at = $3 WHERE id = $1";
    tx.execute(sql, &[id.into(), words.join(" ").into(), new.at.into()])?;
    Ok(true)
}
