//! Agreements.

use entente_contracts::KnowledgeField;
use entente_kernel::{Date, FieldProblem, Id, Money, Text};
use entente_record::{Datum, Meta, Record};

use crate::words::{
    AgreementSort, CheckOutcome, CheckSort, DutySort, ExportClass, Holder, IpOwner, IpUse, OfficeRole,
    PartyRole, Renewal, ReviewOutcome,
};

/// What our institution and its partners agree on.
#[derive(Debug, Clone, Record)]
#[record(
    kind = "agreement",
    prefix = "AGR",
    path = "agreements",
    rule = crate::access::agreement,
    states = crate::steps::AGREEMENT,
    check = check,
    settled = crate::settled::parties
)]
pub struct Agreement {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// What it is called.
    #[field(required, listed, order, search = 5)]
    pub title: Text,
    /// What kind of agreement.
    #[field(listed, filter)]
    pub sort: AgreementSort,
    /// What it is about.
    #[field(prose, max = 10_000, search = 1)]
    pub summary: Text,
    /// Fields of knowledge.
    #[field(filter)]
    pub fields: Vec<KnowledgeField>,
    /// The agreement that it belongs to.
    #[field(link = "agreement", filter)]
    pub parent: Option<Id>,
    /// The agreement whose place it takes.
    #[field(link = "agreement", filter, fixed)]
    pub replaces: Option<Id>,
    /// First day of the term.
    #[field(filter, order)]
    pub since: Option<Date>,
    /// Last day of the term; until further notice when empty.
    #[field(listed, filter, order)]
    pub until: Option<Date>,
    /// Days before the last one by which notice must be given.
    pub notice_days: Option<i64>,
    /// How it goes on after its term.
    #[field(filter)]
    pub renewal: Renewal,
    /// The day of the last signature.
    #[field(filter, order)]
    pub signed_on: Option<Date>,
    /// The day from which on it is in force.
    #[field(filter, order, fixed)]
    pub entered_on: Option<Date>,
    /// What is paid under it.
    #[field(order)]
    pub value: Option<Money>,
    /// Where the first party abroad is at home, or else the first party; follows from the parties.
    #[field(country, filter, fixed)]
    pub country: Option<String>,
    /// The office in charge.
    #[field(office, required, listed, filter, max = 60, group = "handling")]
    pub office: String,
    /// Who has it now.
    #[field(filter, fixed, group = "handling")]
    pub holder: Option<Holder>,
    /// By name.
    #[field(fixed, max = 200, personal, group = "handling")]
    pub holder_name: String,
    /// Since when.
    #[field(filter, order, fixed, group = "handling")]
    pub holder_since: Option<Date>,
    /// Technology or data goes abroad under it.
    #[field(filter, group = "handling")]
    pub crosses: bool,
    /// What the export rules say of the technology.
    #[field(filter, group = "handling")]
    pub export_class: Option<ExportClass>,
    /// Number and day of the letter of intent for an export.
    #[field(max = 200, group = "handling")]
    pub export_intent: String,
    /// Number and day of the export licence.
    #[field(max = 200, group = "handling")]
    pub export_licence: String,
    /// The part of the value that pays for technology.
    #[field(group = "handling")]
    pub technology_value: Option<Money>,
    /// Who owns the results.
    pub ip_owner: Option<IpOwner>,
    /// Who may use them, and how.
    pub ip_use: Vec<IpUse>,
    /// What each side brings along.
    #[field(prose, max = 5000)]
    pub background: Text,
    /// Days by which a publication may be held back.
    pub publication_delay: Option<i64>,
    /// The day of the review before the end.
    #[field(filter, group = "handling")]
    pub reviewed_on: Option<Date>,
    /// What the review says.
    #[field(filter, group = "handling")]
    pub review: Option<ReviewOutcome>,
    /// Why.
    #[field(prose, max = 5000, group = "handling")]
    pub review_note: Text,
    /// Where it comes from, when it was imported.
    #[field(max = 200, group = "handling")]
    pub source: String,
    /// The other parties.
    #[rows(table = "agreement_party")]
    pub parties: Vec<Party>,
    /// Further offices that take part.
    #[rows(table = "agreement_office")]
    pub offices: Vec<OfficePart>,
    /// What is to be done under it, and when.
    #[rows(table = "agreement_duty")]
    pub duties: Vec<Duty>,
    /// What was looked into.
    #[rows(table = "agreement_check")]
    pub checks: Vec<Check>,
}

/// A party besides our institution.
#[derive(Debug, Clone, PartialEq, Eq, Record)]
#[part]
pub struct Party {
    /// Who.
    #[field(link = "organisation", required)]
    pub organisation: Id,
    /// In what role, where that is said.
    pub role: Option<PartyRole>,
    /// First day.
    pub since: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

/// An office that takes part beside the one in charge.
#[derive(Debug, Clone, PartialEq, Eq, Record)]
#[part]
pub struct OfficePart {
    /// Which.
    #[field(office, required, max = 60, group = "handling")]
    pub office: String,
    /// Works on it, or is told.
    #[field(group = "handling")]
    pub role: OfficeRole,
    /// First day.
    #[field(group = "handling")]
    pub since: Option<Date>,
    /// Last day.
    #[field(group = "handling")]
    pub until: Option<Date>,
}

/// Something to be done under the agreement, once or again and again.
#[derive(Debug, Clone, PartialEq, Eq, Record)]
#[part]
pub struct Duty {
    /// What.
    #[field(required, max = 200)]
    pub what: Text,
    /// What sort of thing.
    pub sort: DutySort,
    /// The first time.
    #[field(required)]
    pub first: Date,
    /// Again every so many months; once when empty.
    pub every: Option<i64>,
    /// How much, for payments.
    pub amount: Option<Money>,
    /// Who sees to it here.
    #[field(max = 100, group = "handling")]
    pub owner_name: String,
}

/// Something that was looked into before going on.
#[derive(Debug, Clone, PartialEq, Eq, Record)]
#[part]
pub struct Check {
    /// What.
    #[field(group = "handling")]
    pub sort: CheckSort,
    /// What came out.
    #[field(group = "handling")]
    pub outcome: CheckOutcome,
    /// By whom.
    #[field(required, max = 100, group = "handling")]
    pub by_whom: String,
    /// When.
    #[field(required, group = "handling")]
    pub day: Date,
    /// Where it can be read.
    #[field(max = 300, group = "handling")]
    pub reference: String,
}

impl Agreement {
    /// Every kind of agreement that can be a technology contract in the sense of the Civil Code.
    #[must_use]
    pub fn is_technology_contract(&self) -> bool {
        crate::technology::contract_of(self.sort).is_some()
    }
}

/// Days in order, amounts not below zero and in one currency, no organisation and no office twice.
fn check(record: &Record) -> Vec<FieldProblem> {
    let mut wrong = Vec::new();
    let value = |field: &str| record.value(Agreement::KIND, field);
    if let (Datum::Date(since), Datum::Date(until)) = (value("since"), value("until"))
        && until < since
    {
        wrong.push(FieldProblem::new("until", "period-order"));
    }
    for field in ["value", "technology_value"] {
        if let Datum::Money(money) = value(field)
            && money.minor < 0
        {
            wrong.push(FieldProblem::new(field, "negative"));
        }
    }
    if let (Datum::Money(all), Datum::Money(part)) = (value("value"), value("technology_value")) {
        if all.currency != part.currency {
            wrong.push(FieldProblem::new("technology_value", "money-currencies"));
        } else if part.minor > all.minor {
            wrong.push(FieldProblem::new("technology_value", "technology-value"));
        }
    }
    for (field, most) in [("notice_days", 1100), ("publication_delay", 1100)] {
        if let Datum::Int(days) = value(field)
            && !(0..=most).contains(days)
        {
            wrong.push(FieldProblem::new(field, "days-range").with("max", most));
        }
    }
    if *value("parent") == Datum::Link(record.meta.id) {
        wrong.push(FieldProblem::new("parent", "own-parent"));
    }
    wrong.extend(parts(record));
    wrong
}

/// What is wrong in the parts.
fn parts(record: &Record) -> Vec<FieldProblem> {
    let mut wrong = Vec::new();
    let part = |name: &str| crate::queries::rows(record, name);
    for (name, code) in [("parties", "party-twice"), ("offices", "office-twice")] {
        let rows = part(name);
        let column = if name == "parties" { "organisation" } else { "office" };
        for (at, row) in rows.iter().enumerate() {
            if rows.iter().take(at).any(|other| other.first() == row.first()) {
                wrong.push(FieldProblem::new(format!("{name}.{at}.{column}"), code));
            }
            if let (Some(Datum::Date(since)), Some(Datum::Date(until))) = (row.get(2), row.get(3))
                && until < since
            {
                wrong.push(FieldProblem::new(format!("{name}.{at}.until"), "period-order"));
            }
        }
    }
    for (at, row) in part("offices").iter().enumerate() {
        if row.first() == Some(record.value(Agreement::KIND, "office")) {
            wrong.push(FieldProblem::new(format!("offices.{at}.office"), "office-twice"));
        }
    }
    for (at, row) in part("duties").iter().enumerate() {
        if let Some(Datum::Int(months)) = row.get(3)
            && !(1..=120).contains(months)
        {
            wrong.push(FieldProblem::new(format!("duties.{at}.every"), "months-range").with("max", 120));
        }
    }
    wrong
}
