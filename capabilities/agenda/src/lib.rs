//! The agenda: what somebody has to do until a day, whatever record it is about, and a calendar of everything due.

mod access;
mod dues;
mod ics;
mod measures;
mod month;
mod named;
mod offers;
mod pages;
pub mod queries;
mod routes;
mod steps;
pub mod task;
mod whose;

use std::sync::{Arc, OnceLock};

use entente_access::Action;
use entente_record::Kind;
use entente_store::Migration;
use entente_web::{Capability, Due, Gate, Home, Menu, Panel};

pub use offers::KeptObligations;
pub use task::{Task, TaskSort};

/// The kinds of records that tasks are about. A rule is a plain function, so what it asks for stands here; a program has
/// one list of kinds.
static ABOUT: OnceLock<Vec<&'static Kind>> = OnceLock::new();

/// The kinds of records that tasks are about; none before the room is part of a house.
pub(crate) fn about() -> &'static [&'static Kind] {
    ABOUT.get().map_or(&[], Vec::as_slice)
}

/// The kinds of this room.
#[must_use]
pub fn kinds() -> Vec<&'static Kind> {
    vec![Task::KIND]
}

/// The tables of this room.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration { name: "agenda-0001", sql: include_str!("../migrations/0001_agenda.sql") },
        Migration { name: "agenda-0002", sql: include_str!("../migrations/0002_trash.sql") },
    ]
}

/// What this room brings into the house; tasks may be about records of `others`.
#[must_use]
pub fn capability(others: Vec<&'static Kind>) -> Capability {
    ABOUT.get_or_init(|| others);
    Capability {
        name: "agenda",
        kinds: kinds(),
        migrations: migrations(),
        locales: [include_str!("../locales/en.ftl"), include_str!("../locales/zh-Hans.ftl")],
        routes: routes::routes(),
        menu: vec![
            Menu {
                label: "agenda-calendar".into(),
                href: "/calendar".into(),
                letter: 'c',
                gate: Gate::May(Task::KIND, Action::See),
            },
            Menu::list(Task::KIND, 'k'),
        ],
        panels: vec![Panel { kind: "*", beside: false, show: Arc::new(pages::panel::show) }],
        home: vec![Home { order: 5, show: Arc::new(pages::home::show) }],
        dues: vec![Due { list: Arc::new(dues::list) }],
        named: vec![named::owners()],
        measures: measures::measures(),
        ..Capability::default()
    }
}
