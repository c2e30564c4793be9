//! Personal data: what it is used for, who agreed, what people ask about it, what is erased and when, and the trash.

pub mod access;
pub mod acts;
pub mod consent;
mod dues;
mod offers;
mod pages;
pub mod petition;
pub mod purpose;
pub mod queries;
mod retention;
mod routes;
mod steps;
pub mod takeout;

use std::sync::Arc;

use entente_record::Kind;
use entente_store::Migration;
use entente_web::{Capability, Due, Gate, Guide, Menu, Panel};

pub use consent::Consent;
pub use offers::KeptConsents;
pub use petition::Petition;
pub use purpose::Purpose;

/// The kinds of this room.
#[must_use]
pub fn kinds() -> Vec<&'static Kind> {
    vec![Purpose::KIND, Consent::KIND, Petition::KIND]
}

/// The tables of this room.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration { name: "privacy-room-0001", sql: include_str!("../migrations/0001_privacy.sql") },
        Migration { name: "privacy-room-0002", sql: include_str!("../migrations/0002_trash.sql") },
    ]
}

/// What this room brings into the house; what lies in the trash ends after `trash_days`.
#[must_use]
pub fn capability(trash_days: i64) -> Capability {
    let place =
        |label: &str, href: &str, gate| Menu { label: label.into(), href: href.into(), letter: ' ', gate };
    Capability {
        name: "privacy",
        kinds: kinds(),
        migrations: migrations(),
        locales: [include_str!("../locales/en.ftl"), include_str!("../locales/zh-Hans.ftl")],
        routes: routes::routes(trash_days),
        menu: vec![
            place("my-data", "/my-data", Gate::Account),
            place("petition-many", "/petitions", Gate::Roles(access::READERS)),
            place("purpose-many", "/purposes", Gate::Roles(access::STAFF)),
            place("consent-many", "/consents", Gate::Roles(access::READERS)),
            place("retention", "/retention", Gate::Roles(access::STAFF)),
            place("trash-bin", "/trash", Gate::Roles(access::KEEPERS)),
        ],
        panels: vec![
            Panel { kind: "*", beside: false, show: Arc::new(pages::panel::show) },
            Panel { kind: "petition", beside: true, show: Arc::new(pages::panel::answer) },
        ],
        dues: vec![Due { list: Arc::new(dues::list) }],
        retention: retention::rules(),
        guides: vec![Guide {
            name: "personal-data",
            title: "guide-personal-data",
            texts: [
                include_str!("../../../docs/guide/personal-data.en.md"),
                include_str!("../../../docs/guide/personal-data.zh.md"),
            ],
            gate: Gate::Roles(access::STAFF),
        }],
        ..Capability::default()
    }
}
