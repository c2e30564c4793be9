//! Reporting: what was published, beside what the records show.

mod access;
pub mod claim;

use entente_record::Kind;
use entente_store::Migration;
use entente_web::pages::standard;
use entente_web::{Capability, Menu};

pub use claim::Claim;

/// The kinds of this room.
#[must_use]
pub fn kinds() -> Vec<&'static Kind> {
    vec![Claim::KIND]
}

/// The tables of this room.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration { name: "reporting-0001", sql: include_str!("../migrations/0001_reporting.sql") },
        Migration { name: "reporting-0002", sql: include_str!("../migrations/0002_times.sql") },
        Migration { name: "reporting-0003", sql: include_str!("../migrations/0003_trash.sql") },
    ]
}

/// What this room brings into the house.
#[must_use]
pub fn capability() -> Capability {
    Capability {
        name: "reporting",
        kinds: kinds(),
        migrations: migrations(),
        locales: [include_str!("../locales/en.ftl"), include_str!("../locales/zh-Hans.ftl")],
        routes: kinds().into_iter().flat_map(standard).collect(),
        menu: vec![Menu::list(Claim::KIND, 'm')],
        ..Capability::default()
    }
}
