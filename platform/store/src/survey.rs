//! Looking at a database without changing it.

use entente_kernel::Result;

use crate::engine::connect;
use crate::migrate::refuse_newer;
use crate::{Migration, Target};

/// What was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// Migrations of the program that the database has not had.
    pub pending: Vec<&'static str>,
    /// Bytes of the write-ahead log, where it is a file beside the database.
    pub wal: Option<u64>,
}

/// Looks at `target`; `None` when there is no database of ours yet. Errors: `database-newer`, `database-unreachable`,
/// `database-unreadable`.
pub fn survey(target: &Target, list: &[Migration]) -> Result<Option<Survey>> {
    if target.file().is_some_and(|file| !file.exists()) {
        return Ok(None);
    }
    let mut connection = connect(target, true)?;
    if connection.columns("migration")?.is_empty() {
        return Ok(None);
    }
    refuse_newer(&mut *connection, list)?;
    let rows = connection.query("SELECT name FROM migration", &[])?;
    let known = rows.iter().map(|row| row.get(0)).collect::<Result<Vec<String>>>()?;
    let pending = list.iter().map(|m| m.name).filter(|name| !known.iter().any(|k| k == name)).collect();
    let wal = target.file().map(|file| {
        let mut name = file.as_os_str().to_owned();
        name.push("-wal");
        std::fs::metadata(name).map_or(0, |meta| meta.len())
    });
    Ok(Some(Survey { pending, wal }))
}
