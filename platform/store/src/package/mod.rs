//! The whole installation as a Frictionless Data Package (specification v2), and back: one CSV file per table with its
//! schema, documents as files beside, in a folder or a zip file.
//!
//! Tables and columns come from the migrations, so that a new room needs no line here. What must not leave the house is
//! known by its name ([`is_secret`]) or named by the caller ([`Scope`]). Filling an empty installation from a package
//! and packing it again gives the same bytes, but for `created`.

mod case;
mod cell;
mod check;
mod descriptor;
mod files;
mod fill;
mod pack;
mod shape;
mod table;

pub use check::{Checked, read_package};
pub use fill::fill_from_package;
pub use pack::{Destination, Packed, Report as PackReport, pack_up};

use std::fmt::Display;
use std::path::Path;

use entente_kernel::{Class, Problem};

use crate::Value;

/// The form that this program writes; it reads no newer one.
const FORMAT: u32 = 1;

/// The descriptor's name; it is written last.
const DESCRIPTOR: &str = "datapackage.json";

/// Makes a column's value out of the plain values of others in its row.
pub type Make = Box<dyn Fn(&[Option<&str>]) -> Value + Send + Sync>;

/// A column that is not written but made anew, e.g. a sort key.
pub struct Derived {
    /// Its table; the table's history has it too, if there is one.
    pub table: String,
    /// The column.
    pub column: String,
    /// The columns that it is made of.
    pub from: Vec<String>,
    /// Makes it.
    pub make: Make,
}

/// What is known of a column besides its type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// What people call it.
    pub title: String,
    /// The words that may stand in it; empty for any.
    pub words: Vec<String>,
    /// The table whose `id` it holds.
    pub leads_to: Option<String>,
}

/// A table of pieces that is written as one file per thing instead.
#[derive(Debug, Clone, Copy)]
pub struct Pieces {
    /// The table: the columns of `key`, then `position`, then `bytes`.
    pub table: &'static str,
    /// The columns that name a thing: an id and a number.
    pub key: [&'static str; 2],
    /// The table of the things, each of which has a file.
    pub of: &'static str,
    /// Its column with the file's name.
    pub name: &'static str,
    /// Bytes of a piece.
    pub size: usize,
}

/// What the caller knows of the tables.
#[derive(Default)]
pub struct Scope {
    /// The package's title, e.g. the institution's name.
    pub title: String,
    /// The program that writes.
    pub build: String,
    /// The licence: its name in the list of the Open Definition, and its title.
    pub licence: (String, String),
    /// Tables that stay behind besides those with secrets: what passes anyway.
    pub left_out: Vec<&'static str>,
    /// Columns that stay behind, as table and column; they are empty afterwards.
    pub blank: Vec<(&'static str, &'static str)>,
    /// Words that are written instead of others, as table, column, word and the one instead.
    pub instead: Vec<(&'static str, &'static str, &'static str, &'static str)>,
    /// Tables written as files.
    pub pieces: Vec<Pieces>,
    /// Columns made anew.
    pub derived: Vec<Derived>,
    /// What people call tables, by name.
    pub titles: Vec<(String, String)>,
    /// What is known of columns, by table and column.
    pub known: Vec<((String, String), Known)>,
}

/// True for the name of a column that holds a secret or its digest. A table that cannot do without it stays behind as a
/// whole.
#[must_use]
pub fn is_secret(column: &str) -> bool {
    ["password", "secret", "token", "key_hash"].iter().any(|word| column.contains(word))
}

/// A package that cannot be taken, with the place.
#[derive(Debug, Clone, Default)]
struct Place<'a> {
    resource: &'a str,
    row: u64,
    field: &'a str,
}

impl Place<'_> {
    /// Errors: `package-wrong`, with what is wrong as its detail.
    fn wrong(&self, what: impl Display) -> Problem {
        Problem::new(Class::Invalid, "package-wrong")
            .with("resource", self.resource)
            .with("row", self.row)
            .with("field", self.field)
            .because(what)
    }
}

fn damaged(resource: &str, what: impl Display) -> Problem {
    Problem::new(Class::Invalid, "package-damaged").with("resource", resource).because(what)
}

fn unreadable(path: &Path, error: impl Display) -> Problem {
    Problem::new(Class::Unavailable, "file-unreadable").with("path", path.display()).because(error)
}

/// A full disk is told from other failures, because the person at the terminal can do something about it.
fn unwritable(path: &Path, error: &std::io::Error) -> Problem {
    let class =
        if error.kind() == std::io::ErrorKind::StorageFull { Class::StorageFull } else { Class::Unavailable };
    Problem::new(class, "package-unwritable").with("path", path.display()).because(error)
}
