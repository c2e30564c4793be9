//! `entente eval organisations`

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use clap::Args;
use entente_resolution::score::weights;
use entente_resolution::{Memory, Scored, resolve};

use super::{registry, table};

#[derive(Args)]
pub(crate) struct Organisations {
    /// Organisations: the ROR registry's dump or JSON lines, packed with zstd or not.
    #[arg(long)]
    registry: PathBuf,
    /// A table with tabs and the column affiliation.
    #[arg(long)]
    strings: PathBuf,
    /// A table with tabs and the columns affiliation and ror_ids: links that people confirmed, or NONE.
    #[arg(long)]
    confirmed: Option<PathBuf>,
    /// Where to write, for each row in order: id, score, auto, reason.
    #[arg(long)]
    out: PathBuf,
}

impl Organisations {
    pub(super) fn run(&self) -> Result<(), String> {
        let (registry, names) = registry::read(&self.registry)?;
        let numbers: HashMap<&str, u128> =
            names.iter().map(|(number, name)| (name.as_str(), *number)).collect();
        let mut memory = Memory::default();
        if let Some(path) = &self.confirmed {
            for [text, ids] in table(path, ["affiliation", "ror_ids"])? {
                let known = ids.split('|').filter_map(|id| numbers.get(id.rsplit('/').next()?).copied());
                let known: Vec<u128> = known.collect();
                known.iter().for_each(|id| memory.confirm(&registry, &text, Some(*id)));
                if known.is_empty() && ids == "NONE" {
                    memory.confirm(&registry, &text, None);
                }
            }
        }
        let mut out = String::from("id\tscore\tauto\treason\n");
        let rows = table(&self.strings, ["affiliation"])?;
        for [text] in &rows {
            let found = resolve(&registry, &memory, text);
            let id = found.best().and_then(|best| names.get(&best.id)).map_or("NONE", String::as_str);
            let score = found.candidates.first().map_or(0.0, |first| first.probability);
            let auto = if found.certain().is_some() { "yes" } else { "no" };
            let reason = found.best().map(reason).unwrap_or_default();
            let _ = writeln!(out, "{id}\t{score:.6}\t{auto}\t{reason}");
        }
        fs::write(&self.out, out).map_err(|e| format!("{}: {e}", self.out.display()))?;
        println!("{} organisations, {} strings", registry.len(), rows.len());
        Ok(())
    }
}

/// The amounts, heaviest first; they sum to the log odds against "none of them".
fn reason(best: &Scored) -> String {
    let reasons = best.reasons(weights());
    reasons.iter().map(|r| format!("{} {:+.2}", r.feature, r.amount)).collect::<Vec<_>>().join("; ")
}
