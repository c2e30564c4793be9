//! One database face over embedded SQLite and PostgreSQL.
//!
//! Callers send closures: [`Db::read`] runs on a reader thread, [`Db::write`] on the one writer thread, which
//! commits waiting writes together (a savepoint each). Code inside a closure is plain, synchronous Rust over
//! [`Reads`] and [`Tx`]; nothing outside this crate knows which engine answers. SQL is one text in the common
//! subset, with parameters `$1, $2, …`.
//!
//! Every write carries who does it ([`By`]); audit rows and outbox rows are written in the same transaction.

mod audit;
mod backup;
mod copy;
mod db;
mod engine;
mod gauges;
mod idempotency;
mod migrate;
mod outbox;
mod package;
mod row;
mod survey;
mod target;
mod tx;
mod value;

pub use audit::{Cell, Finding, erase_cells, erase_cells_where, verify};
pub use backup::{
    Backup, Manifest, Progress, RestoreProgress, Table, Tally, back_up, read_backup, restore, tally,
};
pub use copy::{CopyProgress, copy};
pub use db::{Db, Options};
pub use gauges::{BOUNDS, Gauges, Histogram};
pub use idempotency::{Recall, recall, remember};
pub use migrate::{EARLIEST_YEAR, Migration, migrate, own_migrations, tables};
pub use outbox::{Event, advance, cursor, pending};
pub use package::{
    Checked, Derived, Destination, Known, Make, PackReport, Packed, Pieces, Scope, fill_from_package,
    is_secret, pack_up, read_package,
};
pub use row::{FromValue, Row};
pub use survey::{Survey, survey};
pub use target::Target;
pub use tx::{By, Reads, Tx, scalar};
pub use value::Value;
