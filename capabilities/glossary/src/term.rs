//! Terms: what a word of one language is called in the other.

use entente_contracts::KnowledgeField;
use entente_kernel::{FieldProblem, is_ideographic};
use entente_record::{Datum, Meta, Record};

/// A pair of terms that an officer added.
#[derive(Debug, Clone, Record)]
#[record(kind = "term", prefix = "TRM", path = "terms", rule = crate::access::term, check = check)]
pub struct Term {
    /// What every record carries.
    #[meta]
    pub meta: Meta,
    /// In English.
    #[field(required, listed, order, max = 100, search = 5)]
    pub english: String,
    /// In Chinese.
    #[field(required, listed, order, max = 60, search = 5)]
    pub chinese: String,
    /// The field in which it is said so.
    #[field(listed, filter)]
    pub field: Option<KnowledgeField>,
    /// When it is meant, or why it was added.
    #[field(max = 500)]
    pub remark: String,
}

/// Each side must hold something that can be looked up in its language.
fn check(record: &Record) -> Vec<FieldProblem> {
    let line = |field: &str| match record.value(Term::KIND, field) {
        Datum::Line(line) => line.clone(),
        _ => String::new(),
    };
    let mut wrong = Vec::new();
    if line("english").chars().any(is_ideographic) || !line("english").chars().any(char::is_alphabetic) {
        wrong.push(FieldProblem::new("english", "term-english"));
    }
    if !line("chinese").chars().any(is_ideographic) {
        wrong.push(FieldProblem::new("chinese", "term-chinese"));
    }
    wrong
}
