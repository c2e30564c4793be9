//! Trying the lines of a run, writing them, undoing them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use entente_access::Actor;
use entente_kernel::{Class, Id, Problem, Result};
use entente_record::{
    Datum, Deed, Draft, Fields, Kind, Registry, Undone, Write, add_to_batch, begin_batch, create, edit, load,
    open_groups, refuse_foreign_links, undo_batch, visible,
};
use entente_store::{By, Db, Reads, Tx};
use serde_json::json;

use crate::convert::{Entered, Reader, entered};
use crate::known::{key_of, meant};
use crate::mapping::targets;
use crate::run::{Line, Outcome, Run, State, Wrong, lines, note, run, set_state};
use crate::vocabulary::Vocabulary;

/// Lines in one write.
const PIECE: usize = 200;

/// The record that a text in a link's column means although it is called otherwise, when that is certain.
pub type Means = Arc<dyn Fn(&mut dyn Reads, &Actor, &'static Kind, &str) -> Result<Option<Id>> + Send + Sync>;

/// Who is at work, as of now. Errors: 403 when the account is not what it was.
pub type Who = Arc<dyn Fn(&mut dyn Reads) -> Result<Actor> + Send + Sync>;

/// What is needed to work on a run.
#[derive(Clone)]
pub struct Doing {
    /// The run.
    pub run: Id,
    /// Its owner.
    pub owner: Id,
    /// The kind of its records.
    pub kind: &'static Kind,
    /// All kinds.
    pub registry: Registry,
    /// The words of its fields.
    pub vocabulary: Arc<Vocabulary>,
    /// The currency of amounts that name none.
    pub currency: String,
    /// What texts in links' columns mean.
    pub means: Means,
    /// Who is at work; asked before each piece.
    pub who: Who,
}

/// Hears how far the work has come; its error stops it.
pub type Report<'a> = &'a mut dyn FnMut(usize, usize) -> Result<()>;

/// Tries every line by writing it and keeping nothing; the lines know then what they would do.
pub fn check(db: &Db, doing: &Doing, report: Report<'_>) -> Result<()> {
    each_piece(db, doing, false, report)?;
    let id = doing.run;
    db.write_now(by(doing), move |tx| set_state(tx, id, State::Checked))
}

/// Writes every line that can be taken and was not written yet.
pub fn commit(db: &Db, doing: &Doing, report: Report<'_>) -> Result<()> {
    let (id, kind, owner) = (doing.run, doing.kind, doing.owner);
    db.write_now(by(doing), move |tx| {
        let run = run(tx, owner, id)?;
        if run.batch.is_none() {
            let batch = begin_batch(tx, "import", kind, &json!({ "run": id.to_string(), "file": run.file }))?;
            tx.execute("UPDATE import_run SET batch = $2 WHERE id = $1", &[id.into(), batch.into()])?;
        }
        Ok(())
    })?;
    each_piece(db, doing, true, report)?;
    db.write_now(by(doing), move |tx| set_state(tx, id, State::Done))
}

/// Undoes what a run wrote, as far as nobody changed it since.
pub fn undo(db: &Db, doing: &Doing, report: Report<'_>) -> Result<Undone> {
    let (id, kind, owner) = (doing.run, doing.kind, doing.owner);
    let run = db.read_now(move |reads| run(reads, owner, id))?;
    let batch = run.batch.ok_or_else(|| Problem::conflict("import-not-written"))?;
    let total =
        usize::try_from(db.read_now(move |reads| entente_record::batch_size(reads, batch))?).unwrap_or(0);
    let mut all = Undone { more: true, ..Undone::default() };
    while all.more {
        let who = Arc::clone(&doing.who);
        let piece = db.write_now(by(doing), move |tx| {
            let actor = who(tx)?;
            undo_batch(tx, &actor, kind, batch, PIECE)
        })?;
        all = Undone { back: all.back + piece.back, left: all.left + piece.left, more: piece.more };
        report((all.back + all.left).min(total), total)?;
    }
    db.write_now(by(doing), move |tx| set_state(tx, id, State::Undone))?;
    Ok(all)
}

fn by(doing: &Doing) -> By {
    By { actor: Some(doing.owner), operation: format!("import {}", doing.run) }
}

/// What earlier lines of the file said, so that a later one cannot say it again: by target and value, the line.
type Said = HashMap<(String, String), i64>;

/// What came of a line.
type Found = (i64, Outcome, Option<Id>, Vec<Wrong>);

fn each_piece(db: &Db, doing: &Doing, keep: bool, report: Report<'_>) -> Result<()> {
    let (id, owner) = (doing.run, doing.owner);
    let run = db.read_now(move |reads| run(reads, owner, id))?;
    let total = usize::try_from(run.lines).unwrap_or(0);
    let (mut said, mut after, mut done) = (Said::new(), -1, 0);
    loop {
        let piece = db.read_now(move |reads| lines(reads, id, None, after, PIECE))?;
        let Some(last) = piece.last() else { return Ok(()) };
        after = last.number;
        done += piece.len();
        said = one_piece(db, doing, &run, piece, said, keep)?;
        report(done, total)?;
    }
}

/// Tries or writes a piece in one transaction; gives what its lines said.
fn one_piece(
    db: &Db,
    doing: &Doing,
    run: &Run,
    piece: Vec<Line>,
    mut said: Said,
    keep: bool,
) -> Result<Said> {
    let (doing_now, run_now) = (doing.clone(), run.clone());
    let (told, hears) = (Arc::new(Mutex::new(None)), Arc::new(Mutex::new(None)));
    let (tells, heard) = (Arc::clone(&told), Arc::clone(&hears));
    let outcome = db.write_now(by(doing), move |tx| {
        let actor = (doing_now.who)(tx)?;
        let open = open_groups(tx, &actor, doing_now.kind, None)?;
        let targets = targets(doing_now.kind, &|field| open.contains(&field.group));
        let reader = Reader {
            open: &open,
            registry: &doing_now.registry,
            actor: &actor,
            mapping: &run_now.mapping,
            targets: &targets,
            vocabulary: &doing_now.vocabulary,
            currency: &doing_now.currency,
            means: &doing_now.means,
        };
        let mut found: Vec<Found> = Vec::new();
        for line in &piece {
            found.push(one_line(tx, &doing_now, &run_now, &reader, line, &mut said)?);
        }
        if keep {
            for ((number, outcome, record, wrong), line) in found.iter().zip(&piece) {
                if !line.done {
                    note(tx, run_now.id, *number, (*outcome, *record, wrong), true)?;
                }
            }
        } else {
            *tells.lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
        }
        *heard.lock().unwrap_or_else(PoisonError::into_inner) = Some(said);
        // Nothing of a trial is kept.
        if keep { Ok(()) } else { Err(Problem::new(Class::Conflict, "trial")) }
    });
    match outcome {
        Ok(()) => {}
        Err(problem) if problem.code == "trial" => {}
        Err(problem) => return Err(problem),
    }
    let found = told.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(found) = found {
        let id = run.id;
        db.write_now(by(doing), move |tx| {
            found.iter().try_for_each(|(number, outcome, record, wrong)| {
                note(tx, id, *number, (*outcome, *record, wrong), false)
            })
        })?;
    }
    let said = hears.lock().unwrap_or_else(PoisonError::into_inner).take();
    Ok(said.unwrap_or_default())
}

/// One line: what it says is entered, its record found, made or changed.
fn one_line(
    tx: &mut Tx<'_>,
    doing: &Doing,
    run: &Run,
    reader: &Reader<'_>,
    line: &Line,
    said: &mut Said,
) -> Result<Found> {
    let kind = doing.kind;
    let Entered { fields, reference, mut wrong } = entered(tx, reader, &line.cells)?;
    let mut draft = Draft::new(kind);
    run.mapping.class.clone_into(&mut draft.class);
    let always = run.mapping.always.iter().map(|(target, value)| (target.clone(), value.clone()));
    draft.enter(kind, &Fields::new(always), &|field| reader.may(field));
    let misread = draft.enter(kind, &fields, &|field| reader.may(field));
    let known = meant(tx, reader.actor, kind, &run.mapping.key, &draft, &reference)?;
    repeated(kind, &run.mapping.key, &draft, &reference, line.number, said, &mut wrong);
    if line.done {
        return Ok((line.number, line.outcome, line.record, line.wrong.clone()));
    }
    let value = |target: &str| cell_of(run, line, target);
    wrong.extend(misread.iter().map(|problem| of_field(problem, &value)));
    if !wrong.is_empty() {
        return Ok((line.number, Outcome::Wrong, None, wrong));
    }
    match write(tx, doing, run, reader, known, (&draft, &fields)) {
        Ok((outcome, record)) => Ok((line.number, outcome, Some(record), Vec::new())),
        Err(problem) if problem.class == Class::Invalid => {
            let wrong = problem.fields.iter().map(|problem| of_field(problem, &value)).collect();
            Ok((line.number, Outcome::Wrong, None, wrong))
        }
        Err(problem) => Err(problem),
    }
}

/// Makes or changes the record of a line.
fn write(
    tx: &mut Tx<'_>,
    doing: &Doing,
    run: &Run,
    reader: &Reader<'_>,
    known: Option<Id>,
    (draft, fields): (&Draft, &Fields),
) -> Result<(Outcome, Id)> {
    let (kind, actor) = (doing.kind, reader.actor);
    let (record, deed, outcome) = match known {
        None => {
            refuse_foreign_links(tx, &doing.registry, actor, kind, None, draft)?;
            (create(tx, actor, kind, draft)?, Deed::Create, Outcome::New)
        }
        Some(id) => {
            visible(tx, actor, kind, id)?;
            let old = load(tx, kind, id)?.ok_or_else(Problem::not_found)?;
            let mut changed = Draft::of(&old);
            let parts: Vec<_> = changed.children.clone();
            changed.enter(kind, fields, &|field| reader.may(field));
            keep_other_rows(&mut changed, &parts);
            refuse_foreign_links(tx, &doing.registry, actor, kind, Some(&old), &changed)?;
            let new = edit(tx, actor, kind, id, &changed, &Write::default())?;
            if new.meta.version == old.meta.version {
                return Ok((Outcome::Same, id));
            }
            (new, Deed::Edit, Outcome::Change)
        }
    };
    if let Some(batch) = run.batch {
        add_to_batch(tx, batch, record.meta.id, deed, record.meta.version)?;
    }
    Ok((outcome, record.meta.id))
}

/// A line has one row of a part: it joins the rows that the record has, unless it is among them.
fn keep_other_rows(draft: &mut Draft, before: &[Vec<Vec<Datum>>]) {
    for (rows, old) in draft.children.iter_mut().zip(before) {
        if rows == old {
            continue;
        }
        let said = std::mem::take(rows);
        rows.clone_from(old);
        for row in said {
            let says = |held: &Vec<_>| {
                row.iter().zip(held).all(|(new, old): (_, &Datum)| new.is_empty() || new == old)
            };
            if !rows.iter().any(says) {
                rows.push(row);
            }
        }
    }
}

/// Notes what the line is known by and its unique values; one that an earlier line said is wrong.
fn repeated(
    kind: &Kind,
    key: &str,
    draft: &Draft,
    reference: &str,
    number: i64,
    said: &mut Said,
    wrong: &mut Vec<Wrong>,
) {
    let mut once: Vec<(String, String)> = Vec::new();
    once.extend(key_of(kind, key, draft, reference).map(|value| (key.to_owned(), value)));
    for (field, datum) in kind.fields.iter().zip(&draft.values).filter(|(f, _)| f.unique && f.name != key) {
        once.extend(datum.plain().map(|value| (field.name.to_owned(), value)));
    }
    for (target, value) in once {
        let first = *said.entry((target.clone(), value.clone())).or_insert(number);
        if first != number {
            let args = vec![("line".to_owned(), first.to_string())];
            wrong.push(Wrong { target, code: "twice-in-file".into(), value, args });
        }
    }
}

fn of_field(problem: &entente_kernel::FieldProblem, value: &dyn Fn(&str) -> String) -> Wrong {
    let args = problem.args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    Wrong { target: problem.field.clone(), code: problem.code.into(), value: value(&problem.field), args }
}

/// What stands in the line for a target, or for either language of a field.
fn cell_of(run: &Run, line: &Line, target: &str) -> String {
    let names = [target.to_owned(), format!("{target}_en"), format!("{target}_zh")];
    let column = names.iter().find_map(|name| run.mapping.column(name));
    column.and_then(|at| line.cells.get(at)).cloned().unwrap_or_default()
}
