//! `cargo xtask notices`: whose work the binary contains.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use cargo_metadata::{DependencyKind, Package};

use crate::licences::{metadata, third_parties};
use crate::shell::Outcome;

/// The package that we hand out; what only tests or builds need is not in it.
const BINARY: &str = "entente";
const TEXTS: &[&str] = &["LICENSE", "LICENCE", "COPYING", "NOTICE", "COPYRIGHT", "UNLICENSE"];

/// What the command line says.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// With the full text of every licence file, each distinct text once
    #[arg(long)]
    texts: bool,
}

/// Prints name, version, licence and repository of each crate in the binary, on any platform.
///
/// # Errors
/// When the dependencies cannot be read.
pub(crate) fn run(options: &Options) -> Outcome {
    let metadata = metadata()?;
    let binary = metadata.workspace_packages().into_iter().find(|package| package.name.as_str() == BINARY);
    let binary = binary.ok_or_else(|| format!("no package `{BINARY}` in this workspace"))?;
    let packages = third_parties(&metadata, vec![binary.id.clone()], &[DependencyKind::Normal]);
    let mut page: String = packages.iter().map(line).collect();
    if options.texts {
        page.push_str(&texts(&packages));
    }
    // Whoever reads the first lines only (`| head`) closes the pipe, which is no failure of ours.
    let _ = std::io::stdout().write_all(page.as_bytes());
    Ok(())
}

fn line(package: &Package) -> String {
    let licence = package.license.as_deref().unwrap_or("see its files");
    let repository = package.repository.as_deref().unwrap_or("no repository named");
    format!("{} {} | {licence} | {repository}\n", package.name, package.version)
}

fn texts(packages: &[Package]) -> String {
    let mut owners: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in packages {
        let folder = package.manifest_path.parent().map(|path| path.as_std_path().to_owned());
        for text in folder.iter().flat_map(|folder| licence_files(folder)) {
            owners.entry(text).or_default().push(format!("{} {}", package.name, package.version));
        }
    }
    let parts = owners.iter().map(|(text, names)| format!("\n=== {}\n\n{text}\n", names.join(", ")));
    parts.collect()
}

fn licence_files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let named = entries.filter(|entry| {
        let name = entry.file_name().to_string_lossy().to_uppercase();
        TEXTS.iter().any(|text| name.starts_with(text))
    });
    named.filter_map(|entry| Some(std::fs::read_to_string(entry.path()).ok()?.trim().to_owned())).collect()
}
