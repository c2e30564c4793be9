//! Personal data of any kind of record: how far it reaches, what of it can be taken out and what can be erased, and the
//! end of the trash.
//!
//! Kinds declare it: `personal` marks a field, `subject` marks the link to whom a record is about. Everything here
//! follows from these marks, so a new kind is covered by its declaration. After an erasure the rows stay without their
//! values: figures as of any day and the audit chain hold. What was erased stands in a register (ids alone) outside the
//! database too, so that it can be repeated when an older backup is restored.

mod elsewhere;
mod erase;
mod export;
mod plan;
mod reach;
mod register;
mod removal;
mod words;

use entente_store::Migration;

pub use elsewhere::NamedIn;
pub use erase::{Entry, erase_person, erasures, repeat};
pub use export::{Scope, everything};
pub use plan::{Account, Paper, Part, Plan, Stays, plan};
pub use reach::{Whose, persons_of, reach, whose};
pub use register::{Register, follow};
pub use removal::{KEPT_DAYS, Trashed, ends_at, remove_for_good, trashed};
pub use words::words;

/// The tables of this crate.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    vec![Migration { name: "privacy-0001", sql: include_str!("../migrations/0001_privacy.sql") }]
}
