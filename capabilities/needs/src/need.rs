//! Needs.

use entente_contracts::KnowledgeField;
use entente_kernel::{Date, FieldProblem, Id, Money, Text};
use entente_record::{Choice, Datum, Meta, Record};

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum Wanted {
    /// Research or development.
    Development,
    /// Someone to look at a problem on site.
    Diagnosis,
    /// A licence.
    Licence,
    /// People.
    Talent,
    /// Training.
    Training,
    /// Support for planning.
    Planning,
    /// A joint centre, institute or laboratory.
    JointInstitution,
    /// Money.
    Funding,
    /// An introduction abroad.
    IntroductionAbroad,
}

/// How the need came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum NeedSource {
    /// Filed by the partner in the portal.
    Portal,
    /// Picked up at an event.
    Event,
    /// Picked up on a visit.
    Visit,
    /// Found in a diagnosis.
    Diagnosis,
    /// Entered by an officer.
    Officer,
}

/// What a partner asks for.
#[derive(Debug, Clone, Record)]
#[record(
    kind = "need",
    prefix = "NED",
    path = "needs",
    rule = crate::access::need,
    states = crate::steps::NEED,
    check = check
)]
pub struct Need {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// A short name; as confidential as the statement.
    #[field(required, listed, order, group = "statement", search = 5)]
    pub title: Text,
    /// What may be told to an expert before consent or a confidentiality agreement.
    #[field(prose, max = 2000, search = 1)]
    pub summary: Text,
    /// The whole wish, confidential.
    #[field(required, prose, max = 20_000, group = "statement", search = 1)]
    pub statement: Text,
    /// What is wanted.
    #[field(listed, filter)]
    pub wanted: Wanted,
    /// Fields of knowledge.
    #[field(filter)]
    pub fields: Vec<KnowledgeField>,
    /// Who asks.
    #[field(link = "organisation", listed, filter, group = "statement")]
    pub organisation: Id,
    /// Whom to answer.
    #[field(link = "person", group = "statement")]
    pub contact: Option<Id>,
    /// Where.
    #[field(max = 100, group = "statement")]
    pub region: Text,
    /// How much there is to spend.
    #[field(group = "statement")]
    pub budget: Option<Money>,
    /// Until when.
    #[field(listed, filter, order)]
    pub deadline: Option<Date>,
    /// How it came in.
    #[field(filter, group = "handling")]
    pub source: NeedSource,
    /// The office in charge.
    #[field(office, listed, filter, max = 60, group = "handling")]
    pub office: String,
    /// What happens next.
    #[field(max = 300, group = "handling")]
    pub next_action: Text,
    /// Who does it.
    #[field(max = 100, personal, group = "handling")]
    pub next_owner: String,
    /// Until when.
    #[field(filter, order, group = "handling")]
    pub next_due: Option<Date>,
    /// What came of it, with its external reference.
    #[field(max = 500, group = "handling")]
    pub outcome: String,
}

/// A budget is not below zero; from triage on there is a summary, or an expert could be told nothing.
fn check(record: &Record) -> Vec<FieldProblem> {
    let mut wrong = Vec::new();
    if let Datum::Money(budget) = record.value(Need::KIND, "budget")
        && budget.minor < 0
    {
        wrong.push(FieldProblem::new("budget", "negative"));
    }
    if record.meta.state != "received" && record.value(Need::KIND, "summary").is_empty() {
        wrong.push(FieldProblem::new("summary", "summary-missing"));
    }
    if record.meta.state == "converted" && record.value(Need::KIND, "outcome").is_empty() {
        wrong.push(FieldProblem::new("outcome", "outcome-missing"));
    }
    wrong
}
