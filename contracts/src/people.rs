//! What rooms must know of people before they approach them, without knowing the room that keeps them.

use std::collections::BTreeMap;

use entente_kernel::{Date, Id, Result};
use entente_store::Reads;

/// How a person may be approached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approach {
    /// Freely.
    Free,
    /// After notice to the officer in charge.
    Notice,
    /// Only with the permission of the officer in charge.
    Permission,
}

/// Implemented by the room that keeps people.
pub trait People: Send + Sync {
    /// How each of these people may be approached; who is missing here is unknown.
    fn approaches(&self, reads: &mut dyn Reads, people: &[Id]) -> Result<BTreeMap<Id, Approach>>;
    /// Those of these people who have worked at the organisation on `since` or later.
    fn affiliated(
        &self,
        reads: &mut dyn Reads,
        people: &[Id],
        organisation: Id,
        since: Date,
    ) -> Result<Vec<Id>>;
}
