//! Carrying an erasure out, and repeating it.

use entente_access::{Actor, accounts};
use entente_kernel::{Id, Instant, Problem, Result};
use entente_record::{Extent, Kind, Registry, Write, erase, load, trash};
use entente_store::{Reads, Tx};
use serde::{Deserialize, Serialize};

use crate::elsewhere::{ANSWERS, LETTERS, LINES, erase_job_files, erase_notes};
use crate::plan::accounts_of;
use crate::{reach, words};

/// An erasure as the register keeps it: ids alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// The kind of the record.
    pub kind: String,
    /// The record.
    pub record: String,
    /// `person` or `trash`.
    pub extent: String,
    /// Notes on other records that went along.
    pub notes: Vec<String>,
    /// When, in RFC 3339.
    pub at: String,
}

/// Erases the personal data of a record and of every record about it, with accounts, documents, lines of imports,
/// letters, kept answers and these notes on other records. The caller has decided; all of it is one transaction.
/// Gives the number of records.
pub fn erase_person(
    tx: &mut Tx<'_>,
    registry: &Registry,
    kind: &'static Kind,
    id: Id,
    notes: &[Id],
) -> Result<usize> {
    let records = erase_whole(tx, registry, kind, id, notes)?;
    let (entry, at) = (tx.new_id(), tx.now());
    remember(tx, entry, (kind.name, id, Extent::Person), notes, at)?;
    Ok(records)
}

fn erase_whole(
    tx: &mut Tx<'_>,
    registry: &Registry,
    kind: &'static Kind,
    id: Id,
    notes: &[Id],
) -> Result<usize> {
    let records = reach(tx, registry, kind, id)?;
    let accounts: Vec<Id> = accounts_of(tx, &records)?.iter().map(|account| account.id).collect();
    let known = words(tx, &records, &accounts)?;
    // What is found by the words goes before the words do.
    LETTERS.erase(tx, &records, &known)?;
    LINES.erase(tx, &records, &known)?;
    ANSWERS.erase(tx, &records, &known)?;
    erase_notes(tx, notes)?;
    erase_job_files(tx, &records)?;
    for (kind, id) in &records {
        entente_documents::erase(tx, *id)?;
        erase(tx, kind, *id, Extent::Person, &[])?;
    }
    for account in accounts {
        accounts::erase(tx, account)?;
        for table in ["saved_view", "import_preset"] {
            tx.execute(&format!("DELETE FROM {table} WHERE owner = $1"), &[account.into()])?;
        }
    }
    Ok(records.len())
}

/// Keeps the erasure for the register.
pub(crate) fn remember(
    tx: &mut Tx<'_>,
    entry: Id,
    (kind, record, extent): (&str, Id, Extent),
    notes: &[Id],
    at: Instant,
) -> Result<()> {
    let notes: Vec<String> = notes.iter().map(ToString::to_string).collect();
    let actor = tx.by().actor;
    tx.execute(
        "INSERT INTO erasure (id, kind, record, extent, notes, actor, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            entry.into(),
            kind.into(),
            record.into(),
            extent.word().into(),
            notes.join(" ").into(),
            actor.into(),
            at.into(),
        ],
    )?;
    Ok(())
}

/// Every erasure of this database, or those that the register outside does not have yet; oldest first.
pub fn erasures(reads: &mut dyn Reads, waiting: bool) -> Result<Vec<Entry>> {
    let which = if waiting { "WHERE kept_at IS NULL" } else { "" };
    let sql = format!("SELECT id, kind, record, extent, notes, at FROM erasure {which} ORDER BY at, id");
    let read = |row: &entente_store::Row| {
        Ok(Entry {
            id: row.get::<Id>(0)?.to_string(),
            kind: row.get(1)?,
            record: row.get::<Id>(2)?.to_string(),
            extent: row.get(3)?,
            notes: row.get::<String>(4)?.split_whitespace().map(str::to_owned).collect(),
            at: row.get::<Instant>(5)?.to_string(),
        })
    };
    reads.query(&sql, &[])?.iter().map(read).collect()
}

/// Repeats an erasure of the register on a database that does not know of it: an older backup was restored. Gives
/// false when there was nothing to do. Errors: internal, for an entry that cannot be read.
pub fn repeat(tx: &mut Tx<'_>, registry: &Registry, entry: &Entry, counted: &[(&str, &str)]) -> Result<bool> {
    let unreadable = || Problem::internal(format!("erasure {} cannot be read", entry.id));
    let (id, record) = (Id::parse(&entry.id), Id::parse(&entry.record));
    let (Some(id), Some(record), Some(extent)) = (id, record, Extent::parse(&entry.extent)) else {
        return Err(unreadable());
    };
    let at = Instant::parse(&entry.at).ok_or_else(unreadable)?;
    if tx.count("SELECT count(*) FROM erasure WHERE id = $1", &[id.into()])? > 0 {
        return Ok(false);
    }
    let kind = registry.kind(&entry.kind);
    let notes: Vec<Id> = entry.notes.iter().filter_map(|note| Id::parse(note)).collect();
    let found = match kind {
        Some(kind) => load(tx, kind, record)?.map(|found| (kind, found)),
        None => None,
    };
    if let Some((kind, found)) = &found {
        match extent {
            Extent::Person => {
                erase_whole(tx, registry, kind, record, &notes)?;
            }
            Extent::Trash => {
                if found.meta.deleted_at.is_none() {
                    trash(tx, &Actor::system(), kind, record, &Write::default())?;
                }
                crate::removal::end(tx, kind, record, counted)?;
            }
        }
    }
    remember(tx, id, (&entry.kind, record, extent), &notes, at)?;
    Ok(found.is_some())
}
