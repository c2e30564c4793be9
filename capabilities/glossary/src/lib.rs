//! Glossary: what the words of one language are called in the other.

mod access;
pub mod dictionary;
pub mod import;
pub mod term;
mod words;

use entente_record::Kind;
use entente_store::Migration;
use entente_web::pages::standard;
use entente_web::{Capability, Menu};

pub use term::Term;
pub use words::GlossaryWords;

/// The kinds of this room.
#[must_use]
pub fn kinds() -> Vec<&'static Kind> {
    vec![Term::KIND]
}

/// The tables of this room.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration { name: "glossary-0001", sql: include_str!("../migrations/0001_glossary.sql") },
        Migration { name: "glossary-0002", sql: include_str!("../migrations/0002_times.sql") },
        Migration { name: "glossary-0003", sql: include_str!("../migrations/0003_trash.sql") },
    ]
}

/// What this room brings into the house.
#[must_use]
pub fn capability() -> Capability {
    Capability {
        name: "glossary",
        kinds: kinds(),
        migrations: migrations(),
        locales: [include_str!("../locales/en.ftl"), include_str!("../locales/zh-Hans.ftl")],
        routes: kinds().into_iter().flat_map(standard).collect(),
        menu: vec![Menu::list(Term::KIND, 'w')],
        ..Capability::default()
    }
}
