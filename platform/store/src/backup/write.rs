//! Taking a backup.

use std::path::Path;

use entente_kernel::{Class, Instant, Problem, Result, hex};
use sha2::{Digest, Sha256};

use super::archive::Packing;
use super::rows::line;
use super::{FORMAT, MANIFEST, Manifest, Part, Table, Tally};
use crate::copy::every_table;
use crate::engine::{Connection, connect};
use crate::migrate::refuse_newer;
use crate::{Migration, Target};

/// A part ends after so many bytes: it is held in memory when it is read.
const PART: usize = 1 << 20;

/// How far it has come.
pub struct Progress<'a> {
    /// The table at work.
    pub table: &'a str,
    /// Rows of all tables so far.
    pub rows: u64,
}

/// Writes every table of `list` into the file `path`, as they stand in one snapshot; others may go on reading and
/// writing. The database is not changed, not even brought to this program's shape. Errors: `backup-exists`,
/// `backup-unwritable`, `database-newer`, `database-empty`.
pub fn back_up(
    target: &Target,
    list: &[Migration],
    path: &Path,
    build: &str,
    now: Instant,
    report: &mut dyn FnMut(&Progress<'_>),
) -> Result<Manifest> {
    if path.exists() {
        return Err(Problem::new(Class::Conflict, "backup-exists").with("path", path.display()));
    }
    if target.file().is_some_and(|file| !file.exists()) {
        return Err(Problem::new(Class::NotFound, "database-empty").with("target", target));
    }
    let mut source = connect(target, true)?;
    if source.columns("chain_head")?.is_empty() {
        return Err(Problem::new(Class::NotFound, "database-empty").with("target", target));
    }
    let engine = if target.file().is_some() { "sqlite" } else { "postgres" };
    let written = pack(&mut *source, list, path, (build, engine, now), report);
    if written.is_err() {
        Packing::abandon(path);
    }
    written
}

fn pack(
    source: &mut dyn Connection,
    list: &[Migration],
    path: &Path,
    (build, engine, now): (&str, &str, Instant),
    report: &mut dyn FnMut(&Progress<'_>),
) -> Result<Manifest> {
    source.begin_snapshot()?;
    refuse_newer(source, list)?;
    let mut manifest = Manifest {
        format: FORMAT,
        build: build.to_owned(),
        engine: engine.to_owned(),
        at: now.to_string(),
        migrations: migrations(source, list)?,
        audit_seq: 0,
        audit_hash: String::new(),
        tables: Vec::new(),
        parts: Vec::new(),
    };
    let head = source.query("SELECT audit_seq, audit_hash FROM chain_head", &[])?;
    let head = head.first().ok_or_else(|| Problem::internal("chain_head is empty"))?;
    (manifest.audit_seq, manifest.audit_hash) = (head.get(0)?, hex(&head.get::<Vec<u8>>(1)?));
    let mut packing = Packing::create(path, u64::try_from(now.0 / 1_000_000).unwrap_or(0))?;
    for name in every_table(list) {
        let columns = source.columns(&name)?;
        if !columns.is_empty() {
            pack_table(
                source,
                Table { name, columns, tally: Tally::default() },
                &mut packing,
                &mut manifest,
                report,
            )?;
        }
    }
    source.batch("ROLLBACK")?;
    let json = serde_json::to_vec_pretty(&manifest).map_err(Problem::internal)?;
    packing.add(MANIFEST, &json)?;
    packing.finish()?;
    Ok(manifest)
}

fn pack_table(
    source: &mut dyn Connection,
    mut table: Table,
    packing: &mut Packing,
    manifest: &mut Manifest,
    report: &mut dyn FnMut(&Progress<'_>),
) -> Result<()> {
    let before = manifest.rows();
    let (mut bytes, mut rows, mut number) = (Vec::new(), 0, 0);
    let mut end_part = |bytes: &mut Vec<u8>, rows: &mut u64| {
        number += 1;
        let name = format!("tables/{}/{number:06}.jsonl", table.name);
        packing.add(&name, bytes)?;
        manifest.parts.push(Part { name, rows: *rows, sha256: hex(&Sha256::digest(&*bytes)) });
        bytes.clear();
        *rows = 0;
        Ok(())
    };
    let sql = format!("SELECT {} FROM {}", table.columns.join(", "), table.name);
    let tally = &mut table.tally;
    source.each(&sql, &mut |row| {
        let line = line(&row);
        tally.add(line.as_bytes());
        bytes.extend_from_slice(line.as_bytes());
        bytes.push(b'\n');
        rows += 1;
        if bytes.len() < PART {
            return Ok(());
        }
        report(&Progress { table: &table.name, rows: before + tally.rows });
        end_part(&mut bytes, &mut rows)
    })?;
    if rows > 0 {
        end_part(&mut bytes, &mut rows)?;
    }
    report(&Progress { table: &table.name, rows: before + table.tally.rows });
    manifest.tables.push(table);
    Ok(())
}

/// Those that the database has, in the program's order.
pub(crate) fn migrations(source: &mut dyn Connection, list: &[Migration]) -> Result<Vec<(String, String)>> {
    let rows = source.query("SELECT name, digest FROM migration", &[])?;
    let known =
        rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<Result<Vec<(String, String)>>>()?;
    Ok(list.iter().filter_map(|m| known.iter().find(|(name, _)| name == m.name).cloned()).collect())
}

/// Number and digest of a table's rows as they stand, for comparing with a manifest.
pub fn tally(target: &Target, table: &str, columns: &[String]) -> Result<Tally> {
    let mut source = connect(target, true)?;
    source.begin_snapshot()?;
    tally_in(&mut *source, table, columns)
}

pub(super) fn tally_in(source: &mut dyn Connection, table: &str, columns: &[String]) -> Result<Tally> {
    let mut tally = Tally::default();
    source.each(&format!("SELECT {} FROM {table}", columns.join(", ")), &mut |row| {
        tally.add(line(&row).as_bytes());
        Ok(())
    })?;
    Ok(tally)
}
