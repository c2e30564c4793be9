//! The catalogue: experts, their evidence, and technologies.

mod access;
pub mod evidence;
pub mod expert;
pub mod import;
mod offers;
pub mod technology;

use entente_record::Kind;
use entente_store::Migration;
use entente_web::pages::standard;
use entente_web::{Capability, Menu};

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

/// What this room brings into the house.
#[must_use]
pub fn capability() -> Capability {
    Capability {
        name: "catalogue",
        kinds: kinds(),
        migrations: migrations(),
        locales: [include_str!("../locales/en.ftl"), include_str!("../locales/zh-Hans.ftl")],
        routes: kinds().into_iter().flat_map(standard).collect(),
        menu: vec![
            Menu::list(Expert::KIND, 'x'),
            Menu::list(Technology::KIND, 't'),
            Menu::list(Evidence::KIND, ' '),
        ],
        ..Capability::default()
    }
}
