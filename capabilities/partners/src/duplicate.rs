//! Organisations that are perhaps on file twice.

use entente_kernel::{FieldProblem, Id};
use entente_record::{Meta, Record};

/// Two organisations that may be one.
#[derive(Debug, Clone, Record)]
#[record(
    kind = "duplicate",
    prefix = "DUP",
    path = "duplicates",
    rule = crate::access::linking,
    states = crate::steps::DUPLICATE,
    check = check
)]
pub struct Duplicate {
    /// What every record carries.
    #[meta]
    pub meta: Meta,
    /// What both are called.
    #[field(required, listed, order, fixed, max = 1200, search = 4)]
    pub names: String,
    /// The older record.
    #[field(link = "organisation", listed, filter, fixed)]
    pub one: Id,
    /// The newer record.
    #[field(link = "organisation", listed, filter, fixed)]
    pub other: Id,
    /// How sure that was when it was noticed, in per cent.
    #[field(listed, fixed)]
    pub certainty: Option<i64>,
}

/// Nothing is its own duplicate.
fn check(record: &Record) -> Vec<FieldProblem> {
    let (one, other) = (record.value(Duplicate::KIND, "one"), record.value(Duplicate::KIND, "other"));
    if one == other { vec![FieldProblem::new("other", "same-record")] } else { Vec::new() }
}
