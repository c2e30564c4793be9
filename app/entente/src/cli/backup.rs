//! `entente backup` and `entente restore`

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use entente_kernel::{Clock, Instant, SystemClock};
use entente_store::{Manifest, back_up, read_backup};

use super::check::violations;
use super::{VERSION, address, explain, make_data_folder, open, progress};
use crate::rooms;
use crate::settings::Settings;

/// How names of backups begin and end; the instant stands between.
const NAME: (&str, &str) = ("entente-", ".tar.zst");

/// Taking or checking a backup.
#[derive(Args)]
pub(super) struct Backup {
    /// The file to write, or a folder in which the file is named by the time; without one the folder `backups` of the
    /// settings.
    to: Option<PathBuf>,
    /// Reads this backup to its end and says what is in it, instead of taking one.
    #[arg(long, value_name = "FILE", conflicts_with = "to")]
    verify: Option<PathBuf>,
}

/// Filling an empty installation.
#[derive(Args)]
pub(super) struct Restore {
    /// The backup.
    file: PathBuf,
    /// The register of erasures to repeat; without one that of the data folder.
    #[arg(long, value_name = "FILE")]
    erasures: Option<PathBuf>,
}

impl Backup {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), String> {
        if let Some(file) = &self.verify {
            let backup = read_backup(file).map_err(|p| explain(&p))?;
            println!("{} is whole: {}", file.display(), described(&backup.manifest));
            return Ok(());
        }
        let to = self.to.as_deref().or(settings.backups.as_deref());
        let to = to.ok_or("where to? name a file or a folder, or set `backups` in the settings")?;
        let now = SystemClock.now();
        let path = file_in(to, now);
        let mut report = |p: &entente_store::Progress<'_>| progress(p.rows, "rows");
        let manifest = back_up(&address(settings)?, &rooms::migrations(), &path, VERSION, now, &mut report);
        let manifest = manifest.map_err(|p| explain(&p))?;
        println!("{}: {}", path.display(), described(&manifest));
        Ok(())
    }
}

impl Restore {
    /// The target is not touched before the whole file was read and found good.
    pub(super) fn run(&self, settings: &Settings) -> Result<(), String> {
        let target = address(settings)?;
        let backup = read_backup(&self.file).map_err(|p| explain(&p))?;
        println!("{} is whole: {}", self.file.display(), described(&backup.manifest));
        make_data_folder(settings)?;
        let mut report = |p: &entente_store::RestoreProgress| progress(p.rows, "rows");
        let now = SystemClock.now();
        entente_store::restore(&backup, &target, &rooms::migrations(), now, &mut report)
            .map_err(|p| explain(&p))?;
        let done = format!("{target}: {} rows restored and compared", backup.manifest.rows());
        looked_over(settings, &done, self.erasures.as_deref())
    }
}

/// Repeats what was erased, and says what was done and whether a database that was just filled holds what it should.
pub(super) fn looked_over(settings: &Settings, done: &str, erasures: Option<&Path>) -> Result<(), String> {
    // An index of other records would only be found out later; without one it is built from these.
    let index = settings.data.join("search");
    if index.exists() {
        fs::remove_dir_all(&index).map_err(|e| format!("{}: {e}", index.display()))?;
    }
    let db = open(settings)?;
    super::erasures::repeat(settings, &db, erasures)?;
    let (findings, rows) = db.read_now(entente_store::verify).map_err(|p| explain(&p))?;
    let faults = findings.iter().filter(|f| f.is_fault()).count();
    let broken = db.read_now(violations).map_err(|p| explain(&p))?;
    broken.iter().for_each(|line| println!("{line}"));
    println!("{done}, {rows} audit rows walked, {faults} faults, {} violations", broken.len());
    if faults + broken.len() == 0 {
        Ok(())
    } else {
        Err("what was brought in is there as it was, but does not hold what it should".into())
    }
}

fn described(manifest: &Manifest) -> String {
    format!(
        "{} rows in {} tables at {}, audit row {}, written by {} from {}",
        manifest.rows(),
        manifest.tables.len(),
        manifest.at,
        manifest.audit_seq,
        manifest.build,
        manifest.engine,
    )
}

/// `to` itself, or a name made of the instant when it is a folder.
fn file_in(to: &Path, now: Instant) -> PathBuf {
    if !to.is_dir() {
        return to.to_owned();
    }
    let at: String = now.to_string().chars().filter(|c| !":-".contains(*c)).collect();
    let seconds = at.split('.').next().unwrap_or_default().trim_end_matches('Z');
    to.join(format!("{}{seconds}Z{}", NAME.0, NAME.1))
}

/// The instant in the name of a backup that was made in a folder.
pub(super) fn instant_of(name: &str) -> Option<Instant> {
    Instant::parse(name.strip_prefix(NAME.0)?.strip_suffix(NAME.1)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_in_a_folder_is_named_by_its_instant() {
        let now = Instant::parse("2026-03-02T01:02:03.5Z").unwrap();
        let folder = std::env::temp_dir();
        assert_eq!(file_in(&folder, now), folder.join("entente-20260302T010203Z.tar.zst"));
        let name = file_in(&folder, now).file_name().unwrap().to_string_lossy().into_owned();
        assert_eq!(instant_of(&name), Instant::parse("2026-03-02T01:02:03Z"));
        assert_eq!(file_in(Path::new("/no/such.tar.zst"), now), Path::new("/no/such.tar.zst"));
    }
}
