//! Runs the files of a folder, and mutations of them, through bounded children, and says what came of it. The work of
//! `cargo xtask hostile`: `hostile CHILD DATA MUTATIONS SEED`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use entente_files::{Bounded, Limits, Wanted};
use entente_kernel::{Class, SeededChance};

/// Above the limit of time that a child has; what comes on top is its start and its end.
const SLOW: Duration = Duration::from_millis(5_500);

#[derive(Default)]
struct Report {
    runs: usize,
    answers: BTreeMap<&'static str, usize>,
    crashes: Vec<String>,
    slowest: (Duration, String),
    heaviest: (u64, String),
    over: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [child, data, mutations, seed] = arguments.as_slice() else {
        return Err("hostile CHILD DATA MUTATIONS SEED".into());
    };
    let mut files = Vec::new();
    walk(Path::new(data), &mut files)?;
    files.sort();
    let (mutations, seed): (usize, u64) = (mutations.parse()?, seed.parse()?);
    let (bounded, next, report) = (Bounded::new(child), AtomicUsize::new(0), Mutex::new(Report::default()));
    let all = files.len() + mutations;
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= all {
                        return;
                    }
                    let (name, bytes) = chosen(&files, at, seed);
                    for wanted in [Wanted::Table, Wanted::Text] {
                        one(&bounded, wanted, &name, &bytes, &report);
                    }
                }
            });
        }
    });
    let report = report.into_inner().map_err(|_| "a thread fell over")?;
    println!("{} files, {mutations} mutations (seed {seed}), {} readings", files.len(), report.runs);
    for (answer, times) in &report.answers {
        println!("  {answer:<20} {times}");
    }
    println!("slowest: {} ms, {}", report.slowest.0.as_millis(), report.slowest.1);
    println!("most memory of one that was read: {} KiB, {}", report.heaviest.0 >> 10, report.heaviest.1);
    println!(
        "over {} ms: {}; crashes of the parent: {}",
        SLOW.as_millis(),
        report.over,
        report.crashes.len()
    );
    report.crashes.iter().for_each(|crash| println!("  {crash}"));
    if report.over == 0 && report.crashes.is_empty() { Ok(()) } else { Err("a bar is missed".into()) }
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { walk(&path, files)? } else { files.push(path) }
    }
    Ok(())
}

/// The file itself for the first numbers, then mutations of files drawn by lot.
fn chosen(files: &[PathBuf], at: usize, seed: u64) -> (String, Vec<u8>) {
    let chance = SeededChance::new(seed.wrapping_add(u64::try_from(at).unwrap_or_default()));
    let drawn = if at < files.len() { at } else { chance.below(files.len()) };
    let Some(path) = files.get(drawn) else { return Default::default() };
    let bytes = fs::read(path).unwrap_or_default();
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if at < files.len() { (name, bytes) } else { (format!("{name}#{at}"), mutated(bytes, &chance)) }
}

/// Up to four flips of bits, cuts of the end, and repeats of a block.
fn mutated(mut bytes: Vec<u8>, chance: &SeededChance) -> Vec<u8> {
    for _ in 0..=chance.below(4) {
        let at = chance.below(bytes.len());
        match chance.below(3) {
            0 => {
                for _ in 0..=chance.below(16) {
                    let bit = 1_u8 << chance.below(8);
                    let at = chance.below(bytes.len());
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte ^= bit;
                    }
                }
            }
            1 => bytes.truncate(at.max(1)),
            _ => {
                let end = (at + chance.below(4096)).min(bytes.len());
                let block = bytes.get(at..end).unwrap_or_default().repeat(1 + chance.below(64));
                bytes.splice(at..at, block);
            }
        }
    }
    bytes
}

fn one(bounded: &Bounded, wanted: Wanted, name: &str, bytes: &[u8], report: &Mutex<Report>) {
    let begun = Instant::now();
    let read = AssertUnwindSafe(|| bounded.read(wanted, bytes, &Limits::default(), &mut |_| Ok(())));
    let outcome = catch_unwind(read);
    let took = begun.elapsed();
    let Ok(mut report) = report.lock() else { return };
    report.runs += 1;
    let answer = match outcome {
        Ok(Ok(cost)) => {
            if cost.memory > report.heaviest.0 {
                report.heaviest = (cost.memory, name.to_owned());
            }
            "read"
        }
        Ok(Err(problem)) if problem.class == Class::Internal => {
            report.crashes.push(format!("{name} {wanted:?}: {problem}"));
            "fault of ours"
        }
        Ok(Err(problem)) => problem.code,
        Err(_) => {
            report.crashes.push(format!("{name} {wanted:?}: panic"));
            "panic"
        }
    };
    *report.answers.entry(answer).or_default() += 1;
    if took > report.slowest.0 {
        report.slowest = (took, name.to_owned());
    }
    if took > SLOW {
        report.over += 1;
    }
}
