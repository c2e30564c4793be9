//! What somebody entered, before and after it is understood.

use std::collections::BTreeMap;

use entente_kernel::{Currency, Date, FieldProblem, Id, Money, Text};

use crate::{Children, Datum, Field, Kind, Record, Shape};

/// Entered strings by name, as forms and CSV rows give them; a name may come several times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(BTreeMap<String, Vec<String>>);

impl Fields {
    /// From pairs in order.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut fields = Self::default();
        for (name, value) in pairs {
            fields.push(name, value);
        }
        fields
    }

    /// Adds one string.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.entry(name.into()).or_default().push(value.into());
    }

    /// Replaces every string of that name by this one.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), vec![value.into()]);
    }

    /// The first string of that name, trimmed; `""` when there is none.
    #[must_use]
    pub fn one(&self, name: &str) -> &str {
        self.0.get(name).and_then(|values| values.first()).map_or("", |s| s.trim())
    }

    /// All strings of that name.
    #[must_use]
    pub fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// True when the name was sent at all.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// All names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// Values for a new or changed record, understood but not yet checked against the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// One value per field.
    pub values: Vec<Datum>,
    /// Per part its rows.
    pub children: Vec<Vec<Vec<Datum>>>,
    /// `public`, `members`, `internal` or `restricted`.
    pub class: String,
    /// Invented, and to be marked so.
    pub fictional: bool,
    /// From which day on it is so; `None` means today.
    pub effective: Option<Date>,
    /// Why, if somebody said.
    pub reason: Option<String>,
}

impl Draft {
    /// An empty draft of the class `internal`.
    #[must_use]
    pub fn new(kind: &Kind) -> Self {
        Self {
            values: kind.fields.iter().map(|f| f.shape.nothing()).collect(),
            children: vec![Vec::new(); kind.children.len()],
            class: "internal".into(),
            fictional: false,
            effective: None,
            reason: None,
        }
    }

    /// A draft that repeats a record.
    #[must_use]
    pub fn of(record: &Record) -> Self {
        Self {
            values: record.values.clone(),
            children: record.children.clone(),
            class: record.meta.class.clone(),
            fictional: record.meta.fictional,
            effective: None,
            reason: None,
        }
    }

    /// Sets a field, if the kind has it.
    #[must_use]
    pub fn with(mut self, kind: &Kind, field: &str, datum: Datum) -> Self {
        if let Some(slot) = kind.position(field).and_then(|at| self.values.get_mut(at)) {
            *slot = datum;
        }
        self
    }

    /// Overlays what was entered: fields and parts that `may` allows and whose names were sent. Gives the fields that
    /// could not be understood.
    pub fn enter(&mut self, kind: &Kind, fields: &Fields, may: &dyn Fn(&Field) -> bool) -> Vec<FieldProblem> {
        let mut wrong = Vec::new();
        for (field, slot) in kind.fields.iter().zip(self.values.iter_mut()) {
            if !may(field) || !sent(field, fields, "") {
                continue;
            }
            match read(field, fields, "") {
                Ok(datum) => *slot = datum,
                Err(problem) => wrong.push(problem),
            }
        }
        for (part, rows) in kind.children.iter().zip(self.children.iter_mut()) {
            if fields.has(&format!("{}.sent", part.name)) {
                *rows = read_rows(part, fields, &mut wrong);
            }
        }
        if ["public", "members", "internal", "restricted"].contains(&fields.one("class")) {
            self.class = fields.one("class").to_owned();
        } else if !fields.one("class").is_empty() {
            wrong.push(FieldProblem::new("class", "choice"));
        }
        match date(fields.one("effective")) {
            Ok(effective) => self.effective = effective,
            Err(code) => wrong.push(FieldProblem::new("effective", code)),
        }
        self.reason = Some(fields.one("reason").to_owned()).filter(|r| !r.is_empty());
        wrong
    }
}

fn sent(field: &Field, fields: &Fields, prefix: &str) -> bool {
    let name = format!("{prefix}{}", field.name);
    fields.has(&name)
        || fields.has(&format!("{name}.sent"))
        || field.columns().iter().any(|column| fields.has(&format!("{prefix}{column}")))
}

/// Rows `0..` of a part, until a row number was not sent; rows left wholly blank are dropped.
fn read_rows(part: &Children, fields: &Fields, wrong: &mut Vec<FieldProblem>) -> Vec<Vec<Datum>> {
    let mut rows = Vec::new();
    for number in 0.. {
        let prefix = format!("{}.{number}.", part.name);
        if !fields.names().any(|name| name.starts_with(&prefix)) {
            break;
        }
        let mut row = Vec::with_capacity(part.fields.len());
        for field in part.fields {
            row.push(read(field, fields, &prefix).unwrap_or_else(|problem| {
                wrong.push(problem);
                Datum::Empty
            }));
        }
        if row.iter().any(|datum| !datum.is_empty()) {
            rows.push(row);
        }
    }
    rows
}

/// Understands one entered field.
fn read(field: &Field, fields: &Fields, prefix: &str) -> Result<Datum, FieldProblem> {
    let name = format!("{prefix}{}", field.name);
    let one = fields.one(&name);
    let wrong = |code| FieldProblem::new(name.clone(), code);
    let empty = one.is_empty();
    Ok(match field.shape {
        Shape::Bilingual | Shape::BilingualProse => {
            let text =
                Text::new(tidy(fields.one(&format!("{name}_en"))), tidy(fields.one(&format!("{name}_zh"))));
            if text.is_empty() { Datum::Empty } else { Datum::Text(text) }
        }
        Shape::Flag => Datum::Flag(matches!(one, "on" | "true" | "yes" | "1")),
        Shape::Choices(_, _) => {
            let words: Vec<String> = fields.all(&name).iter().filter(|w| !w.is_empty()).cloned().collect();
            if words.is_empty() { Datum::Empty } else { Datum::Words(words) }
        }
        _ if empty => Datum::Empty,
        Shape::Int => Datum::Int(one.replace([',', ' '], "").parse().map_err(|_| wrong("number"))?),
        Shape::Date => date(one).map_err(wrong)?.map_or(Datum::Empty, Datum::Date),
        Shape::Money => {
            let code = fields.one(&format!("{name}_currency")).to_ascii_uppercase();
            let currency = Currency::parse(&code).ok_or_else(|| wrong("currency"))?;
            Datum::Money(
                Money::parse(one, currency)
                    .map_err(|p| wrong(p.fields.first().map_or("money-format", |f| f.code)))?,
            )
        }
        Shape::Link(_) => Datum::Link(Id::parse(one).ok_or_else(|| wrong("link-unknown"))?),
        Shape::Country => Datum::Line(one.to_ascii_uppercase()),
        Shape::Email => Datum::Line(one.to_owned()),
        _ => Datum::Line(tidy(one)),
    })
}

/// Browsers send CRLF; records keep LF.
fn tidy(text: &str) -> String {
    text.replace("\r\n", "\n")
}

fn date(text: &str) -> Result<Option<Date>, &'static str> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| "date") }
}
