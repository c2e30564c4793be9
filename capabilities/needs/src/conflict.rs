//! Conflicts of interest on record.

use entente_kernel::{Date, FieldProblem, Id, Text};
use entente_record::{Datum, Meta, Record};

/// An expert who may not be proposed to an organisation.
#[derive(Debug, Clone, Record)]
#[record(kind = "conflict", prefix = "COI", path = "conflicts", rule = crate::access::judgement, check = check)]
pub struct Conflict {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// Why.
    #[field(required, listed, max = 500, personal)]
    pub reason: Text,
    /// The expert.
    #[field(link = "expert", subject, listed, filter)]
    pub expert: Id,
    /// The organisation.
    #[field(link = "organisation", listed, filter)]
    pub organisation: Id,
    /// First day; from ever when empty.
    #[field(listed)]
    pub since: Option<Date>,
    /// Last day; until further notice when empty.
    #[field(listed)]
    pub until: Option<Date>,
}

/// The first day is not behind the last.
fn check(record: &Record) -> Vec<FieldProblem> {
    let value = |field: &str| record.value(Conflict::KIND, field);
    match (value("since"), value("until")) {
        (Datum::Date(since), Datum::Date(until)) if until < since => {
            vec![FieldProblem::new("until", "period-order")]
        }
        _ => Vec::new(),
    }
}
