//! `cargo xtask tidy`: the house rules that a machine can check. One module is one rule; each takes the tree of
//! files in memory and returns findings.

mod code;
mod docs;
mod engines;
mod exceptions;
mod fluent;
mod handlers;
mod html;
mod htmx;
mod layers;
mod locales;
mod sizes;
mod tree;
mod words;

use std::fmt;

use crate::shell::{self, Outcome};
use tree::Tree;

/// One place that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    path: String,
    line: usize,
    rule: &'static str,
    advice: String,
}

impl Finding {
    fn new(path: &str, line: usize, rule: &'static str, advice: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, rule, advice: advice.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}: {}", self.path, self.line, self.rule, self.advice)
    }
}

/// Prints each finding on a line of its own.
///
/// # Errors
/// When there is one.
pub(crate) fn run() -> Outcome {
    let root = shell::root();
    let tree = Tree::read(&root)?;
    let mut findings = layers::check(&tree, &layers::edges(&root)?);
    for rule in [
        sizes::check,
        handlers::check,
        engines::check,
        docs::check,
        htmx::check,
        locales::check,
        words::check,
    ] {
        findings.extend(rule(&tree));
    }
    let mut findings = exceptions::apply(&tree, findings);
    findings.sort();
    for finding in &findings {
        println!("{finding}");
    }
    println!("tidy: {} files, {} findings", tree.len(), findings.len());
    if findings.is_empty() { Ok(()) } else { Err(String::new()) }
}
