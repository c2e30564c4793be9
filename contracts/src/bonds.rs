//! What an agreement must know of its parties and of what was promised, without knowing the rooms that keep them.

use entente_access::Actor;
use entente_kernel::{Date, Id, Result, Text};
use entente_record::Kind;
use entente_store::{Reads, Tx};

/// Where an organisation is at home.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Domicile {
    /// ISO 3166 code; nothing when nobody entered one.
    pub country: Option<String>,
    /// Abroad, as it counts; nothing when that is not known.
    pub abroad: Option<bool>,
}

/// Implemented by the room that keeps organisations.
pub trait Domiciles: Send + Sync {
    /// Where each of these organisations is at home, in the order of `organisations`; nothing is known of who is gone.
    fn of(&self, reads: &mut dyn Reads, organisations: &[Id]) -> Result<Vec<Domicile>>;
}

/// Something that was promised until a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// What is to be done.
    pub title: Text,
    /// Until when.
    pub due: Date,
    /// Days before, on which it begins to stand on the owner's home page.
    pub remind: i64,
    /// Who does it: a log-in name, or a name.
    pub owner: String,
    /// The office in charge.
    pub office: String,
}

/// What became of the promises about a record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kept {
    /// Done, with evidence.
    pub done: i64,
    /// Still to be done.
    pub open: i64,
    /// Of those, overdue.
    pub overdue: i64,
}

/// Implemented by the room that keeps tasks and obligations.
pub trait Obligations: Send + Sync {
    /// Makes an obligation of each promise, about that record, in the caller's transaction.
    fn promise(
        &self,
        tx: &mut Tx<'_>,
        about: (&'static Kind, Id),
        fictional: bool,
        promises: &[Promise],
    ) -> Result<()>;
    /// What became of the obligations about a record, as far as the actor may see them.
    fn kept(&self, reads: &mut dyn Reads, actor: &Actor, about: Id) -> Result<Kept>;
    /// A condition in SQL: one of them about the record `{t}` changed at the instant `{1}` or later.
    fn moved_since(&self) -> &'static str;
}
