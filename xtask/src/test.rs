//! `cargo xtask test`: everything that the tests need, then the tests, then one line of sums.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::count::{Count, Reader};
use crate::postgres::Server;
use crate::shell::{self, Outcome};
use crate::{assure, browser, packages};

/// Where tests find the server; they create and drop databases of their own in it.
const POSTGRES: &str = "ENTENTE_TEST_POSTGRES";
/// The program that the browser stories start.
const CHROMEDRIVER: &str = "ENTENTE_TEST_CHROMEDRIVER";

/// What the command line says.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Install missing Debian packages (as root or by sudo); always so where the variable CI is set
    #[arg(long)]
    install: bool,
    /// Only tests whose name contains this
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
}

/// Runs all tests; the last line printed is `N passed, N failed, N skipped`.
///
/// # Errors
/// A missing package, a server that does not start, a failed test; in CI also a skipped one.
pub(crate) fn run(options: &Options) -> Outcome {
    packages::require(options.install || shell::in_ci())?;
    let begin = Instant::now();
    let server = Server::start()?;
    println!("throw-away PostgreSQL ready in {:.1} s", begin.elapsed().as_secs_f64());
    let (mut count, ended_well) = run_cargo(&mut cargo_test(options, &server), &mut std::io::stdout())?;
    if options.filter.is_none() && ended_well {
        assured(&mut count, &server)?;
    }
    drop(server);
    if !ended_well && count.failed == 0 {
        println!("cargo test failed outside any test, which counts as one failure: see above");
        count.failed = 1;
    }
    println!("tests took {} s", begin.elapsed().as_secs());
    println!("{count}");
    verdict(count, shell::in_ci())
}

/// The short form of `cargo xtask assure`, each part as one test.
fn assured(count: &mut Count, server: &Server) -> Outcome {
    for (_, held) in assure::short(&assure::built()?, Some(server))? {
        count.passed += u64::from(held);
        count.failed += u64::from(!held);
    }
    Ok(())
}

fn cargo_test(options: &Options, server: &Server) -> Command {
    let mut command = shell::cargo();
    command
        .args(["test", "--workspace", "--no-fail-fast"])
        .args(&options.filter)
        .args(["--", "--show-output"]);
    command.env(POSTGRES, server.url());
    if let Some(driver) = browser::driver() {
        command.env(CHROMEDRIVER, driver);
    }
    command
}

/// Shows the run as it goes; returns the sums and whether the program itself ended well.
fn run_cargo(command: &mut Command, screen: &mut impl Write) -> Outcome<(Count, bool)> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot start {command:?}: {error}"))?;
    let mut reader = Reader::default();
    for line in child.stdout.take().into_iter().flat_map(|out| BufReader::new(out).split(b'\n')) {
        let line = line.map_err(|error| format!("cannot read what cargo test prints: {error}"))?;
        if reader.take(&String::from_utf8_lossy(&line)) {
            // Nobody may be listening any more; the tests still deserve their end.
            let _ =
                screen.write_all(&line).and_then(|()| screen.write_all(b"\n")).and_then(|()| screen.flush());
        }
    }
    let status = child.wait().map_err(|error| format!("cannot wait for cargo test: {error}"))?;
    Ok((reader.count(), status.success()))
}

fn verdict(count: Count, in_ci: bool) -> Outcome {
    // The sums are the last line, so there is nothing more to say.
    if count.failed > 0 || (in_ci && count.skipped > 0) { Err(String::new()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skipped_test_fails_only_in_ci() {
        let skipped = Count { passed: 3, failed: 0, skipped: 1 };
        assert!(verdict(skipped, false).is_ok());
        assert!(verdict(skipped, true).is_err());
        assert!(verdict(Count { failed: 1, ..skipped }, false).is_err());
    }

    #[test]
    fn a_run_is_summed_and_its_end_is_known() {
        let script = "echo 'test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured'; exit 101";
        let (count, ended_well) =
            run_cargo(Command::new("sh").args(["-c", script]), &mut Vec::new()).unwrap();
        assert_eq!(count, Count { passed: 2, failed: 0, skipped: 1 });
        assert!(!ended_well);
    }
}
