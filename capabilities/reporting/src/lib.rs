//! Reporting: yearly reports that can be checked, and what was published beside what the records show.

mod access;
mod asked;
mod body;
pub mod claim;
pub mod edition;
mod forms;
mod pages;
mod paper;
pub mod publishing;
mod reader;
mod reckon;
mod recount;
pub mod report;
mod routes;
mod rows;
mod steps;

use std::sync::Arc;

use entente_access::Action;
use entente_jobs::Work;
use entente_record::Kind;
use entente_store::Migration;
use entente_web::{Capability, Gate, Menu, Panel, Web};

pub use asked::counts;
pub use claim::Claim;
pub use edition::Edition;
pub use pages::propose::proposed;
pub use report::Report;

/// The kinds of this room.
#[must_use]
pub fn kinds() -> Vec<&'static Kind> {
    vec![Claim::KIND, Report::KIND]
}

/// The tables of this room.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration { name: "reporting-0001", sql: include_str!("../migrations/0001_reporting.sql") },
        Migration { name: "reporting-0002", sql: include_str!("../migrations/0002_times.sql") },
        Migration { name: "reporting-0003", sql: include_str!("../migrations/0003_trash.sql") },
        Migration { name: "reporting-0004", sql: include_str!("../migrations/0004_reports.sql") },
        Migration { name: "reporting-0005", sql: include_str!("../migrations/0005_rows_and_counts.sql") },
    ]
}

/// What this room does in the background.
#[must_use]
pub fn works(web: &Web) -> Vec<Work> {
    vec![publishing::work(web), recount::work(web)]
}

/// What this room brings into the house.
#[must_use]
pub fn capability() -> Capability {
    let place =
        |label: &str, href: &str, gate| Menu { label: label.into(), href: href.into(), letter: ' ', gate };
    Capability {
        name: "reporting",
        kinds: kinds(),
        migrations: migrations(),
        locales: [include_str!("../locales/en.ftl"), include_str!("../locales/zh-Hans.ftl")],
        routes: routes::routes(),
        menu: vec![
            Menu::list(Claim::KIND, 'm'),
            place("claim-beside", "/claims/beside", Gate::May(Claim::KIND, Action::See)),
            Menu::list(Report::KIND, ' '),
            place("report-propose", "/reports/propose", Gate::May(Report::KIND, Action::Create)),
        ],
        panels: vec![Panel { kind: "report", beside: true, show: Arc::new(pages::standing::panel) }],
        ..Capability::default()
    }
}
