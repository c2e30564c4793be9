//! `cargo xtask licences`: what we may build upon.

mod expression;

use std::collections::BTreeSet;

use cargo_metadata::{CargoOpt, DependencyKind, Metadata, MetadataCommand, Package, PackageId};

use crate::shell::{self, Outcome};

const LIST: &str = "docs/licences.txt";

/// Libraries that bring C code or system libraries which we do without.
const BANNED: &[(&str, &str)] = &[
    ("openssl-sys", "use rustls"),
    ("pq-sys", "use tokio-postgres"),
    ("aws-lc-sys", "use rustls with ring"),
    ("aws-lc-rs", "use rustls with ring"),
];

/// Checks every dependency of every crate here, tests' own dependencies aside.
///
/// # Errors
/// Names each crate whose licence is not on the list, and each banned crate.
pub(crate) fn run() -> Outcome {
    let list = std::fs::read_to_string(shell::root().join(LIST))
        .map_err(|error| format!("{LIST}: {error}; it lists the licences we accept, one a line"))?;
    let allowed = read_list(&list);
    let metadata = metadata()?;
    let kinds = [DependencyKind::Normal, DependencyKind::Build];
    let packages = third_parties(&metadata, metadata.workspace_members.clone(), &kinds);
    let mut problems: Vec<String> =
        packages.iter().filter_map(|package| problem(package, &allowed)).collect();
    problems.extend(metadata.packages.iter().filter_map(|package| banned(&package.name)));
    for problem in &problems {
        println!("{problem}");
    }
    println!("licences: {} third-party crates, {} to settle", packages.len(), problems.len());
    if problems.is_empty() { Ok(()) } else { Err(String::new()) }
}

/// The resolved dependencies of the whole repository, exactly as `Cargo.lock` has them.
pub(crate) fn metadata() -> Outcome<Metadata> {
    let mut command = MetadataCommand::new();
    command.current_dir(shell::root()).features(CargoOpt::AllFeatures).other_options(["--locked".to_owned()]);
    command.exec().map_err(|error| format!("cargo metadata: {error}"))
}

/// The packages from a registry that the given ones reach over dependencies of these kinds, by name and version.
pub(crate) fn third_parties(
    metadata: &Metadata,
    from: Vec<PackageId>,
    kinds: &[DependencyKind],
) -> Vec<Package> {
    let mut reached: BTreeSet<PackageId> = BTreeSet::new();
    let mut open = from;
    let nodes = metadata.resolve.as_ref().map(|resolve| resolve.nodes.as_slice()).unwrap_or_default();
    while let Some(id) = open.pop() {
        if !reached.insert(id.clone()) {
            continue;
        }
        let deps = nodes.iter().filter(|node| node.id == id).flat_map(|node| &node.deps);
        let wanted = deps.filter(|dep| dep.dep_kinds.iter().any(|info| kinds.contains(&info.kind)));
        open.extend(wanted.map(|dep| dep.pkg.clone()));
    }
    let ours = |package: &Package| metadata.workspace_members.contains(&package.id);
    let mut packages: Vec<Package> =
        metadata.packages.iter().filter(|it| reached.contains(&it.id) && !ours(it)).cloned().collect();
    packages.sort_by(|a, b| (a.name.as_str(), &a.version).cmp(&(b.name.as_str(), &b.version)));
    packages
}

fn read_list(text: &str) -> BTreeSet<String> {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn problem(package: &Package, allowed: &BTreeSet<String>) -> Option<String> {
    let name = format!("{} {}", package.name, package.version);
    let Some(licence) = &package.license else {
        return Some(format!(
            "{name}: licence: names none; read its files and replace it if they do not fit"
        ));
    };
    match expression::allows(licence, &|term| allowed.contains(term)) {
        Ok(true) => None,
        Ok(false) => Some(format!("{name}: licence: {licence} is not on {LIST}; replace the crate")),
        Err(reason) => Some(format!("{name}: licence: cannot read `{licence}`: {reason}")),
    }
}

fn banned(name: &str) -> Option<String> {
    let (_, instead) = BANNED.iter().find(|(banned, _)| *banned == name)?;
    Some(format!("{name}: banned: {instead}; `cargo tree --invert {name}` says who brings it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_comments_and_one_licence_a_line() {
        let list = read_list("# ours\nMIT\nApache-2.0 WITH LLVM-exception # runtime\n\n");
        assert_eq!(list.into_iter().collect::<Vec<_>>(), ["Apache-2.0 WITH LLVM-exception", "MIT"]);
    }

    #[test]
    fn banned_crates_are_named() {
        assert!(banned("openssl-sys").is_some_and(|line| line.contains("rustls")));
        assert_eq!(banned("openssl-probe"), None);
    }

    #[test]
    fn test_dependencies_are_not_followed() {
        let metadata = metadata().unwrap();
        let shipped = third_parties(&metadata, metadata.workspace_members.clone(), &[DependencyKind::Normal]);
        let with_tests = [DependencyKind::Normal, DependencyKind::Development];
        let all = third_parties(&metadata, metadata.workspace_members.clone(), &with_tests);
        assert!(shipped.iter().any(|package| package.name.as_str() == "clap"));
        assert!(shipped.iter().all(|package| package.name.as_str() != "xtask"));
        assert!(shipped.len() < all.len());
    }
}
