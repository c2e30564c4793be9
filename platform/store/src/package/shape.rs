//! What the tables look like, read out of the migrations: the same whatever engine holds them.

use std::collections::BTreeMap;

use entente_kernel::{Problem, Result};

use crate::Migration;

/// The types that migrations use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Uuid,
    Integer,
    /// A whole number of microseconds since 1970, by its name.
    Instant,
    Text,
    Boolean,
    Date,
    Bytes,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) is: Type,
    /// Always holds something; a text may still be empty.
    pub(super) filled: bool,
    pub(super) unique: bool,
    /// The words that a CHECK allows; empty for any.
    pub(super) words: Vec<String>,
}

/// Columns that lead to those of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) columns: Vec<String>,
    pub(super) table: String,
    pub(super) to: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    pub(super) key: Vec<String>,
    pub(super) references: Vec<Reference>,
}

impl Shape {
    pub(super) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// By what rows are told apart best: the key, or for parts and histories what comes closest to one.
    pub(super) fn leading(&self) -> Vec<String> {
        let close = ["owner", "position", "id", "recorded_from", "effective_from"];
        if !self.key.is_empty() {
            return self.key.clone();
        }
        let there = close.into_iter().filter(|name| self.column(name).is_some());
        there.map(str::to_owned).collect()
    }
}

/// The tables of `list` in order of creation. Errors: an internal one for a statement that this does not understand.
pub(super) fn shapes(list: &[Migration]) -> Result<Vec<Shape>> {
    let mut made: Vec<Shape> = Vec::new();
    for migration in list {
        for statement in statements(migration.sql) {
            let unread = || Problem::internal(format!("{}: {statement}", migration.name));
            apply(&statement, &mut made).ok_or_else(unread)?;
        }
    }
    Ok(made)
}

/// Statements without comments, their blanks made single.
fn statements(sql: &str) -> Vec<String> {
    let bare: Vec<&str> = sql.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
    let bare = bare.join(" ");
    let single = |statement: &str| statement.split_whitespace().collect::<Vec<_>>().join(" ");
    bare.split(';').map(single).filter(|statement| !statement.is_empty()).collect()
}

fn apply(statement: &str, made: &mut Vec<Shape>) -> Option<()> {
    if let Some(rest) = statement.strip_prefix("CREATE TABLE ") {
        made.push(table(rest)?);
    } else if let Some(name) = statement.strip_prefix("HISTORY OF ") {
        let of = made.iter().find(|shape| shape.name == name)?;
        made.push(history(of));
    } else if let Some(rest) = statement.strip_prefix("DROP TABLE ") {
        made.retain(|shape| shape.name != rest);
    } else if let Some(rest) = statement.strip_prefix("ALTER TABLE ") {
        let (name, column) = rest.split_once(" ADD COLUMN ")?;
        let at = made.iter().position(|shape| shape.name == name)?;
        let shape = made.get_mut(at)?;
        define(column, shape)?;
    }
    Some(())
}

fn table(rest: &str) -> Option<Shape> {
    let (name, body) = rest.split_once('(')?;
    let mut shape = Shape { name: name.trim().to_owned(), ..Shape::default() };
    for item in items(body.strip_suffix(')')?) {
        if let Some(key) = item.strip_prefix("PRIMARY KEY") {
            shape.key = names(key)?;
        } else if let Some(rest) = item.strip_prefix("FOREIGN KEY") {
            let (columns, target) = rest.split_once("REFERENCES")?;
            let (table, to) = target.split_once('(')?;
            let to = names(&format!("({to}"))?;
            shape.references.push(Reference { columns: names(columns)?, table: table.trim().to_owned(), to });
        } else if !item.starts_with("UNIQUE") && !item.starts_with("CHECK") {
            define(&item, &mut shape)?;
        }
    }
    Some(shape)
}

/// A column as it stands in a table's definition.
fn define(item: &str, shape: &mut Shape) -> Option<()> {
    let (name, rest) = item.split_once(' ')?;
    let (word, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let is = match word {
        "UUID" => Type::Uuid,
        "BIGINT" if is_instant(name) => Type::Instant,
        "BIGINT" => Type::Integer,
        "TEXT" => Type::Text,
        "BOOLEAN" => Type::Boolean,
        "DATE" => Type::Date,
        "BYTEA" => Type::Bytes,
        _ => return None,
    };
    let key = rest.contains("PRIMARY KEY");
    if key {
        shape.key = vec![name.to_owned()];
    }
    if let Some((_, target)) = rest.split_once("REFERENCES ") {
        let (table, to) = target.split_once('(')?;
        let to = vec![to.split(')').next()?.trim().to_owned()];
        shape.references.push(Reference {
            columns: vec![name.to_owned()],
            table: table.trim().to_owned(),
            to,
        });
    }
    let words = rest.split_once(" IN (").and_then(|(_, all)| all.split(')').next()).unwrap_or_default();
    shape.columns.push(Column {
        name: name.to_owned(),
        is,
        filled: key || rest.contains("NOT NULL"),
        unique: !key && rest.contains("UNIQUE"),
        words: words.split('\'').skip(1).step_by(2).map(str::to_owned).collect(),
    });
    Some(())
}

/// By house rule: what is called so is an instant.
fn is_instant(name: &str) -> bool {
    let whole = ["at", "recorded", "recorded_from", "recorded_to", "not_before", "lease_until"];
    whole.contains(&name) || name.ends_with("_at")
}

/// The columns of the table with the two times, as the migrator makes them. Nothing leads from a history anywhere.
fn history(of: &Shape) -> Shape {
    let mut columns: Vec<Column> = of.columns.clone();
    for column in &mut columns {
        (column.unique, column.words) = (false, Vec::new());
    }
    let added = [
        ("effective_from", Type::Date, true),
        ("effective_to", Type::Date, false),
        ("recorded_from", Type::Instant, true),
        ("recorded_to", Type::Instant, false),
        ("audit_seq", Type::Integer, false),
        ("actor", Type::Uuid, false),
        ("act", Type::Text, true),
        ("reason", Type::Text, false),
    ];
    columns.extend(added.map(|(name, is, filled)| Column {
        name: name.into(),
        is,
        filled,
        unique: false,
        words: Vec::new(),
    }));
    Shape { name: format!("{}_history", of.name), columns, key: Vec::new(), references: Vec::new() }
}

/// The parts of a list, divided by the commas outside brackets.
fn items(body: &str) -> Vec<String> {
    let (mut depth, mut items) = (0_i32, vec![String::new()]);
    for sign in body.chars() {
        depth += match sign {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        match items.last_mut() {
            Some(_) if sign == ',' && depth == 0 => items.push(String::new()),
            Some(item) => item.push(sign),
            None => {}
        }
    }
    items.iter().map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
}

fn names(list: &str) -> Option<Vec<String>> {
    let inner = list.trim().strip_prefix('(')?.strip_suffix(')')?;
    Some(inner.split(',').map(|name| name.trim().to_owned()).collect())
}

/// The tables by name.
pub(super) fn by_name(shapes: &[Shape]) -> BTreeMap<&str, &Shape> {
    shapes.iter().map(|shape| (shape.name.as_str(), shape)).collect()
}
