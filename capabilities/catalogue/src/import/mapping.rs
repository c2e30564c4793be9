//! What of a row goes where: a TOML file that somebody can write by hand.

use std::collections::{BTreeMap, HashMap};

use entente_files::{Row, Table};
use entente_kernel::{Date, FieldProblem, Id, Problem, Result, fold};
use entente_record::{Fields, Kind};
use serde::Deserialize;

use super::{Entered, is_link};

/// A mapping of a file's columns to a kind's fields.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// `expert`, `evidence` or `technology`.
    pub kind: String,
    /// What the records' source says, before the key.
    pub source: String,
    /// The columns by which a row is known again.
    pub key: Vec<String>,
    /// Who may read the records; `internal` when it is left out.
    #[serde(default = "internal")]
    pub class: String,
    /// By form name (`title_en`, `trl`, `fields`): where the value comes from.
    pub fields: BTreeMap<String, From>,
    /// Columns that are left out on purpose.
    #[serde(default)]
    pub ignore: Vec<String>,
}

fn internal() -> String {
    "internal".into()
}

/// Where a value comes from: a column, a fixed value, or a sentence with columns in braces.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct From {
    /// A column.
    pub column: String,
    /// The same for every row.
    pub value: String,
    /// Text with `{columns}`.
    pub template: String,
    /// Cuts the value into several at this text.
    pub split: String,
    /// Words of the file and the words that are meant; others stay as they are.
    pub words: BTreeMap<String, String>,
    /// Formats of days besides 2026-03-31, such as `%m/%d/%Y`; tried in order.
    pub dates: Vec<String>,
    /// Cuts longer text to so many characters, with a mark.
    pub cut: Option<usize>,
}

impl Mapping {
    /// Reads a mapping. Errors: `mapping-unreadable` with the place.
    pub fn parse(text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|e| {
            Problem::new(entente_kernel::Class::Malformed, "mapping-unreadable").because(e.to_string().trim())
        })
    }

    /// Errors: 422 naming each form name that the kind does not have.
    pub(super) fn fits(&self, kind: &Kind) -> Result<()> {
        let mut names: Vec<String> = kind.fields.iter().flat_map(entente_record::Field::columns).collect();
        names.extend(kind.fields.iter().map(|f| f.name.to_owned()));
        let unknown = self.fields.keys().filter(|name| !names.contains(name));
        let wrong: Vec<_> = unknown.map(|name| FieldProblem::new(name.clone(), "unknown-field")).collect();
        if self.key.is_empty() {
            return Err(Problem::field("key", "required"));
        }
        if wrong.is_empty() { Ok(()) } else { Err(Problem::invalid(wrong)) }
    }

    /// Columns of the table that the mapping neither uses nor ignores.
    pub(super) fn unused(&self, table: &Table) -> Vec<String> {
        let used = |name: &String| {
            let braced = format!("{{{name}}}");
            self.key.contains(name)
                || self.ignore.contains(name)
                || self.fields.values().any(|f| f.column == *name || f.template.contains(&braced))
        };
        table.columns.iter().filter(|name| !used(name)).cloned().collect()
    }

    /// The row as a form would send it. The error names every value that cannot be used.
    pub(super) fn draft(
        &self,
        kind: &Kind,
        row: &Row,
        experts: &BTreeMap<String, Id>,
        known: &HashMap<String, Id>,
    ) -> std::result::Result<Entered, Vec<FieldProblem>> {
        let (mut fields, mut wrong) = (Fields::default(), Vec::new());
        for (name, from) in &self.fields {
            let link = kind.field(name).is_some_and(|f| is_link(f.shape));
            for value in from.values(row) {
                match from.understood(&value, link, experts) {
                    Ok(value) => fields.push(name.clone(), value),
                    Err(code) => wrong.push(FieldProblem::new(name.clone(), code)),
                }
            }
        }
        let key: Vec<String> = self.key.iter().map(|column| row.get(column).trim().to_owned()).collect();
        if key.iter().all(String::is_empty) {
            wrong.push(FieldProblem::new(self.key.join("+"), "required"));
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let source = format!("{}#{}", self.source, key.join("/"));
        let known = known.get(&source).copied();
        Ok(Entered { known, fields, class: self.class.clone(), source })
    }
}

impl From {
    fn values(&self, row: &Row) -> Vec<String> {
        let whole = if !self.value.is_empty() {
            self.value.clone()
        } else if !self.template.is_empty() {
            row.columns().fold(self.template.clone(), |text, (name, value)| {
                text.replace(&format!("{{{name}}}"), value.trim())
            })
        } else {
            row.get(&self.column).trim().to_owned()
        };
        if self.split.is_empty() {
            return vec![whole];
        }
        whole.split(&self.split).map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
    }

    fn understood(
        &self,
        value: &str,
        link: bool,
        experts: &BTreeMap<String, Id>,
    ) -> std::result::Result<String, &'static str> {
        let value = self.words.get(value).map_or(value, String::as_str);
        if value.is_empty() {
            return Ok(String::new());
        }
        if link {
            return experts.get(&fold(value)).map(ToString::to_string).ok_or("link-unknown");
        }
        if !self.dates.is_empty() && value.parse::<Date>().is_err() {
            let read = |format: &String| Date::strptime(format, value).ok();
            return self.dates.iter().find_map(read).map(|day| day.to_string()).ok_or("date");
        }
        Ok(match self.cut {
            Some(most) if value.chars().count() > most => {
                value.chars().take(most.saturating_sub(1)).chain(['…']).collect()
            }
            _ => value.to_owned(),
        })
    }
}
