//! Work that outlives a request: imports, exports, digests, reminders.
//!
//! A [`New`] job is put down in the transaction that asks for it. [`run_due`] takes the oldest one that is due under a
//! lease, so that of several programs on one database one does it; a lease that ran out (the program died) is taken
//! again, from where the job's own writes left off. Jobs belong to an account, whose rights are read anew each time;
//! jobs and their files are forgotten when they expire.

mod at;
mod files;
mod job;
mod run;

pub use at::{At, Outcome};
pub use files::{File, chunk, drop_file, file, files, keep};
pub use job::{Job, New, State, cancel, counts, enqueue, get, list, retry, sweep};
pub use run::{Run, Work, run_due};

use entente_store::Migration;

/// The tables of jobs.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    vec![Migration { name: "jobs-0001", sql: include_str!("../migrations/0001_jobs.sql") }]
}
