//! What an expert wants to have put right.

use entente_kernel::Id;
use entente_record::{Meta, Record};

/// A correction that an expert asks for; the office decides.
#[derive(Debug, Clone, Record)]
#[record(
    kind = "correction",
    prefix = "COR",
    path = "corrections",
    rule = crate::access::correction,
    states = crate::steps::CORRECTION
)]
pub struct Correction {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// What is wrong or missing, in the expert's words.
    #[field(required, listed, order, max = 1000, personal, search = 3)]
    pub wish: String,
    /// Whose profile or evidence it is about.
    #[field(link = "expert", subject, listed, filter)]
    pub expert: Id,
    /// The piece of evidence, if it is about one.
    #[field(link = "evidence", listed, filter)]
    pub evidence: Option<Id>,
}
