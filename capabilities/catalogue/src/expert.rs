//! Experts.

use entente_contracts::KnowledgeField;
use entente_kernel::{Date, FieldProblem, Id, Text};
use entente_record::{Datum, Meta, Record};

/// A person of the university who can help.
#[derive(Debug, Clone, Record)]
#[record(kind = "expert", prefix = "EXP", path = "experts", rule = crate::access::expert, check = check)]
pub struct Expert {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// The name.
    #[field(required, listed, order, personal, search = 5)]
    pub name: Text,
    /// Academic title.
    #[field(listed, max = 100, personal)]
    pub title: Text,
    /// Department or school.
    #[field(listed, max = 200, search = 1)]
    pub department: Text,
    /// Fields of knowledge.
    #[field(filter)]
    pub fields: Vec<KnowledgeField>,
    /// Topics, separated by semicolons.
    #[field(max = 1000, personal, search = 3)]
    pub topics: Text,
    /// Languages spoken, as tags separated by spaces.
    #[field(max = 60, personal)]
    pub languages: String,
    /// Who this is.
    #[field(prose, max = 5000, personal, search = 2)]
    pub profile: Text,
    /// Engagements at a time; without it there is no limit.
    pub capacity: Option<i64>,
    /// Does not want to be ranked.
    #[field(filter)]
    pub opted_out: bool,
    /// Address for mail.
    #[field(email, personal, group = "contact", max = 200)]
    pub email: String,
    /// The person's record.
    #[field(link = "person", subject, fixed)]
    pub person: Option<Id>,
    /// Where it comes from, when it was imported.
    #[field(fixed, max = 200)]
    pub source: String,
    /// The day on which somebody last said that it is still right.
    #[field(fixed, filter, order)]
    pub checked: Option<Date>,
}

/// A capacity is a small number.
fn check(record: &Record) -> Vec<FieldProblem> {
    match record.value(Expert::KIND, "capacity") {
        Datum::Int(capacity) if !(0..=50).contains(capacity) => {
            vec![FieldProblem::new("capacity", "capacity")]
        }
        _ => Vec::new(),
    }
}
