//! What a closure can do inside a read or a write.

use std::sync::Arc;

use entente_kernel::{Chance, Clock, Date, Id, Instant, Problem, Result, TimeZone};

use crate::audit::{self, Cell};
use crate::db::Shared;
use crate::engine::Connection;
use crate::{FromValue, Row, Value, outbox};

/// Reading, inside a read or a write.
pub trait Reads {
    /// All rows. `sql` is one statement in the common subset with parameters `$1, $2, …` and no other `$`.
    fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>>;

    /// The instant at which this read or write began.
    fn now(&self) -> Instant;

    /// Today's civil date in the installation's time zone.
    fn today(&self) -> Date;

    /// The first row, if any.
    fn first(&mut self, sql: &str, params: &[Value]) -> Result<Option<Row>> {
        Ok(self.query(sql, params)?.into_iter().next())
    }

    /// The number that `SELECT count(*) …` gives.
    fn count(&mut self, sql: &str, params: &[Value]) -> Result<i64> {
        let row = self.first(sql, params)?.ok_or_else(|| Problem::internal("a count without a row"))?;
        row.get(0)
    }
}

/// The first row's first column, if there is a row.
pub fn scalar<T: FromValue>(reads: &mut dyn Reads, sql: &str, params: &[Value]) -> Result<Option<T>> {
    reads.first(sql, params)?.map(|row| row.get(0)).transpose()
}

/// Who writes, and in which operation: both stand in the audit chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// The account, or `None` for the system itself.
    pub actor: Option<Id>,
    /// The operation id that logs and error pages show.
    pub operation: String,
}

impl By {
    /// The system itself, in a named operation such as `import ror`.
    pub fn system(operation: impl Into<String>) -> Self {
        Self { actor: None, operation: operation.into() }
    }
}

/// The last numbers given out; moves on with each write and is stored with the commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) audit_seq: i64,
    pub(crate) audit_hash: Vec<u8>,
    pub(crate) outbox_seq: i64,
}

/// A read on a reader thread's connection.
pub(crate) struct Reader<'c> {
    pub(crate) connection: &'c mut dyn Connection,
    pub(crate) now: Instant,
    pub(crate) zone: TimeZone,
}

impl Reads for Reader<'_> {
    fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
        self.connection.query(sql, params)
    }

    fn now(&self) -> Instant {
        self.now
    }

    fn today(&self) -> Date {
        self.now.date(&self.zone)
    }
}

/// One write: everything in it happens, or nothing.
pub struct Tx<'c> {
    connection: &'c mut dyn Connection,
    shared: Arc<Shared>,
    by: By,
    now: Instant,
    pub(crate) head: Head,
    /// What [`Tx::as_one`] gathers.
    gathered: Option<Vec<(Id, Cell)>>,
}

impl<'c> Tx<'c> {
    pub(crate) fn new(connection: &'c mut dyn Connection, shared: Arc<Shared>, by: By, head: Head) -> Self {
        let now = shared.clock.now();
        Self { connection, shared, by, now, head, gathered: None }
    }

    /// Runs one changing statement; gives the number of rows changed.
    pub fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64> {
        self.connection.execute(sql, params)
    }

    /// Who writes.
    #[must_use]
    pub fn by(&self) -> &By {
        &self.by
    }

    /// A new random id.
    #[must_use]
    pub fn new_id(&self) -> Id {
        Id::new(&*self.shared.chance)
    }

    /// The installation's source of randomness.
    #[must_use]
    pub fn chance(&self) -> &dyn Chance {
        &*self.shared.chance
    }

    /// The installation's clock.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.shared.clock
    }

    /// The installation's time zone.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.shared.zone
    }

    /// Appends one row to the audit chain: `act` on a record, with each changed field.
    pub fn audit(&mut self, kind: &str, record: Id, act: &str, cells: &[Cell]) -> Result<()> {
        match &mut self.gathered {
            Some(gathered) => gathered.extend(cells.iter().map(|cell| (record, cell.clone()))),
            None => audit::append(self, kind, record, act, cells)?,
        }
        Ok(())
    }

    /// Everything that `work` writes becomes one row of the audit chain, about `about`, in which each changed field
    /// stands with its record.
    pub fn as_one<T>(
        &mut self,
        kind: &str,
        about: Id,
        act: &str,
        work: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        self.gathered = Some(Vec::new());
        let result = work(self);
        let gathered = self.gathered.take().unwrap_or_default();
        let value = result?;
        audit::append_together(self, kind, about, act, gathered)?;
        Ok(value)
    }

    /// Announces a typed event to whoever follows the outbox.
    pub fn announce(&mut self, topic: &str, kind: &str, record: Id, body: &str) -> Result<()> {
        outbox::append(self, topic, kind, record, body)
    }
}

impl Reads for Tx<'_> {
    fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
        self.connection.query(sql, params)
    }

    fn now(&self) -> Instant {
        self.now
    }

    fn today(&self) -> Date {
        self.now.date(&self.shared.zone)
    }
}
