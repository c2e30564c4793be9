//! Names, relations and affiliations with their days.

use entente_kernel::FieldProblem;
use entente_record::{Datum, Kind, Record};

/// The dated rows of a record that end before they begin.
pub(crate) fn misordered(kind: &Kind, record: &Record) -> Vec<FieldProblem> {
    let mut wrong = Vec::new();
    for (part, rows) in kind.children.iter().zip(&record.children) {
        let at = |name: &str| part.fields.iter().position(|f| f.name == name).unwrap_or(usize::MAX);
        for (number, row) in rows.iter().enumerate() {
            let (since, until) = (row.get(at("since")), row.get(at("until")));
            if let (Some(Datum::Date(since)), Some(Datum::Date(until))) = (since, until)
                && until < since
            {
                wrong.push(FieldProblem::new(format!("{}.{number}.until", part.name), "period-order"));
            }
        }
    }
    wrong
}
