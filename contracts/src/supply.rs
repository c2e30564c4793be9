//! What can answer a need, as the rooms that hold it offer it to matching.

use entente_access::Audience;
use entente_kernel::{Id, Result, Text};
use entente_store::Reads;

/// What an offer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferSort {
    /// A piece of an expert's evidence: it speaks for its owner.
    Evidence,
    /// A technology: it speaks for itself.
    Technology,
}

/// One text that matching may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The record.
    pub id: Id,
    /// Whose evidence it is.
    pub owner: Option<Id>,
    /// What it is.
    pub sort: OfferSort,
    /// Who may read it.
    pub audience: Audience,
    /// Title, in one or both languages.
    pub title: Text,
    /// Everything else, in one or both languages.
    pub text: Text,
}

/// An expert as far as matching must know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Available {
    /// The expert's record.
    pub id: Id,
    /// The name.
    pub name: Text,
    /// Title and department, as far as they are known.
    pub place: Text,
    /// The person's record.
    pub person: Option<Id>,
    /// Where invitations go.
    pub email: Option<String>,
    /// Engagements at a time; without it there is no limit.
    pub capacity: Option<i64>,
    /// Does not want to be ranked.
    pub opted_out: bool,
}

/// Implemented by the room that holds the offers.
pub trait Supply: Send + Sync {
    /// Every live offer.
    fn all(&self, reads: &mut dyn Reads) -> Result<Vec<Offer>>;
    /// One record as it is now; `None` when it is gone or not of a kind that is matched.
    fn one(&self, reads: &mut dyn Reads, kind: &str, id: Id) -> Result<Option<Offer>>;
    /// Those of these experts that are live.
    fn experts(&self, reads: &mut dyn Reads, ids: &[Id]) -> Result<Vec<Available>>;
}
