//! What rooms must ask before they use a person's data for something that may rest on consent.

use entente_kernel::{Id, Result};
use entente_store::Reads;

/// What personal data is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Being ranked for needs.
    Ranking,
    /// Being written to with invitations.
    Invitations,
}

/// Implemented by the room that keeps purposes and consents.
pub trait Consents: Send + Sync {
    /// Those of these people whose data may not be used for it: a purpose in force rests on consent, and they have not
    /// given it, or their data is erased.
    fn barred(&self, reads: &mut dyn Reads, used: Use, people: &[Id]) -> Result<Vec<Id>>;
}
