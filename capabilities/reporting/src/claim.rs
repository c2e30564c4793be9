//! Claims: published figures.

use std::collections::BTreeMap;

use entente_access::Sql;
use entente_kernel::{Date, FieldProblem, Id, Result, Text};
use entente_record::{Choice, Datum, Meta, Record};
use entente_store::Reads;

use crate::asked;

/// How exactly a figure was put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum Qualifier {
    /// That many.
    Exactly,
    /// More than that.
    MoreThan,
    /// Over that.
    Over,
    /// Nearly that.
    Nearly,
}

/// How far records bear a claim out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum EvidenceStatus {
    /// Nobody has looked yet.
    Unverified,
    /// Some of it.
    Partly,
    /// All of it.
    Evidenced,
}

/// A published figure.
#[derive(Debug, Clone, Record)]
#[record(kind = "claim", prefix = "CLM", path = "claims", rule = crate::access::claim, check = check)]
pub struct Claim {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// The exact wording.
    #[field(required, listed, order, max = 500, search = 5)]
    pub wording: Text,
    /// What it is about.
    #[field(listed, max = 200, search = 2)]
    pub subject: Text,
    /// What is counted, and where.
    #[field(listed, max = 500, search = 2)]
    pub scope: Text,
    /// The figure.
    #[field(listed)]
    pub figure: Option<i64>,
    /// How exactly it was put.
    #[field(listed, filter)]
    pub qualifier: Option<Qualifier>,
    /// What is counted.
    #[field(listed, max = 100)]
    pub unit: Text,
    /// The day for which it was said; undated when empty.
    #[field(listed, filter, order)]
    pub said_for: Option<Date>,
    /// How far records bear it out.
    #[field(listed, filter)]
    pub evidence: EvidenceStatus,
    /// The measure that evidences it, by its key.
    #[field(offered = "measure", filter, max = 100)]
    pub measure: String,
    /// What the measure is narrowed to, as its address writes it.
    #[field(max = 500)]
    pub narrowed: String,
    /// What else is to be known.
    #[field(prose, max = 2000)]
    pub remark: Text,
    /// The texts that say it.
    #[rows(table = "claim_source")]
    pub sources: Vec<ClaimSource>,
}

/// Per claim the texts that say it: title and address.
pub(crate) type Sources = BTreeMap<Id, Vec<(String, Option<String>)>>;

/// A text that says it.
#[derive(Debug, Clone, PartialEq, Eq, Record)]
#[part]
pub struct ClaimSource {
    /// The text.
    #[field(required, max = 300)]
    pub title: String,
    /// Where it stands.
    #[field(url, max = 500)]
    pub address: Option<String>,
    /// When it was read.
    pub read_on: Option<Date>,
}

/// The texts that say each of these claims: title and address, in order.
pub(crate) fn sources(reads: &mut dyn Reads, claims: &[Claim]) -> Result<Sources> {
    let mut sql = Sql::new("SELECT owner, title, address FROM claim_source WHERE recorded_to IS NULL AND ");
    sql.among("owner", claims.iter().map(|claim| claim.meta.id)).push(" ORDER BY owner, position");
    let mut all = Sources::new();
    for row in reads.query(&sql.text, &sql.params)? {
        all.entry(row.get(0)?).or_default().push((row.get(1)?, row.get(2)?));
    }
    Ok(all)
}

/// What a measure is narrowed to must be such parameters, and there must be a measure.
fn check(record: &Record) -> Vec<FieldProblem> {
    let line = |field| match record.value(Claim::KIND, field) {
        Datum::Line(line) => line.as_str(),
        _ => "",
    };
    let wrong = asked::wrong(line("measure"), "", line("narrowed"));
    wrong.into_iter().map(|(field, code)| FieldProblem::new(field, code)).collect()
}
