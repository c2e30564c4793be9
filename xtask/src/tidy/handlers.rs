//! A handler parses, does one act or query, and renders: at most 25 lines.

use super::Finding;
use super::code::{self, Line};
use super::tree::{Tree, has_part};

const RULE: &str = "handler-size";
const LONGEST: usize = 25;

/// Measures each `async fn` in the files that hold handlers.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let files = tree.ending(".rs").filter(|(path, _)| holds_handlers(path));
    files.flat_map(|(path, text)| check_file(path, text)).collect()
}

fn holds_handlers(path: &str) -> bool {
    let place = path.starts_with("capabilities/") || path.starts_with("platform/web/");
    let names = ["routes.rs", "pages.rs", "handlers.rs", "routes", "pages", "handlers"];
    place && names.iter().any(|name| has_part(path, name))
}

fn check_file(path: &str, text: &str) -> Vec<Finding> {
    let lines = code::lines(text);
    let starts = (1..).zip(&lines).filter(|(_, line)| !line.is_test && is_start(&line.bare));
    let long = starts.filter_map(|(number, line)| {
        let length = length(lines.get(number - 1..).unwrap_or_default());
        let name = line.bare.split("fn ").nth(1)?.split(['(', '<']).next()?.to_owned();
        (length > LONGEST).then(|| {
            let advice =
                format!("{name} has {length} lines: move the work into acts or queries; at most {LONGEST}");
            Finding::new(path, number, RULE, advice)
        })
    });
    long.collect()
}

fn is_start(bare: &str) -> bool {
    let bare = bare.trim_start();
    let after_visibility = bare.strip_prefix("pub").map_or(bare, |rest| {
        rest.trim_start()
            .strip_prefix('(')
            .and_then(|rest| rest.split_once(')'))
            .map_or(rest, |(_, rest)| rest)
    });
    after_visibility.trim_start().starts_with("async fn ")
}

/// From the line of `async fn` to the one with its closing brace.
fn length(lines: &[Line]) -> usize {
    let mut depth = 0_usize;
    for (count, line) in (1..).zip(lines) {
        let opened = line.bare.matches('{').count();
        let closed = line.bare.matches('}').count();
        let begun = depth > 0 || opened > 0;
        depth = (depth + opened).saturating_sub(closed);
        if begun && depth == 0 {
            return count;
        }
    }
    lines.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handler(lines: usize) -> String {
        format!(
            "//! Pages.\npub async fn list(\n    user: User,\n) -> Page {{\n{}}}\n\nfn other() {{}}\n",
            "    act();\n".repeat(lines - 4)
        )
    }

    #[test]
    fn a_handler_of_26_lines_is_found() {
        let path = "capabilities/needs/src/pages.rs";
        assert_eq!(check(&Tree::from([(path, handler(25).as_str())])), []);
        let found = check(&Tree::from([(path, handler(26).as_str())]));
        assert_eq!(found.len(), 1);
        assert!(
            found[0].to_string().starts_with(&format!("{path}:2: handler-size: list has 26 lines")),
            "{found:?}"
        );
    }

    #[test]
    fn only_handlers_are_measured() {
        let long = handler(60);
        assert_eq!(check(&Tree::from([("capabilities/needs/src/acts.rs", long.as_str())])), []);
        assert_eq!(check(&Tree::from([("app/entente/src/pages.rs", long.as_str())])), []);
        let sync = long.replace("async fn", "fn");
        assert_eq!(check(&Tree::from([("platform/web/src/pages.rs", sync.as_str())])), []);
        assert_eq!(check(&Tree::from([("platform/web/src/handlers/list.rs", long.as_str())])).len(), 1);
    }
}
