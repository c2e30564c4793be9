//! Reading records.

use entente_access::{Action, Actor, Cond, Sql};
use entente_kernel::{Id, Problem, Result};
use entente_store::{Reads, Row, Value};

use crate::codec::from_columns;
use crate::kind::META_COLUMNS;
use crate::{Children, Datum, Field, Kind, Meta, Record, Typed};

/// The columns of a whole record, in the order that [`record_of`] reads.
pub(crate) fn select_columns(kind: &Kind) -> String {
    let mut columns = String::new();
    for name in META_COLUMNS.split(", ") {
        columns += &format!("{}t.{name}", if columns.is_empty() { "" } else { ", " });
    }
    for field in kind.fields {
        for column in field.columns() {
            columns += &format!(", t.{column}");
        }
    }
    columns
}

/// Builds a record, without its parts, from a row of [`select_columns`].
pub(crate) fn record_of(kind: &Kind, row: &Row) -> Result<Record> {
    let meta = Meta {
        id: row.get(0)?,
        version: row.get(1)?,
        reference: row.get(2)?,
        state: row.get(3)?,
        state_since: row.get(4)?,
        class: row.get(5)?,
        fictional: row.get(6)?,
        created_at: row.get(7)?,
        changed_at: row.get(8)?,
        deleted_at: row.get(9)?,
    };
    let mut at = 10;
    let mut values = Vec::with_capacity(kind.fields.len());
    for field in kind.fields {
        values.push(from_columns(field, row, &mut at)?);
    }
    Ok(Record { meta, values, children: vec![Vec::new(); kind.children.len()] })
}

/// The record with its parts, trashed or not, whoever asks. `None` when there is none.
pub fn load(reads: &mut dyn Reads, kind: &Kind, id: Id) -> Result<Option<Record>> {
    let sql = format!("SELECT {} FROM {} t WHERE t.id = $1", select_columns(kind), kind.table);
    let Some(row) = reads.first(&sql, &[id.into()])? else { return Ok(None) };
    let mut record = record_of(kind, &row)?;
    load_parts(reads, kind, &mut record)?;
    Ok(Some(record))
}

pub(crate) fn load_parts(reads: &mut dyn Reads, kind: &Kind, record: &mut Record) -> Result<()> {
    for (part, rows) in kind.children.iter().zip(record.children.iter_mut()) {
        *rows = load_rows(reads, part, record.meta.id, None)?;
    }
    Ok(())
}

/// The rows of a part as they are now, or as they were known at an instant.
pub(crate) fn load_rows(
    reads: &mut dyn Reads,
    part: &Children,
    owner: Id,
    known_at: Option<i64>,
) -> Result<Vec<Vec<Datum>>> {
    let columns: Vec<String> = part.fields.iter().flat_map(Field::columns).collect();
    let mut sql = Sql::new(format!("SELECT {} FROM {} WHERE owner = ", columns.join(", "), part.table));
    sql.bind(owner);
    match known_at {
        None => sql.push(" AND recorded_to IS NULL"),
        Some(at) => sql
            .push(" AND recorded_from <= ")
            .bind(at)
            .push(" AND (recorded_to IS NULL OR recorded_to > ")
            .bind(at)
            .push(")"),
    };
    sql.push(" ORDER BY position");
    let mut rows = Vec::new();
    for row in reads.query(&sql.text, &sql.params)? {
        let mut at = 0;
        rows.push(part.fields.iter().map(|f| from_columns(f, &row, &mut at)).collect::<Result<Vec<_>>>()?);
    }
    Ok(rows)
}

/// The record if the actor may see it. Errors: 404 otherwise, so that its existence stays secret.
pub fn visible(reads: &mut dyn Reads, actor: &Actor, kind: &Kind, id: Id) -> Result<Record> {
    let rule = (kind.rule)(actor, Action::See);
    let record = load(reads, kind, id)?.ok_or_else(Problem::not_found)?;
    if !rule.when.holds(reads, kind.table, id)? {
        return Err(Problem::not_found());
    }
    Ok(record)
}

/// A typed record, whoever asks. Errors: 404 when there is none or it lies in the trash.
pub fn get<T: Typed>(reads: &mut dyn Reads, id: Id) -> Result<T> {
    let record = load(reads, T::kind(), id)?.filter(|r| r.meta.deleted_at.is_none());
    T::from_record(&record.ok_or_else(Problem::not_found)?)
}

/// Typed live records that meet a condition, without their parts, ordered by id, whoever asks; at most `limit`.
pub fn get_where<T: Typed>(reads: &mut dyn Reads, cond: &Cond, limit: usize) -> Result<Vec<T>> {
    let kind = T::kind();
    let mut sql = Sql::new(format!(
        "SELECT {} FROM {} t WHERE t.deleted_at IS NULL AND ",
        select_columns(kind),
        kind.table
    ));
    sql.cond(cond, "t").push(" ORDER BY t.id LIMIT ").bind(Value::from(limit));
    let rows = reads.query(&sql.text, &sql.params)?;
    rows.iter().map(|row| T::from_record(&record_of(kind, row)?)).collect()
}
