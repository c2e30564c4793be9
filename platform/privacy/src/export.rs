//! Everything that is held about a person, as JSON.

use entente_access::Actor;
use entente_kernel::{Id, Result};
use entente_record::{
    Field, Kind, Record, Registry, chronology, erased, load, notes, open_groups, tags, to_json, visible,
};
use entente_store::Reads;
use serde_json::{Map, Value as Json, json};

use crate::elsewhere::{LETTERS, LINES, named_in};
use crate::plan::accounts_of;
use crate::{reach, words};

/// How much of it.
pub enum Scope<'a> {
    /// What this actor may see; of the rest only how much there is.
    Seen(&'a Actor),
    /// All of it.
    Complete,
}

impl Scope<'_> {
    fn record(&self, reads: &mut dyn Reads, kind: &'static Kind, id: Id) -> Result<Option<Record>> {
        match self {
            Self::Complete => load(reads, kind, id),
            Self::Seen(actor) => {
                Ok(visible(reads, actor, kind, id).ok().filter(|r| r.meta.deleted_at.is_none()))
            }
        }
    }

    fn groups(&self, reads: &mut dyn Reads, kind: &Kind, id: Id) -> Result<Vec<&'static str>> {
        match self {
            Self::Complete => Ok(kind.fields.iter().map(|field| field.group).collect()),
            Self::Seen(actor) => open_groups(reads, actor, kind, Some(id)),
        }
    }
}

/// Everything held about the person of a record.
pub fn everything(
    reads: &mut dyn Reads,
    registry: &Registry,
    kind: &'static Kind,
    id: Id,
    scope: &Scope<'_>,
) -> Result<Json> {
    let found = reach(reads, registry, kind, id)?;
    let accounts: Vec<Id> = accounts_of(reads, &found)?.iter().map(|account| account.id).collect();
    let known = words(reads, &found, &accounts)?;
    let (mut records, mut unseen) = (Vec::new(), Map::new());
    for (kind, id) in &found {
        match scope.record(reads, kind, *id)? {
            Some(record) => records.push(one(reads, kind, &record, scope)?),
            None => {
                let count = unseen.get(kind.name).and_then(Json::as_i64).unwrap_or(0);
                unseen.insert(kind.name.to_owned(), json!(count + 1));
            }
        }
    }
    let mut whole = json!({
        "taken_at": reads.now().to_string(),
        "records": records,
        "kept_for_staff": unseen,
        "accounts": accounts.iter().map(|id| account(reads, *id)).collect::<Result<Vec<_>>>()?,
        "letters": LETTERS.count(reads, &found, &known)?,
        "lines_of_imports": LINES.count(reads, &found, &known)?,
    });
    if matches!(scope, Scope::Complete) {
        let named = named_in(reads, &found, &known)?;
        let note = |one: &crate::NamedIn| json!({ "kind": one.kind, "record": one.record.to_string(), "note": one.body });
        if let Some(whole) = whole.as_object_mut() {
            whole.insert("notes_on_other_records".into(), named.iter().map(note).collect());
        }
    }
    Ok(whole)
}

fn one(reads: &mut dyn Reads, kind: &'static Kind, record: &Record, scope: &Scope<'_>) -> Result<Json> {
    let id = record.meta.id;
    let open = scope.groups(reads, kind, id)?;
    let may = |field: &Field| open.contains(&field.group);
    let versions = chronology(reads, kind, id)?;
    let version = |entry: &entente_record::Entry| {
        json!({
            "act": entry.act,
            "holds_from": entry.effective.0.to_string(),
            "holds_to": entry.effective.1.map(|day| day.to_string()),
            "known_from": entry.recorded.0.to_string(),
            "known_to": entry.recorded.1.map(|at| at.to_string()),
            "values": to_json(kind, &entry.record, &may),
        })
    };
    let written = match scope {
        Scope::Seen(actor) => {
            notes(reads, actor, kind, id)?.into_iter().map(|note| (note.at, note.body)).collect()
        }
        Scope::Complete => all_notes(reads, id)?,
    };
    let tags = if matches!(scope, Scope::Complete) { tags(reads, id)? } else { Vec::new() };
    Ok(json!({
        "kind": kind.name,
        "since": record.meta.created_at.to_string(),
        "record": to_json(kind, record, &may),
        "history": versions.iter().map(version).collect::<Vec<_>>(),
        "notes": written.iter().map(|(at, body)| json!({ "at": at.to_string(), "note": body })).collect::<Vec<_>>(),
        "tags": tags,
        "documents": documents(reads, id, scope)?,
        "erased_at": erased(reads, id)?.map(|gone| gone.at.to_string()),
    }))
}

fn all_notes(reads: &mut dyn Reads, record: Id) -> Result<Vec<(entente_kernel::Instant, String)>> {
    let sql = "SELECT at, body FROM note WHERE record = $1 AND body <> '' ORDER BY at, id";
    reads.query(sql, &[record.into()])?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

fn documents(reads: &mut dyn Reads, record: Id, scope: &Scope<'_>) -> Result<Vec<Json>> {
    let sql = "SELECT d.title, v.number, v.file_name, v.size, v.at, d.internal
               FROM document d JOIN document_version v ON v.document = d.id
               WHERE d.record = $1 AND d.removed_at IS NULL ORDER BY d.created_at, d.id, v.number";
    let complete = matches!(scope, Scope::Complete);
    let mut found = Vec::new();
    for row in reads.query(sql, &[record.into()])? {
        if complete || !row.get::<bool>(5)? {
            found.push(json!({
                "title": row.get::<String>(0)?,
                "version": row.get::<i64>(1)?,
                "file": row.get::<String>(2)?,
                "bytes": row.get::<i64>(3)?,
                "at": row.get::<entente_kernel::Instant>(4)?.to_string(),
            }));
        }
    }
    Ok(found)
}

fn account(reads: &mut dyn Reads, id: Id) -> Result<Json> {
    let sql = "SELECT login, name_en, name_zh, email, lang, status, created_at FROM account WHERE id = $1";
    let Some(row) = reads.first(sql, &[id.into()])? else { return Ok(Json::Null) };
    let many = |reads: &mut dyn Reads, sql: &str| -> Result<Vec<Json>> {
        let rows = reads.query(sql, &[id.into()])?;
        let read = |row: &entente_store::Row| {
            let at: entente_kernel::Instant = row.get(1)?;
            Ok(json!({ "what": row.get::<String>(0)?, "since": at.to_string() }))
        };
        rows.iter().map(read).collect()
    };
    Ok(json!({
        "login": row.get::<String>(0)?,
        "name_en": row.get::<Option<String>>(1)?,
        "name_zh": row.get::<Option<String>>(2)?,
        "email": row.get::<Option<String>>(3)?,
        "language": row.get::<String>(4)?,
        "status": row.get::<String>(5)?,
        "since": row.get::<entente_kernel::Instant>(6)?.to_string(),
        "roles": many(reads, "SELECT role, granted_at FROM account_grant WHERE account = $1 ORDER BY granted_at")?,
        "sessions": many(reads, "SELECT user_agent, created_at FROM session WHERE account = $1 ORDER BY created_at")?,
        "tokens": many(reads, "SELECT name, created_at FROM api_token WHERE account = $1 ORDER BY created_at")?,
    }))
}
