//! Documents tell the truth about files: a path that a `*.md` names exists.

use super::Finding;
use super::tree::Tree;

const RULE: &str = "doc-path";

/// Endings that make a word with a `/` in it one of our files.
const ENDINGS: &[&str] = &[
    "css", "csv", "ftl", "html", "js", "json", "jsonl", "lock", "md", "png", "rs", "sh", "sql", "svg",
    "toml", "txt", "yaml", "yml",
];

/// Follows links, words in backticks, and words of code blocks that begin with one of our folders.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    tree.ending(".md").flat_map(|(path, text)| check_file(tree, path, text)).collect()
}

fn check_file(tree: &Tree, path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut in_block = false;
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
            continue;
        }
        let wrong = if in_block { wrong_words(tree, line) } else { wrong_in_prose(tree, path, line) };
        findings.extend(wrong.into_iter().map(|word| {
            Finding::new(path, number, RULE, format!("`{word}` does not exist: correct the path or the text"))
        }));
    }
    findings
}

fn wrong_in_prose(tree: &Tree, path: &str, line: &str) -> Vec<String> {
    let spans: Vec<&str> = line.split('`').skip(1).step_by(2).collect();
    let mut wrong: Vec<String> = spans
        .into_iter()
        .flat_map(
            |span| if span.contains(' ') { wrong_words(tree, span) } else { wrong_span(tree, path, span) },
        )
        .collect();
    wrong.extend(links(line).filter(|link| !link_holds(tree, path, link)).map(str::to_owned));
    wrong
}

/// Words of a command or a drawing: only those that begin with a folder of the root are surely ours.
fn wrong_words(tree: &Tree, line: &str) -> Vec<String> {
    let words = line.split_whitespace().filter_map(path_like);
    words.filter(|word| begins_in_root(tree, word) && !holds(tree, "", word)).collect()
}

/// One word in backticks: ours too when it ends like a file.
fn wrong_span(tree: &Tree, document: &str, span: &str) -> Vec<String> {
    let Some(word) = path_like(span) else { return Vec::new() };
    let ours = begins_in_root(tree, &word) || has_known_ending(&word);
    let found = || {
        let somewhere = format!("/{word}");
        holds(tree, "", &word)
            || holds(tree, folder_of(document), &word)
            // "each room has `src/acts.rs`" is true when one does.
            || tree.paths().any(|path| path.ends_with(&somewhere))
    };
    if ours && !found() { vec![word] } else { Vec::new() }
}

/// The word as a path from somewhere: no address, no absolute path, no bare name but a document's.
fn path_like(word: &str) -> Option<String> {
    let word = word.trim_matches([',', ';', '(', ')', '"', '\'']).trim_end_matches(['.', ':', '/']);
    let word = word.strip_prefix("./").unwrap_or(word);
    let word = match word.rsplit_once(':') {
        Some((path, line)) if line.chars().all(|char| char.is_ascii_digit()) => path,
        _ => word,
    };
    let plain = |char: char| char.is_ascii_alphanumeric() || "/._-{},*<>".contains(char);
    let path = !word.starts_with('/') && word.chars().all(plain);
    let name = word.ends_with(".md") && word.len() > ".md".len();
    (path && (word.contains('/') || name)).then(|| word.to_owned())
}

fn begins_in_root(tree: &Tree, word: &str) -> bool {
    word.split_once('/').is_some_and(|(first, _)| tree.has(first))
}

fn has_known_ending(word: &str) -> bool {
    word.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}

fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next())
}

fn link_holds(tree: &Tree, document: &str, link: &str) -> bool {
    let path = link.split('#').next().unwrap_or_default();
    let elsewhere = path.contains("://") || path.starts_with("mailto:") || path.starts_with('/');
    path.is_empty() || elsewhere || holds(tree, folder_of(document), path.trim_end_matches('/'))
}

fn folder_of(document: &str) -> &str {
    document.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether every file that the pattern stands for exists, seen from the folder.
fn holds(tree: &Tree, folder: &str, pattern: &str) -> bool {
    alternatives(pattern).iter().all(|word| {
        let known = word.split('/').take_while(|part| !part.contains(['*', '<']));
        resolve(folder, known).is_some_and(|path| path.is_empty() || tree.has(&path))
    })
}

/// `locales/{en,zh-Hans}.ftl` stands for two files.
fn alternatives(pattern: &str) -> Vec<String> {
    let Some((before, rest)) = pattern.split_once('{') else { return vec![pattern.to_owned()] };
    let Some((inside, after)) = rest.split_once('}') else { return vec![pattern.to_owned()] };
    inside.split(',').flat_map(|choice| alternatives(&format!("{before}{choice}{after}"))).collect()
}

/// The path from the root; `None` when it leaves the repository.
fn resolve<'a>(folder: &'a str, parts: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut path: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in parts {
        match part {
            "." | "" => {}
            ".." => {
                path.pop()?;
            }
            part => path.push(part),
        }
    }
    Some(path.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(document: &str, text: &str) -> Vec<String> {
        let tree = Tree::from([
            (document, text),
            ("README.md", ""),
            ("docs/bench.md", ""),
            ("platform/web/src/lib.rs", ""),
            ("capabilities/needs/src/acts.rs", ""),
            ("capabilities/needs/locales/en.ftl", ""),
            ("capabilities/needs/locales/zh-Hans.ftl", ""),
        ]);
        check(&tree).iter().filter_map(|it| it.advice.split('`').nth(1).map(str::to_owned)).collect()
    }

    #[test]
    fn true_paths_pass() {
        for text in [
            "`platform/web/src/lib.rs`, `platform/web/` and `platform/web/src/lib.rs:12`",
            "[bench](../docs/bench.md#figures) and [site](https://example.org/a.md) and [below](#below)",
            "each room has `src/acts.rs` and `capabilities/needs/locales/{en,zh-Hans}.ftl`",
            "`capabilities/<room>/src`, `capabilities/*/src/acts.rs`, `README.md`, `bench.md`",
            "`text/html`, `/api/openapi.json`, `postgres://host/a.md`, `and/or`, `application/problem+json`",
            "`cargo run -- import x/y.csv --data docs/bench.md`",
            "```\nplatform/   knows nothing\ntarget/release/entente serve\n```",
        ] {
            assert_eq!(found("docs/a.md", text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn paths_long_gone_are_found() {
        for (text, path) in [
            ("see `platform/web/src/gone.rs`", "platform/web/src/gone.rs"),
            ("see `src/gone.rs`", "src/gone.rs"),
            ("see `platform/gone/`", "platform/gone"),
            ("see `GONE.md`", "GONE.md"),
            ("see [it](gone.md)", "gone.md"),
            ("see [it](../../outside.md)", "../../outside.md"),
            ("`locales/{en,fr}.ftl`", "locales/{en,fr}.ftl"),
            ("`cargo run -- import platform/gone.csv`", "platform/gone.csv"),
            ("```\nplatform/gone/   a drawing\n```", "platform/gone"),
        ] {
            assert_eq!(found("docs/a.md", text), [path], "{text}");
        }
    }
}
