//! app -> capabilities -> {contracts, engines, platform}; contracts -> platform; engines -> kernel; and no room
//! knows another room.

use std::path::Path;

use cargo_metadata::{DependencyKind, MetadataCommand};

use super::Finding;
use super::tree::Tree;
use crate::shell::Outcome;

const RULE: &str = "layers";
const KERNEL: &str = "platform/kernel";
const TESTKIT: &str = "platform/testkit";

/// One of our crates uses another of ours. Both are folders from the root.
pub(super) struct Edge {
    from: String,
    to: String,
    /// The name of the crate that is used.
    name: String,
    only_in_tests: bool,
}

/// Reads the edges between our crates.
///
/// # Errors
/// When a manifest cannot be read.
pub(super) fn edges(root: &Path) -> Outcome<Vec<Edge>> {
    let metadata = MetadataCommand::new()
        .current_dir(root)
        .no_deps()
        .exec()
        .map_err(|error| format!("cargo metadata: {error}"))?;
    let folder = |path: &Path| {
        let path = path.strip_prefix(&metadata.workspace_root).unwrap_or(path);
        path.to_string_lossy().into_owned()
    };
    let mut edges = Vec::new();
    for package in &metadata.packages {
        let from = package.manifest_path.parent().map(|path| folder(path.as_std_path())).unwrap_or_default();
        for dependency in &package.dependencies {
            let Some(path) = &dependency.path else { continue };
            edges.push(Edge {
                from: from.clone(),
                to: folder(path.as_std_path()),
                name: dependency.name.clone(),
                only_in_tests: dependency.kind == DependencyKind::Development,
            });
        }
    }
    Ok(edges)
}

/// Each edge that the floor plan does not have.
pub(super) fn check(tree: &Tree, edges: &[Edge]) -> Vec<Finding> {
    edges.iter().filter_map(|edge| Some(finding(tree, edge, refusal(edge)?))).collect()
}

fn finding(tree: &Tree, edge: &Edge, advice: &str) -> Finding {
    let manifest = format!("{}/Cargo.toml", edge.from);
    let text = tree.text(&manifest).unwrap_or_default();
    let line = text.lines().position(|line| line.starts_with(&edge.name)).map_or(1, |at| at + 1);
    Finding::new(&manifest, line, RULE, format!("{} -> {}: {advice}", edge.from, edge.to))
}

fn refusal(edge: &Edge) -> Option<&'static str> {
    let (from, to) = (layer(&edge.from), layer(&edge.to));
    if to == "xtask" || to == "app" {
        return Some("nothing builds upon the binary or upon xtask");
    }
    if edge.to == TESTKIT && from != "xtask" && !edge.only_in_tests {
        return Some("the testkit is a dev-dependency");
    }
    match (from, to) {
        ("xtask" | "app", _) | ("capabilities", "contracts" | "engines" | "platform") => None,
        ("capabilities", "capabilities") => {
            Some("rooms do not know each other: use a contract's trait or an event")
        }
        ("contracts" | "platform", "platform") => None,
        ("contracts", _) => Some("contracts build upon platform only"),
        ("platform", _) => Some("platform knows nothing of what stands upon it"),
        ("engines", _) if edge.to == KERNEL => None,
        ("engines", _) => Some("engines build upon platform/kernel only: hand them plain data"),
        _ => Some("a crate lives in platform, engines, contracts, capabilities, app or xtask"),
    }
}

fn layer(folder: &str) -> &str {
    folder.split('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(from: &str, to: &str, only_in_tests: bool) -> bool {
        let edge = Edge { from: from.to_owned(), to: to.to_owned(), name: "x".to_owned(), only_in_tests };
        refusal(&edge).is_some()
    }

    #[test]
    fn the_floor_plan_holds() {
        for (from, to) in [
            ("app/entente", "capabilities/needs"),
            ("app/entente", "platform/web"),
            ("capabilities/needs", "contracts"),
            ("capabilities/needs", "engines/matching"),
            ("capabilities/needs", "platform/record"),
            ("contracts", "platform/store"),
            ("engines/matching", "platform/kernel"),
            ("platform/testkit", "platform/store"),
            ("xtask", "platform/testkit"),
            ("xtask", "engines/matching"),
        ] {
            assert!(!refused(from, to, false), "{from} -> {to}");
        }
        assert!(!refused("capabilities/needs", "platform/testkit", true));
    }

    #[test]
    fn edges_outside_the_plan_are_found() {
        for (from, to) in [
            ("capabilities/needs", "capabilities/partners"),
            ("capabilities/needs", "platform/testkit"),
            ("capabilities/needs", "app/entente"),
            ("contracts", "engines/matching"),
            ("contracts", "capabilities/needs"),
            ("engines/matching", "platform/store"),
            ("engines/matching", "engines/resolution"),
            ("platform/web", "contracts"),
            ("platform/web", "engines/matching"),
            ("platform/web", "capabilities/needs"),
            ("platform/web", "xtask"),
            ("platform/web", "platform/testkit"),
            ("helpers/misc", "platform/kernel"),
        ] {
            assert!(refused(from, to, false), "{from} -> {to}");
        }
        assert!(refused("capabilities/needs", "capabilities/partners", true));
        assert!(refused("platform/web", "capabilities/needs", true));
    }

    #[test]
    fn a_finding_points_at_the_line_of_the_manifest() {
        let tree = Tree::from([(
            "capabilities/needs/Cargo.toml",
            "[dependencies]\nentente-partners.workspace = true\n",
        )]);
        let edge = Edge {
            from: "capabilities/needs".to_owned(),
            to: "capabilities/partners".to_owned(),
            name: "entente-partners".to_owned(),
            only_in_tests: false,
        };
        let lines: Vec<String> = check(&tree, &[edge]).iter().map(ToString::to_string).collect();
        assert_eq!(lines.len(), 1);
        assert!(lines[0].starts_with("capabilities/needs/Cargo.toml:2: layers: "), "{lines:?}");
    }

    #[test]
    fn edges_come_from_cargo() {
        let edges = edges(&crate::shell::root()).unwrap();
        assert!(edges.iter().any(|edge| edge.from == "platform/store" && edge.to == KERNEL));
    }
}
