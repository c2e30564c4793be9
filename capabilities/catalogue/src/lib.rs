//! The catalogue: experts, their evidence, and technologies.

mod access;
pub mod evidence;
pub mod expert;
mod offers;
pub mod technology;

use entente_record::Kind;
use entente_store::Migration;

pub use evidence::Evidence;
pub use expert::Expert;
pub use offers::CatalogueSupply;
pub use technology::Technology;

/// The kinds of this room.
#[must_use]
pub fn kinds() -> Vec<&'static Kind> {
    vec![Expert::KIND, Evidence::KIND, Technology::KIND]
}

/// The tables of this room.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    vec![Migration { name: "catalogue-0001", sql: include_str!("../migrations/0001_catalogue.sql") }]
}
