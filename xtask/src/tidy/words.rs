//! Words that do not belong: an institution's name in code that serves any institution, and paths of one machine.

use super::Finding;
use super::tree::Tree;

const INSTITUTION_RULE: &str = "institution";
const MACHINE_RULE: &str = "machine-path";

/// Written in pieces, so that this file keeps its own rule.
const INSTITUTIONS: &[&str] = &[concat!("Tsing", "hua"), "\u{6e05}\u{534e}"];
const DEMO: &[&str] = &["app/entente/demo", "app/entente/src/demo"];
const MACHINE_FOLDERS: &[&str] = &[concat!("/", "work/"), concat!("/", "root/"), concat!("/", "farm/")];

/// Looks through every text file.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts() {
        for (number, line) in (1..).zip(text.lines()) {
            findings.extend(institution(path, number, line));
            findings.extend(machine_path(path, number, line));
        }
    }
    findings
}

fn institution(path: &str, number: usize, line: &str) -> Option<Finding> {
    let code = path.ends_with(".rs") || path.ends_with(".ftl");
    if !code || DEMO.iter().any(|demo| path.starts_with(demo)) {
        return None;
    }
    let name = INSTITUTIONS.iter().find(|name| line.contains(**name))?;
    let advice = format!("`{name}`: our institution is a setting; examples name fictional parties");
    Some(Finding::new(path, number, INSTITUTION_RULE, advice))
}

fn machine_path(path: &str, number: usize, line: &str) -> Option<Finding> {
    let folder = MACHINE_FOLDERS.iter().find(|folder| holds_absolute(line, folder))?;
    Some(Finding::new(
        path,
        number,
        MACHINE_RULE,
        format!("`{folder}`: name a path from the repository's root"),
    ))
}

/// Whether the folder stands at the beginning of a path, not in the middle of a longer one or of an address.
fn holds_absolute(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        before
            .is_none_or(|char| !char.is_alphanumeric() && !matches!(char, '.' | '_' | '-' | '~' | '}' | '*'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_institution_is_a_setting() {
        for name in INSTITUTIONS {
            let text = format!("ok\nlet x = \"{name} University\";\n");
            let tree = Tree::from([
                ("platform/web/src/shell.rs", text.as_str()),
                ("platform/web/locales/en.ftl", text.as_str()),
                ("app/entente/src/demo/seed.rs", text.as_str()),
                ("app/entente/demo/needs.jsonl", text.as_str()),
                ("README.md", text.as_str()),
            ]);
            let found: Vec<String> =
                check(&tree).iter().map(|it| format!("{}:{}", it.path, it.line)).collect();
            assert_eq!(found, ["platform/web/locales/en.ftl:2", "platform/web/src/shell.rs:2"]);
        }
    }

    #[test]
    fn paths_of_one_machine_are_found_everywhere() {
        for folder in MACHINE_FOLDERS {
            let text = format!("see `{folder}x`\nhttps://example.org{folder}x\nour{folder}x\n");
            let found = check(&Tree::from([("docs/a.md", text.as_str())]));
            assert_eq!(found.iter().map(|it| (it.line, it.rule)).collect::<Vec<_>>(), [(1, MACHINE_RULE)]);
        }
    }
}
