//! The promises of jobs, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use entente_jobs::{
    New, State, Work, cancel, chunk, counts, enqueue, file, files, get, list, retry, run_due, sweep,
};
use entente_kernel::{Class, Id, Problem, Result};
use entente_store::{By, Db, Migration};
use entente_testkit::{Bench, on_each_engine};
use serde_json::json;

fn migrations() -> Vec<Migration> {
    [entente_store::own_migrations(), entente_jobs::migrations()].concat()
}

fn ask(bench: &Bench, kind: &'static str, key: Option<&'static str>) -> Id {
    let new = move |tx: &mut entente_store::Tx<'_>| {
        enqueue(tx, &New { kind, owner: None, key, input: json!({"n": 3}), not_before: None, days: 7 })
    };
    bench.db.write_now(By::system("test"), new).unwrap()
}

fn later(bench: &Bench, seconds: i64) {
    bench.clock.set(bench.db.clock().now().plus_seconds(seconds));
}

fn work(
    kind: &'static str,
    run: impl Fn(&entente_jobs::At<'_>) -> Result<serde_json::Value> + Send + Sync + 'static,
) -> Work {
    Work { kind, run: Arc::new(run) }
}

fn stand(db: &Db, id: Id) -> entente_jobs::Job {
    db.read_now(move |reads| get(reads, id)).unwrap()
}

#[test]
fn a_job_is_done_once_in_its_turn_with_its_files() {
    on_each_engine(&migrations(), |bench| {
        let (first, second) = (ask(bench, "count", Some("a")), ask(bench, "count", None));
        assert_eq!(ask(bench, "count", Some("a")), first, "one key, one job");
        let seen = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&seen);
        let works = [work("count", move |at| {
            counted.fetch_add(1, Ordering::Relaxed);
            at.progress(1, 3)?;
            at.keep("a.csv", "text/csv", vec![7; 300_000])?;
            at.keep("a.csv", "text/csv", vec![8; 10])?;
            at.progress(3, 3)?;
            Ok(json!({ "n": at.job.input["n"] }))
        })];
        assert_eq!(run_due(&bench.db, &works).unwrap(), 2);
        assert_eq!(run_due(&bench.db, &works).unwrap(), 0);
        assert_eq!(seen.load(Ordering::Relaxed), 2);
        let job = stand(&bench.db, first);
        assert_eq!((job.state, job.done, job.total, &job.outcome["n"]), (State::Done, 3, 3, &json!(3)));
        let kept = bench.db.read_now(move |reads| files(reads, second)).unwrap();
        assert_eq!((kept[0].size, kept[0].pieces, kept[0].media.as_str()), (300_010, 3, "text/csv"));
        let whole = bench.db.read_now(move |reads| file(reads, second, "a.csv")).unwrap().unwrap();
        assert_eq!((whole.len(), whole[299_999], whole[300_000]), (300_010, 7, 8));
        assert_eq!(bench.db.read_now(move |reads| chunk(reads, second, "a.csv", 3)).unwrap(), None);
        let newest = bench.db.read_now(|reads| list(reads, None, None, 10)).unwrap();
        assert_eq!(newest.len(), 2);
    });
}

#[test]
fn what_fails_says_so_and_what_passes_is_tried_again() {
    on_each_engine(&migrations(), |bench| {
        let (bad, away, unknown) =
            (ask(bench, "bad", None), ask(bench, "away", None), ask(bench, "other", None));
        let panics = ask(bench, "panics", None);
        let tries = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&tries);
        let works = [
            work("bad", |_| Err(Problem::conflict("in-trash"))),
            work("panics", |_| panic!("no")),
            work("away", move |_| match counted.fetch_add(1, Ordering::Relaxed) {
                0 => Err(Problem::new(Class::Unavailable, "database-stopped")),
                _ => Ok(json!(null)),
            }),
        ];
        run_due(&bench.db, &works).unwrap();
        assert_eq!(stand(&bench.db, bad).problem.as_deref(), Some("in-trash"));
        for id in [unknown, panics] {
            assert_eq!(
                (stand(&bench.db, id).state, stand(&bench.db, id).problem.as_deref()),
                (State::Failed, Some("internal"))
            );
        }
        assert_eq!(stand(&bench.db, away).state, State::Queued);
        assert_eq!(run_due(&bench.db, &works).unwrap(), 0, "not before its pause is over");
        later(bench, 25);
        assert_eq!(run_due(&bench.db, &works).unwrap(), 1);
        assert_eq!(stand(&bench.db, away).state, State::Done);
        bench.db.write_now(By::system("test"), move |tx| retry(tx, bad)).unwrap();
        assert_eq!(stand(&bench.db, bad).state, State::Queued);
        let again = bench.db.write_now(By::system("test"), move |tx| retry(tx, away));
        assert_eq!(again.unwrap_err().code, "job-not-over");
    });
}

#[test]
fn a_job_stops_when_its_owner_says_so() {
    on_each_engine(&migrations(), |bench| {
        let (waiting, working) = (ask(bench, "slow", None), ask(bench, "slow", None));
        bench.db.write_now(By::system("test"), move |tx| cancel(tx, waiting)).unwrap();
        let works = [work("slow", |at| {
            let id = at.job.id;
            at.db.write_now(By::system("test"), move |tx| cancel(tx, id))?;
            at.progress(1, 1)?;
            Ok(json!("never"))
        })];
        assert_eq!(run_due(&bench.db, &works).unwrap(), 1);
        assert_eq!(stand(&bench.db, working).state, State::Cancelled);
        assert_eq!(bench.db.read_now(counts).unwrap(), [(State::Cancelled, 2)]);
        let over = bench.db.write_now(By::system("test"), move |tx| cancel(tx, working));
        assert_eq!(over.unwrap_err().code, "job-over");
    });
}

#[test]
fn a_job_whose_program_died_is_taken_again_and_given_up_at_last() {
    on_each_engine(&migrations(), |bench| {
        let id = ask(bench, "dies", None);
        let lost =
            "UPDATE job SET state = 'running', attempts = attempts + 1, runner = NULL, lease_until = $1";
        let mut lives = 0;
        loop {
            let now = bench.db.clock().now();
            bench
                .db
                .write_now(By::system("test"), move |tx| tx.execute(lost, &[now.into()]).map(|_| ()))
                .unwrap();
            assert_eq!(run_due(&bench.db, &[]).unwrap(), 0, "its lease holds");
            later(bench, 61);
            let works = [work("dies", |_| Err(Problem::new(Class::Unavailable, "gone")))];
            if run_due(&bench.db, &works).unwrap() == 0 {
                break;
            }
            lives += 1;
        }
        assert_eq!((lives, stand(&bench.db, id).problem.as_deref()), (2, Some("job-died")));
        later(bench, 8 * 24 * 3600);
        assert_eq!(bench.db.write_now(By::system("test"), sweep).unwrap(), 1);
    });
}
