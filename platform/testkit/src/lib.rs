//! Databases for tests: every test runs on both engines, each on a fresh database of its own.
//!
//! PostgreSQL's address comes from `ENTENTE_TEST_POSTGRES`, which `cargo xtask test` sets; without it a test says
//! so in a `skipped:` line.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod databases;
pub mod kinds;

use std::sync::Arc;

use entente_kernel::{FixedClock, Instant, SeededChance, TimeZone};
use entente_store::{Db, Migration, Options, Target};

/// A fresh database on one engine, with a clock and ids that repeat.
pub struct Bench {
    /// The database, migrated.
    pub db: Db,
    /// Its clock, at 2026-03-02T01:00:00Z first.
    pub clock: Arc<FixedClock>,
    /// Where it lives.
    pub target: Target,
}

/// The instant at which a test's clock stands at first.
#[must_use]
pub fn start() -> Instant {
    Instant::parse("2026-03-02T01:00:00Z").expect("an instant")
}

/// Runs `test` on each engine.
pub fn on_each_engine(migrations: &[Migration], test: impl Fn(&Bench)) {
    for database in databases::fresh(migrations) {
        let clock = Arc::new(FixedClock::at(start()));
        let options = Options {
            readers: 2,
            clock: Arc::<FixedClock>::clone(&clock),
            chance: Arc::new(SeededChance::new(7)),
            zone: TimeZone::get("Asia/Shanghai").expect("a zone"),
        };
        let db = Db::open(&database.target, options).expect("the test database opens");
        test(&Bench { db, clock, target: database.target.clone() });
    }
}

/// Two empty, unmigrated databases for tests of copying: one embedded, and one on the server if there is one.
pub fn empty_pair(test: impl Fn(&Target, &Target)) {
    let embedded = databases::embedded();
    match databases::server(None) {
        Some(server) => test(&embedded.target, &server.target),
        None => println!("{}", databases::NO_SERVER),
    }
}

/// A further empty embedded database.
pub fn empty_embedded(test: impl Fn(&Target)) {
    test(&databases::embedded().target);
}
