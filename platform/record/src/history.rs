//! Two times: every version of a record by the days for which it holds and the instants at which it was known.
//!
//! A history row is a rectangle: effective days `[effective_from, effective_to)` times recorded instants
//! `[recorded_from, recorded_to)`. A change from day E on, recorded at T, closes the rectangles that reach beyond E
//! and writes what holds now: the part before E as it was, the part from E on with the changed fields. Nothing is
//! overwritten; "the state on D as known at K" is the one rectangle around (D, K).

use entente_access::Sql;
use entente_kernel::{Date, Id, Instant, Result};
use entente_store::{EARLIEST_YEAR, Reads, Tx, Value};

use crate::codec::to_columns;
use crate::load::{load_rows_at, record_of, select_columns};
use crate::plan::{SPAN, plan};
use crate::{Kind, Record};

/// What a change says of itself in the history.
pub struct Change<'a> {
    /// `create`, `edit`, `trash`, `restore` or a step's name.
    pub act: &'a str,
    /// Why, if somebody said.
    pub reason: Option<&'a str>,
    /// The first day for which it holds.
    pub effective: Date,
}

/// One version of a record with its two times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The record as it was then, without its parts.
    pub record: Record,
    /// The days for which it holds, the last one excluded.
    pub effective: (Date, Option<Date>),
    /// Since when it is known, and until when it was held to be so.
    pub recorded: (Instant, Option<Instant>),
    /// What was done.
    pub act: String,
    /// By which account.
    pub actor: Option<Id>,
    /// Why.
    pub reason: Option<String>,
}

/// A point in both times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    /// The day; its end is meant.
    pub day: Date,
    /// What was known at this instant.
    pub known: Instant,
}

pub(crate) fn all_values(kind: &Kind, record: &Record) -> Vec<Value> {
    let meta = &record.meta;
    let mut values = vec![
        meta.id.into(),
        meta.version.into(),
        meta.reference.clone().into(),
        meta.state.clone().into(),
        meta.state_since.into(),
        meta.class.clone().into(),
        meta.fictional.into(),
        meta.created_at.into(),
        meta.changed_at.into(),
        meta.deleted_at.into(),
    ];
    for (field, datum) in kind.fields.iter().zip(&record.values) {
        to_columns(field, datum, &mut values);
    }
    values
}

fn insert(
    tx: &mut Tx<'_>,
    kind: &Kind,
    record: &Record,
    span: (Date, Option<Date>),
    change: &Change<'_>,
) -> Result<()> {
    write(tx, kind, all_values(kind, record), span, change)
}

/// Writes a version whose columns are known already.
fn write(
    tx: &mut Tx<'_>,
    kind: &Kind,
    mut values: Vec<Value>,
    span: (Date, Option<Date>),
    change: &Change<'_>,
) -> Result<()> {
    let actor = tx.by().actor;
    values.extend([
        span.0.into(),
        span.1.into(),
        tx.now().into(),
        Value::Null,
        actor.into(),
        change.act.into(),
        change.reason.into(),
    ]);
    tx.execute(&plan(kind).insert_history, &values)?;
    Ok(())
}

/// Writes the first version, which holds the same columns as the record's own row.
pub(crate) fn begin(tx: &mut Tx<'_>, kind: &Kind, values: Vec<Value>, change: &Change<'_>) -> Result<()> {
    write(tx, kind, values, (change.effective, None), change)
}

/// Writes a change of `old` to `new` from `change.effective` on. `changed` are the positions of the fields that differ;
/// each version from that day on takes over what changed and keeps what is its own. A trashed record ends on that day.
pub(crate) fn continue_with(
    tx: &mut Tx<'_>,
    kind: &Kind,
    (old, new): (&Record, &Record),
    changed: &[usize],
    change: &Change<'_>,
) -> Result<()> {
    let from = change.effective;
    let reaching = known_now(tx, kind, new.meta.id, from)?;
    let now = tx.now();
    tx.execute(&plan(kind).close_history, &[now.into(), new.meta.id.into(), from.into()])?;
    for version in reaching.iter().filter(|version| version.effective.0 < from) {
        let kept =
            Change { act: &version.act, reason: version.reason.as_deref(), effective: version.effective.0 };
        insert(tx, kind, &version.record, (version.effective.0, Some(from)), &kept)?;
    }
    if new.meta.deleted_at.is_some() {
        return Ok(());
    }
    let later: Vec<&Entry> = reaching.iter().filter(|version| version.effective.0 > from).collect();
    if let Some(around) = reaching.iter().find(|version| version.effective.0 <= from) {
        insert(tx, kind, &taken_over(&around.record, old, new, changed), (from, around.effective.1), change)?;
    } else if old.meta.deleted_at.is_some() || !began_before(tx, kind, new.meta.id, from)? {
        // From a day on which there was nothing: as it is from its first day on, or as it is now.
        let first = later.first().map(|version| taken_over(&version.record, old, new, changed));
        let until = later.first().map(|version| version.effective.0);
        insert(tx, kind, first.as_ref().unwrap_or(new), (from, until), change)?;
    }
    for version in later {
        insert(tx, kind, &taken_over(&version.record, old, new, changed), version.effective, change)?;
    }
    Ok(())
}

/// A version with what changed between `old` and `new`.
fn taken_over(version: &Record, old: &Record, new: &Record, changed: &[usize]) -> Record {
    let mut over = version.clone();
    for at in changed {
        if let (Some(slot), Some(value)) = (over.values.get_mut(*at), new.values.get(*at)) {
            *slot = value.clone();
        }
    }
    over.meta.version = new.meta.version;
    over.meta.changed_at = new.meta.changed_at;
    over.meta.deleted_at = None;
    if old.meta.class != new.meta.class {
        over.meta.class.clone_from(&new.meta.class);
    }
    if old.meta.fictional != new.meta.fictional {
        over.meta.fictional = new.meta.fictional;
    }
    if (&old.meta.state, old.meta.state_since) != (&new.meta.state, new.meta.state_since) {
        over.meta.state.clone_from(&new.meta.state);
        over.meta.state_since = new.meta.state_since;
    }
    over
}

fn began_before(reads: &mut dyn Reads, kind: &Kind, id: Id, day: Date) -> Result<bool> {
    let sql = format!(
        "SELECT 1 FROM {}_history WHERE id = $1 AND recorded_to IS NULL AND effective_from < $2 LIMIT 1",
        kind.table
    );
    Ok(reads.first(&sql, &[id.into(), day.into()])?.is_some())
}

/// The versions held to be so now whose days reach beyond `from`, in order of days.
fn known_now(reads: &mut dyn Reads, kind: &Kind, id: Id, from: Date) -> Result<Vec<Entry>> {
    let mut sql = select(kind);
    sql.push(" WHERE t.id = ")
        .bind(id)
        .push(" AND t.recorded_to IS NULL AND (t.effective_to IS NULL OR t.effective_to > ");
    sql.bind(from).push(") ORDER BY t.effective_from");
    entries(reads, kind, &sql)
}

/// Every version ever written, oldest record first.
pub fn chronology(reads: &mut dyn Reads, kind: &Kind, id: Id) -> Result<Vec<Entry>> {
    let mut sql = select(kind);
    sql.push(" WHERE t.id = ").bind(id).push(" ORDER BY t.recorded_from, t.effective_from");
    entries(reads, kind, &sql)
}

/// When a record with these versions was put into the trash, and by whom where it was put there by itself: from then on
/// nothing is held to be so without an end.
pub fn trashings(reads: &mut dyn Reads, id: Id, versions: &[Entry]) -> Result<Vec<(Instant, Option<Id>)>> {
    let endless = |entry: &&Entry| entry.effective.1.is_none();
    let ends = versions.iter().filter(endless).filter_map(|entry| entry.recorded.1);
    let ends = ends.filter(|end| !versions.iter().filter(endless).any(|entry| entry.recorded.0 == *end));
    let mut all = Vec::new();
    for end in ends {
        let sql = "SELECT actor FROM audit WHERE record = $1 AND at = $2 AND act = 'trash'";
        let row = reads.first(sql, &[id.into(), end.into()])?;
        all.push((end, row.map(|row| row.get(0)).transpose()?.flatten()));
    }
    Ok(all)
}

/// The record on a day as known at an instant, with its parts as known then; `None` when there was none.
pub fn as_of(reads: &mut dyn Reads, kind: &Kind, id: Id, at: AsOf) -> Result<Option<Entry>> {
    let mut sql = select(kind);
    sql.push(" WHERE t.id = ").bind(id).push(" AND ");
    span(&mut sql, kind, at);
    let Some(mut entry) = entries(reads, kind, &sql)?.pop() else { return Ok(None) };
    for (part, rows) in kind.children.iter().zip(entry.record.children.iter_mut()) {
        *rows = load_rows_at(reads, part, id, at.known)?;
    }
    Ok(Some(entry))
}

/// Appends "the rectangle around this point" for the history alias `t`.
pub(crate) fn span(sql: &mut Sql, kind: &Kind, at: AsOf) {
    if kind.years {
        let years: Vec<String> =
            (EARLIEST_YEAR..=at.day.year().max(EARLIEST_YEAR)).map(|y| y.to_string()).collect();
        sql.push(&format!("t.effective_year IN ({}) AND ", years.join(", ")));
    }
    // What was known comes first: it leaves out most, and numbers are quicker to compare than days.
    known(sql, at.known);
    sql.push(" AND t.effective_from <= ").bind(at.day);
    sql.push(" AND (t.effective_to IS NULL OR t.effective_to > ").bind(at.day).push(")");
}

/// Appends "held to be so at this instant" for the history alias `t`.
pub(crate) fn known(sql: &mut Sql, at: Instant) {
    sql.push("t.recorded_from <= ").bind(at).push(" AND (t.recorded_to IS NULL OR t.recorded_to > ");
    sql.bind(at).push(")");
}

fn select(kind: &Kind) -> Sql {
    Sql::new(format!("SELECT {SPAN}, {} FROM {}_history t", select_columns(kind, false), kind.table))
}

fn entries(reads: &mut dyn Reads, kind: &Kind, sql: &Sql) -> Result<Vec<Entry>> {
    let rows = reads.query(&sql.text, &sql.params)?;
    rows.into_iter()
        .map(|mut row| {
            let rest = row.0.split_off(7);
            Ok(Entry {
                effective: (row.get(0)?, row.get(1)?),
                recorded: (row.get(2)?, row.get(3)?),
                actor: row.get(4)?,
                act: row.get(5)?,
                reason: row.get(6)?,
                record: record_of(kind, entente_store::Row(rest))?,
            })
        })
        .collect()
}
