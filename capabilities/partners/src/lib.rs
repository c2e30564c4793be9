//! Partners: organisations and people, their names, relations and affiliations.

mod access;
pub mod import;
pub mod organisation;
pub mod person;

use entente_record::Kind;
use entente_store::Migration;

pub use organisation::Organisation;
pub use person::Person;

/// The kinds of this room.
#[must_use]
pub fn kinds() -> Vec<&'static Kind> {
    vec![Organisation::KIND, Person::KIND]
}

/// The tables of this room.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    vec![Migration { name: "partners-0001", sql: include_str!("../migrations/0001_partners.sql") }]
}
