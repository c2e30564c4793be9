//! English and Simplified Chinese say the same things with the same variables.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::fluent::{self, Entry};
use super::tree::Tree;

const RULE: &str = "locales";
const ENGLISH: &str = "en";
const CHINESE: &str = "zh-Hans";

/// Entries by id, each with its file.
type Messages = BTreeMap<String, (String, Entry)>;

/// Compares the two languages of each folder `locales`.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let folders: BTreeSet<&str> = tree.ending(".ftl").filter_map(|(path, _)| Some(split(path)?.0)).collect();
    folders.into_iter().flat_map(|folder| check_folder(tree, folder)).collect()
}

/// The folder up to `locales`, and the language, which the rest begins with.
fn split(path: &str) -> Option<(&str, &str)> {
    let (folder, rest) = path.split_once("locales/")?;
    [CHINESE, ENGLISH]
        .into_iter()
        .find(|language| rest.starts_with(language))
        .map(|language| (folder, language))
}

fn check_folder(tree: &Tree, folder: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let english = messages(tree, folder, ENGLISH, &mut findings);
    let chinese = messages(tree, folder, CHINESE, &mut findings);
    for (here, there, language) in [(&english, &chinese, CHINESE), (&chinese, &english, ENGLISH)] {
        findings.extend(here.iter().filter(|(id, _)| !there.contains_key(*id)).map(|(id, (path, entry))| {
            Finding::new(path, entry.line, RULE, format!("`{id}` is missing in {language}: write it there"))
        }));
    }
    for (id, (_, in_english)) in &english {
        let Some((path, in_chinese)) = chinese.get(id).filter(|(_, it)| it.variables != in_english.variables)
        else {
            continue;
        };
        let names: Vec<&str> =
            in_chinese.variables.symmetric_difference(&in_english.variables).map(String::as_str).collect();
        let advice = format!("`{id}` uses ${} in one language only: use it in both", names.join(", $"));
        findings.push(Finding::new(path, in_chinese.line, RULE, advice));
    }
    findings
}

fn messages(tree: &Tree, folder: &str, language: &str, findings: &mut Vec<Finding>) -> Messages {
    let mut messages = Messages::new();
    for (path, text) in tree.ending(".ftl").filter(|(path, _)| split(path) == Some((folder, language))) {
        let (entries, unread) = fluent::read(text);
        let advice = "neither a message nor its continuation: indent it or write `id = text`";
        findings.extend(unread.into_iter().map(|line| Finding::new(path, line, RULE, advice)));
        for entry in entries {
            if !entry.has_value {
                findings.push(Finding::new(
                    path,
                    entry.line,
                    RULE,
                    format!("`{}` is empty: write its text", entry.id),
                ));
            }
            let (id, line) = (entry.id.clone(), entry.line);
            if messages.insert(id.clone(), (path.to_owned(), entry)).is_some() {
                findings.push(Finding::new(path, line, RULE, format!("`{id}` is written twice: keep one")));
            }
        }
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(english: &str, chinese: &str) -> Vec<String> {
        let tree = Tree::from([
            ("platform/web/locales/en.ftl", english),
            ("platform/web/locales/zh-Hans.ftl", chinese),
            ("platform/web/locales/en-more.ftl", "more = More\n"),
            ("platform/web/locales/zh-Hans-more.ftl", "more = 更多\n"),
        ]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn equal_files_pass() {
        assert_eq!(
            found("a = { $n ->\n  [one] one\n *[other] { $n }\n}\n", "a = { $n } 项\n"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn differences_are_found() {
        let missing = found("a = A\nb = B\n", "a = 甲\n");
        assert_eq!(
            missing,
            ["platform/web/locales/en.ftl:2: locales: `b` is missing in zh-Hans: write it there"]
        );
        assert!(found("a = A\n", "a = 甲\nc = 丙\n")[0].contains("`c` is missing in en"));
        assert!(found("a = { $n }\n", "a = { $m }\n")[0].contains("`a` uses $m, $n in one language only"));
        assert!(found("a =\n", "a = 甲\n")[0].contains("`a` is empty"));
        assert!(found("a = A\nmore = M\n", "a = 甲\n")[0].contains("`more` is written twice"));
        assert!(found("a = A\nlost\n", "a = 甲\n").iter().any(|line| line.contains("neither")));
    }

    #[test]
    fn a_language_may_be_missing_altogether() {
        let tree = Tree::from([("capabilities/needs/locales/en.ftl", "a = A\n")]);
        assert_eq!(check(&tree).len(), 1);
    }
}
