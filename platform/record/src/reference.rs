//! Reference numbers, counted per kind and year.

use entente_kernel::{Problem, Result};
use entente_store::{Tx, scalar};

use crate::Kind;

/// Draws the next number of the kind in the year of `year`: `ORG-2026-0042`.
pub(crate) fn draw(tx: &mut Tx<'_>, kind: &Kind, year: i16) -> Result<String> {
    let sql = "INSERT INTO reference_counter (kind, year, last) VALUES ($1, $2, 1)
               ON CONFLICT (kind, year) DO UPDATE SET last = reference_counter.last + 1 RETURNING last";
    let last: Option<i64> = scalar(tx, sql, &[kind.name.into(), i64::from(year).into()])?;
    let last = last.ok_or_else(|| Problem::internal("a counter without a row"))?;
    Ok(format!("{}-{year}-{last:04}", kind.prefix))
}
