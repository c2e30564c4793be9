//! Technologies on offer.

use entente_contracts::KnowledgeField;
use entente_kernel::{Date, FieldProblem, Id, Text};
use entente_record::{Datum, Meta, Record};

/// A technology to license or to develop further.
#[derive(Debug, Clone, Record)]
#[record(kind = "technology", prefix = "TEC", path = "technologies", rule = crate::access::technology, check = check)]
pub struct Technology {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// The title.
    #[field(required, listed, order, max = 500, search = 5)]
    pub title: Text,
    /// What everyone may read.
    #[field(prose, max = 5000, search = 2)]
    pub summary: Text,
    /// What only staff read.
    #[field(prose, max = 10_000, group = "detail", search = 1)]
    pub detail: Text,
    /// What it is good for.
    #[field(prose, max = 2000, search = 2)]
    pub applications: Text,
    /// Fields of knowledge.
    #[field(listed, filter)]
    pub fields: Vec<KnowledgeField>,
    /// Technology readiness level, 1 to 9.
    #[field(listed, filter, order)]
    pub trl: Option<i64>,
    /// The day of the assessment.
    pub trl_date: Option<Date>,
    /// Who assessed it.
    #[field(max = 200, personal)]
    pub trl_assessor: Text,
    /// What shows it.
    #[field(max = 500)]
    pub trl_evidence: Text,
    /// Not published as long as this stands.
    #[field(group = "detail")]
    pub embargo_until: Option<Date>,
    /// Where it comes from, when it was imported.
    #[field(fixed, max = 200)]
    pub source: String,
    /// The day on which somebody last said that it is still right.
    #[field(fixed, filter, order)]
    pub checked: Option<Date>,
    /// Who invented it.
    #[rows(table = "technology_inventor")]
    pub inventors: Vec<Inventor>,
}

/// An inventor.
#[derive(Debug, Clone, PartialEq, Eq, Record)]
#[part]
pub struct Inventor {
    /// The expert.
    #[field(link = "expert")]
    pub expert: Id,
}

/// Readiness levels go from 1 to 9 and say who assessed them, and when.
fn check(record: &Record) -> Vec<FieldProblem> {
    let value = |field: &str| record.value(Technology::KIND, field);
    let Datum::Int(level) = value("trl") else { return Vec::new() };
    let mut wrong = Vec::new();
    if !(1..=9).contains(level) {
        wrong.push(FieldProblem::new("trl", "trl"));
    }
    for field in ["trl_date", "trl_assessor"] {
        if value(field).is_empty() {
            wrong.push(FieldProblem::new(field, "required-with-trl"));
        }
    }
    wrong
}
