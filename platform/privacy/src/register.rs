//! The register of erasures outside the database, a JSON line each: what a restored backup must forget again.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use entente_kernel::{Class, Problem, Result};
use entente_store::{By, Db, Reads};

use crate::{Entry, erasures};

/// The register's file.
#[derive(Debug, Clone)]
pub struct Register(PathBuf);

impl Register {
    /// In this file, which need not be there yet.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Every entry; none without a file. Errors: `register-unreadable`.
    pub fn entries(&self) -> Result<Vec<Entry>> {
        if !self.0.exists() {
            return Ok(Vec::new());
        }
        let file = File::open(&self.0).map_err(|e| self.unreadable(&e))?;
        let mut found = Vec::new();
        for line in BufReader::new(file).lines() {
            let line = line.map_err(|e| self.unreadable(&e))?;
            if !line.trim().is_empty() {
                found.push(serde_json::from_str(&line).map_err(|e| self.unreadable(&e))?);
            }
        }
        Ok(found)
    }

    /// Appends entries and waits until the disk has them.
    fn append(&self, entries: &[Entry]) -> Result<()> {
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(&self.0)
            .map_err(|e| self.unreadable(&e))?;
        let mut text = String::new();
        for entry in entries {
            text += &serde_json::to_string(entry).map_err(Problem::internal)?;
            text.push('\n');
        }
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(|e| self.unreadable(&e))
    }

    fn unreadable(&self, error: &dyn std::fmt::Display) -> Problem {
        Problem::new(Class::Unavailable, "register-unreadable")
            .with("path", self.0.display())
            .because(error.to_string())
    }

    /// The entries that this database does not know: to be repeated. Errors: as [`Register::entries`].
    pub fn missing(&self, db: &Db) -> Result<Vec<Entry>> {
        let known = db.read_now(|reads| erasures(reads, false))?;
        let mut entries = self.entries()?;
        entries.retain(|entry| !known.iter().any(|one| one.id == entry.id));
        Ok(entries)
    }
}

/// Brings new erasures into the register and has the database's files forget the values; gives how many. An entry that
/// was written twice is the same entry.
pub fn follow(db: &Db, register: &Register) -> Result<usize> {
    let waiting = db.read_now(|reads| erasures(reads, true))?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let known = register.entries()?;
    let fresh: Vec<Entry> =
        waiting.iter().filter(|one| !known.iter().any(|entry| entry.id == one.id)).cloned().collect();
    register.append(&fresh)?;
    db.scrub()?;
    let count = waiting.len();
    db.write_now(By::system("erasures"), move |tx| {
        let now = tx.now();
        for one in &waiting {
            let id = entente_kernel::Id::parse(&one.id);
            tx.execute("UPDATE erasure SET kept_at = $2 WHERE id = $1", &[id.into(), now.into()])?;
        }
        Ok(())
    })?;
    Ok(count)
}
