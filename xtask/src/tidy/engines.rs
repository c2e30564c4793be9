//! No code but the store, the jobs and the search knows which database engine it runs on.

use super::Finding;
use super::code;
use super::tree::{Tree, is_test};

const RULE: &str = "engine-words";
const WORDS: &[&str] = &["sqlite", "postgres"];

/// Where an engine may be named: the three that hold its text, the place where it is chosen, and tests.
const PLACES: &[&str] = &[
    "platform/store/",
    "platform/jobs/",
    "platform/search/",
    "platform/testkit/",
    "app/entente/src/settings",
    "app/entente/src/cli",
    "xtask/",
];

/// Finds engine names in Rust, SQL, templates and manifests.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let files = tree
        .texts()
        .filter(|(path, _)| !is_test(path) && !PLACES.iter().any(|place| path.starts_with(place)));
    files
        .flat_map(|(path, text)| {
            (1..).zip(code_lines(path, text)).filter_map(move |(at, line)| judge(path, at, &line))
        })
        .collect()
}

fn judge(path: &str, number: usize, line: &str) -> Option<Finding> {
    let line = line.to_lowercase();
    let word = WORDS.iter().find(|word| line.contains(**word))?;
    Some(Finding::new(
        path,
        number,
        RULE,
        format!("`{word}`: ask platform/store for what differs between engines"),
    ))
}

fn code_lines(path: &str, text: &str) -> Vec<String> {
    let before = |mark: &str| {
        text.lines().map(|line| line.split(mark).next().unwrap_or_default().to_owned()).collect()
    };
    match path.rsplit_once('.') {
        Some((_, "rs")) => {
            let lines = code::lines(text).into_iter();
            lines.map(|line| if line.is_test { String::new() } else { line.code }).collect()
        }
        Some((_, "sql")) => before("--"),
        // The root manifest lists the libraries of the whole workspace.
        Some((folder, "toml")) if folder != "Cargo" => before("#"),
        Some((_, "html")) => text.lines().map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_branch_in_a_room_is_found() {
        let tree = Tree::from([
            ("capabilities/needs/src/queries.rs", "// SQLite is fine here\nif engine == \"Postgres\" {}\n"),
            ("capabilities/needs/migrations/1.sql", "-- sqlite\nPRAGMA sqlite_x;\n"),
            ("capabilities/needs/Cargo.toml", "rusqlite.workspace = true\n"),
            ("app/entente/src/main.rs", "use tokio_postgres::Client;\n"),
        ]);
        let found: Vec<String> = check(&tree).iter().map(|it| format!("{}:{}", it.path, it.line)).collect();
        assert_eq!(
            found,
            [
                "app/entente/src/main.rs:1",
                "capabilities/needs/Cargo.toml:1",
                "capabilities/needs/migrations/1.sql:2",
                "capabilities/needs/src/queries.rs:2"
            ]
        );
    }

    #[test]
    fn the_places_that_may_are_left_alone() {
        let code = "let engine = \"sqlite\";\n";
        let tree = Tree::from([
            ("platform/store/src/lib.rs", code),
            ("platform/jobs/src/lib.rs", code),
            ("platform/search/src/lib.rs", code),
            ("app/entente/src/settings.rs", code),
            ("app/entente/src/cli/copy.rs", code),
            ("capabilities/needs/tests/story.rs", code),
            (
                "capabilities/needs/src/acts.rs",
                "#[cfg(test)]\nmod tests {\n    const ENGINE: &str = \"sqlite\";\n}\n",
            ),
            ("README.md", "runs on SQLite"),
            ("Cargo.toml", "rusqlite = \"1\""),
        ]);
        assert_eq!(check(&tree), []);
    }
}
