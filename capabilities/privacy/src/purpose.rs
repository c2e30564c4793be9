//! What personal data is used for.

use entente_kernel::Text;
use entente_record::{Choice, Meta, Record};

/// What makes a use lawful.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum LegalBasis {
    /// The person agreed.
    Consent,
    /// A contract with the person needs it.
    Contract,
    /// A task in the public interest.
    Task,
    /// An interest that outweighs the person's.
    Interest,
}

/// What in this program depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum Governs {
    /// Nothing by itself.
    Nothing,
    /// Being proposed for needs.
    Ranking,
    /// Being written to with invitations.
    Invitations,
}

/// A purpose.
#[derive(Debug, Clone, Record)]
#[record(kind = "purpose", prefix = "PUR", path = "purposes", rule = crate::access::purpose)]
pub struct Purpose {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// What for, as the person is told.
    #[field(required, listed, order, max = 200, search = 3)]
    pub name: Text,
    /// A short code.
    #[field(required, unique, listed, max = 40)]
    pub code: String,
    /// What makes it lawful.
    #[field(listed, filter)]
    pub basis: LegalBasis,
    /// What depends on it here.
    #[field(listed, filter)]
    pub governs: Governs,
    /// Who answers for it.
    #[field(listed, max = 200)]
    pub responsible: String,
    /// What is done with which data.
    #[field(prose, max = 5000)]
    pub about: Text,
    /// In force.
    #[field(filter)]
    pub in_force: bool,
}
