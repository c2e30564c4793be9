//! What is done with documents: one transaction each, with audit and event.

use std::io::{Seek, SeekFrom};

use entente_access::{Action, Actor, Audience};
use entente_kernel::{Id, Problem, Result, hex};
use entente_record::Kind;
use entente_store::{Cell, Reads, Tx, Value, scalar};

use crate::document::open_record;
use crate::{Judged, Limits, TextState, bytes, one, quota};

/// Most characters of a title.
const LONGEST: usize = 200;

/// Whether the actor may add to the documents of a record. Errors: 404 unseen or in the trash, 403 without the right.
pub fn may_add(reads: &mut dyn Reads, actor: &Actor, kind: &Kind, record: Id) -> Result<()> {
    open_record(reads, actor, kind, record)?;
    if entente_record::erased(reads, record)?.is_some() {
        return Err(Problem::conflict("erased"));
    }
    let rule = (kind.rule)(actor, Action::Edit);
    if rule.when.holds(reads, kind.table, record)? { Ok(()) } else { Err(Problem::forbidden(rule.otherwise)) }
}

/// Adds a document with its first version; its title is the file's name when none is given. `internal` keeps it for
/// staff; others cannot choose it. Errors: 404, 403, and at the fields `title` and `file` what is wrong with them.
pub fn add(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (kind, record): (&Kind, Id),
    (title, internal): (&str, bool),
    file: Judged,
    limits: &Limits,
) -> Result<Id> {
    may_add(tx, actor, kind, record)?;
    let title = if title.trim().is_empty() { file.name.clone() } else { title.trim().to_owned() };
    if title.chars().count() > LONGEST {
        return Err(Problem::invalid(vec![
            entente_kernel::FieldProblem::new("title", "too-long").with("max", LONGEST),
        ]));
    }
    let (id, now) = (tx.new_id(), tx.now());
    let internal = internal && actor.audience == Audience::Internal;
    let sql = "INSERT INTO document (id, kind, record, title, internal, owner, created_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let params: [Value; 7] = [
        id.into(),
        kind.name.into(),
        record.into(),
        title.clone().into(),
        internal.into(),
        actor.account.into(),
        now.into(),
    ];
    tx.execute(sql, &params)?;
    store(tx, actor, (kind, record), (id, &title), 1, file, limits)?;
    Ok(id)
}

/// Adds a version to a document; gives its number. Errors: as [`add`].
pub fn add_version(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (kind, record): (&Kind, Id),
    document: Id,
    file: Judged,
    limits: &Limits,
) -> Result<i64> {
    may_add(tx, actor, kind, record)?;
    let held = one(tx, actor, kind, record, document)?;
    let number = held.versions.first().map_or(0, |newest| newest.number) + 1;
    store(tx, actor, (kind, record), (document, &held.title), number, file, limits)?;
    Ok(number)
}

fn store(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (kind, record): (&Kind, Id),
    (document, title): (Id, &str),
    number: i64,
    mut file: Judged,
    limits: &Limits,
) -> Result<()> {
    quota::admit(tx, limits, actor.account, file.size)?;
    let text = if file.is.has_text() { TextState::Waiting } else { TextState::None };
    let sql = "INSERT INTO document_version (document, number, file_name, media_type, size, digest, author, at, text_state)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let params: [Value; 9] = [
        document.into(),
        number.into(),
        file.name.clone().into(),
        file.is.media_type().into(),
        i64::try_from(file.size).unwrap_or(i64::MAX).into(),
        file.digest.clone().into(),
        actor.account.into(),
        tx.now().into(),
        text.word().into(),
    ];
    tx.execute(sql, &params)?;
    file.file.seek(SeekFrom::Start(0)).map_err(Problem::internal)?;
    bytes::store(tx, document, number, &mut file.file)?;
    let what = format!("{title} ({}), version {number}, SHA-256 {}", file.name, hex(&file.digest));
    tell(tx, (kind, record), "document", None, Some(what))
}

/// Marks a document as removed. Errors: 404, 403.
pub fn remove(tx: &mut Tx<'_>, actor: &Actor, kind: &Kind, record: Id, document: Id) -> Result<String> {
    may_add(tx, actor, kind, record)?;
    let held = one(tx, actor, kind, record, document)?;
    let sql = "UPDATE document SET removed_at = $1 WHERE id = $2";
    tx.execute(sql, &[tx.now().into(), document.into()])?;
    tell(tx, (kind, record), "document-removed", Some(held.title.clone()), None)?;
    Ok(held.title)
}

/// Takes the mark away again. Errors: 404 for one that is not marked, 403.
pub fn restore(tx: &mut Tx<'_>, actor: &Actor, kind: &Kind, record: Id, document: Id) -> Result<()> {
    may_add(tx, actor, kind, record)?;
    let sql =
        "SELECT title FROM document WHERE id = $1 AND record = $2 AND removed_at IS NOT NULL AND title <> ''";
    let title: Option<String> = scalar(tx, sql, &[document.into(), record.into()])?;
    let title = title.ok_or_else(Problem::not_found)?;
    tx.execute("UPDATE document SET removed_at = NULL WHERE id = $1", &[document.into()])?;
    // One kept for staff comes back for staff alone.
    one(tx, actor, kind, record, document)?;
    tell(tx, (kind, record), "document-restored", None, Some(title))
}

/// Audit, and the event by which search follows.
fn tell(
    tx: &mut Tx<'_>,
    (kind, record): (&Kind, Id),
    act: &str,
    old: Option<String>,
    new: Option<String>,
) -> Result<()> {
    tx.audit(kind.name, record, act, &[Cell { field: "document".into(), old, new }])?;
    tx.announce("record.changed", kind.name, record, &format!("{{\"act\":\"{act}\"}}"))
}
