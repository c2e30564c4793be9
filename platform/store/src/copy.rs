//! Copying a whole database between engines. There and back is the identity.

use entente_kernel::{Class, Instant, Problem, Result};

use crate::engine::{Connection, connect};
use crate::{Migration, Row, Target, Value, migrate, tables};

/// Rows copied so far, for a progress bar.
pub struct CopyProgress<'a> {
    /// The table at work.
    pub table: &'a str,
    /// Rows of it so far.
    pub rows: usize,
}

/// Bind values in one statement stay below what the engines take.
const BINDS: usize = 20_000;

/// Bytes in one statement, about: pieces of documents are large.
const BYTES: usize = 4 << 20;

/// Copies every table of `list` from `from` to the empty database `to`, in one transaction of the target; gives the
/// number of rows. Errors: `copy-not-empty` when the target already holds anything.
pub fn copy(
    from: &Target,
    to: &Target,
    list: &[Migration],
    now: Instant,
    report: &mut dyn FnMut(&CopyProgress<'_>),
) -> Result<usize> {
    migrate(from, list, now)?;
    migrate(to, list, now)?;
    let mut source = connect(from, true)?;
    let mut target = connect(to, false)?;
    if !target.query("SELECT 1 FROM audit LIMIT 1", &[])?.is_empty() {
        return Err(Problem::new(Class::Conflict, "copy-not-empty").with("target", to));
    }
    source.begin_snapshot()?;
    target.begin_write()?;
    target.defer_foreign_keys()?;
    target.batch("DELETE FROM chain_head; DELETE FROM migration")?;
    let mut total = 0;
    for table in every_table(list) {
        let columns = source.columns(&table)?;
        let (mut rows, mut bytes) = (Vec::new(), 0);
        source.each(&format!("SELECT {} FROM {table}", columns.join(", ")), &mut |row| {
            bytes += weight(&row);
            rows.push(row);
            total += 1;
            if rows.len() >= per_statement(columns.len()) || bytes >= BYTES {
                insert(&mut *target, &table, &columns, &rows)?;
                rows.clear();
                bytes = 0;
                report(&CopyProgress { table: &table, rows: total });
            }
            Ok(())
        })?;
        insert(&mut *target, &table, &columns, &rows)?;
        report(&CopyProgress { table: &table, rows: total });
    }
    target.batch("COMMIT")?;
    source.batch("ROLLBACK")?;
    Ok(total)
}

/// The list of migrations and the tables that they make, each after those it refers to.
pub(crate) fn every_table(list: &[Migration]) -> Vec<String> {
    std::iter::once(String::from("migration")).chain(tables(list)).collect()
}

/// Bytes of a row, about.
fn weight(row: &Row) -> usize {
    let of = |value: &Value| match value {
        Value::Bytes(bytes) => bytes.len(),
        Value::Text(text) => text.len(),
        _ => 8,
    };
    row.0.iter().map(of).sum()
}

/// Rows of so many columns that one statement takes.
pub(crate) fn per_statement(width: usize) -> usize {
    (BINDS / width.max(1)).clamp(1, 500)
}

/// Inserts at most [`per_statement`] rows in one statement.
pub(crate) fn insert(
    target: &mut dyn Connection,
    table: &str,
    columns: &[String],
    rows: &[Row],
) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let width = columns.len();
    let places: Vec<String> = (0..rows.len())
        .map(|row| {
            let marks: Vec<String> = (1..=width).map(|c| format!("${}", row * width + c)).collect();
            format!("({})", marks.join(", "))
        })
        .collect();
    let values: Vec<Value> = rows.iter().flat_map(|row| row.0.iter().cloned()).collect();
    let names = columns.join(", ");
    target.execute(&format!("INSERT INTO {table} ({names}) VALUES {}", places.join(", ")), &values)?;
    Ok(())
}
