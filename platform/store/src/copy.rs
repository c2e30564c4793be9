//! Copying a whole database between engines. There and back is the identity.

use entente_kernel::{Class, Instant, Problem, Result};

use crate::engine::{Connection, connect};
use crate::{Migration, Target, Value, migrate, tables};

/// Rows copied so far, for a progress bar.
pub struct CopyProgress<'a> {
    /// The table at work.
    pub table: &'a str,
    /// Rows of it so far.
    pub rows: usize,
}

/// Bind values in one statement stay below what the engines take.
const BINDS: usize = 20_000;

/// Rows that weigh more together are written at once, so that documents do not gather in memory.
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
    source.batch("BEGIN")?;
    target.begin_write()?;
    target.defer_foreign_keys()?;
    target.batch("DELETE FROM chain_head; DELETE FROM migration")?;
    let mut total = 0;
    for table in std::iter::once(String::from("migration")).chain(tables(list)) {
        let columns = source.columns(&table)?.join(", ");
        let width = columns.split(", ").count();
        let mut waiting: Vec<Value> = Vec::new();
        let mut bytes = 0;
        let mut put = |waiting: &mut Vec<Value>| -> Result<()> {
            total += insert(&mut *target, &table, &columns, width, waiting)?;
            waiting.clear();
            report(&CopyProgress { table: &table, rows: total });
            Ok(())
        };
        source.each(&format!("SELECT {columns} FROM {table}"), &mut |row| {
            bytes += row.0.iter().map(weight).sum::<usize>();
            waiting.extend(row.0);
            if waiting.len() >= (BINDS / width).clamp(1, 500) * width || bytes >= BYTES {
                bytes = 0;
                put(&mut waiting)?;
            }
            Ok(())
        })?;
        if !waiting.is_empty() {
            put(&mut waiting)?;
        }
    }
    target.batch("COMMIT")?;
    source.batch("ROLLBACK")?;
    Ok(total)
}

/// Bytes that count when rows are gathered.
fn weight(value: &Value) -> usize {
    match value {
        Value::Bytes(bytes) => bytes.len(),
        Value::Text(text) => text.len(),
        _ => 8,
    }
}

/// Writes rows whose values stand one after the other; gives their number.
fn insert(
    target: &mut dyn Connection,
    table: &str,
    columns: &str,
    width: usize,
    values: &[Value],
) -> Result<usize> {
    let rows = values.len() / width;
    let places: Vec<String> = (0..rows)
        .map(|row| {
            let marks: Vec<String> = (1..=width).map(|c| format!("${}", row * width + c)).collect();
            format!("({})", marks.join(", "))
        })
        .collect();
    target.execute(&format!("INSERT INTO {table} ({columns}) VALUES {}", places.join(", ")), values)?;
    Ok(rows)
}
