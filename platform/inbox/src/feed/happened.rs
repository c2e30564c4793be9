//! Rows of the audit chain as what happened to single records.

use std::collections::BTreeMap;

use entente_kernel::{Id, Instant, Result};
use entente_record::{Kind, Registry};
use entente_store::{Reads, Row, scalar};
use serde_json::Value as Json;

/// A row of the chain.
pub(super) struct Written {
    pub(super) seq: i64,
    at: Instant,
    actor: Option<Id>,
    kind: String,
    record: Id,
    act: String,
    fields: Vec<String>,
}

/// What happened to one record.
pub(super) struct Happened {
    pub(super) seq: i64,
    pub(super) at: Instant,
    pub(super) actor: Option<Id>,
    pub(super) kind: &'static Kind,
    pub(super) record: Id,
    pub(super) act: String,
    /// Names of fields and parts that changed, and what else the chain names.
    pub(super) fields: Vec<String>,
    /// The states before and after, if it moved on.
    pub(super) states: Option<(String, String)>,
    /// Who followed it at that moment.
    pub(super) followers: Vec<Id>,
}

/// The rows behind `after`.
pub(super) fn rows(reads: &mut dyn Reads, after: i64, limit: usize) -> Result<Vec<Written>> {
    let sql =
        "SELECT seq, at, actor, kind, record, act, cells FROM audit WHERE seq > $1 ORDER BY seq LIMIT $2";
    reads.query(sql, &[after.into(), limit.into()])?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Written> {
    let cells: Json = serde_json::from_str(&row.get::<String>(6)?).unwrap_or_default();
    let field = |cell: &Json| cell.get(0).and_then(Json::as_str).map(str::to_owned);
    Ok(Written {
        seq: row.get(0)?,
        at: row.get(1)?,
        actor: row.get(2)?,
        kind: row.get(3)?,
        record: row.get(4)?,
        act: row.get(5)?,
        fields: cells.as_array().into_iter().flatten().filter_map(field).collect(),
    })
}

/// The records that a row speaks of: one, or those of a batch.
pub(super) fn records(reads: &mut dyn Reads, registry: &Registry, row: &Written) -> Result<Vec<Happened>> {
    if let Some(kind) = registry.kind(&row.kind) {
        let sql = "SELECT account FROM follow WHERE record = $1 AND stopped_at IS NULL AND since <= $2";
        let followers = reads.query(sql, &[row.record.into(), row.at.into()])?;
        let followers = followers.iter().map(|row| row.get(0)).collect::<Result<Vec<Id>>>()?;
        return Ok(vec![one(reads, row, kind, row.record, (row.fields.clone(), ""), followers)?]);
    }
    let batch: Option<String> = match row.kind.as_str() {
        "batch" => scalar(reads, "SELECT kind FROM batch WHERE id = $1", &[row.record.into()])?,
        _ => None,
    };
    let Some(kind) = batch.and_then(|kind| registry.kind(&kind)) else { return Ok(Vec::new()) };
    let mut fields: BTreeMap<Id, Vec<String>> = BTreeMap::new();
    for (id, field) in row.fields.iter().filter_map(|name| name.split_once('.')) {
        if let Some(id) = Id::parse(id) {
            fields.entry(id).or_default().push(field.to_owned());
        }
    }
    let mut followers = of_batch(reads, row)?;
    let mut all = Vec::new();
    for (id, fields) in fields {
        let followers = followers.remove(&id).unwrap_or_default();
        all.push(one(reads, row, kind, id, (fields, &format!("{id}.")), followers)?);
    }
    Ok(all)
}

/// Who followed the records of a batch.
fn of_batch(reads: &mut dyn Reads, row: &Written) -> Result<BTreeMap<Id, Vec<Id>>> {
    let sql = "SELECT f.record, f.account FROM audit_together g JOIN follow f ON f.record = g.record
               WHERE g.seq = $1 AND f.stopped_at IS NULL AND f.since <= $2 ORDER BY f.account";
    let mut all: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    for row in reads.query(sql, &[row.seq.into(), row.at.into()])? {
        all.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    Ok(all)
}

fn one(
    reads: &mut dyn Reads,
    row: &Written,
    kind: &'static Kind,
    record: Id,
    (fields, prefix): (Vec<String>, &str),
    followers: Vec<Id>,
) -> Result<Happened> {
    let moved = row.act != "create" && !followers.is_empty() && fields.iter().any(|field| field == "state");
    let states = if moved { states(reads, row.seq, &format!("{prefix}state"))? } else { None };
    let (seq, at, actor, act) = (row.seq, row.at, row.actor, row.act.clone());
    Ok(Happened { seq, at, actor, kind, record, act, fields, states, followers })
}

/// The states before and after, as the chain holds them.
fn states(reads: &mut dyn Reads, seq: i64, cell: &str) -> Result<Option<(String, String)>> {
    let body: Option<String> = scalar(reads, "SELECT body FROM audit_value WHERE seq = $1", &[seq.into()])?;
    let values: Json = body.and_then(|body| serde_json::from_str(&body).ok()).unwrap_or_default();
    let word = |at: usize| values.get(cell).and_then(|cell| cell.get(at)).and_then(Json::as_str);
    Ok(word(1).zip(word(2)).map(|(from, to)| (from.to_owned(), to.to_owned())))
}
