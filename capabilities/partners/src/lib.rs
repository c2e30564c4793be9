//! Partners: organisations and people, their names, relations and affiliations.

mod access;
pub mod acts;
pub mod comparing;
mod domiciles;
pub mod duplicate;
pub mod import;
mod invariants;
pub mod linking;
mod measures;
pub mod naming;
mod offers;
pub mod organisation;
mod pages;
mod periods;
pub mod person;
mod queries;
pub mod resolver;
pub mod resolving;
mod retention;
mod routes;
mod steps;

use std::sync::Arc;

use entente_kernel::Result;
use entente_record::Kind;
use entente_store::{Db, Migration};
use entente_web::{Capability, Likely, Menu, Merging, Panel};

pub use comparing::Comparison;
pub use domiciles::PartnersDomiciles;
pub use duplicate::Duplicate;
pub use naming::Naming;
pub use offers::PartnersPeople;
pub use organisation::Organisation;
pub use person::Person;
pub use resolver::Resolver;

/// Finding the organisation that a text means, and organisations on file twice.
#[derive(Clone, Default)]
pub struct Resolving {
    /// Answers.
    pub resolver: Arc<Resolver>,
    /// The comparison of all with all.
    pub comparison: Arc<Comparison>,
}

impl Resolving {
    /// Does what is due in the background: links words, notices duplicates, forgets what nobody asks for.
    pub fn work(&self, db: &Db) -> Result<()> {
        while linking::follow(db, &self.resolver)? > 0 {}
        self.resolver.rest(db.clock().now());
        Ok(())
    }
}

/// Organisations offered to somebody who wrote another name, from this probability on.
const OFFERED: f64 = 0.01;

/// The kinds of this room.
#[must_use]
pub fn kinds() -> Vec<&'static Kind> {
    vec![Organisation::KIND, Person::KIND, Naming::KIND, Duplicate::KIND]
}

/// The tables of this room.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration { name: "partners-0001", sql: include_str!("../migrations/0001_partners.sql") },
        Migration { name: "partners-0002", sql: include_str!("../migrations/0002_linking.sql") },
        Migration { name: "partners-0003", sql: include_str!("../migrations/0003_figures.sql") },
        Migration { name: "partners-0004", sql: include_str!("../migrations/0004_places.sql") },
        Migration { name: "partners-0005", sql: include_str!("../migrations/0005_times.sql") },
        Migration { name: "partners-0006", sql: include_str!("../migrations/0006_trash.sql") },
    ]
}

/// What this room brings into the house.
#[must_use]
pub fn capability(resolving: &Resolving) -> Capability {
    let (asked, likely) = (Arc::clone(&resolving.resolver), Arc::clone(&resolving.resolver));
    let certain = Arc::clone(&resolving.resolver);
    Capability {
        name: "partners",
        kinds: kinds(),
        migrations: migrations(),
        locales: [include_str!("../locales/en.ftl"), include_str!("../locales/zh-Hans.ftl")],
        routes: routes::routes(resolving),
        menu: vec![
            Menu::list(Organisation::KIND, 'o'),
            Menu::list(Person::KIND, 'p'),
            Menu::list(Naming::KIND, 'a'),
            Menu::list(Duplicate::KIND, 'd'),
        ],
        panels: vec![
            Panel {
                kind: "naming",
                beside: false,
                show: Arc::new(move |cx, record| pages::naming::meant(cx, &asked, record)),
            },
            Panel { kind: "duplicate", beside: true, show: Arc::new(pages::duplicate::decide) },
        ],
        likely: vec![Likely {
            kind: "organisation",
            find: Arc::new(move |reads, words, most| {
                let meant = likely.meant(reads, words, most)?;
                let offered = meant.iter().filter(|one| one.probability >= OFFERED);
                Ok(offered.map(|one| one.organisation).collect())
            }),
            certain: Arc::new(move |reads, words| {
                let best = certain.meant(reads, words, 1)?.pop();
                Ok(best.filter(|one| one.certain).map(|one| one.organisation))
            }),
        }],
        merging: vec![Merging {
            kind: "organisation",
            combine: pages::duplicate::remember_names,
            stays: &["duplicate"],
        }],
        invariants: invariants::all(),
        measures: measures::measures(),
        standard: measures::standard(),
        retention: retention::rules(),
        ..Capability::default()
    }
}
