//! Doing what is due.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use entente_kernel::{Class, Id, Problem, Result};
use entente_store::{By, Db, Reads, Tx};
use serde_json::json;

use crate::at::{At, Outcome};
use crate::job::{COLUMNS, Job, State, read};

/// Seconds for which a job is held without a sign of life.
pub(crate) const LEASE: i64 = 60;

/// Attempts after which a job has failed.
const ATTEMPTS: i64 = 5;

/// Seconds before a job is tried again, times the attempts so far.
const PAUSE: i64 = 20;

/// Does a job.
pub type Run = Arc<dyn Fn(&At<'_>) -> Result<Outcome> + Send + Sync>;

/// How jobs of a kind are done.
#[derive(Clone)]
pub struct Work {
    /// The kind; its name is the locale message `job-<kind>`.
    pub kind: &'static str,
    /// Does one.
    pub run: Run,
}

/// Does what is due, one job after the other; gives how many. A problem that will pass is tried again later.
pub fn run_due(db: &Db, works: &[Work]) -> Result<usize> {
    let mut done = 0;
    while let Some((job, runner)) = db.write_now(By::system("jobs"), claim)? {
        let end = match works.iter().find(|work| work.kind == job.kind) {
            Some(work) => end_of(&job, attempt(db, work, &job, runner)),
            None => failed(&Problem::internal(format!("nobody does jobs of kind {}", job.kind))),
        };
        if let Some(problem) = &end.told {
            tracing::warn!(job = %job.id, kind = job.kind, %problem, "job ended with a problem");
        }
        db.write_now(By::system("jobs"), move |tx| finish(tx, &job, runner, &end))?;
        done += 1;
    }
    Ok(done)
}

fn attempt(db: &Db, work: &Work, job: &Job, runner: Id) -> Result<Outcome> {
    let at = At { job, db, runner, reported: Cell::new(0) };
    catch_unwind(AssertUnwindSafe(|| (work.run)(&at)))
        .unwrap_or_else(|_| Err(Problem::internal("job fell over")))
}

/// The oldest job that is due, or whose lease ran out, now held by a new runner.
fn claim(tx: &mut Tx<'_>) -> Result<Option<(Job, Id)>> {
    let now = tx.now();
    // A job that took the program down with it this often does not get another chance by itself.
    tx.execute(
        "UPDATE job SET state = 'failed', problem = 'job-died', ended_at = $1
         WHERE state = 'running' AND lease_until < $1 AND attempts >= $2",
        &[now.into(), ATTEMPTS.into()],
    )?;
    let sql = format!(
        "SELECT {COLUMNS} FROM job WHERE (state = 'queued' AND not_before <= $1)
           OR (state = 'running' AND lease_until < $1) ORDER BY created_at, id LIMIT 1"
    );
    let Some(row) = tx.first(&sql, &[now.into()])? else { return Ok(None) };
    let job = read(&row)?;
    let runner = tx.new_id();
    let sql = "UPDATE job SET state = 'running', runner = $2, lease_until = $3, attempts = attempts + 1
               WHERE id = $1 AND state = $4 AND attempts = $5";
    let params = [
        job.id.into(),
        runner.into(),
        now.plus_seconds(LEASE).into(),
        job.state.word().into(),
        job.attempts.into(),
    ];
    if tx.execute(sql, &params)? == 0 {
        return Ok(None);
    }
    Ok(Some((Job { attempts: job.attempts + 1, state: State::Running, ..job }, runner)))
}

/// How an attempt ends.
struct End {
    state: State,
    outcome: Option<String>,
    problem: Option<&'static str>,
    /// Seconds until the next attempt.
    again: i64,
    told: Option<Problem>,
}

fn failed(problem: &Problem) -> End {
    let details = json!({ "args": problem.args, "fields": problem.fields.len() });
    End {
        state: State::Failed,
        outcome: Some(details.to_string()),
        problem: Some(problem.code),
        again: 0,
        told: Some(problem.clone()),
    }
}

fn end_of(job: &Job, result: Result<Outcome>) -> End {
    match result {
        Ok(outcome) => End {
            state: State::Done,
            outcome: Some(outcome.to_string()),
            problem: None,
            again: 0,
            told: None,
        },
        Err(problem) if problem.code == "job-cancelled" => {
            End { state: State::Cancelled, outcome: None, problem: None, again: 0, told: None }
        }
        Err(problem) if passes(&problem) && job.attempts < ATTEMPTS => {
            End { state: State::Queued, again: PAUSE * job.attempts, ..failed(&problem) }
        }
        Err(problem) => failed(&problem),
    }
}

/// Problems that are not the job's own, and may be over the next time.
fn passes(problem: &Problem) -> bool {
    matches!(problem.class, Class::Unavailable | Class::StorageFull)
}

fn finish(tx: &mut Tx<'_>, job: &Job, runner: Id, end: &End) -> Result<()> {
    let now = tx.now();
    let ended = end.state.is_over().then_some(now);
    let sql = "UPDATE job SET state = $3, outcome = $4, problem = $5, not_before = $6, ended_at = $7,
                 done = CASE WHEN $3 = 'done' THEN total ELSE done END
               WHERE id = $1 AND runner = $2 AND state = 'running'";
    let params = [
        job.id.into(),
        runner.into(),
        end.state.word().into(),
        end.outcome.clone().into(),
        end.problem.into(),
        now.plus_seconds(end.again).into(),
        ended.into(),
    ];
    if tx.execute(sql, &params)? > 0 && end.state.is_over() {
        let body = json!({ "state": end.state.word(), "owner": job.owner.map(|id| id.to_string()) });
        tx.announce("job.ended", &job.kind, job.id, &body.to_string())?;
    }
    Ok(())
}
