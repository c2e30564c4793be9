//! `entente import …`

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use entente_access::Actor;
use entente_catalogue::import::{Mapping, import_catalogue};
use entente_files::Table;
use entente_glossary::dictionary::replace;
use entente_glossary::import::import_terms;
use entente_partners::import::import_ror;
use entente_store::{By, Db};

use super::eval::lines;
use super::{explain, open, progress};
use crate::settings::Settings;

/// What can be imported.
#[derive(Subcommand)]
pub(super) enum Import {
    /// Everything, from a data package that `entente export package` wrote, into an empty installation.
    Package {
        /// The folder or zip file.
        from: PathBuf,
    },
    /// Organisations from the ROR 2.1 dump or ROR JSON lines, packed with zstd or not.
    Ror {
        /// The file.
        file: PathBuf,
    },
    /// A Chinese-English dictionary in CC-CEDICT's format, packed with gzip or not, in place of the one before.
    Dictionary {
        /// The file.
        file: PathBuf,
    },
    /// Terms of your own, as CSV: an English and a Chinese column, and a field and a remark if there are any.
    Terms {
        /// The file.
        file: PathBuf,
    },
    /// Experts, evidence or technologies from CSV or JSON lines, by a mapping (see docs/mappings).
    Catalogue {
        /// The file.
        file: PathBuf,
        /// The mapping of its columns, a TOML file.
        #[arg(long)]
        mapping: PathBuf,
        /// Checks everything and keeps nothing.
        #[arg(long)]
        dry_run: bool,
        /// A file for the rows that were not taken, with the reasons.
        #[arg(long)]
        rejected: Option<PathBuf>,
    },
}

impl Import {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), String> {
        if let Self::Package { from } = self {
            return super::export::take(settings, from);
        }
        let db = open(settings)?;
        match self {
            Self::Package { .. } => Ok(()),
            Self::Ror { file } => ror(&db, file),
            Self::Dictionary { file } => dictionary(&db, file),
            Self::Terms { file } => terms(&db, file),
            Self::Catalogue { file, mapping, dry_run, rejected } => {
                catalogue(&db, file, mapping, *dry_run, rejected.as_deref())
            }
        }
    }
}

fn ror(db: &Db, file: &Path) -> Result<(), String> {
    let outcome = import_ror(db, file, &mut |done| progress(done, "read")).map_err(|p| explain(&p))?;
    for (row, why) in &outcome.rejected {
        println!("row {row}: {why}");
    }
    println!("{} read, {} created, {} changed", outcome.read, outcome.created, outcome.changed);
    Ok(())
}

fn dictionary(db: &Db, file: &Path) -> Result<(), String> {
    let text = lines(file)?.collect::<Result<Vec<_>, _>>()?.join("\n");
    let done = db.write_now(By::system("import dictionary"), move |tx| replace(tx, &text));
    let done = done.map_err(|p| format!("{}: {}", file.display(), explain(&p)))?;
    println!("{} pairs of terms, {} lines left out", done.pairs, done.broken);
    Ok(())
}

fn terms(db: &Db, file: &Path) -> Result<(), String> {
    let table = Table::read(file).map_err(|p| explain(&p))?;
    let done = db.write_now(By::system("import terms"), move |tx| import_terms(tx, &Actor::system(), &table));
    let done = done.map_err(|p| explain(&p))?;
    for (row, column, code) in &done.rejected {
        println!("row {row}, {column}: {code}");
    }
    println!(
        "{} read, {} created, {} changed, {} not taken",
        done.read,
        done.created,
        done.changed,
        done.rejected.len()
    );
    Ok(())
}

fn catalogue(db: &Db, file: &Path, mapping: &Path, dry: bool, rejected: Option<&Path>) -> Result<(), String> {
    let text = fs::read_to_string(mapping).map_err(|e| format!("mapping {}: {e}", mapping.display()))?;
    let mapping = Mapping::parse(&text).map_err(|p| explain(&p))?;
    let outcome = import_catalogue(db, file, &mapping, dry, &mut |done| progress(done, "read"))
        .map_err(|p| explain(&p))?;
    let mut grouped: BTreeMap<(String, &str), Vec<usize>> = BTreeMap::new();
    for row in &outcome.rejected {
        for (field, code) in &row.wrong {
            grouped.entry((field.clone(), code)).or_default().push(row.row);
        }
    }
    for ((field, code), rows) in &grouped {
        let some: Vec<String> = rows.iter().take(10).map(ToString::to_string).collect();
        println!("{field}: {code} in {} rows: {}", rows.len(), some.join(", "));
    }
    if let Some(path) = rejected {
        let lines = outcome.rejected.iter().map(|row| {
            let wrong: Vec<String> =
                row.wrong.iter().map(|(field, code)| format!("{field} {code}")).collect();
            format!("{}\t{}\n", row.row, wrong.join("; "))
        });
        let text = format!("row\twrong\n{}", lines.collect::<String>());
        fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    if !outcome.unused.is_empty() {
        println!("columns that the mapping does not name: {}", outcome.unused.join(", "));
    }
    let kept = if dry { " (dry run, nothing kept)" } else { "" };
    println!(
        "{} read, {} created, {} changed, {} not taken{kept}",
        outcome.read,
        outcome.created,
        outcome.changed,
        outcome.rejected.len()
    );
    Ok(())
}
