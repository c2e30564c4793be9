//! `entente eval …`: the program's own ranking and resolution on files, for judging them on one's own data.

mod organisations;
mod rank;
mod registry;

use std::io::{BufRead, BufReader};
use std::path::Path;

use clap::Subcommand;

use super::explain;

/// What can be judged.
#[derive(Subcommand)]
pub(super) enum Eval {
    /// Ranks a corpus for each query and writes the ranking in TREC form.
    Rank(rank::Rank),
    /// Finds the organisation that each text names, or NONE.
    Organisations(organisations::Organisations),
}

impl Eval {
    pub(super) fn run(&self) -> Result<(), String> {
        match self {
            Self::Rank(what) => what.run(),
            Self::Organisations(what) => what.run(),
        }
    }
}

/// The lines of a text file, unpacked when its name ends in `.zst` or `.gz`, without a byte order mark.
pub(super) fn lines(path: &Path) -> Result<impl Iterator<Item = Result<String, String>> + use<>, String> {
    let shown = path.display().to_string();
    let plain = entente_files::open(path).map_err(|p| explain(&p))?;
    let lines = BufReader::new(plain).lines().enumerate();
    Ok(lines.map(move |(at, line)| {
        let line = line.map_err(|e| format!("{shown}, line {}: {e}", at + 1))?;
        Ok(if at == 0 { line.trim_start_matches('\u{feff}').to_owned() } else { line })
    }))
}

/// The rows of a table with tabs between its columns; each row gives the columns asked for, by the names in its header.
fn table<const N: usize>(path: &Path, columns: [&str; N]) -> Result<Vec<[String; N]>, String> {
    let mut lines = lines(path)?;
    let header = lines.next().ok_or_else(|| format!("{} is empty", path.display()))??;
    let named: Vec<&str> = header.split('\t').map(str::trim).collect();
    let mut places = [0; N];
    for (place, column) in places.iter_mut().zip(columns) {
        *place = named.iter().position(|name| *name == column).ok_or_else(|| {
            format!("{} has no column {column:?}; its header is {:?}", path.display(), named.join(", "))
        })?;
    }
    let read = |line: Result<String, String>| {
        let line = line?;
        let cells: Vec<&str> = line.trim_end_matches('\r').split('\t').collect();
        Ok(places.map(|place| cells.get(place).copied().unwrap_or_default().to_owned()))
    };
    lines.map(read).collect()
}

#[cfg(test)]
mod tests;
