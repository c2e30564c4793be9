//! The catalogue: experts, their evidence, and technologies.

mod access;
pub mod acts;
pub mod correction;
pub mod evidence;
pub mod expert;
pub mod import;
mod measures;
mod offers;
mod pages;
pub mod queries;
mod retention;
mod routes;
mod steps;
pub mod technology;

use std::sync::Arc;

use entente_access::Action;
use entente_record::Kind;
use entente_store::Migration;
use entente_web::{Capability, Gate, Menu, Panel};

pub use correction::Correction;
pub use evidence::Evidence;
pub use expert::Expert;
pub use offers::CatalogueSupply;
pub use technology::Technology;

/// The kinds of this room.
#[must_use]
pub fn kinds() -> Vec<&'static Kind> {
    vec![Expert::KIND, Evidence::KIND, Technology::KIND, Correction::KIND]
}

/// The tables of this room.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration { name: "catalogue-0001", sql: include_str!("../migrations/0001_catalogue.sql") },
        Migration { name: "catalogue-0002", sql: include_str!("../migrations/0002_upkeep.sql") },
        Migration { name: "catalogue-0003", sql: include_str!("../migrations/0003_times.sql") },
        Migration { name: "catalogue-0004", sql: include_str!("../migrations/0004_trash.sql") },
    ]
}

/// What this room brings into the house.
#[must_use]
pub fn capability() -> Capability {
    Capability {
        name: "catalogue",
        kinds: kinds(),
        migrations: migrations(),
        locales: [include_str!("../locales/en.ftl"), include_str!("../locales/zh-Hans.ftl")],
        routes: routes::routes(),
        menu: vec![
            Menu::list(Expert::KIND, 'x'),
            Menu::list(Technology::KIND, 't'),
            Menu::list(Evidence::KIND, ' '),
            Menu::list(Correction::KIND, ' '),
            Menu {
                label: "own-profile".into(),
                href: "/me".into(),
                letter: 'y',
                gate: Gate::Roles(&["researcher"]),
            },
            Menu {
                label: "catalogue-upkeep".into(),
                href: "/catalogue/upkeep".into(),
                letter: 'u',
                gate: Gate::May(Technology::KIND, Action::Edit),
            },
        ],
        panels: vec![Panel { kind: "expert", beside: true, show: Arc::new(pages::own::panel) }],
        measures: measures::measures(),
        standard: measures::standard(),
        retention: retention::rules(),
        ..Capability::default()
    }
}
