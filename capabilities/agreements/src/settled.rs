//! What stays as it is once somebody has signed.

use entente_kernel::{FieldProblem, Result};
use entente_record::{Datum, Record};
use entente_store::Reads;

use crate::queries::rows;

/// The parties, once a version has a signature: it was given among these. The problem stands at the first row that would
/// change, or where the first one is missing.
pub(crate) fn parties(reads: &mut dyn Reads, old: &Record, new: &Record) -> Result<Vec<FieldProblem>> {
    let (before, after) = (rows(old, "parties"), rows(new, "parties"));
    let Some(at) = first_change(before, after) else { return Ok(Vec::new()) };
    let sql = "SELECT count(*) FROM assent WHERE agreement = $1 AND sort = 'signature' AND state = 'given'
                 AND deleted_at IS NULL";
    if reads.count(sql, &[old.meta.id.into()])? == 0 {
        return Ok(Vec::new());
    }
    Ok(vec![FieldProblem::new(format!("parties.{at}.organisation"), "parties-signed")])
}

/// The row that another took the place of, or that is gone; rows in another order are the same rows.
fn first_change(before: &[Vec<Datum>], after: &[Vec<Datum>]) -> Option<usize> {
    let other = after.iter().position(|row| !before.contains(row));
    let gone =
        || before.iter().position(|row| !after.contains(row)).map(|at| at.min(after.len().saturating_sub(1)));
    other.or_else(gone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(names: &[&str]) -> Vec<Vec<Datum>> {
        names.iter().map(|name| vec![Datum::Line((*name).into())]).collect()
    }

    #[test]
    fn the_first_row_that_changes_is_found_and_another_order_is_no_change() {
        let before = rows(&["a", "b", "c"]);
        let at = |names: &[&str]| first_change(&before, &rows(names));
        assert_eq!([at(&["a", "b", "c"]), at(&["c", "a", "b"])], [None, None]);
        assert_eq!([at(&["a", "x", "c"]), at(&["a", "b", "c", "d"])], [Some(1), Some(3)]);
        assert_eq!([at(&["a", "c"]), at(&["a", "b"]), at(&[])], [Some(1), Some(1), Some(0)]);
    }
}
