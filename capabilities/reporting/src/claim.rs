//! Claims: published figures.

use entente_kernel::{Date, Text};
use entente_record::{Choice, Meta, Record};

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
#[record(kind = "claim", prefix = "CLM", path = "claims", rule = crate::access::claim)]
pub struct Claim {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// The exact wording.
    #[field(required, listed, order, max = 500, search = 5)]
    pub wording: Text,
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
    /// What else is to be known.
    #[field(prose, max = 2000)]
    pub remark: Text,
    /// The texts that say it.
    #[rows(table = "claim_source")]
    pub sources: Vec<ClaimSource>,
}

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
