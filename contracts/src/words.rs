//! What the words of one language are called in the other, as the room that keeps terms offers it to matching.

use entente_kernel::{Id, Result};
use entente_store::{Event, Reads};

/// A pair of terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// In English.
    pub english: String,
    /// In Chinese.
    pub chinese: String,
    /// Place among the senses of its entry, 0 first.
    pub sense: u16,
}

/// What an event says of the terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concern {
    /// Nothing.
    None,
    /// Officers' terms changed.
    Terms,
    /// There is another dictionary.
    Dictionary,
}

/// Implemented by the room that keeps the terms.
pub trait Words: Send + Sync {
    /// Officers' own terms.
    fn terms(&self, reads: &mut dyn Reads) -> Result<Vec<Pair>>;
    /// The imported dictionary; empty without one.
    fn dictionary(&self, reads: &mut dyn Reads) -> Result<Vec<Pair>>;
    /// What an event of the outbox says of them.
    fn concern(&self, event: &Event) -> Concern;
}

/// What a record is called in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name {
    /// In English.
    pub english: String,
    /// In Chinese.
    pub chinese: String,
}

/// Implemented by rooms whose records have names in both languages.
pub trait Names: Send + Sync {
    /// True for kinds whose names it knows.
    fn keeps(&self, kind: &str) -> bool;
    /// Every live record that has a name in both.
    fn all(&self, reads: &mut dyn Reads) -> Result<Vec<(Id, Name)>>;
    /// The name of one record; `None` when it is gone or has a name in one language only.
    fn one(&self, reads: &mut dyn Reads, kind: &str, id: Id) -> Result<Option<Name>>;
}
