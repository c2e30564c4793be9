//! Reading records.

use entente_access::{Action, Actor, Cond, Sql};
use entente_kernel::{Id, Instant, Problem, Result};
use entente_store::{Reads, Row, Value};

use crate::codec::from_columns;
use crate::kind::META_COLUMNS;
use crate::plan::plan;
use crate::{Children, Datum, Field, Kind, Meta, Record, Typed};

/// The columns of a record, in the order that [`record_of`] reads; `lean` leaves those empty that lists do not show.
pub(crate) fn select_columns(kind: &Kind, lean: bool) -> String {
    let mut columns = String::new();
    for name in META_COLUMNS.split(", ") {
        columns += &format!("{}t.{name}", if columns.is_empty() { "" } else { ", " });
    }
    for (at, field) in kind.fields.iter().enumerate() {
        for column in field.columns() {
            let read = !lean || at == 0 || field.listed;
            columns += &if read { format!(", t.{column}") } else { String::from(", NULL") };
        }
    }
    columns
}

/// Builds a record, without its parts, from a row of [`select_columns`].
pub(crate) fn record_of(kind: &Kind, mut row: Row) -> Result<Record> {
    let meta = Meta {
        id: row.take(0)?,
        version: row.take(1)?,
        reference: row.take(2)?,
        state: row.take(3)?,
        state_since: row.take(4)?,
        class: row.take(5)?,
        fictional: row.take(6)?,
        created_at: row.take(7)?,
        changed_at: row.take(8)?,
        deleted_at: row.take(9)?,
    };
    let mut at = 10;
    let mut values = Vec::with_capacity(kind.fields.len());
    for field in kind.fields {
        values.push(from_columns(field, &mut row, &mut at)?);
    }
    Ok(Record { meta, values, children: vec![Vec::new(); kind.children.len()] })
}

/// The record with its parts, trashed or not, whoever asks. `None` when there is none.
pub fn load(reads: &mut dyn Reads, kind: &Kind, id: Id) -> Result<Option<Record>> {
    let plan = plan(kind);
    let Some(row) = reads.first(&plan.load, &[id.into()])? else { return Ok(None) };
    let mut record = record_of(kind, row)?;
    for ((part, sql), rows) in kind.children.iter().zip(&plan.load_rows).zip(record.children.iter_mut()) {
        *rows = read_rows(part, reads.query(sql, &[id.into()])?)?;
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
    read_rows(part, reads.query(&sql, &[owner.into(), known.into()])?)
}

fn read_rows(part: &Children, rows: Vec<Row>) -> Result<Vec<Vec<Datum>>> {
    rows.into_iter()
        .map(|mut row| {
            let mut at = 0;
            part.fields.iter().map(|f| from_columns(f, &mut row, &mut at)).collect()
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
    let columns = select_columns(kind, false);
    let mut sql = Sql::new(format!("SELECT {columns} FROM {} t WHERE t.deleted_at IS NULL AND ", kind.table));
    sql.cond(cond, "t");
    if let Some(after) = after {
        sql.push(" AND t.id > ").bind(after);
    }
    sql.push(" ORDER BY t.id LIMIT ").bind(Value::from(limit));
    let rows = reads.query(&sql.text, &sql.params)?;
    let mut records = rows.into_iter().map(|row| record_of(kind, row)).collect::<Result<Vec<_>>>()?;
    let plan = plan(kind);
    for record in &mut records {
        for ((part, sql), rows) in kind.children.iter().zip(&plan.load_rows).zip(record.children.iter_mut()) {
            *rows = read_rows(part, reads.query(sql, &[record.meta.id.into()])?)?;
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
        select_columns(kind, false),
        kind.table
    ));
    sql.cond(cond, "t").push(" ORDER BY t.id LIMIT ").bind(Value::from(limit));
    let rows = reads.query(&sql.text, &sql.params)?;
    rows.into_iter().map(|row| T::from_record(&record_of(kind, row)?)).collect()
}
