//! The commands of this repository's own making: `test`, `tidy`, `licences`, `bench`, `hostile` and `notices`.
//!
//! One module holds one command; every command is a function that returns what went wrong and what to do.

mod assure;
mod bench;
mod browser;
mod count;
mod hostile;
mod http;
mod licences;
mod notices;
mod packages;
mod postgres;
mod shell;
mod test;
mod tidy;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Tests, checks and lists of the Entente repository")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Every test on both engines and in a real browser, with a throw-away PostgreSQL
    Test(test::Options),
    /// The house rules: layers, sizes, names, documents, templates, locales
    Tidy,
    /// What the program promises under faults, shown by causing them
    Assure(assure::Options),
    /// Every dependency's licence against docs/licences.txt
    Licences,
    /// Measures the program against bare baselines and writes docs/bench.md
    Bench(bench::Options),
    /// Files that broke other programs, and mutations of them, through the bounded child
    Hostile(hostile::Options),
    /// The notices of third parties whose work the binary contains
    Notices(notices::Options),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Test(options) => test::run(&options),
        Command::Tidy => tidy::run(),
        Command::Assure(options) => assure::run(&options),
        Command::Licences => licences::run(),
        Command::Bench(options) => bench::run(&options),
        Command::Hostile(options) => hostile::run(&options),
        Command::Notices(options) => notices::run(&options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            if !reason.is_empty() {
                eprintln!("{reason}");
            }
            ExitCode::FAILURE
        }
    }
}
