//! Where the columns of a file go.

use std::collections::BTreeMap;

use entente_record::{Field, Kind, Shape};
use serde::{Deserialize, Serialize};

/// Where the columns of a file go, and how its rows meet records.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// Per column its target; `None` leaves it out.
    pub columns: Vec<Option<String>>,
    /// The target by which a row meets a record; empty makes every row a new record.
    pub key: String,
    /// Who may see new records: `public`, `members`, `internal`.
    pub class: String,
    /// Per target: what a new record gets when its line says nothing.
    #[serde(default)]
    pub always: BTreeMap<String, String>,
    /// Per target: what is to be read in place of what stands in the file.
    pub instead: BTreeMap<String, BTreeMap<String, String>>,
}

/// A place in a record that a column can go to.
#[derive(Debug, Clone)]
pub struct Target {
    /// Its name, as forms call it: `name_en`, `domicile`, `affiliations.0.role`.
    pub name: String,
    /// The field.
    pub field: &'static Field,
    /// The part that the field is a column of.
    pub part: Option<&'static str>,
    /// The suffix of the form's name, for fields of two columns: `en`, `zh`, `currency` or nothing.
    pub aspect: &'static str,
}

/// How rows meet records besides unique fields.
pub(crate) const BY_TITLE: &str = "title";
pub(crate) const BY_REFERENCE: &str = "reference";

/// Every place of a kind that `may` allows, in the order of its form; of repeated parts the first row.
#[must_use]
pub fn targets(kind: &Kind, may: &dyn Fn(&Field) -> bool) -> Vec<Target> {
    let mut all = Vec::new();
    for field in kind.fields.iter().filter(|f| may(f) && !f.fixed) {
        places(field, None, &mut all);
    }
    for part in kind.children {
        for field in part.fields.iter().filter(|f| may(f) && !f.fixed) {
            places(field, Some(part.name), &mut all);
        }
    }
    all
}

fn places(field: &'static Field, part: Option<&'static str>, all: &mut Vec<Target>) {
    let aspects: &[&'static str] = match field.shape {
        Shape::Bilingual | Shape::BilingualProse => &["en", "zh"],
        Shape::Money => &["", "currency"],
        _ => &[""],
    };
    for aspect in aspects {
        let name = if aspect.is_empty() { field.name.to_owned() } else { format!("{}_{aspect}", field.name) };
        let name = part.map_or_else(|| name.clone(), |part| format!("{part}.0.{name}"));
        all.push(Target { name, field, part, aspect });
    }
}

/// What rows can meet records by, best first: unique fields, the number, the name.
#[must_use]
pub fn keys(kind: &Kind, may: &dyn Fn(&Field) -> bool) -> Vec<String> {
    let named = |f: &&Field| f.unique && may(f) && !matches!(f.shape, Shape::Link(_));
    let unique = kind.fields.iter().filter(named).map(|f| f.name.to_owned());
    let mut keys: Vec<String> = unique.collect();
    keys.push(BY_REFERENCE.into());
    if kind.title().is_some_and(may) {
        keys.push(BY_TITLE.into());
    }
    keys
}

/// Places that a record must have something in and that take one of a few words or one text.
#[must_use]
pub fn needed(targets: &[Target]) -> Vec<&Target> {
    let simple = |t: &&Target| t.field.required && t.part.is_none() && t.aspect.is_empty();
    targets.iter().filter(simple).collect()
}

impl Mapping {
    /// The column that goes to a target.
    #[must_use]
    pub fn column(&self, target: &str) -> Option<usize> {
        self.columns.iter().position(|to| to.as_deref() == Some(target))
    }

    /// What is read for a value of a target.
    #[must_use]
    pub fn read<'a>(&'a self, target: &str, value: &'a str) -> &'a str {
        self.instead.get(target).and_then(|all| all.get(value)).map_or(value, String::as_str)
    }
}
