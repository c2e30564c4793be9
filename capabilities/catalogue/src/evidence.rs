//! Evidence of what an expert can do.

use entente_kernel::{FieldProblem, Id, Text};
use entente_record::{Choice, Datum, Meta, Record};

/// What the evidence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum EvidenceSort {
    /// A paper or book.
    Paper,
    /// A patent.
    Patent,
    /// A research project.
    Project,
    /// An earlier engagement with a partner.
    Engagement,
}

/// A piece of evidence.
#[derive(Debug, Clone, Record)]
#[record(kind = "evidence", prefix = "EVI", path = "evidence", rule = crate::access::evidence, check = check)]
pub struct Evidence {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// The title.
    #[field(required, listed, order, max = 500, personal, search = 3)]
    pub title: Text,
    /// Whose it is.
    #[field(link = "expert", subject, listed, filter)]
    pub expert: Id,
    /// What it is.
    #[field(listed, filter)]
    pub sort: EvidenceSort,
    /// The year.
    #[field(listed, filter)]
    pub year: Option<i64>,
    /// Abstract or description.
    #[field(prose, max = 10_000, personal, search = 1)]
    pub body: Text,
    /// Where it comes from, when it was imported.
    #[field(fixed, max = 200)]
    pub source: String,
}

/// A year that can be.
fn check(record: &Record) -> Vec<FieldProblem> {
    match record.value(Evidence::KIND, "year") {
        Datum::Int(year) if !(1800..=2200).contains(year) => vec![FieldProblem::new("year", "year")],
        _ => Vec::new(),
    }
}
