//! Engagements: one expert asked about one need.

use entente_kernel::{FieldProblem, Id, Text};
use entente_record::{Datum, Meta, Record};

/// An expert's engagement with a need.
#[derive(Debug, Clone, Record)]
#[record(
    kind = "engagement",
    prefix = "ENG",
    path = "engagements",
    rule = crate::access::engagement,
    states = crate::steps::ENGAGEMENT,
    check = check
)]
pub struct Engagement {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// What it is called for the expert and the partner; carries no confidential word.
    #[field(listed, max = 200, fixed)]
    pub subject: Text,
    /// What the officer writes to the expert; carries no confidential word.
    #[field(prose, max = 2000, personal, group = "message")]
    pub message: Text,
    /// The need.
    #[field(link = "need", listed, filter, fixed)]
    pub need: Id,
    /// The expert.
    #[field(link = "expert", subject, listed, filter, fixed)]
    pub expert: Id,
    /// The expert's person, who answers.
    #[field(link = "person", fixed)]
    pub person: Option<Id>,
    /// Who permitted the approach, or that notice was given.
    #[field(max = 300, personal, group = "handling", fixed)]
    pub permission: String,
    /// How it went, 1 to 5, as the partner says.
    #[field(group = "rating")]
    pub rating: Option<i64>,
    /// Why that rating.
    #[field(max = 1000, personal, group = "rating")]
    pub remark: String,
}

/// Ratings go from 1 to 5.
fn check(record: &Record) -> Vec<FieldProblem> {
    match record.value(Engagement::KIND, "rating") {
        Datum::Empty if record.meta.state == "rated" => vec![FieldProblem::new("rating", "rating-missing")],
        Datum::Int(rating) if !(1..=5).contains(rating) => vec![FieldProblem::new("rating", "rating")],
        _ => Vec::new(),
    }
}
