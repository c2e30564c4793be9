//! Counting a published report again: every number from the same day and the same knowledge, compared row by row with
//! the packet. A job does it when somebody asks; what came of the last one is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use entente_access::Actor;
use entente_jobs::{At, New, Work, enqueue, get};
use entente_kernel::{Class, Id, Instant, Problem, Result};
use entente_packet::{Figure, Row};
use entente_record::{Typed, load};
use entente_store::{By, Reads, Tx};
use entente_web::Web;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::asked::written;
use crate::reckon::{Reckoning, moment};
use crate::{Report, edition, reader};

/// The kind of the job.
pub(crate) const JOB: &str = "report-count";

/// Days for which the job is kept.
const DAYS: i64 = 30;

/// Records that are named of a difference.
const NAMED: usize = 50;

/// What came of it: the numbers that differ.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Outcome {
    pub(crate) different: Vec<Different>,
}

/// A number that is another one now, or has other records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Different {
    /// Which figure of the packet it is, from 1.
    pub(crate) figure: usize,
    /// The number now and its rows; nothing where there is no such measure any more.
    pub(crate) now: Option<(i64, usize)>,
    /// Records that are not counted any more.
    pub(crate) gone: Named,
    /// Records that are counted only now.
    pub(crate) new: Named,
    /// Records with another content or amount.
    pub(crate) other: Named,
}

/// How many records, and the first of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Named {
    pub(crate) n: usize,
    pub(crate) first: Vec<String>,
}

/// The last count of a report, as it stands.
pub(crate) struct Count {
    /// When it was counted, and what came of it; nothing before the first count has ended.
    pub(crate) last: Option<(Instant, Outcome)>,
    /// A count waits or goes on.
    pub(crate) running: bool,
    /// The count behind the last one did not come to its end.
    pub(crate) failed: bool,
}

/// How the job is done.
pub(crate) fn work(web: &Web) -> Work {
    let web = web.clone();
    Work { kind: JOB, run: Arc::new(move |at| run(&web, at)) }
}

fn run(web: &Web, at: &At<'_>) -> Result<Json> {
    let id = at.job.input.get("report").and_then(Json::as_str).and_then(Id::parse);
    let (id, house) = (id.ok_or_else(Problem::not_found)?, web.clone());
    let outcome = at.db.read_now(move |reads| compared(&house, reads, id))?;
    let different = outcome.different.len();
    at.db.write_now(By::system("report"), move |tx| keep(tx, id, &outcome))?;
    Ok(json!({ "different": different }))
}

/// Has a published report counted again; once, however often it is asked for meanwhile. Errors: 404 for a report that
/// was not published.
pub(crate) fn ask(tx: &mut Tx<'_>, actor: &Actor, report: Id) -> Result<()> {
    edition::edition(tx, report)?.filter(|made| made.ended_at.is_some()).ok_or_else(Problem::not_found)?;
    if count(tx, report)?.running {
        return Ok(());
    }
    let input = json!({ "report": report.to_string() });
    let new = New { kind: JOB, owner: actor.account, key: None, input, not_before: None, days: DAYS };
    let job = enqueue(tx, &new)?;
    let sql = "INSERT INTO report_count (report, job) VALUES ($1, $2)
               ON CONFLICT (report) DO UPDATE SET job = excluded.job";
    tx.execute(sql, &[report.into(), job.into()]).map(|_| ())
}

fn keep(tx: &mut Tx<'_>, report: Id, outcome: &Outcome) -> Result<()> {
    let text = serde_json::to_string(outcome).map_err(Problem::internal)?;
    let now = tx.now();
    let sql = "UPDATE report_count SET counted_at = $2, outcome = $3 WHERE report = $1";
    tx.execute(sql, &[report.into(), now.into(), text.into()]).map(|_| ())
}

/// Where the last count of a report stands.
pub(crate) fn count(reads: &mut dyn Reads, report: Id) -> Result<Count> {
    let sql = "SELECT job, counted_at, outcome FROM report_count WHERE report = $1";
    let Some(row) = reads.first(sql, &[report.into()])? else {
        return Ok(Count { last: None, running: false, failed: false });
    };
    let (job, at, outcome): (Option<Id>, Option<Instant>, Option<String>) =
        (row.get(0)?, row.get(1)?, row.get(2)?);
    let last = at.zip(outcome).map(|(at, text)| {
        serde_json::from_str(&text).map(|outcome| (at, outcome)).map_err(Problem::internal)
    });
    let job = match job.map(|job| get(reads, job)) {
        // Jobs are forgotten after some days, and do not travel with a data package.
        Some(Err(problem)) if problem.class == Class::NotFound => None,
        job => job.transpose()?,
    };
    let running = job.as_ref().is_some_and(|job| !job.state.is_over());
    let failed = job.is_some_and(|job| job.problem.is_some());
    Ok(Count { last: last.transpose()?, running, failed })
}

fn compared(web: &Web, reads: &mut dyn Reads, id: Id) -> Result<Outcome> {
    let record = load(reads, Report::KIND, id)?.ok_or_else(Problem::not_found)?;
    let (made, packet) = edition::packet(reads, id)?.ok_or_else(Problem::not_found)?;
    let (report, (reader, _)) = (Report::from_record(&record)?, reader::of_class(&record.meta.class));
    let mut reckoning = Reckoning::new(web, &reader, moment(report.as_of, made.known_at));
    let mut outcome = Outcome::default();
    for (number, figure) in (1..).zip(&packet.figures) {
        outcome.different.extend(difference(reads, &mut reckoning, number, figure)?);
    }
    Ok(outcome)
}

/// How a figure differs from what is counted now; nothing where it does not.
fn difference(
    reads: &mut dyn Reads,
    reckoning: &mut Reckoning<'_>,
    number: usize,
    figure: &Figure,
) -> Result<Option<Different>> {
    let Ok(asked) = reckoning.find(reads, (&figure.measure, "", &written(&figure.query)))? else {
        let none = Named::default;
        return Ok(Some(Different { figure: number, now: None, gone: none(), new: none(), other: none() }));
    };
    let rows = reckoning.rows(reads, &asked.measure, &asked.slices, asked.currency.as_deref())?;
    let again = Figure { rows, ..figure.clone() };
    let value = again.added().unwrap_or(0);
    let [gone, new, other] = apart(&figure.rows, &again.rows);
    let equal = value == figure.value && [&gone, &new, &other].iter().all(|records| records.n == 0);
    let now = Some((value, again.rows.len()));
    Ok((!equal).then_some(Different { figure: number, now, gone, new, other }))
}

/// Records that are gone, new, or have another content or amount.
fn apart(then: &[Row], now: &[Row]) -> [Named; 3] {
    fn by(rows: &[Row]) -> BTreeMap<&str, &Row> {
        rows.iter().map(|row| (row.id.as_str(), row)).collect()
    }
    let (then, now) = (by(then), by(now));
    let all: BTreeSet<&str> = then.keys().chain(now.keys()).copied().collect();
    let named = |keep: &dyn Fn(&str) -> bool| {
        let ids: Vec<&str> = all.iter().copied().filter(|id| keep(id)).collect();
        Named { n: ids.len(), first: ids.into_iter().take(NAMED).map(str::to_owned).collect() }
    };
    [
        named(&|id| !now.contains_key(id)),
        named(&|id| !then.contains_key(id)),
        named(&|id| matches!((then.get(id), now.get(id)), (Some(a), Some(b)) if a != b)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_went_came_or_changed_are_told_apart() {
        let row = |id: &str, amount| Row { id: id.into(), sha256: "0".into(), amount };
        let [gone, new, other] = apart(
            &[row("a", 1), row("b", 1), row("c", 1)],
            &[row("b", 1), row("c", 2), row("d", 1), row("e", 1)],
        );
        let ids = |records: &Named| records.first.join(" ");
        assert_eq!([ids(&gone), ids(&new), ids(&other)], ["a", "d e", "c"]);
        assert_eq!([gone.n, new.n, other.n], [1, 2, 1]);
        let many: Vec<Row> = (0..NAMED + 7).map(|n| row(&format!("{n:03}"), 1)).collect();
        let [gone, ..] = apart(&many, &[]);
        assert_eq!((gone.n, gone.first.len()), (NAMED + 7, NAMED));
    }
}
