//! Needs: from a partner's wish to its outcome.

mod access;
pub mod acts;
pub mod bars;
pub mod candidacy;
pub mod conflict;
mod dues;
pub mod engagement;
mod held;
mod invariants;
mod json;
mod letters;
pub mod meaning;
mod measures;
mod named;
pub mod need;
mod offers;
mod pages;
pub mod queries;
pub mod ranker;
pub mod ranking;
mod retention;
mod routes;
mod steps;

use std::sync::Arc;

use entente_access::Action;
use entente_kernel::Result;
use entente_record::{Kind, Record};
use entente_store::Migration;
use entente_web::{Capability, Card, Cx, Due, Gate, Guide, Home, Menu, Panel};

pub use candidacy::Candidacy;
pub use conflict::Conflict;
pub use engagement::Engagement;
pub use json::api_routes;
pub use need::Need;
pub use offers::KeptNeeds;
pub use ranking::Matching;

/// The kinds of this room.
#[must_use]
pub fn kinds() -> Vec<&'static Kind> {
    vec![Need::KIND, Engagement::KIND, Candidacy::KIND, Conflict::KIND]
}

/// The tables of this room.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration { name: "needs-0001", sql: include_str!("../migrations/0001_needs.sql") },
        Migration { name: "needs-0002", sql: include_str!("../migrations/0002_placement.sql") },
        Migration { name: "needs-0003", sql: include_str!("../migrations/0003_times.sql") },
        Migration { name: "needs-0004", sql: include_str!("../migrations/0004_trash.sql") },
    ]
}

/// A panel that asks matching.
fn with_matching(
    kind: &'static str,
    matching: &Arc<Matching>,
    show: fn(&mut Cx<'_>, &Matching, &'static str, &Record) -> Result<Option<String>>,
) -> Panel {
    let matching = Arc::clone(matching);
    let show = move |cx: &mut Cx<'_>, record: &Record| show(cx, &matching, kind, record);
    Panel { kind, beside: true, show: Arc::new(show) }
}

/// What this room brings into the house.
#[must_use]
pub fn capability(matching: &Arc<Matching>) -> Capability {
    let staff = Gate::May(Candidacy::KIND, Action::See);
    let place = |label: &str, href: &str, letter| Menu {
        label: label.into(),
        href: href.into(),
        letter,
        gate: staff,
    };
    Capability {
        name: "needs",
        kinds: kinds(),
        migrations: migrations(),
        locales: [include_str!("../locales/en.ftl"), include_str!("../locales/zh-Hans.ftl")],
        routes: routes::routes(matching),
        menu: vec![
            Menu::list(Need::KIND, 'n'),
            place("board", "/needs/board", 'b'),
            place("needs-funnel", "/needs/funnel", 'f'),
            Menu::list(Engagement::KIND, 'e'),
            Menu::list(Conflict::KIND, 'i'),
            Menu {
                label: "needs-missing-words".into(),
                href: "/needs/untranslated".into(),
                letter: ' ',
                gate: Gate::May(Candidacy::KIND, Action::Create),
            },
        ],
        panels: vec![
            Panel { kind: "need", beside: true, show: Arc::new(pages::panels::candidates) },
            Panel { kind: "need", beside: false, show: Arc::new(pages::panels::accepted) },
            with_matching("need", matching, |cx, matching, _, need| {
                pages::panels::similar(cx, matching, need)
            }),
            with_matching("technology", matching, pages::panels::fitting),
            with_matching("expert", matching, pages::panels::fitting),
            with_matching("expert", matching, |cx, matching, _, expert| {
                pages::panels::asked(cx, matching, expert)
            }),
            with_matching("organisation", matching, |cx, matching, _, organisation| {
                pages::panels::neighbours(cx, matching, organisation)
            }),
        ],
        home: vec![
            Home { order: 10, show: Arc::new(pages::home::staff) },
            Home { order: 20, show: Arc::new(pages::home::partner) },
            Home { order: 30, show: Arc::new(pages::home::expert) },
        ],
        dues: vec![Due { list: Arc::new(dues::list_due) }],
        named: named::all(),
        cards: vec![Card { kind: "need", lines: Arc::new(pages::cards::lines) }],
        invariants: invariants::all(),
        measures: measures::measures(),
        standard: measures::standard(),
        guides: vec![Guide {
            name: "matching",
            title: "needs-how",
            texts: [
                include_str!("../../../docs/guide/how-matching-decides.en.md"),
                include_str!("../../../docs/guide/how-matching-decides.zh.md"),
            ],
            gate: Gate::May(Candidacy::KIND, Action::See),
        }],
        retention: retention::rules(),
        ..Capability::default()
    }
}
