//! From a draft to what is kept for good.

use entente_access::Actor;
use entente_jobs::{New, enqueue};
use entente_kernel::{Instant, Problem, Result};
use entente_record::{Datum, Draft, Record, State, States, Step, Write, edit};
use entente_store::{Reads, Tx};
use serde_json::json;

use crate::{Report, edition, publishing};

/// Days for which the job of a publication is kept.
const DAYS: i64 = 30;

/// The lifecycle of reports.
pub(crate) static REPORT: States = States {
    name: "report-state",
    first: "draft",
    all: &[
        State::new("draft", 0),
        State::new("publishing", 1),
        State::new("published", 0),
        State::end("withdrawn"),
    ],
    steps: &[
        Step { guard: may_publish, then: begin, ..Step::new("publish", &["draft"], "publishing") },
        Step { guard: is_made, then: finish, ..Step::new("finish", &["publishing"], "published") },
        Step { guard: is_not_made, then: back, ..Step::new("reopen", &["publishing"], "draft").reasoned() },
        Step::new("withdraw", &["published"], "withdrawn").reasoned(),
    ],
};

/// Nothing is counted for a day that is not over yet, nor with knowledge that nobody has yet.
fn may_publish(reads: &mut dyn Reads, report: &Record) -> Result<()> {
    let today = reads.today();
    let day = |field| match report.value(Report::KIND, field) {
        Datum::Date(day) => Some(*day),
        _ => None,
    };
    if day("as_of").is_none_or(|day| day > today) || day("known_on").is_some_and(|day| day > today) {
        return Err(Problem::conflict("report-future"));
    }
    Ok(())
}

/// Fixes the point of knowledge and puts the job down.
fn begin(tx: &mut Tx<'_>, actor: &Actor, report: &Record) -> Result<()> {
    let now = tx.now();
    let known = match report.value(Report::KIND, "known_on") {
        Datum::Date(day) => Instant::end_of(*day, &tx.zone().clone()).min(now),
        _ => now,
    };
    edition::begin(tx, report.meta.id, known)?;
    let input = json!({ "report": report.meta.id.to_string() });
    let new =
        New { kind: publishing::JOB, owner: actor.account, key: None, input, not_before: None, days: DAYS };
    enqueue(tx, &new).map(|_| ())
}

fn is_made(reads: &mut dyn Reads, report: &Record) -> Result<()> {
    let made = edition::form(reads, report.meta.id, edition::PACKET)?.is_some();
    if made { Ok(()) } else { Err(Problem::conflict("report-not-made")) }
}

fn is_not_made(reads: &mut dyn Reads, report: &Record) -> Result<()> {
    if is_made(reads, report).is_ok() { Err(Problem::conflict("report-made")) } else { Ok(()) }
}

fn finish(tx: &mut Tx<'_>, _: &Actor, report: &Record) -> Result<()> {
    let day = report.meta.state_since;
    let draft = Draft::of(report).with(Report::KIND, "published_on", Datum::Date(day));
    let write = Write { effective: Some(day), ..Write::default() };
    edit(tx, &Actor::system(), Report::KIND, report.meta.id, &draft, &write).map(|_| ())
}

fn back(tx: &mut Tx<'_>, _: &Actor, report: &Record) -> Result<()> {
    edition::drop(tx, report.meta.id)
}
