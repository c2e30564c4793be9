//! Backups taken under people who write, restored elsewhere, damaged and refused.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::thread::{scope, sleep};
use std::time::Duration;

use super::Databases;
use super::dice::Dice;
use super::house::House;
use super::writers::Writers;
use crate::shell::Outcome;

/// How often, and how many damaged ones.
#[derive(clap::Args, Clone)]
pub(super) struct Backup {
    /// Backups to take and restore
    #[arg(long, default_value_t = 20)]
    times: usize,
    /// Damaged backups to refuse
    #[arg(long, default_value_t = 400)]
    damages: usize,
    /// Where the dice begin
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// What a manifest counted in each table, and the names of the writers' records.
struct Content {
    tables: serde_json::Value,
    names: Vec<String>,
}

impl Backup {
    pub(super) fn short() -> Self {
        Self { times: 2, damages: 24, seed: 1 }
    }

    /// # Errors
    /// A backup that is not of one moment or does not come back, or a damaged one that is taken.
    pub(super) fn run(
        &self,
        house: &House,
        program: &Path,
        databases: &mut Databases<'_>,
    ) -> Outcome<String> {
        let token = house.token("officer")?;
        let running = house.start()?;
        let writers = Writers::thoughtful();
        let path = house.folder.join("last.tar.zst");
        let rows: Outcome<usize> = scope(|scope| {
            let at_work: Vec<_> = (0..4)
                .map(|writer| {
                    let (writers, token) = (&writers, &token);
                    scope.spawn(move || writers.write(house, token, writer))
                })
                .collect();
            let mut taking = || -> Outcome<usize> {
                let mut last = 0;
                for time in 0..self.times {
                    sleep(Duration::from_millis(300));
                    last = one(house, program, databases, &writers, &path, time)?;
                }
                Ok(last)
            };
            let taken = taking();
            writers.stop();
            for writer in at_work {
                writer.join().map_err(|_| "a writer fell over")??;
            }
            taken
        });
        let last = rows?;
        running.stop()?;
        self.damaged(program, &path)?;
        Ok(format!(
            "{} backups under 4 writers restored elsewhere, each equal to its snapshot with every write answered \
             before it (the last with {last}); {} damaged ones refused, no target touched",
            self.times, self.damages
        ))
    }

    /// Cut short, one bit turned, a stretch of zeros, a part left out: each is refused before anything is made.
    fn damaged(&self, program: &Path, path: &Path) -> Outcome {
        let whole = fs::read(path).map_err(|e| e.to_string())?;
        let mut dice = Dice::new(self.seed);
        let target = House::empty(program, "damaged", None)?;
        let file = target.folder.join("damaged.tar.zst");
        for at in 0..self.damages {
            let mut bytes = whole.clone();
            let place = dice.place(bytes.len());
            let what = match at % 4 {
                0 => {
                    bytes.truncate(place);
                    "cut"
                }
                1 => {
                    if let Some(byte) = bytes.get_mut(place) {
                        *byte ^= 1 << dice.below(8);
                    }
                    "turned"
                }
                2 => {
                    let end = (place + 4096).min(bytes.len());
                    bytes.get_mut(place..end).unwrap_or_default().fill(0);
                    "zeroed"
                }
                _ => {
                    let end = (place + 1 + dice.place(1000)).min(bytes.len());
                    bytes.drain(place..end);
                    "without a stretch"
                }
            };
            fs::write(&file, &bytes).map_err(|e| e.to_string())?;
            let refused = target.run(&["restore", &file.to_string_lossy()]);
            let reason = refused.err().ok_or_else(|| format!("{what} at {place}: it was restored"))?;
            if !reason.contains("damaged") || target.data.exists() {
                return Err(format!("{what} at {place}: {reason}"));
            }
        }
        Ok(())
    }
}

/// Takes one and restores it elsewhere; gives the number of the writers' records in it.
fn one(
    house: &House,
    program: &Path,
    databases: &mut Databases<'_>,
    writers: &Writers,
    path: &Path,
    time: usize,
) -> Outcome<usize> {
    let _ = fs::remove_file(path);
    let before = writers.names();
    house.run(&["backup", &path.to_string_lossy()])?;
    let taken = content(path)?;
    if let Some(lost) = before.iter().find(|name| !taken.names.contains(name)) {
        return Err(format!("{lost} was answered before the backup began and is not in it"));
    }
    // Every other one comes back on the other engine, where there is one.
    let elsewhere = if time % 2 == 1 { databases.fresh()? } else { None };
    let target = House::empty(program, "restored", elsewhere)?;
    target.run(&["restore", &path.to_string_lossy()])?;
    let again = target.folder.join("again.tar.zst");
    target.run(&["backup", &again.to_string_lossy()])?;
    if content(&again)?.tables != taken.tables {
        return Err("the restored database is not the one that was backed up".into());
    }
    // That the chain holds and every rule is kept, the restore has asked itself.
    Ok(taken.names.len())
}

fn content(path: &Path) -> Outcome<Content> {
    let file = fs::File::open(path).map_err(|e| e.to_string())?;
    let mut archive = tar::Archive::new(zstd::Decoder::new(file).map_err(|e| e.to_string())?);
    let mut content = Content { tables: serde_json::Value::Null, names: Vec::new() };
    for entry in archive.entries().map_err(|e| e.to_string())? {
        let mut entry = entry.map_err(|e| e.to_string())?;
        let name = entry.path().map_err(|e| e.to_string())?.to_string_lossy().into_owned();
        let mut text = String::new();
        entry.read_to_string(&mut text).map_err(|e| e.to_string())?;
        if name == "manifest.json" {
            let manifest: serde_json::Value = serde_json::from_str(&text).map_err(|e| e.to_string())?;
            content.tables = tallies(&manifest);
        } else if name.starts_with("tables/organisation/") {
            let names = text.split('"').filter(|part| part.starts_with("Assured "));
            content.names.extend(names.map(|name| name.trim_end_matches(" renamed").to_owned()));
        }
    }
    Ok(content)
}

/// Name, number and digest of each table; columns may stand in another order on the other engine.
fn tallies(manifest: &serde_json::Value) -> serde_json::Value {
    let tables = manifest.get("tables").and_then(|t| t.as_array()).cloned().unwrap_or_default();
    tables
        .iter()
        .map(|t| [t.get("name").cloned(), t.get("rows").cloned(), t.get("digest").cloned()])
        .map(|t| serde_json::json!(t))
        .collect()
}
