//! A kind of record, and a record of any kind.

use entente_access::{Action, Actor, Rule};
use entente_kernel::{Date, Id, Instant, Lang, Problem, Result, Text};
use entente_store::Reads;

use crate::{Datum, Field, States};

/// The declaration of a kind: facts, and the paths of its decisions.
pub struct Kind {
    /// Its name in code, JSON paths and locale keys, e.g. `organisation`.
    pub name: &'static str,
    /// Its table.
    pub table: &'static str,
    /// The letters of its reference numbers, e.g. `ORG`.
    pub prefix: &'static str,
    /// Its address in the browser and under `/api/v1`, e.g. `organisations`.
    pub path: &'static str,
    /// Its fields, in the order of forms.
    pub fields: &'static [Field],
    /// Its dated or repeated parts.
    pub children: &'static [Children],
    /// Its lifecycle, if it has one.
    pub states: Option<&'static States>,
    /// Who may do what.
    pub rule: fn(&Actor, Action) -> Rule,
    /// Checks that concern more than one field; gives the wrong fields.
    pub check: fn(&Record) -> Vec<entente_kernel::FieldProblem>,
    /// What does not change any more, given the record as it is and as it is to be; not asked when links follow
    /// two records that became one.
    pub settled: Settled,
    /// Its migrations say `YEARS OF` its table: an index over its history may begin with the year, so that a question for
    /// a day does not read the versions of later years.
    pub years: bool,
}

/// The fields that a change of the first record into the second would wrongly touch.
pub type Settled = fn(&mut dyn Reads, &Record, &Record) -> Result<Vec<entente_kernel::FieldProblem>>;

/// Repeated parts of a record (names, parties, terms): rows of their own table that keep their own past.
pub struct Children {
    /// The name in forms and JSON, e.g. `names`.
    pub name: &'static str,
    /// Their table: `owner`, `position`, `recorded_from`, `recorded_to`, then the fields.
    pub table: &'static str,
    /// Their fields.
    pub fields: &'static [Field],
}

/// What every record carries besides its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// The public id.
    pub id: Id,
    /// Counts the changes; the ETag.
    pub version: i64,
    /// E.g. `ORG-2026-0042`.
    pub reference: String,
    /// The state's word; empty for kinds without a lifecycle.
    pub state: String,
    /// Since when it is in that state.
    pub state_since: Date,
    /// `public`, `members`, `internal` or `restricted`.
    pub class: String,
    /// Invented, and to be marked so.
    pub fictional: bool,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub changed_at: Instant,
    /// When it was put into the trash.
    pub deleted_at: Option<Instant>,
}

/// A record of any kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// What every record carries.
    pub meta: Meta,
    /// One value per field, in order of declaration.
    pub values: Vec<Datum>,
    /// Per part its rows, each with one value per field.
    pub children: Vec<Vec<Vec<Datum>>>,
}

/// A struct that a record can be read into and written from; derived.
pub trait Typed: Sized {
    /// Its kind.
    fn kind() -> &'static Kind;
    /// Reads the struct out of a record. Errors: an internal problem when a value does not fit.
    fn from_record(record: &Record) -> Result<Self>;
    /// The values, in order of declaration.
    fn values(&self) -> Vec<Datum>;
    /// The parts.
    fn parts(&self) -> Vec<Vec<Vec<Datum>>>;
}

/// Reading a row of values into the types of a struct's fields; derived.
pub trait RowOf {
    /// The fields' types, as a tuple.
    type Parsed;
    /// `None` when a value does not fit.
    fn parse_row(row: &[Datum]) -> Option<Self::Parsed>;
}

/// The problem of a stored record that does not fit its struct.
#[must_use]
pub fn unfit(kind: &Kind, meta: &Meta) -> Problem {
    Problem::internal(format!("{} {} does not fit its declaration", kind.name, meta.reference))
}

/// The columns that every kind's table begins with, in order.
pub(crate) const META_COLUMNS: &str =
    "id, version, reference, state, state_since, class, fictional, created_at, changed_at, deleted_at";

impl Kind {
    /// The position of a field.
    #[must_use]
    pub fn position(&self, field: &str) -> Option<usize> {
        self.fields.iter().position(|f| f.name == field)
    }

    /// The declared field of that name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|f| f.name == name)
    }

    /// The field that names a record: by house rule the first one.
    #[must_use]
    pub fn title(&self) -> Option<&'static Field> {
        self.fields.first()
    }
}

impl Record {
    /// The value of a field; empty when there is no such field.
    #[must_use]
    pub fn value(&self, kind: &Kind, field: &str) -> &Datum {
        kind.position(field).and_then(|at| self.values.get(at)).unwrap_or(&Datum::Empty)
    }

    /// Sets the value of a field, if there is such a field.
    pub fn set(&mut self, kind: &Kind, field: &str, datum: Datum) {
        if let Some(slot) = kind.position(field).and_then(|at| self.values.get_mut(at)) {
            *slot = datum;
        }
    }

    /// The record's name in `lang`, or in the other language, or its reference number.
    #[must_use]
    pub fn title(&self, lang: Lang) -> String {
        match self.values.first() {
            Some(Datum::Text(text)) => text.show(lang).to_owned(),
            Some(Datum::Line(line)) => line.clone(),
            _ => self.meta.reference.clone(),
        }
    }

    /// The record's name in both languages.
    #[must_use]
    pub fn title_text(&self) -> Text {
        match self.values.first() {
            Some(Datum::Text(text)) => text.clone(),
            Some(Datum::Line(line)) => Text::en(line.clone()),
            _ => Text::en(self.meta.reference.clone()),
        }
    }
}
