//! `entente erasures`

use std::path::{Path, PathBuf};

use clap::Args;
use entente_privacy::{Register, follow};
use entente_store::Db;

use super::{explain, open};
use crate::privacy;
use crate::settings::Settings;

/// Repeating what was erased, after an older backup was restored.
#[derive(Args)]
pub(super) struct Erasures {
    /// The register; without one that of the data folder.
    register: Option<PathBuf>,
}

impl Erasures {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), String> {
        repeat(settings, &open(settings)?, self.register.as_deref())
    }
}

/// Repeats what the database does not know of, and says how much that was.
pub(super) fn repeat(settings: &Settings, db: &Db, register: Option<&Path>) -> Result<(), String> {
    let own = privacy::register(settings);
    let register = register.map_or_else(|| own.clone(), Register::at);
    if !register.path().exists() {
        println!("no register of erasures at {}; was nothing ever erased?", register.path().display());
        return Ok(());
    }
    let count = privacy::repeat_all(db, &register).map_err(|p| explain(&p))?;
    follow(db, &own).map_err(|p| explain(&p))?;
    println!("{}: {count} erasures repeated", register.path().display());
    Ok(())
}
