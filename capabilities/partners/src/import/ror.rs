//! The import of ROR files: in batches, idempotent, and so resumable by running it again.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};

use entente_access::Actor;
use entente_files::open;
use entente_kernel::{Class, Id, Problem, Result};
use entente_record::{Draft, Write, create, edit, load};
use entente_store::{By, Db, Tx, scalar};
use serde_json::Value as Json;

use super::ror_line;
use crate::Organisation;

/// Organisations in one write: long enough to be fast, short enough that others get their turn.
const BATCH: usize = 2_000;

/// Most bytes of a file that holds one record alone.
const MOST_ALONE: u64 = 1 << 20;

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Rows read.
    pub read: usize,
    /// Organisations made.
    pub created: usize,
    /// Organisations changed.
    pub changed: usize,
    /// Rows that could not be used: line number (from 1) and why.
    pub rejected: Vec<(usize, String)>,
}

/// Rows that were understood: number, ROR id, draft.
type Batch = Vec<(usize, String, Draft)>;

/// Imports a ROR dump (one JSON list) or JSON lines, packed with zstd when the name ends in `.zst`. `report` hears the
/// rows read so far. Reading and writing go on side by side. Errors: `file-unreadable`, or `file-not-ror` when it is
/// neither.
pub fn import_ror(db: &Db, path: &Path, report: &mut dyn FnMut(usize)) -> Result<Outcome> {
    let (sender, batches) = sync_channel::<Batch>(2);
    std::thread::scope(|scope| {
        let writer = scope.spawn(move || -> Result<Outcome> {
            let mut written = Outcome::default();
            for batch in batches {
                flush(db, &mut written, batch)?;
            }
            Ok(written)
        });
        let read = read_all(path, &sender, report);
        drop(sender);
        let written = writer.join().map_err(|_| Problem::internal("the import's writer fell over"))??;
        let mut outcome = read?;
        outcome.created = written.created;
        outcome.changed = written.changed;
        outcome.rejected.extend(written.rejected);
        outcome.rejected.sort();
        Ok(outcome)
    })
}

/// Reads every row and hands it on; gives what was read and what could not be understood.
fn read_all(path: &Path, sender: &SyncSender<Batch>, report: &mut dyn FnMut(usize)) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    let mut batch = Vec::with_capacity(BATCH);
    each(path, &mut |row, json| {
        outcome.read += 1;
        match json.and_then(ror_line::read) {
            Ok((ror, draft)) => batch.push((row, ror, draft)),
            Err(why) => outcome.rejected.push((row, why.to_owned())),
        }
        if batch.len() >= BATCH {
            // A writer that stopped says why itself.
            let _ = sender.send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)));
            report(outcome.read);
        }
    })?;
    let _ = sender.send(batch);
    report(outcome.read);
    Ok(outcome)
}

/// Reads the organisations of a ROR file without writing any; rows that cannot be understood are left out. Errors: as
/// [`import_ror`].
pub fn read_ror(path: &Path, take: &mut dyn FnMut(&str, &Draft)) -> Result<()> {
    each(path, &mut |_, json| {
        if let Ok((ror, draft)) = json.and_then(ror_line::read) {
            take(&ror, &draft);
        }
    })
}

/// Takes a row by its number, or why it is none.
type Take<'t> = dyn FnMut(usize, std::result::Result<&Json, &'static str>) + 't;

/// Hands every row of the file on.
fn each(path: &Path, take: &mut Take<'_>) -> Result<()> {
    let mut lines = BufReader::with_capacity(1 << 16, open(path)?);
    if starts_list(&mut lines, path)? {
        let all: Vec<Json> = serde_json::from_reader(lines).map_err(|e| not_ror(path, e))?;
        all.iter().enumerate().for_each(|(at, json)| take(at + 1, Ok(json)));
        return Ok(());
    }
    let mut first = String::new();
    lines.read_line(&mut first).map_err(|e| unreadable(path, e))?;
    if serde_json::from_str::<Json>(&first).is_err() && first.trim() == "{" {
        // One record alone, written over several lines, as the registry's own example is.
        let mut rest = first;
        lines.take(MOST_ALONE).read_to_string(&mut rest).map_err(|e| unreadable(path, e))?;
        take(1, Ok(&serde_json::from_str(&rest).map_err(|e| not_ror(path, e))?));
        return Ok(());
    }
    let all = std::iter::once(Ok(first.trim_end().to_owned())).chain(lines.lines());
    for (at, line) in all.enumerate() {
        let line = line.map_err(|e| unreadable(path, e))?;
        if line.trim().is_empty() {
            continue;
        }
        let json = serde_json::from_str::<Json>(&line);
        if at == 0 && !json.as_ref().is_ok_and(Json::is_object) {
            return Err(not_ror(path, "the first line is not a JSON object"));
        }
        take(at + 1, json.as_ref().map_err(|_| "not JSON"));
    }
    Ok(())
}

fn starts_list(lines: &mut dyn BufRead, path: &Path) -> Result<bool> {
    let head = lines.fill_buf().map_err(|e| unreadable(path, e))?;
    Ok(head.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'['))
}

fn unreadable(path: &Path, why: impl std::fmt::Display) -> Problem {
    Problem::new(Class::Malformed, "file-unreadable").with("path", path.display()).because(why)
}

fn not_ror(path: &Path, why: impl std::fmt::Display) -> Problem {
    Problem::new(Class::WrongType, "file-not-ror").with("path", path.display()).because(why)
}

/// Writes a batch in one transaction.
fn flush(db: &Db, outcome: &mut Outcome, rows: Batch) -> Result<()> {
    let (created, changed, rejected) = db.write_now(By::system("import ror"), move |tx| {
        let mut sums = (0, 0, Vec::new());
        for (row, ror, draft) in &rows {
            match write(tx, ror, draft) {
                Ok(Written::Created) => sums.0 += 1,
                Ok(Written::Changed) => sums.1 += 1,
                Ok(Written::Same) => {}
                Err(problem) if problem.class == Class::Invalid => sums.2.push((*row, problem.to_string())),
                Err(problem) => return Err(problem),
            }
        }
        Ok(sums)
    })?;
    outcome.created += created;
    outcome.changed += changed;
    outcome.rejected.extend(rejected);
    Ok(())
}

enum Written {
    Created,
    Changed,
    Same,
}

fn write(tx: &mut Tx<'_>, ror: &str, draft: &Draft) -> Result<Written> {
    let kind = Organisation::KIND;
    let sql = "SELECT id FROM organisation WHERE ror = $1 AND deleted_at IS NULL";
    let Some(id) = scalar::<Id>(tx, sql, &[ror.into()])? else {
        create(tx, &Actor::system(), kind, draft)?;
        return Ok(Written::Created);
    };
    let present = load(tx, kind, id)?.ok_or_else(Problem::not_found)?;
    let merged = keep_entered(draft, &Draft::of(&present));
    let after = edit(tx, &Actor::system(), kind, id, &merged, &Write::default())?;
    Ok(if after.meta.version == present.meta.version { Written::Same } else { Written::Changed })
}

/// Where the file says nothing, what people entered stays; so do class and marks.
fn keep_entered(from_file: &Draft, present: &Draft) -> Draft {
    let mut merged = present.clone();
    for (slot, new) in merged.values.iter_mut().zip(&from_file.values) {
        if !new.is_empty() {
            slot.clone_from(new);
        }
    }
    for (slot, new) in merged.children.iter_mut().zip(&from_file.children) {
        if !new.is_empty() {
            slot.clone_from(new);
        }
    }
    merged
}
