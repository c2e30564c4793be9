//! Memberships: who belongs to the committee, since when, what it pays, and what it gets for it.

mod access;
pub mod acts;
pub mod approval;
pub mod bulletin;
mod dues;
mod guards;
pub mod introduction;
mod invariants;
pub mod invoice;
pub mod level;
pub mod mailing;
mod measures;
pub mod membership;
mod named;
pub mod names;
mod pages;
pub mod period;
pub mod request;
mod retention;
mod routes;
pub mod scheme;
pub mod services;
mod steps;
pub mod words;

use std::sync::Arc;

use entente_access::Action;
use entente_contracts::OpensNeed;
use entente_record::Kind;
use entente_store::Migration;
use entente_web::{Capability, Due, Gate, Guide, Home, Menu, Panel};

pub use approval::MembershipApproval;
pub use bulletin::{Bulletin, BulletinSubscription};
pub use introduction::Introduction;
pub use invoice::Invoice;
pub use level::Level;
pub use membership::Membership;
pub use pages::health::{Reason, reasons};
pub use period::MembershipPeriod;
pub use request::ServiceRequest;
pub use scheme::Scheme;

/// The kinds of this room.
#[must_use]
pub fn kinds() -> Vec<&'static Kind> {
    vec![
        Scheme::KIND,
        Level::KIND,
        Membership::KIND,
        MembershipPeriod::KIND,
        MembershipApproval::KIND,
        Invoice::KIND,
        ServiceRequest::KIND,
        Introduction::KIND,
        Bulletin::KIND,
        BulletinSubscription::KIND,
    ]
}

/// The tables of this room.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration { name: "memberships-0001", sql: include_str!("../migrations/0001_memberships.sql") },
        Migration { name: "memberships-0002", sql: include_str!("../migrations/0002_years.sql") },
    ]
}

/// What this room brings into the house; technology requests open their needs with `needs`.
#[must_use]
pub fn capability(needs: &Arc<dyn OpensNeed>) -> Capability {
    let panel = |kind, beside, show| Panel { kind, beside, show };
    Capability {
        name: "memberships",
        kinds: kinds(),
        migrations: migrations(),
        locales: [include_str!("../locales/en.ftl"), include_str!("../locales/zh-Hans.ftl")],
        routes: routes::routes(needs),
        menu: vec![
            Menu::list(Membership::KIND, 'j'),
            Menu::list(ServiceRequest::KIND, 'r'),
            Menu::list(Invoice::KIND, ' '),
            Menu::list(Introduction::KIND, ' '),
            Menu::list(Bulletin::KIND, ' '),
            Menu {
                label: "scheme-many".into(),
                href: "/schemes".into(),
                letter: ' ',
                gate: Gate::May(Scheme::KIND, Action::Create),
            },
        ],
        panels: vec![
            panel("membership", true, Arc::new(pages::membership::standing)),
            panel("membership", true, Arc::new(pages::membership::approvals)),
            panel("membership", true, Arc::new(pages::membership::agreement)),
            panel("membership", false, Arc::new(pages::membership::quotas)),
            panel("membership", true, Arc::new(pages::health::show)),
            panel("membership", false, Arc::new(pages::seats::show)),
            panel("service_request", true, Arc::new(pages::requests::panel)),
            panel("bulletin", true, Arc::new(pages::bulletins::panel)),
        ],
        home: vec![
            Home { order: 15, show: Arc::new(pages::home::staff) },
            Home { order: 16, show: Arc::new(pages::home::member) },
        ],
        dues: vec![Due { list: Arc::new(dues::list_due) }],
        named: named::all(),
        invariants: invariants::all(),
        measures: measures::measures(),
        standard: measures::standard(),
        guides: vec![Guide {
            name: "memberships",
            title: "guide-memberships",
            texts: [
                include_str!("../../../docs/guide/memberships.en.md"),
                include_str!("../../../docs/guide/memberships.zh.md"),
            ],
            gate: Gate::Roles(access::HANDLERS),
        }],
        retention: retention::rules(),
        ..Capability::default()
    }
}
