//! Reference numbers, counted per kind and year.

use entente_kernel::Result;
use entente_store::{Tx, scalar};

use crate::Kind;

/// Draws the next number of the kind in the year of `year`: `ORG-2026-0042`.
pub(crate) fn draw(tx: &mut Tx<'_>, kind: &Kind, year: i16) -> Result<String> {
    // Two plain statements: an upsert makes SQLite keep a journal of its own for each.
    let key = [kind.name.into(), i64::from(year).into()];
    let known: Option<i64> =
        scalar(tx, "SELECT last FROM reference_counter WHERE kind = $1 AND year = $2", &key)?;
    let last = known.unwrap_or(0) + 1;
    let write = match known {
        Some(_) => "UPDATE reference_counter SET last = $3 WHERE kind = $1 AND year = $2",
        None => "INSERT INTO reference_counter (kind, year, last) VALUES ($1, $2, $3)",
    };
    let [name, year_value] = key;
    tx.execute(write, &[name, year_value, last.into()])?;
    Ok(format!("{}-{year}-{last:04}", kind.prefix))
}
