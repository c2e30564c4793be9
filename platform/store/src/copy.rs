//! Copying a whole database between engines. There and back is the identity.

use entente_kernel::{Class, Instant, Problem, Result};

use crate::engine::connect;
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
        let rows = source.query(&format!("SELECT {columns} FROM {table}"), &[])?;
        let width = columns.split(", ").count();
        for chunk in rows.chunks((BINDS / width).clamp(1, 500)) {
            let places: Vec<String> = (0..chunk.len())
                .map(|row| {
                    let marks: Vec<String> = (1..=width).map(|c| format!("${}", row * width + c)).collect();
                    format!("({})", marks.join(", "))
                })
                .collect();
            let values: Vec<Value> = chunk.iter().flat_map(|row| row.0.iter().cloned()).collect();
            target
                .execute(&format!("INSERT INTO {table} ({columns}) VALUES {}", places.join(", ")), &values)?;
            total += chunk.len();
            report(&CopyProgress { table: &table, rows: total });
        }
    }
    target.batch("COMMIT")?;
    source.batch("ROLLBACK")?;
    Ok(total)
}
