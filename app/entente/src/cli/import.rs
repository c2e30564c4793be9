//! `entente import …`

use std::io::{IsTerminal, Write, stderr};
use std::path::PathBuf;

use clap::Subcommand;
use entente_partners::import::import_ror;

use super::{explain, open};
use crate::settings::Settings;

/// What can be imported.
#[derive(Subcommand)]
pub(super) enum Import {
    /// Organisations from the ROR 2.1 dump or ROR JSON lines, packed with zstd or not.
    Ror {
        /// The file.
        file: PathBuf,
    },
}

impl Import {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), String> {
        let Self::Ror { file } = self;
        let db = open(settings)?;
        let progress = stderr().is_terminal();
        let outcome = import_ror(&db, file, &mut |read| {
            if progress {
                eprint!("\r{read} read");
                stderr().flush().ok();
            }
        })
        .map_err(|p| explain(&p))?;
        if progress {
            eprintln!();
        }
        for (row, why) in &outcome.rejected {
            println!("row {row}: {why}");
        }
        println!("{} read, {} created, {} changed", outcome.read, outcome.created, outcome.changed);
        Ok(())
    }
}
