//! The two engines behind one private trait; the only place where their differences are known.

mod postgres;
mod sqlite;

use entente_kernel::Result;

use crate::{Row, Target, Value};

/// One connection, used by one thread.
pub(crate) trait Connection: Send {
    fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>>;
    /// Hands the rows over one by one: a table need not fit into memory.
    fn each(&mut self, sql: &str, take: &mut dyn FnMut(Row) -> Result<()>) -> Result<()>;
    /// Rows changed.
    fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64>;
    /// Several statements without parameters.
    fn batch(&mut self, sql: &str) -> Result<()>;
    /// Statements of a migration.
    fn define(&mut self, sql: &str) -> Result<()> {
        self.batch(sql)
    }
    /// The type of a column that is the year of `effective_from`, and not earlier than [`crate::EARLIEST_YEAR`].
    fn year(&self) -> &'static str;
    /// Starts a read transaction in which nothing changes any more, however long it takes.
    fn begin_snapshot(&mut self) -> Result<()>;
    /// Starts a write transaction that no other writer can enter.
    fn begin_write(&mut self) -> Result<()>;
    /// Ends a write transaction. Errors: when anything in it failed, even if nobody minded.
    fn commit(&mut self) -> Result<()> {
        self.batch("COMMIT")
    }
    /// Column names of a table in order; empty when there is no such table.
    fn columns(&mut self, table: &str) -> Result<Vec<String>>;
    /// Lets foreign keys be checked at commit only, for this transaction.
    fn defer_foreign_keys(&mut self) -> Result<()>;
    /// A text column in an expression that orders by its bytes.
    fn bytewise(&self, column: &str) -> String {
        column.to_owned()
    }
    /// Has the database's files forget what was overwritten and deleted, as far as the engine can.
    fn scrub(&mut self) -> Result<()>;
    /// True when the connection is of no further use.
    fn broken(&self) -> bool;
}

/// Opens a connection. Read-only connections refuse writes where the engine can.
pub(crate) fn connect(target: &Target, read_only: bool) -> Result<Box<dyn Connection>> {
    Ok(match target {
        Target::Sqlite(path) => Box::new(sqlite::Sqlite::open(path, read_only)?),
        Target::Postgres(url) => Box::new(postgres::Postgres::open(url, read_only)?),
    })
}
