//! A whole database in one file, taken while the program runs, and back again on either engine.
//!
//! The file is a tar archive in one zstd frame: `tables/NAME/NNNNNN.jsonl` (one row a line, as [`rows`] says), then
//! `manifest.json`. Behind the frame stands a skippable one with the SHA-256 of everything before it, so that
//! `tar --zstd -tf FILE` reads it, and a single altered bit is noticed.

mod archive;
mod read;
mod restore;
mod rows;
mod write;

pub use read::read_backup;
pub use restore::{RestoreProgress, restore};
pub(crate) use restore::{fill_shape, refuse_filled, shape_of};
pub use rows::Tally;
pub(crate) use write::migrations as had;
pub use write::{Progress, back_up, tally};

use std::fmt::Display;
use std::path::Path;

use entente_kernel::{Class, Instant, Problem};
use serde::{Deserialize, Serialize};

/// The form that this program writes; it reads no newer one.
const FORMAT: u32 = 1;

/// The manifest's name in the archive; it comes last.
const MANIFEST: &str = "manifest.json";

/// A verified backup: its file was read to the end, and everything in it is as its manifest says.
#[derive(Debug, Clone)]
pub struct Backup {
    /// What is in it.
    pub manifest: Manifest,
    pub(crate) path: std::path::PathBuf,
}

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The form of the file.
    pub format: u32,
    /// The program that wrote it.
    pub build: String,
    /// The engine that it was read from.
    pub engine: String,
    /// When, in RFC 3339.
    pub at: String,
    /// The database's migrations with their digests, in order.
    pub migrations: Vec<(String, String)>,
    /// The last row of the audit chain.
    pub audit_seq: i64,
    /// Its hash in hexadecimal.
    pub audit_hash: String,
    /// The tables in the order in which they are filled.
    pub tables: Vec<Table>,
    /// The parts in the order in which they stand in the file.
    pub parts: Vec<Part>,
}

/// One table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns in the order in which rows hold them.
    pub columns: Vec<String>,
    /// Number and digest of its rows.
    #[serde(flatten)]
    pub tally: Tally,
}

/// One part of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its name in the archive.
    pub name: String,
    /// Its rows.
    pub rows: u64,
    /// SHA-256 of its bytes in hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// When it was taken.
    #[must_use]
    pub fn instant(&self) -> Option<Instant> {
        Instant::parse(&self.at)
    }

    /// Rows in all tables.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.tally.rows).sum()
    }
}

/// The file is not what was written.
fn damaged(path: &Path, what: impl Display) -> Problem {
    Problem::new(Class::Invalid, "backup-damaged").with("path", path.display()).because(what)
}

/// A full disk is told from other failures, because the person at the terminal can do something about it.
fn unwritable(path: &Path, error: &std::io::Error) -> Problem {
    let class =
        if error.kind() == std::io::ErrorKind::StorageFull { Class::StorageFull } else { Class::Unavailable };
    Problem::new(class, "backup-unwritable").with("path", path.display()).because(error)
}
