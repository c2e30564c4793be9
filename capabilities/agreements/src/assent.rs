//! Approvals and signatures.

use entente_kernel::{Date, Id, Text};
use entente_record::{Meta, Record};

use crate::words::{ApproverRole, AssentSort};

/// What a side said of one version of a text; made by acts alone.
#[derive(Debug, Clone, Record)]
#[record(
    kind = "assent",
    prefix = "ASS",
    path = "assents",
    rule = crate::access::assent,
    states = crate::steps::ASSENT
)]
pub struct Assent {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// What it is, in words.
    #[field(listed, max = 200, fixed)]
    pub subject: Text,
    /// Approval or signature.
    #[field(listed, filter, fixed)]
    pub sort: AssentSort,
    /// Of which agreement.
    #[field(link = "agreement", listed, filter, fixed)]
    pub agreement: Id,
    /// Of which version.
    #[field(link = "agreement_text", filter, fixed)]
    pub text: Id,
    /// SHA-256 of the bytes that it is about.
    #[field(fixed, max = 64)]
    pub digest: String,
    /// For which party; for our institution when empty.
    #[field(link = "organisation", listed, filter, fixed)]
    pub organisation: Option<Id>,
    /// In which role, for our institution.
    #[field(fixed)]
    pub role: Option<ApproverRole>,
    /// Who.
    #[field(listed, fixed, max = 200, personal)]
    pub name: String,
    /// In what capacity.
    #[field(fixed, max = 200)]
    pub capacity: String,
    /// When.
    #[field(listed, fixed)]
    pub day: Date,
    /// The signed copy: a document of the agreement.
    #[field(fixed, max = 60, group = "inner")]
    pub copy: String,
    /// The account of who recorded it.
    #[field(fixed, max = 60, group = "inner")]
    pub account: String,
}
