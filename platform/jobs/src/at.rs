//! A job at work.

use std::cell::Cell;
use std::io::Read;

use entente_kernel::{Class, Id, Problem, Result};
use entente_store::{By, Db, Reads};
use serde_json::Value as Json;

use crate::job::Job;
use crate::run::LEASE;

/// What came of a job, as its kind defines.
pub type Outcome = Json;

/// Microseconds between two reports of progress.
const REPORT: i64 = 500_000;

/// Bytes that are kept in one write.
const PIECE: u64 = 1 << 20;

/// A job at work, with the house's database.
pub struct At<'a> {
    /// The job as it was when this attempt began.
    pub job: &'a Job,
    /// The database.
    pub db: &'a Db,
    pub(crate) runner: Id,
    pub(crate) reported: Cell<i64>,
}

impl At<'_> {
    /// Who writes: the job's owner, in the job's own operation.
    #[must_use]
    pub fn by(&self) -> By {
        By { actor: self.job.owner, operation: format!("job {}", self.job.id) }
    }

    /// Says how far the work has come; to be called at least every few seconds, for it also holds the lease. Errors:
    /// `job-cancelled` (409) when the owner wants it to stop, `job-lost` (409) when somebody else does it by now.
    pub fn progress(&self, done: usize, total: usize) -> Result<()> {
        let now = self.db.clock().now();
        if now.0 - self.reported.get() < REPORT && done < total {
            return Ok(());
        }
        self.reported.set(now.0);
        let (id, runner) = (self.job.id, self.runner);
        let asked = self.db.write_now(By::system("jobs"), move |tx| {
            let until = tx.now().plus_seconds(LEASE);
            let sql =
                "UPDATE job SET done = $3, total = $4, lease_until = $5 WHERE id = $1 AND runner = $2 AND state = 'running'";
            let held =
                tx.execute(sql, &[id.into(), runner.into(), done.into(), total.into(), until.into()])?;
            if held == 0 {
                return Err(Problem::new(Class::Conflict, "job-lost"));
            }
            Ok(crate::get(tx, id)?.cancel_asked)
        })?;
        if asked { Err(Problem::new(Class::Conflict, "job-cancelled")) } else { Ok(()) }
    }

    /// Appends bytes to a file of the job.
    pub fn keep(&self, name: &str, media: &str, bytes: Vec<u8>) -> Result<()> {
        let (job, name, media) = (self.job.id, name.to_owned(), media.to_owned());
        self.db.write_now(By::system("jobs"), move |tx| crate::keep(tx, job, &name, &media, &bytes))
    }

    /// Appends everything that `from` still holds to a file of the job, piece by piece.
    pub fn keep_from(&self, name: &str, media: &str, from: &mut dyn Read) -> Result<()> {
        loop {
            let mut bytes = Vec::new();
            from.take(PIECE).read_to_end(&mut bytes).map_err(Problem::internal)?;
            if bytes.is_empty() {
                return Ok(());
            }
            self.keep(name, media, bytes)?;
        }
    }

    /// Forgets a file of the job, e.g. what an attempt before this one left.
    pub fn drop_file(&self, name: &str) -> Result<()> {
        let (job, name) = (self.job.id, name.to_owned());
        self.db.write_now(By::system("jobs"), move |tx| crate::drop_file(tx, job, &name))
    }

    /// A whole file of the job; `None` when there is none of that name.
    pub fn file(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let (job, name) = (self.job.id, name.to_owned());
        self.db.read_now(move |reads| crate::file(reads, job, &name))
    }
}
