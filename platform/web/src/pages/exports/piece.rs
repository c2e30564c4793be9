//! The rows of a file, some at a time.

use entente_files::Cell;
use entente_kernel::Result;
use entente_record::{Cursor, Filter, Kind, Query, Record, as_of, json_for, load, open_groups};

use super::layout::Layout;
use super::{Format, may_see};
use crate::cx::Cx;
use crate::pages::{list, query};
use crate::show;

/// Rows read at a time.
const CHUNK: usize = 500;

/// Lines of a file, as its form has them.
pub(super) enum Lines {
    Cells(Vec<Vec<Cell>>),
    Json(Vec<String>),
}

impl Lines {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Cells(lines) => lines.len(),
            Self::Json(lines) => lines.len(),
        }
    }
}

/// Some rows, and the place behind them.
pub(super) struct Piece {
    /// The names of the columns; empty for JSON.
    pub(super) header: Vec<String>,
    pub(super) lines: Lines,
    pub(super) next: Option<Cursor>,
}

/// The rows from a place on, with the rights of this moment. Errors: 403 when the list is closed to the reader.
pub(super) fn piece(
    cx: &mut Cx<'_>,
    kind: &'static Kind,
    format: Format,
    cursor: Option<Cursor>,
) -> Result<Piece> {
    may_see(kind, &cx.actor)?;
    let open = open_groups(cx.reads, &cx.actor, kind, None)?;
    let mut query = asked(cx, kind, &open)?;
    query.cursor = cursor;
    query.limit = CHUNK;
    let page = entente_record::list(cx.reads, &cx.actor, kind, &query)?;
    let layout = Layout::of(cx, kind, &open);
    let mut records = page.records;
    // Lists do not read repeated parts.
    let parts = !kind.children.is_empty() && (format == Format::Json || matches!(layout, Layout::Places(_)));
    if parts {
        for record in &mut records {
            with_parts(cx, kind, &query, record)?;
        }
    }
    if format == Format::Json {
        let lines = records.iter().map(|r| json_for(&cx.actor, kind, r, &open).to_string()).collect();
        return Ok(Piece { header: Vec::new(), lines: Lines::Json(lines), next: page.next });
    }
    let named = |record| {
        let of_parts = kind
            .children
            .iter()
            .zip(part_rows(record))
            .flat_map(|(p, rows)| rows.iter().flat_map(|row| p.fields.iter().zip(row)));
        show::values(kind.fields, record).chain(of_parts)
    };
    let titles = show::titles(cx.reads, cx.web.registry(), &cx.actor, records.iter().flat_map(named))?;
    let lines = records.iter().map(|r| layout.line(cx, kind, r, &titles)).collect::<Result<_>>()?;
    Ok(Piece { header: layout.header(cx, kind), lines: Lines::Cells(lines), next: page.next })
}

fn part_rows(record: &Record) -> &[Vec<Vec<entente_record::Datum>>] {
    &record.children
}

fn with_parts(cx: &mut Cx<'_>, kind: &'static Kind, query: &Query, record: &mut Record) -> Result<()> {
    let id = record.meta.id;
    let whole = match query.as_of {
        Some(at) => as_of(cx.reads, kind, id, at)?.map(|entry| entry.record),
        None => load(cx.reads, kind, id)?,
    };
    record.children = whole.map_or_else(Vec::new, |whole| whole.children);
    Ok(())
}

/// How many rows the file will have, counted up to `most`.
pub(super) fn counted(cx: &mut Cx<'_>, kind: &'static Kind, most: usize) -> Result<usize> {
    may_see(kind, &cx.actor)?;
    let open = open_groups(cx.reads, &cx.actor, kind, None)?;
    let query = asked(cx, kind, &open)?;
    let found = entente_record::count_up_to(cx.reads, &cx.actor, kind, &query, most)?;
    Ok(usize::try_from(found).unwrap_or(usize::MAX))
}

/// What the address asks of the list, hits of a search among it.
pub(crate) fn asked(cx: &mut Cx<'_>, kind: &'static Kind, open: &[&str]) -> Result<Query> {
    let zone = cx.web.db().zone().clone();
    let asked = query::read(cx.web.measures(), &cx.ask.query, kind, &cx.actor, open, &zone, cx.reads.now());
    let mut query = asked.query;
    if !asked.words.is_empty() {
        let found = cx.web.find().find(cx.reads, &cx.actor, &asked.words, &[kind.name], list::HITS)?;
        query.filters.push(Filter::Ids(found.into_iter().map(|f| f.id).collect()));
    }
    Ok(query)
}
