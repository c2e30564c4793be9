//! The disk fills up under people who write, and is emptied again.
//!
//! The data folder is a small file system in memory, mounted in a namespace of the server's own, which needs no root
//! where the system allows it to users. Filling and emptying happen through the server's view of it in `/proc`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use super::house::House;
use super::writers::Writers;
use crate::shell::{self, Outcome};

/// How often it fills up.
#[derive(clap::Args, Clone)]
pub(super) struct Disk {
    /// How often the disk fills up
    #[arg(long, default_value_t = 5)]
    times: usize,
}

/// MiB of the small disk.
const SIZE: usize = 64;

/// How long we wait for refusals, and for the first write after room was made.
const PATIENCE: Duration = Duration::from_secs(60);

impl Disk {
    pub(super) fn short() -> Self {
        Self { times: 1 }
    }

    /// # Errors
    /// A lost write, a read that fails, a server that ends or does not recover.
    pub(super) fn run(&self, house: &mut House) -> Outcome<String> {
        if !can_mount() {
            return Ok("skipped: this system lets nobody mount a small disk (unshare --user --map-root-user --mount)".into());
        }
        let token = house.token("officer")?;
        // The world goes onto the small disk with each start; what is written there ends with the server.
        let script = format!(
            "mount -t tmpfs -o size={SIZE}m tmpfs \"$0\" && cp -a \"$0.kept/.\" \"$0\" && exec \"$@\""
        );
        let kept = house.data.with_file_name("data.kept");
        shell::run(Command::new("cp").arg("-a").arg(&house.data).arg(&kept))?;
        let data = house.data.to_string_lossy().into_owned();
        house.through = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", &script, &data]
            .map(str::to_owned)
            .to_vec();
        let mut running = house.start()?;
        let inside = PathBuf::from(format!("/proc/{}/root{}", running.id(), house.data.display()));
        let writers = Writers::default();
        let mut recovered = Duration::ZERO;
        let outcome: Outcome = scope(|scope| {
            let at_work: Vec<_> = (0..4)
                .map(|writer| {
                    let (house, writers, token) = (&*house, &writers, &token);
                    scope.spawn(move || writers.write(house, token, writer))
                })
                .collect();
            let mut filling = || -> Outcome {
                for _ in 0..self.times {
                    sleep(Duration::from_millis(500));
                    recovered = recovered.max(fill_and_empty(house, &token, &writers, &inside)?);
                    if !running.is_alive() {
                        return Err("the server ended by itself".into());
                    }
                }
                Ok(())
            };
            let filled = filling();
            let _ = fs::remove_file(inside.join("filler"));
            writers.stop();
            for writer in at_work {
                writer.join().map_err(|_| "a writer fell over")??;
            }
            filled
        });
        outcome.map_err(|e| format!("{e}\n{}", house.log()))?;
        let sum = writers.settle(house, &token)?;
        let refused = writers.refused();
        shell::run(
            Command::new("cp").arg("-a").arg(inside.join(".")).arg(house.data.with_file_name("after")),
        )?;
        running.stop()?;
        house.through.clear();
        house.data = house.data.with_file_name("after");
        house.is_sound()?;
        Ok(format!(
            "disk full {} times under 4 writers: {} writes answered, 0 lost; refused with {refused:?}; reads went on; \
             the first write {} ms after room was made, without a restart; verify and check clean",
            self.times,
            sum.answered,
            recovered.as_millis()
        ))
    }
}

fn fill_and_empty(house: &House, token: &str, writers: &Writers, inside: &Path) -> Outcome<Duration> {
    let filler = inside.join("filler");
    let full = |writers: &Writers| writers.refused().get(&507).copied().unwrap_or(0);
    let before = full(writers);
    let begin = Instant::now();
    let mut size = 0_usize;
    // The log gives its own space back at times, so the rest is taken again until writes are refused.
    while full(writers) < before + 8 {
        size += 1;
        let mut bytes = fs::read(&filler).unwrap_or_default();
        bytes.resize(size << 20, 1);
        let _ = fs::write(&filler, &bytes);
        if begin.elapsed() > PATIENCE {
            return Err("nobody was told that the disk is full".into());
        }
        sleep(Duration::from_millis(10));
    }
    for path in ["/api/v1/organisations?limit=5", "/api/v1/needs?limit=5"] {
        let status = house.http(token)?.get(path)?.status;
        if status != 200 {
            return Err(format!("{path} while the disk is full: {status}"));
        }
    }
    fs::remove_file(&filler).map_err(|e| e.to_string())?;
    let (answered, begin) = (writers.answered(), Instant::now());
    while writers.answered() == answered {
        if begin.elapsed() > PATIENCE {
            return Err("writes did not go on after room was made".into());
        }
        sleep(Duration::from_millis(2));
    }
    Ok(begin.elapsed())
}

fn can_mount() -> bool {
    let mut probe = Command::new("unshare");
    probe.args(["--user", "--map-root-user", "--mount", "sh", "-c", "mount -t tmpfs -o size=1m tmpfs /mnt"]);
    shell::output(&mut probe).is_ok()
}
