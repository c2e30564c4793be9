//! A need that another room opens.

use entente_access::Actor;
use entente_kernel::{Id, Result, Text};
use entente_store::Tx;

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewNeedSort {
    /// Research or development.
    Development,
    /// Someone to look at a problem.
    Diagnosis,
    /// Support for planning.
    Planning,
}

/// A need to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNeed {
    /// A short name, as confidential as the statement.
    pub title: Text,
    /// The whole wish.
    pub statement: Text,
    /// What is wanted.
    pub sort: NewNeedSort,
    /// Who asks.
    pub organisation: Id,
    /// The office in charge; may be empty.
    pub office: String,
    /// Invented, and to be marked so.
    pub fictional: bool,
}

/// Implemented by the room that keeps needs.
pub trait OpensNeed: Send + Sync {
    /// Opens it in the caller's transaction, with the actor's rights; gives its id.
    fn open(&self, tx: &mut Tx<'_>, actor: &Actor, need: &NewNeed) -> Result<Id>;
}
