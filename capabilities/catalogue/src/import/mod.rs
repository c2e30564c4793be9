//! The import of catalogue files: tables (CSV) and JSON lines, by a mapping that names what goes where.
//!
//! A row is entered like a form and written by the ordinary functions, so it meets the same checks. Rows are known again
//! by their key: a second import of the same file changes nothing.

mod mapping;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use entente_access::Actor;
use entente_kernel::{Class, FieldProblem, Id, Problem, Result, fold};
use entente_record::{Datum, Draft, Kind, Shape, Write, create, edit, load};
use entente_store::{By, Db, Reads, Tx};

use entente_files::Table;

pub use mapping::Mapping;

use crate::{Evidence, Expert, Technology};

/// Rows in one write.
const BATCH: usize = 250;

/// A row that was not taken, with every reason: the field and the code of what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Its number in the file, counted from 1 without the header.
    pub row: usize,
    /// What is wrong.
    pub wrong: Vec<(String, &'static str)>,
}

/// What an import did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Rows read.
    pub read: usize,
    /// Records made.
    pub created: usize,
    /// Records changed.
    pub changed: usize,
    /// Columns of the file that the mapping neither uses nor ignores.
    pub unused: Vec<String>,
    /// Rows not taken.
    pub rejected: Vec<Rejected>,
}

/// The kinds that can be imported.
fn kind(name: &str) -> Result<&'static Kind> {
    let kinds = [Expert::KIND, Evidence::KIND, Technology::KIND];
    kinds.into_iter().find(|k| k.name == name).ok_or_else(|| Problem::field("kind", "choice"))
}

/// Imports the rows of a file; with `dry`, everything is checked and nothing kept. `report` hears the rows done so far.
/// Errors: `file-unreadable`, `file-encoding`, `file-malformed` with its row, and a mapping that does not fit the kind.
pub fn import_catalogue(
    db: &Db,
    path: &Path,
    mapping: &Mapping,
    dry: bool,
    report: &mut dyn FnMut(usize),
) -> Result<Outcome> {
    let kind = kind(&mapping.kind)?;
    mapping.fits(kind)?;
    let table = Table::read(path)?;
    let mut outcome =
        Outcome { read: table.rows.len(), unused: mapping.unused(&table), ..Outcome::default() };
    let links = db.read_now(experts_by_name)?;
    let origin = format!("{}#", mapping.source);
    let known = db.read_now(move |reads| known(reads, kind, &origin))?;
    let mut done = 0;
    for chunk in table.rows.chunks(BATCH) {
        let drafts: Vec<_> = chunk
            .iter()
            .enumerate()
            .map(|(at, row)| (done + at + 1, mapping.draft(kind, row, &links, &known)))
            .collect();
        done += chunk.len();
        let (created, changed, rejected) = write_batch(db, kind, drafts, dry)?;
        outcome.created += created;
        outcome.changed += changed;
        outcome.rejected.extend(rejected);
        report(done);
    }
    Ok(outcome)
}

/// A row that was understood: the record known under its key, if any, and the overlay of its fields.
pub(crate) struct Entered {
    pub(crate) known: Option<Id>,
    pub(crate) fields: entente_record::Fields,
    pub(crate) class: String,
    pub(crate) source: String,
}

type Understood = std::result::Result<Entered, Vec<FieldProblem>>;

/// Undoes a dry run's transaction without being a fault.
const DRY: &str = "dry-run";

fn write_batch(
    db: &Db,
    kind: &'static Kind,
    drafts: Vec<(usize, Understood)>,
    dry: bool,
) -> Result<(usize, usize, Vec<Rejected>)> {
    let sums = std::sync::Arc::new(std::sync::Mutex::new((0, 0, Vec::new())));
    let counted = std::sync::Arc::clone(&sums);
    let written = db.write_now(By::system("import catalogue"), move |tx| {
        let mut here = (0, 0, Vec::new());
        for (row, entered) in drafts {
            let outcome = entered.map_err(Problem::invalid).and_then(|entered| write(tx, kind, &entered));
            match outcome {
                Ok(Written::Created) => here.0 += 1,
                Ok(Written::Changed) => here.1 += 1,
                Ok(Written::Same) => {}
                Err(problem) if problem.class == Class::Invalid => {
                    let wrong = problem.fields.into_iter().map(|f| (f.field, f.code)).collect();
                    here.2.push(Rejected { row, wrong });
                }
                Err(problem) => return Err(problem),
            }
        }
        *counted.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = here;
        if dry { Err(Problem::conflict(DRY)) } else { Ok(()) }
    });
    match written {
        Err(problem) if problem.code != DRY => Err(problem),
        _ => Ok(std::mem::take(&mut *sums.lock().unwrap_or_else(std::sync::PoisonError::into_inner))),
    }
}

enum Written {
    Created,
    Changed,
    Same,
}

fn write(tx: &mut Tx<'_>, kind: &'static Kind, entered: &Entered) -> Result<Written> {
    let old = match entered.known {
        Some(id) => load(tx, kind, id)?,
        None => None,
    };
    let mut draft = old.as_ref().map_or_else(|| Draft::new(kind), Draft::of);
    let wrong = draft.enter(kind, &entered.fields, &|_| true);
    if !wrong.is_empty() {
        return Err(Problem::invalid(wrong));
    }
    let mut draft = draft.with(kind, "source", Datum::Line(entered.source.clone()));
    match old {
        None => {
            draft.class.clone_from(&entered.class);
            create(tx, &Actor::system(), kind, &draft)?;
            Ok(Written::Created)
        }
        Some(before) => {
            let after = edit(tx, &Actor::system(), kind, before.meta.id, &draft, &Write::default())?;
            Ok(if after.meta.version == before.meta.version { Written::Same } else { Written::Changed })
        }
    }
}

/// The records that came from this origin, by their source.
fn known(reads: &mut dyn Reads, kind: &Kind, origin: &str) -> Result<HashMap<String, Id>> {
    let sql = format!(
        "SELECT source, id FROM {} WHERE deleted_at IS NULL AND source >= $1 AND source < $2",
        kind.table
    );
    // The sign behind `#` ends the range of everything that begins with the origin.
    let end = format!("{}$", origin.trim_end_matches('#'));
    let rows = reads.query(&sql, &[origin.into(), end.into()])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Experts by folded name; a name that two share is left out, for it names nobody.
fn experts_by_name(reads: &mut dyn Reads) -> Result<BTreeMap<String, Id>> {
    let mut found: BTreeMap<String, Option<Id>> = BTreeMap::new();
    for row in reads.query("SELECT id, name_en, name_zh FROM expert WHERE deleted_at IS NULL", &[])? {
        let id: Id = row.get(0)?;
        for name in [row.get::<Option<String>>(1)?, row.get(2)?].into_iter().flatten() {
            found.entry(fold(&name)).and_modify(|held| *held = held.filter(|h| *h == id)).or_insert(Some(id));
        }
    }
    Ok(found.into_iter().filter_map(|(name, id)| Some((name, id?))).collect())
}

/// True for fields that hold a record.
pub(crate) fn is_link(shape: Shape) -> bool {
    matches!(shape, Shape::Link(_))
}
