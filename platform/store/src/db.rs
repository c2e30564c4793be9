//! The database as the program holds it: reader threads and one writer thread behind a cheap handle.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use entente_kernel::{Chance, Class, Clock, OsChance, Problem, Result, SystemClock, TimeZone};
use tokio::sync::oneshot;

use crate::engine::{Connection, connect};
use crate::gauges::{Gauges, Way};
use crate::tx::{Head, Reader};
use crate::{By, Reads, Target, Tx};

/// Writes committed together at most; more only makes the first ones wait.
const GROUP: usize = 64;

/// How a database is opened.
#[derive(Clone)]
pub struct Options {
    /// Reader threads.
    pub readers: usize,
    /// Where "now" comes from.
    pub clock: Arc<dyn Clock>,
    /// Where ids, salts and tokens come from.
    pub chance: Arc<dyn Chance>,
    /// The installation's time zone.
    pub zone: TimeZone,
}

impl Default for Options {
    fn default() -> Self {
        Self { readers: 2, clock: Arc::new(SystemClock), chance: Arc::new(OsChance), zone: TimeZone::UTC }
    }
}

pub(crate) struct Shared {
    pub(crate) target: Target,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) chance: Arc<dyn Chance>,
    pub(crate) zone: TimeZone,
    gauges: Gauges,
}

type ReadJob = Box<dyn FnOnce(&mut dyn Connection, &Shared) + Send>;
type WriteJob = Box<dyn Job>;

/// A write that waits for its turn.
trait Job: Send {
    fn run(self: Box<Self>, connection: &mut dyn Connection, shared: &Arc<Shared>, head: &mut Head)
    -> Answer;
    /// The transaction could not even begin.
    fn refuse(self: Box<Self>, problem: Problem);
}

struct Write<T, F> {
    by: By,
    work: F,
    tell: Teller<T>,
}

/// Who waits for a write's end, and since when.
struct Teller<T> {
    tell: oneshot::Sender<Result<T>>,
    begun: std::time::Instant,
    shared: Arc<Shared>,
}

impl<T> Teller<T> {
    fn say(self, result: Result<T>) {
        self.shared.gauges.end(Way::Write, self.begun, away(result.as_ref().err()));
        self.tell.send(result).ok();
    }
}

/// True when the database could not do it, whoever asked for whatever.
fn away(problem: Option<&Problem>) -> bool {
    problem.is_some_and(|p| matches!(p.class, Class::Unavailable | Class::StorageFull))
}

impl<T, F> Job for Write<T, F>
where
    T: Send + 'static,
    F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
{
    fn run(
        self: Box<Self>,
        connection: &mut dyn Connection,
        shared: &Arc<Shared>,
        head: &mut Head,
    ) -> Answer {
        let Self { by, work, tell } = *self;
        let mut tx = Tx::new(connection, Arc::clone(shared), by, head.clone());
        let result = guarded(|| work(&mut tx));
        let keep = result.is_ok();
        if keep {
            *head = tx.head;
        }
        let tell = Box::new(move |failed: Option<Problem>| {
            tell.say(failed.map_or(result, Err));
        });
        Answer { keep, tell }
    }

    fn refuse(self: Box<Self>, problem: Problem) {
        self.tell.say(Err(problem));
    }
}

/// What a write left behind: whether to keep it, and how to tell the caller once the group is committed.
struct Answer {
    keep: bool,
    tell: Box<dyn FnOnce(Option<Problem>) + Send>,
}

/// A handle on the database; clones share the same threads.
#[derive(Clone)]
pub struct Db {
    shared: Arc<Shared>,
    reads: Sender<ReadJob>,
    writes: Sender<WriteJob>,
}

impl Db {
    /// Opens `target` and starts its threads. Errors: `database-unreadable`, `database-unreachable`.
    pub fn open(target: &Target, options: Options) -> Result<Self> {
        let Options { readers, clock, chance, zone } = options;
        let shared =
            Arc::new(Shared { target: target.clone(), clock, chance, zone, gauges: Gauges::default() });
        let writer = connect(target, false)?;
        let (reads, read_jobs) = channel::<ReadJob>();
        let read_jobs = Arc::new(Mutex::new(read_jobs));
        for _ in 0..readers.max(1) {
            let connection = connect(target, true)?;
            let (jobs, shared) = (Arc::clone(&read_jobs), Arc::clone(&shared));
            thread::spawn(move || read_loop(connection, &jobs, &shared));
        }
        let (writes, write_jobs) = channel::<WriteJob>();
        let for_writer = Arc::clone(&shared);
        thread::spawn(move || write_loop(writer, &write_jobs, &for_writer));
        Ok(Self { shared, reads, writes })
    }

    /// Reads on a reader thread. The closure sees committed data only.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut dyn Reads) -> Result<T> + Send + 'static,
    {
        self.start_read(work).await.unwrap_or_else(|_| Err(stopped()))
    }

    /// [`Db::read`] for threads that may block: the command line, jobs and tests.
    pub fn read_now<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut dyn Reads) -> Result<T> + Send + 'static,
    {
        self.start_read(work).blocking_recv().unwrap_or_else(|_| Err(stopped()))
    }

    /// Writes on the writer thread; the future is ready after COMMIT. On an error nothing is written.
    pub async fn write<T, F>(&self, by: By, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        self.start_write(by, work).await.unwrap_or_else(|_| Err(stopped()))
    }

    /// [`Db::write`] for threads that may block.
    pub fn write_now<T, F>(&self, by: By, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        self.start_write(by, work).blocking_recv().unwrap_or_else(|_| Err(stopped()))
    }

    /// Where the database lives; shows no password.
    #[must_use]
    pub fn target(&self) -> &Target {
        &self.shared.target
    }

    /// The installation's clock.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.shared.clock
    }

    /// The installation's source of randomness.
    #[must_use]
    pub fn chance(&self) -> &dyn Chance {
        &*self.shared.chance
    }

    /// The installation's time zone.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.shared.zone
    }

    /// Has the database's files forget what was overwritten and deleted, on a connection of its own: an embedded one
    /// empties its log, a server marks dead rows for reuse (its own log and archives are the operator's). Errors:
    /// `database-busy` while somebody still reads the old state; try again.
    pub fn scrub(&self) -> Result<()> {
        connect(&self.shared.target, false)?.scrub()
    }

    /// What its threads are at.
    #[must_use]
    pub fn gauges(&self) -> &Gauges {
        &self.shared.gauges
    }

    fn start_read<T, F>(&self, work: F) -> oneshot::Receiver<Result<T>>
    where
        T: Send + 'static,
        F: FnOnce(&mut dyn Reads) -> Result<T> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let begun = self.shared.gauges.begin(Way::Read);
        let job: ReadJob = Box::new(move |connection, shared| {
            let now = shared.clock.now();
            let mut reader = Reader { connection, now, zone: shared.zone.clone() };
            let result = guarded(|| work(&mut reader));
            shared.gauges.end(Way::Read, begun, away(result.as_ref().err()));
            tell.send(result).ok();
        });
        self.reads.send(job).ok();
        told
    }

    fn start_write<T, F>(&self, by: By, work: F) -> oneshot::Receiver<Result<T>>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let (begun, shared) = (self.shared.gauges.begin(Way::Write), Arc::clone(&self.shared));
        let job: WriteJob = Box::new(Write { by, work, tell: Teller { tell, begun, shared } });
        self.writes.send(job).ok();
        told
    }
}

fn stopped() -> Problem {
    Problem::new(Class::Unavailable, "database-stopped")
}

/// A panic in one closure must not take the thread, and with it the database, down.
fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()));
        Err(Problem::internal(format!("panic: {}", text.unwrap_or_default())))
    })
}

fn read_loop(mut connection: Box<dyn Connection>, jobs: &Mutex<Receiver<ReadJob>>, shared: &Shared) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        if connection.broken()
            && let Ok(fresh) = connect(&shared.target, true)
        {
            connection = fresh;
        }
        job(&mut *connection, shared);
    }
}

fn write_loop(mut connection: Box<dyn Connection>, jobs: &Receiver<WriteJob>, shared: &Arc<Shared>) {
    while let Ok(first) = jobs.recv() {
        if connection.broken()
            && let Ok(fresh) = connect(&shared.target, false)
        {
            connection = fresh;
        }
        let mut answers = Vec::new();
        let committed = commit_group(&mut *connection, first, jobs, shared, &mut answers);
        if committed.is_err() {
            connection.batch("ROLLBACK").ok();
        }
        for answer in answers {
            (answer.tell)(committed.as_ref().err().cloned());
        }
    }
}

/// Runs the waiting writes in one transaction and commits them together; several have a savepoint each.
fn commit_group(
    connection: &mut dyn Connection,
    first: WriteJob,
    jobs: &Receiver<WriteJob>,
    shared: &Arc<Shared>,
    answers: &mut Vec<Answer>,
) -> Result<()> {
    let opened = connection.begin_write().and_then(|()| load_head(connection));
    let mut head = match opened {
        Ok(head) => head,
        Err(problem) => {
            first.refuse(problem.clone());
            return Err(problem);
        }
    };
    let before = head.clone();
    let mut next = jobs.try_recv().ok();
    if next.is_none() {
        // Alone, the transaction itself is the savepoint: a large import need not keep every page twice.
        let answer = first.run(connection, shared, &mut head);
        let keep = answer.keep;
        answers.push(answer);
        if !keep {
            return connection.batch("ROLLBACK");
        }
    } else {
        run_in_savepoint(connection, first, shared, &mut head, answers)?;
    }
    while let Some(job) = next {
        run_in_savepoint(connection, job, shared, &mut head, answers)?;
        next = if answers.len() < GROUP { jobs.try_recv().ok() } else { None };
    }
    if head != before {
        let sql = "UPDATE chain_head SET audit_seq = $1, audit_hash = $2, outbox_seq = $3 WHERE one = 1";
        connection.execute(sql, &[head.audit_seq.into(), head.audit_hash.into(), head.outbox_seq.into()])?;
    }
    connection.commit()
}

/// One of several writes: it can be undone without the others.
fn run_in_savepoint(
    connection: &mut dyn Connection,
    job: WriteJob,
    shared: &Arc<Shared>,
    head: &mut Head,
    answers: &mut Vec<Answer>,
) -> Result<()> {
    connection.batch("SAVEPOINT job")?;
    let answer = job.run(connection, shared, head);
    let end = if answer.keep { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" };
    answers.push(answer);
    connection.batch(end)
}

fn load_head(connection: &mut dyn Connection) -> Result<Head> {
    let sql = "SELECT audit_seq, audit_hash, outbox_seq FROM chain_head WHERE one = 1";
    let rows = connection.query(sql, &[])?;
    let row = rows.first().ok_or_else(|| Problem::internal("chain_head is empty"))?;
    Ok(Head { audit_seq: row.get(0)?, audit_hash: row.get(1)?, outbox_seq: row.get(2)? })
}
