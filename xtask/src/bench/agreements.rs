//! The list of agreements under five filters, in a world of 10,000 and of 100,000 of them.

use std::path::Path;
use std::process::Command;

use super::program::Program;
use super::{Report, kib, logged_in, measure, ungzipped};
use crate::http::Http;
use crate::shell::{self, Outcome};

/// Kind, state, country, field of knowledge and years, in order of titles.
const LIST: &str = "/agreements?sort=licence&state=in_force&country=CN&fields=engineering&since.from=2016-01-01\
                    &since.to=2021-12-31&order=title";

/// Runs both, in a copy of a world, and compares them with the bare baseline.
///
/// # Errors
/// When a program cannot be built or does not answer.
pub(super) fn run(
    report: &mut Report,
    (entente, bare): (&Path, &Path),
    world: &Path,
    built: bool,
) -> Outcome {
    let fill = shell::root().join("target/release/examples/fill");
    if !built {
        let build = ["build", "--release", "-p", "entente-agreements", "--example", "fill"];
        shell::run(shell::cargo().args(build))?;
    }
    let folder = world.with_extension("agreements");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
    shell::run(Command::new("cp").arg("-a").arg(world.join(".")).arg(&folder))?;
    let file = folder.join("entente.db");
    let mut found = Vec::new();
    for count in ["10000", "100000"] {
        shell::run(Command::new(&fill).arg(format!("sqlite:{}", file.display())).arg(count))?;
        let program = Program::entente(entente, &folder)?;
        let mut http = logged_in(program.port)?;
        program.settle();
        let (gz, plain) = (http.get(LIST)?.body.len(), ungzipped(&mut http, LIST)?.len());
        let (cpu, wall) = measure(&program, &mut http, &[LIST.to_owned()])?;
        found.push((cpu, wall, gz, plain));
    }
    let (Some(small), Some(large)) = (found.first(), found.last()) else { return Ok(()) };
    let baseline = Program::bare(bare, &file, large.3)?;
    let mut http = Http::open(baseline.port)?;
    http.headers = "Accept-Encoding: gzip\r\n".into();
    let (bare_cpu, _) = measure(&baseline, &mut http, &["/".to_owned()])?;
    let (cpu, wall, gz, plain) = large;
    report.row(
        "agreement list with five filters, 100,000 agreements",
        &format!(
            "CPU {cpu:.2} ms, {:.1}x bare ({bare_cpu:.2} ms), p50 {wall:.1} ms, page {:.1} KB gz of {:.0} KB",
            cpu / bare_cpu,
            kib(*gz),
            kib(*plain)
        ),
        "CPU <= 3x bare",
    );
    report.row("growth of that list from 10,000", &format!("{:.2}x", cpu / small.0), "<= 1.5x");
    drop(baseline);
    std::fs::remove_dir_all(&folder).map_err(|e| e.to_string())
}
