//! Reading a backup to its end, and believing it only then.

use std::path::Path;

use entente_kernel::{Class, Problem, Result, hex};
use sha2::{Digest, Sha256};

use super::archive::{check_bytes, each_part};
use super::{Backup, FORMAT, MANIFEST, Manifest, Part, Tally, damaged};

/// Checks the whole file: its bytes, each part, each table, that nothing is missing and nothing is there besides.
/// Errors: `backup-damaged`, `backup-newer`, `file-unreadable`.
pub fn read_backup(path: &Path) -> Result<Backup> {
    check_bytes(path)?;
    let mut manifest: Option<Manifest> = None;
    let mut parts: Vec<Part> = Vec::new();
    let mut tallies: Vec<(String, Tally)> = Vec::new();
    each_part(path, &mut |name, bytes| {
        if manifest.is_some() {
            return Err(damaged(path, format!("{name} stands behind the manifest")));
        }
        if name == MANIFEST {
            manifest = Some(parse(path, &bytes)?);
            return Ok(());
        }
        let table = table_of(name).ok_or_else(|| damaged(path, format!("{name} is no part of a backup")))?;
        if tallies.last().is_none_or(|(last, _)| last != table) {
            tallies.push((table.to_owned(), Tally::default()));
        }
        let before = tallies.last().map_or(0, |(_, tally)| tally.rows);
        if let Some((_, tally)) = tallies.last_mut() {
            lines(&bytes).for_each(|line| tally.add(line));
        }
        let rows = tallies.last().map_or(0, |(_, tally)| tally.rows) - before;
        parts.push(Part { name: name.to_owned(), rows, sha256: hex(&Sha256::digest(&bytes)) });
        Ok(())
    })?;
    let manifest = manifest.ok_or_else(|| damaged(path, "the manifest is missing"))?;
    if let Some(part) = manifest.parts.iter().find(|part| !parts.contains(part)) {
        return Err(damaged(path, format!("{} is missing or altered", part.name)));
    }
    if parts != manifest.parts {
        return Err(damaged(path, "there are parts that the manifest does not name"));
    }
    for table in &manifest.tables {
        let found = tallies.iter().find(|(name, _)| *name == table.name);
        if found.map(|(_, tally)| tally).unwrap_or(&Tally::default()) != &table.tally {
            return Err(damaged(path, format!("table {} is not as counted", table.name)));
        }
    }
    Ok(Backup { manifest, path: path.to_owned() })
}

fn parse(path: &Path, bytes: &[u8]) -> Result<Manifest> {
    let json: serde_json::Value = serde_json::from_slice(bytes).map_err(|e| damaged(path, e))?;
    let format = json.get("format").and_then(serde_json::Value::as_u64).unwrap_or(0);
    if format > u64::from(FORMAT) {
        return Err(Problem::new(Class::Invalid, "backup-newer").with("path", path.display()));
    }
    serde_json::from_value(json).map_err(|e| damaged(path, e))
}

/// `tables/NAME/NNNNNN.jsonl`
pub(super) fn table_of(name: &str) -> Option<&str> {
    let (table, number) = name.strip_prefix("tables/")?.split_once('/')?;
    number.strip_suffix(".jsonl").map(|_| table)
}

/// The lines of a part without their ends.
pub(super) fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty())
}
