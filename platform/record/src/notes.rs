//! Notes and tags, on every kind alike.

use entente_access::{Action, Actor};
use entente_kernel::{Id, Instant, Problem, Result, fold};
use entente_store::{Cell, Reads, Tx};

use crate::{Kind, erase, load};

/// Most characters of a note.
const LONGEST: usize = 10_000;

/// A note on a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its id.
    pub id: Id,
    /// The account that wrote it; `None` for the system.
    pub author: Option<Id>,
    /// Markdown.
    pub body: String,
    /// When.
    pub at: Instant,
}

/// Writes a note. Errors: 404 unseen, 403 without the right, 422 when empty or longer than 10,000 characters.
pub fn add_note(tx: &mut Tx<'_>, actor: &Actor, kind: &Kind, record: Id, body: &str) -> Result<Id> {
    permitted(tx, actor, kind, record)?;
    let body = body.trim().replace("\r\n", "\n");
    if body.is_empty() {
        return Err(Problem::field("body", "required"));
    }
    if body.chars().count() > LONGEST {
        return Err(Problem::field("body", "too-long").with("max", LONGEST));
    }
    let id = tx.new_id();
    let (author, now) = (actor.account, tx.now());
    let sql = "INSERT INTO note (id, kind, record, author, body, at) VALUES ($1, $2, $3, $4, $5, $6)";
    tx.execute(
        sql,
        &[id.into(), kind.name.into(), record.into(), author.into(), body.clone().into(), now.into()],
    )?;
    tx.audit(kind.name, record, "note", &[Cell { field: "note".into(), old: None, new: Some(body) }])?;
    Ok(id)
}

/// The notes on a record, oldest first; none for those who may not read them.
pub fn notes(reads: &mut dyn Reads, actor: &Actor, kind: &Kind, record: Id) -> Result<Vec<Note>> {
    if !(kind.rule)(actor, Action::Note).when.holds(reads, kind.table, record)? {
        return Ok(Vec::new());
    }
    let sql =
        "SELECT id, author, body, at FROM note WHERE record = $1 AND removed_at IS NULL ORDER BY at, id";
    let rows = reads.query(sql, &[record.into()])?;
    rows.iter()
        .map(|row| Ok(Note { id: row.get(0)?, author: row.get(1)?, body: row.get(2)?, at: row.get(3)? }))
        .collect()
}

/// The tags of a record, in order.
pub fn tags(reads: &mut dyn Reads, record: Id) -> Result<Vec<String>> {
    let sql = "SELECT tag FROM tag WHERE record = $1 AND removed_at IS NULL ORDER BY tag";
    reads.query(sql, &[record.into()])?.iter().map(|row| row.get(0)).collect()
}

/// Replaces the tags of a record; removed ones keep their past. Tags are folded, at most 40 characters, at most 20.
pub fn set_tags(tx: &mut Tx<'_>, actor: &Actor, kind: &Kind, record: Id, wanted: &[String]) -> Result<()> {
    permitted(tx, actor, kind, record)?;
    let mut wanted: Vec<String> = wanted.iter().map(|t| fold(t)).filter(|t| !t.is_empty()).collect();
    wanted.sort();
    wanted.dedup();
    if wanted.len() > 20 || wanted.iter().any(|t| t.chars().count() > 40) {
        return Err(Problem::field("tags", "tags"));
    }
    let present = tags(tx, record)?;
    if present == wanted {
        return Ok(());
    }
    let now = tx.now();
    for gone in present.iter().filter(|t| !wanted.contains(t)) {
        let sql = "UPDATE tag SET removed_at = $1 WHERE record = $2 AND tag = $3 AND removed_at IS NULL";
        tx.execute(sql, &[now.into(), record.into(), gone.into()])?;
    }
    for new in wanted.iter().filter(|t| !present.contains(t)) {
        let sql = "INSERT INTO tag (kind, record, tag, added_at) VALUES ($1, $2, $3, $4)";
        tx.execute(sql, &[kind.name.into(), record.into(), new.into(), now.into()])?;
    }
    let list = |tags: &[String]| Some(tags.join(", ")).filter(|s| !s.is_empty());
    let cell = Cell { field: "tags".into(), old: list(&present), new: list(&wanted) };
    tx.audit(kind.name, record, "tags", &[cell])?;
    tx.announce("record.changed", kind.name, record, "{\"act\":\"tags\"}")
}

fn permitted(tx: &mut Tx<'_>, actor: &Actor, kind: &Kind, record: Id) -> Result<()> {
    load::visible(tx, actor, kind, record)?;
    erase::refuse_erased(tx, record)?;
    let rule = (kind.rule)(actor, Action::Note);
    if rule.when.holds(tx, kind.table, record)? { Ok(()) } else { Err(Problem::forbidden(rule.otherwise)) }
}
