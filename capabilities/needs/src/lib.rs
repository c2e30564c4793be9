//! Needs: from a partner's wish to its outcome.

mod access;
pub mod engagement;
pub mod need;
pub mod ranking;
mod routes;
mod steps;

use std::sync::Arc;

use entente_record::Kind;
use entente_store::Migration;
use entente_web::pages::standard;
use entente_web::{Capability, Menu};

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

/// What this room brings into the house.
#[must_use]
pub fn capability(_matching: &Arc<Matching>) -> Capability {
    Capability {
        name: "needs",
        kinds: kinds(),
        migrations: migrations(),
        locales: [include_str!("../locales/en.ftl"), include_str!("../locales/zh-Hans.ftl")],
        routes: kinds().into_iter().flat_map(standard).collect(),
        menu: vec![Menu::list(Need::KIND, 'n'), Menu::list(Engagement::KIND, 'e')],
        ..Capability::default()
    }
}
