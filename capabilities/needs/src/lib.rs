//! Needs: from a partner's wish to its outcome.

mod access;
pub mod engagement;
pub mod need;
pub mod ranking;
mod routes;
mod steps;

use entente_record::Kind;
use entente_store::Migration;

pub use engagement::Engagement;
pub use need::Need;
pub use ranking::Matching;
pub use routes::routes;

/// The kinds of this room.
#[must_use]
pub fn kinds() -> Vec<&'static Kind> {
    vec![Need::KIND, Engagement::KIND]
}

/// The tables of this room.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    vec![Migration { name: "needs-0001", sql: include_str!("../migrations/0001_needs.sql") }]
}
