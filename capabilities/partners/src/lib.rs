//! Partners: organisations and people, their names, relations and affiliations.

mod access;
pub mod import;
mod offers;
pub mod organisation;
mod periods;
pub mod person;
pub mod resolving;

use entente_record::Kind;
use entente_store::Migration;
use entente_web::pages::standard;
use entente_web::{Capability, Menu};

pub use offers::PartnersPeople;
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

/// What this room brings into the house.
#[must_use]
pub fn capability() -> Capability {
    Capability {
        name: "partners",
        kinds: kinds(),
        migrations: migrations(),
        locales: [include_str!("../locales/en.ftl"), include_str!("../locales/zh-Hans.ftl")],
        routes: kinds().into_iter().flat_map(standard).collect(),
        menu: vec![Menu::list(Organisation::KIND, 'o'), Menu::list(Person::KIND, 'p')],
        ..Capability::default()
    }
}
