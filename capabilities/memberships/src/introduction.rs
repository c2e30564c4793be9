//! Introductions from member to member: both agree before either learns how to reach the other.

use entente_kernel::{Date, FieldProblem, Id, Text};
use entente_record::{Meta, Record, Typed};

/// One member wants to meet another one.
#[derive(Debug, Clone, Record)]
#[record(
    kind = "introduction",
    prefix = "MMI",
    path = "introductions",
    rule = crate::access::introduction,
    states = crate::steps::INTRODUCTION,
    check = check
)]
pub struct Introduction {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// What it is about; both read it.
    #[field(required, listed, order, max = 200, search = 3)]
    pub subject: Text,
    /// What the two could do together.
    #[field(prose, max = 3000)]
    pub purpose: Text,
    /// Who wants to be introduced.
    #[field(link = "organisation", listed, filter)]
    pub asking: Id,
    /// To whom.
    #[field(link = "organisation", listed, filter)]
    pub asked: Id,
    /// The office in charge.
    #[field(office, filter, max = 60, group = "handling")]
    pub office: String,
    /// How the first one is reached.
    #[field(max = 300, personal, group = "contacts")]
    pub contact_asking: String,
    /// How the other one is reached.
    #[field(max = 300, personal, group = "contacts")]
    pub contact_asked: String,
    /// When the first one agreed.
    #[field(fixed)]
    pub asking_agreed: Option<Date>,
    /// When the other one agreed.
    #[field(fixed)]
    pub asked_agreed: Option<Date>,
}

/// Nobody is introduced to oneself.
fn check(record: &Record) -> Vec<FieldProblem> {
    let Ok(introduction) = <Introduction as Typed>::from_record(record) else { return Vec::new() };
    if introduction.asking == introduction.asked {
        return vec![FieldProblem::new("asked", "to-oneself")];
    }
    Vec::new()
}
