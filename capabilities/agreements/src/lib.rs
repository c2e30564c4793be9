//! Agreements: from the first draft to the end, with every text, approval and signature.

mod access;
pub mod acts;
pub mod agreement;
pub mod assent;
pub mod diff;
mod dues;
pub mod duties;
pub mod gates;
#[cfg(test)]
mod gates_test;
mod invariants;
mod measures;
mod named;
mod pages;
pub mod queries;
pub mod registration;
mod retention;
pub mod route;
mod routes;
mod settled;
mod steps;
pub mod technology;
pub mod text_version;
mod ties;
pub mod words;

use std::sync::Arc;

use entente_access::Action;
use entente_contracts::{Domiciles, Obligations};
use entente_record::Kind;
use entente_store::Migration;
use entente_web::{Capability, Card, Due, Gate, Guide, Menu, Panel, ShowPanel};

pub use agreement::Agreement;
pub use assent::Assent;
pub use registration::Registration;
pub use route::ApprovalRoute;
pub use text_version::AgreementText;

/// The kinds of this room.
#[must_use]
pub fn kinds() -> Vec<&'static Kind> {
    vec![Agreement::KIND, AgreementText::KIND, Assent::KIND, ApprovalRoute::KIND, Registration::KIND]
}

/// The tables of this room.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration { name: "agreements-0001", sql: include_str!("../migrations/0001_agreements.sql") },
        Migration { name: "agreements-0002", sql: include_str!("../migrations/0002_sought.sql") },
    ]
}

/// What this room brings into the house; others say where parties are at home, and keep what was promised.
#[must_use]
pub fn capability(domiciles: Arc<dyn Domiciles>, obligations: Arc<dyn Obligations>) -> Capability {
    ties::tie(domiciles, obligations);
    let place =
        |label: &str, href: &str, gate| Menu { label: label.into(), href: href.into(), letter: ' ', gate };
    let panel = |beside, show: ShowPanel| Panel { kind: "agreement", beside, show };
    Capability {
        name: "agreements",
        kinds: kinds(),
        migrations: migrations(),
        locales: [include_str!("../locales/en.ftl"), include_str!("../locales/zh-Hans.ftl")],
        routes: routes::routes(),
        menu: vec![
            Menu::list(Agreement::KIND, 'g'),
            place("agreement-board", "/agreements/board", Gate::May(Agreement::KIND, Action::Create)),
            place("agreement-tree", "/agreements/tree", Gate::May(Agreement::KIND, Action::See)),
            place("registration-many", "/registrations", Gate::May(Registration::KIND, Action::See)),
            place("approval_route-many", "/approval-routes", Gate::May(ApprovalRoute::KIND, Action::See)),
            place(
                "agreement-taking-over",
                "/agreements/take-over",
                Gate::May(Agreement::KIND, Action::Create),
            ),
            place("agreement-gates", "/agreements/gates", Gate::May(Agreement::KIND, Action::Create)),
        ],
        panels: vec![
            panel(true, Arc::new(pages::standing::show)),
            panel(true, Arc::new(pages::gates::show)),
            panel(true, Arc::new(pages::family::flags)),
            panel(false, Arc::new(pages::signing::show)),
            panel(false, Arc::new(pages::technology::results)),
            panel(false, Arc::new(pages::technology::show)),
            Panel { kind: "agreement_text", beside: true, show: Arc::new(pages::printed::link) },
        ],
        dues: vec![Due { list: Arc::new(dues::list_due) }],
        named: named::all(),
        cards: vec![Card { kind: "agreement", lines: Arc::new(pages::cards::lines) }],
        invariants: invariants::all(),
        measures: measures::measures(),
        standard: measures::standard(),
        guides: vec![Guide {
            name: "agreements",
            title: "guide-agreements",
            texts: [
                include_str!("../../../docs/guide/agreements.en.md"),
                include_str!("../../../docs/guide/agreements.zh.md"),
            ],
            gate: Gate::Roles(access::HANDLERS),
        }],
        retention: retention::rules(),
        ..Capability::default()
    }
}
