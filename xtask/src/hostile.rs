//! `cargo xtask hostile`: files that broke other programs, and mutations of them, through the bounded child.

use std::path::PathBuf;
use std::process::Command;

use crate::shell::{self, Outcome};

/// What the command line says.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The folder of files; all below it are read
    #[arg(long)]
    data: PathBuf,
    /// How many mutations of them besides
    #[arg(long, default_value_t = 1_000)]
    mutations: usize,
    /// Other seeds draw other mutations
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Builds the child and what feeds it as they are delivered, and runs them.
///
/// # Errors
/// When the parent crashed or a reading took longer than it may.
pub(crate) fn run(options: &Options) -> Outcome {
    let build =
        ["build", "--release", "-p", "entente-files", "--bin", "entente-reader", "--example", "hostile"];
    shell::run(shell::cargo().args(build))?;
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| shell::root().join("target"), PathBuf::from);
    let release = target.join("release");
    shell::run(
        Command::new(release.join("examples/hostile"))
            .arg(release.join("entente-reader"))
            .arg(&options.data)
            .args([options.mutations.to_string(), options.seed.to_string()]),
    )
}
