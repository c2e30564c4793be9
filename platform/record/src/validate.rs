//! Checks of a draft against the declaration; every wrong field is named at once.

use entente_kernel::{FieldProblem, Id, Result};
use entente_store::{Reads, Value};

use crate::codec::to_columns;
use crate::{Datum, Draft, Field, Kind, Shape};

/// The wrong fields of a draft: required, length, characters, words, links that do not exist, values that another
/// live record already has. `own` is the record being changed.
pub fn validate(
    reads: &mut dyn Reads,
    kind: &Kind,
    draft: &Draft,
    own: Option<Id>,
) -> Result<Vec<FieldProblem>> {
    let mut wrong = wrong_values(kind, &draft.values, &draft.children);
    for (field, datum) in kind.fields.iter().zip(&draft.values) {
        if field.unique && !datum.is_empty() && taken(reads, kind, field, datum, own)? {
            wrong.push(FieldProblem::new(field.name, "taken"));
        }
    }
    if draft.effective.is_some_and(|day| day > reads.today()) {
        wrong.push(FieldProblem::new("effective", "effective-future"));
    }
    Ok(wrong)
}

/// What is wrong with values as they stand, whatever other records say.
pub(crate) fn wrong_values(kind: &Kind, values: &[Datum], children: &[Vec<Vec<Datum>>]) -> Vec<FieldProblem> {
    let mut wrong = Vec::new();
    for (field, datum) in kind.fields.iter().zip(values) {
        check(field, datum, &|| field.name.to_owned(), &mut wrong);
    }
    for (part, rows) in kind.children.iter().zip(children) {
        for (number, row) in rows.iter().enumerate() {
            for (field, datum) in part.fields.iter().zip(row) {
                check(field, datum, &|| format!("{}.{number}.{}", part.name, field.name), &mut wrong);
            }
        }
    }
    wrong
}

/// `name` is what a wrong value is called, as forms call it.
fn check(field: &Field, datum: &Datum, name: &dyn Fn() -> String, wrong: &mut Vec<FieldProblem>) {
    if datum.is_empty() && field.required {
        wrong.push(FieldProblem::new(name(), "required"));
        return;
    }
    for text in texts(datum) {
        let length = text.chars().count();
        if length > field.max {
            let problem = FieldProblem::new(name(), "too-long");
            wrong.push(problem.with("max", field.max).with("length", length));
        } else if text.chars().any(|c| c.is_control() && !(c == '\n' && many_lines(field)) && c != '\t') {
            wrong.push(FieldProblem::new(name(), "control-characters"));
        }
    }
    if let Some(code) = misfit(field, datum) {
        wrong.push(FieldProblem::new(name(), code));
    }
}

fn many_lines(field: &Field) -> bool {
    matches!(field.shape, Shape::Prose | Shape::BilingualProse)
}

fn texts(datum: &Datum) -> Vec<&str> {
    match datum {
        Datum::Line(line) => vec![line],
        Datum::Text(text) => [text.en.as_deref(), text.zh.as_deref()].into_iter().flatten().collect(),
        _ => Vec::new(),
    }
}

/// What is wrong with the value for its shape.
fn misfit(field: &Field, datum: &Datum) -> Option<&'static str> {
    let Datum::Line(line) = datum else {
        let (Shape::Choices(_, words), Datum::Words(chosen)) = (field.shape, datum) else { return None };
        return (!chosen.iter().all(|w| words.contains(&w.as_str()))).then_some("choice");
    };
    let fits = match field.shape {
        Shape::Choice(_, words) => return (!words.contains(&line.as_str())).then_some("choice"),
        Shape::Url => return (!is_url(line)).then_some("url"),
        Shape::Email => return (!is_email(line)).then_some("email"),
        Shape::Country => line.len() == 2 && line.bytes().all(|b| b.is_ascii_uppercase()),
        Shape::Language => {
            (2..=12).contains(&line.len()) && line.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        }
        Shape::Identifier(code, valid) => return (!valid(line)).then_some(code),
        _ => true,
    };
    (!fits).then_some("choice")
}

fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| rest.len() > 2 && !rest.contains(char::is_whitespace))
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    !local.is_empty() && domain.contains('.') && !text.contains(char::is_whitespace) && !domain.contains('@')
}

fn taken(reads: &mut dyn Reads, kind: &Kind, field: &Field, datum: &Datum, own: Option<Id>) -> Result<bool> {
    let mut values = Vec::new();
    to_columns(field, datum, &mut values);
    let value = values.into_iter().next().unwrap_or(Value::Null);
    let sql = format!("SELECT id FROM {} WHERE {} = $1 AND deleted_at IS NULL", kind.table, field.name);
    let found = reads.query(&sql, &[value])?;
    for row in found {
        if own != Some(row.get::<Id>(0)?) {
            return Ok(true);
        }
    }
    Ok(false)
}
