//! What an officer thinks of one candidate for one need.

use entente_kernel::{FieldProblem, Id, Text};
use entente_record::{Choice, Datum, Meta, Record};

/// How good a match was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum MatchBand {
    /// Strong.
    Strong,
    /// Possible.
    Possible,
    /// Weak.
    Weak,
}

/// What an officer says of a candidate. It is kept, and nothing is learned from it yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum Feedback {
    /// Worth asking.
    Useful,
    /// Not worth asking.
    NotUseful,
    /// Was introduced to the partner.
    Introduced,
    /// Something came of it.
    Converted,
}

/// Where an officer puts a candidate, whatever the ranking says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum Placement {
    /// On top of the list.
    Pinned,
    /// Out of the list.
    Excluded,
}

/// A judgement: at most one for each need and candidate.
#[derive(Debug, Clone, Record)]
#[record(kind = "candidacy", prefix = "CAN", path = "candidacies", rule = crate::access::judgement, check = check)]
pub struct Candidacy {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// Why the officer thinks so.
    #[field(prose, max = 2000, personal)]
    pub remark: Text,
    /// The need.
    #[field(link = "need", listed, filter, fixed)]
    pub need: Id,
    /// The expert, if it is one.
    #[field(link = "expert", subject, listed, filter, fixed)]
    pub expert: Option<Id>,
    /// The technology, if it is one.
    #[field(link = "technology", listed, filter, fixed)]
    pub technology: Option<Id>,
    /// Stands on the shortlist.
    #[field(listed, filter)]
    pub shortlisted: bool,
    /// What the officer says.
    #[field(listed, filter)]
    pub feedback: Option<Feedback>,
    /// Where the officer puts the candidate.
    #[field(listed, filter)]
    pub placement: Option<Placement>,
    /// The place in the ranking at that moment.
    #[field(fixed)]
    pub rank: Option<i64>,
    /// The score at that moment, in millionths.
    #[field(fixed)]
    pub score: Option<i64>,
    /// The band at that moment.
    #[field(fixed)]
    pub band: Option<MatchBand>,
}

/// An expert or a technology, never both.
fn check(record: &Record) -> Vec<FieldProblem> {
    let value = |field: &str| record.value(Candidacy::KIND, field);
    let one = matches!(value("expert"), Datum::Link(_)) != matches!(value("technology"), Datum::Link(_));
    if one { Vec::new() } else { vec![FieldProblem::new("expert", "one-candidate")] }
}
