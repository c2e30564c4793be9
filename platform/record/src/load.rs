//! Reading records.

use entente_access::{Action, Actor, Cond, Sql};
use entente_kernel::{Id, Instant, Problem, Result};
use entente_store::{Reads, Row, Value};

use crate::codec::from_columns;
use crate::kind::META_COLUMNS;
use crate::plan::plan;
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
    let plan = plan(kind);
    let Some(row) = reads.first(&plan.load, &[id.into()])? else { return Ok(None) };
    let mut record = record_of(kind, &row)?;
    for ((part, sql), rows) in kind.children.iter().zip(&plan.load_rows).zip(record.children.iter_mut()) {
        *rows = read_rows(part, &reads.query(sql, &[id.into()])?)?;
    }
    Ok(Some(record))
}

/// The rows of a part as they were known at an instant.
pub(crate) fn load_rows_at(
    reads: &mut dyn Reads,
    part: &Children,
    owner: Id,
    known: Instant,
) -> Result<Vec<Vec<Datum>>> {
    let columns: Vec<String> = part.fields.iter().flat_map(Field::columns).collect();
    let sql = format!(
        "SELECT {} FROM {} WHERE owner = $1 AND recorded_from <= $2 AND (recorded_to IS NULL OR recorded_to > $2)
         ORDER BY position",
        columns.join(", "),
        part.table
    );
    read_rows(part, &reads.query(&sql, &[owner.into(), known.into()])?)
}

fn read_rows(part: &Children, rows: &[Row]) -> Result<Vec<Vec<Datum>>> {
    rows.iter()
        .map(|row| {
            let mut at = 0;
            part.fields.iter().map(|f| from_columns(f, row, &mut at)).collect()
        })
        .collect()
}

/// Live records that meet a condition, with their parts, in order of ids behind `after`, whoever asks; at most `limit`.
pub fn sweep(
    reads: &mut dyn Reads,
    kind: &Kind,
    cond: &Cond,
    after: Option<Id>,
    limit: usize,
) -> Result<Vec<Record>> {
    let columns = select_columns(kind);
    let mut sql = Sql::new(format!("SELECT {columns} FROM {} t WHERE t.deleted_at IS NULL AND ", kind.table));
    sql.cond(cond, "t");
    if let Some(after) = after {
        sql.push(" AND t.id > ").bind(after);
    }
    sql.push(" ORDER BY t.id LIMIT ").bind(Value::from(limit));
    let rows = reads.query(&sql.text, &sql.params)?;
    let mut records = rows.iter().map(|row| record_of(kind, row)).collect::<Result<Vec<_>>>()?;
    let plan = plan(kind);
    for record in &mut records {
        for ((part, sql), rows) in kind.children.iter().zip(&plan.load_rows).zip(record.children.iter_mut()) {
            *rows = read_rows(part, &reads.query(sql, &[record.meta.id.into()])?)?;
        }
    }
    Ok(records)
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
