//! Filling an empty database from a backup.

use entente_kernel::{Class, Instant, Problem, Result, hex};
use sha2::{Digest, Sha256};

use super::archive::each_part;
use super::read::{lines, table_of};
use super::rows::row;
use super::write::tally_in;
use super::{Backup, MANIFEST, damaged};
use crate::copy::{every_table, insert, per_statement};
use crate::engine::{Connection, connect};
use crate::{Migration, Row, Target, migrate};

/// How far it has come.
pub struct RestoreProgress {
    /// Rows filled in so far.
    pub rows: u64,
}

/// Fills the empty database `to`, in one transaction, compares every table with the manifest before COMMIT, and
/// brings it to this program's shape. Errors: `restore-not-empty`, `database-newer` for a backup of a newer program,
/// `backup-damaged` when the file changed since it was read.
pub fn restore(
    backup: &Backup,
    to: &Target,
    list: &[Migration],
    now: Instant,
    report: &mut dyn FnMut(&RestoreProgress),
) -> Result<()> {
    let manifest = &backup.manifest;
    let shape = shape_of(&manifest.migrations, list)?;
    refuse_filled(to, &shape)?;
    fill_shape(to, &shape, list, now, |target| {
        target.batch("DELETE FROM chain_head; DELETE FROM migration")?;
        refuse_foreign_tables(target, backup, &shape)?;
        fill(target, backup, report)?;
        for table in &manifest.tables {
            if tally_in(target, &table.name, &table.columns)? != table.tally {
                return Err(Problem::internal(format!("table {} did not arrive as it was", table.name)));
            }
        }
        Ok(())
    })
}

/// Makes the tables of `shape`, fills them in one transaction, and brings them to the shape of `list`.
pub(crate) fn fill_shape(
    to: &Target,
    shape: &[Migration],
    list: &[Migration],
    now: Instant,
    fill: impl FnOnce(&mut dyn Connection) -> Result<()>,
) -> Result<()> {
    migrate(to, shape, now)?;
    let mut target = connect(to, false)?;
    target.begin_write()?;
    match target.defer_foreign_keys().and_then(|()| fill(&mut *target)) {
        Ok(()) => target.commit()?,
        Err(problem) => {
            target.batch("ROLLBACK").ok();
            return Err(problem);
        }
    }
    drop(target);
    migrate(to, list, now).map(|_| ())
}

/// A file's own migrations; those that came later are applied to its rows afterwards.
pub(crate) fn shape_of(named: &[(String, String)], list: &[Migration]) -> Result<Vec<Migration>> {
    named
        .iter()
        .map(|(name, digest)| {
            let known = list.iter().find(|m| m.name == *name).copied();
            let known = known
                .ok_or_else(|| Problem::new(Class::Unavailable, "database-newer").with("migration", name))?;
            if hex(&Sha256::digest(known.sql.as_bytes())) != *digest {
                return Err(Problem::new(Class::Unavailable, "migration-edited").with("migration", name));
            }
            Ok(known)
        })
        .collect()
}

/// Empty is a database without tables of ours, or what a restore that was cut off left behind.
pub(crate) fn refuse_filled(to: &Target, shape: &[Migration]) -> Result<()> {
    if to.file().is_some_and(|file| !file.exists()) {
        return Ok(());
    }
    let mut target = connect(to, true)?;
    if target.columns("migration")?.is_empty() {
        return Ok(());
    }
    let names = target.query("SELECT name FROM migration", &[])?;
    let names = names.iter().map(|row| row.get(0)).collect::<Result<Vec<String>>>()?;
    let ours = names.iter().all(|name| shape.iter().any(|m| m.name == name));
    let written =
        !target.columns("audit")?.is_empty() && !target.query("SELECT 1 FROM audit LIMIT 1", &[])?.is_empty();
    if ours && !written {
        return Ok(());
    }
    Err(Problem::new(Class::Conflict, "restore-not-empty").with("target", to))
}

/// The manifest's names go into statements, so they must be those of the tables that its migrations make.
fn refuse_foreign_tables(target: &mut dyn Connection, backup: &Backup, shape: &[Migration]) -> Result<()> {
    let tables = &backup.manifest.tables;
    if !every_table(shape).iter().eq(tables.iter().map(|table| &table.name)) {
        return Err(damaged(&backup.path, "its tables are not those that its migrations make"));
    }
    for table in tables {
        let (mut ours, mut theirs) = (target.columns(&table.name)?, table.columns.clone());
        ours.sort();
        theirs.sort();
        if ours != theirs {
            return Err(damaged(&backup.path, format!("table {} has other columns", table.name)));
        }
    }
    Ok(())
}

fn fill(
    target: &mut dyn Connection,
    backup: &Backup,
    report: &mut dyn FnMut(&RestoreProgress),
) -> Result<()> {
    let (path, manifest) = (&backup.path, &backup.manifest);
    let mut expected = manifest.parts.iter();
    let mut done = 0;
    each_part(path, &mut |name, bytes| {
        if name == MANIFEST {
            return Ok(());
        }
        let part = expected.next().filter(|part| part.name == name);
        if part.is_none_or(|part| part.sha256 != hex(&Sha256::digest(&bytes))) {
            return Err(damaged(path, format!("{name} changed while it was read")));
        }
        let table = manifest.tables.iter().find(|t| table_of(name) == Some(t.name.as_str()));
        let table = table.ok_or_else(|| damaged(path, format!("{name} belongs to no table")))?;
        let rows = lines(&bytes).map(row).collect::<Result<Vec<Row>>>()?;
        for chunk in rows.chunks(per_statement(table.columns.len())) {
            insert(target, &table.name, &table.columns, chunk)?;
        }
        done += u64::try_from(rows.len()).unwrap_or(0);
        report(&RestoreProgress { rows: done });
        Ok(())
    })?;
    if expected.next().is_some() { Err(damaged(path, "a part is missing")) } else { Ok(()) }
}
