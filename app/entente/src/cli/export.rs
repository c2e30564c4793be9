//! `entente export package` and `entente import package`

use std::path::{Path, PathBuf};

use clap::Subcommand;
use entente_kernel::{Clock, SystemClock};
use entente_store::{Destination, fill_from_package, pack_up, read_package};

use super::backup::looked_over;
use super::{address, explain, make_data_folder, progress};
use crate::package::scope;
use crate::rooms;
use crate::settings::Settings;

/// What can be written.
#[derive(Subcommand)]
pub(super) enum Export {
    /// Everything but secrets, as a Frictionless data package; see docs/package.md.
    Package {
        /// A folder that is not there yet or empty, or a file that ends in `.zip`.
        to: PathBuf,
        /// The licence of the data by its name in the list of the Open Definition, e.g. `CC-BY-4.0`.
        #[arg(long)]
        licence: Option<String>,
    },
}

impl Export {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), String> {
        let Self::Package { to, licence } = self;
        let scope = scope(settings, licence.as_deref()).map_err(|p| explain(&p))?;
        let (target, now) = (address(settings)?, SystemClock.now());
        let mut report = |_: &str, rows: u64| {
            progress(rows, "rows");
            Ok(())
        };
        let done = pack_up(&target, &rooms::migrations(), &scope, Destination::Path(to), now, &mut report);
        let done = done.map_err(|p| explain(&p))?;
        println!("{}: {} rows in {} tables, {} files", to.display(), done.rows, done.tables, done.files);
        Ok(())
    }
}

/// Fills the empty installation from a package; the target is not touched before all of it was read and found good.
pub(super) fn take(settings: &Settings, from: &Path) -> Result<(), String> {
    let (target, list, now) = (address(settings)?, rooms::migrations(), SystemClock.now());
    let scope = scope(settings, None).map_err(|p| explain(&p))?;
    let package = read_package(from, &list, &scope).map_err(|p| explain(&p))?;
    println!("{} is whole: {} rows, written at {}", from.display(), package.rows(), package.created());
    make_data_folder(settings)?;
    let mut report = |_: &str, rows: u64| {
        progress(rows, "rows");
        Ok(())
    };
    fill_from_package(&package, &target, &list, &scope, now, &mut report).map_err(|p| explain(&p))?;
    looked_over(settings, &format!("{target}: {} rows brought in", package.rows()), None)?;
    println!("Passwords are not part of a package: accounts are invited again (entente user reset LOGIN).");
    Ok(())
}
