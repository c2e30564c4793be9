//! Exceptions to the rules, in `xtask/exceptions.txt`: one `rule<TAB>path<TAB>reason` a line.

use super::Finding;
use super::tree::Tree;

const FILE: &str = "xtask/exceptions.txt";
const RULE: &str = "exceptions";

/// How many exceptions there may be. The number only ever goes down: with each exception that falls.
const LIMIT: usize = 0;

/// Takes away what is excepted; adds what is wrong with the exceptions themselves.
pub(super) fn apply(tree: &Tree, findings: Vec<Finding>) -> Vec<Finding> {
    apply_at_most(tree, findings, LIMIT)
}

fn apply_at_most(tree: &Tree, findings: Vec<Finding>, limit: usize) -> Vec<Finding> {
    let text = tree.text(FILE).unwrap_or_default();
    let mut left = findings;
    let mut wrong = Vec::new();
    let mut count = 0;
    for (number, line) in
        (1..).zip(text.lines()).filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
    {
        count += 1;
        let mut parts = line.splitn(3, '\t');
        let (Some(rule), Some(path), Some(_reason)) = (parts.next(), parts.next(), parts.next()) else {
            wrong.push(Finding::new(
                FILE,
                number,
                RULE,
                "write the rule, a tab, the path, a tab and the reason",
            ));
            continue;
        };
        let before = left.len();
        left.retain(|finding| finding.rule != rule || finding.path != path);
        if left.len() == before {
            wrong.push(Finding::new(FILE, number, RULE, "no longer needed: remove the line"));
        }
    }
    if count > limit {
        let advice = format!("{count} exceptions, and at most {limit} may stand: keep the rule instead");
        wrong.push(Finding::new(FILE, 1, RULE, advice));
    } else if count < limit {
        let advice =
            format!("only {count} exceptions left: lower LIMIT in xtask/src/tidy/exceptions.rs to {count}");
        wrong.push(Finding::new(FILE, 1, RULE, advice));
    }
    left.extend(wrong);
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apply_lines(lines: &str, limit: usize) -> Vec<String> {
        let tree = Tree::from([(FILE, lines)]);
        let findings =
            vec![Finding::new("a.rs", 3, "engine-words", "x"), Finding::new("b.rs", 4, "engine-words", "x")];
        apply_at_most(&tree, findings, limit).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_exception_covers_its_rule_and_path_only() {
        assert_eq!(apply_lines("# why\nengine-words\ta.rs\told\n", 1), ["b.rs:4: engine-words: x"]);
    }

    #[test]
    fn stale_malformed_and_too_many_are_findings() {
        assert!(apply_lines("docs\ta.rs\told\n", 1).iter().any(|line| line.contains("no longer needed")));
        assert!(apply_lines("engine-words a.rs\n", 1).iter().any(|line| line.contains("a tab")));
        assert!(apply_lines("engine-words\ta.rs\told\n", 0).iter().any(|line| line.contains("at most 0")));
        assert!(apply_lines("", 1).iter().any(|line| line.contains("lower LIMIT")));
    }
}
