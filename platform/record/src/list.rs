//! Lists: filter, order and keyset paging, with the rights in the same statement.

use std::str::FromStr;

use entente_access::{Action, Actor, Sql};
use entente_kernel::{Class, Date, Id, Instant, Lang, Problem, Result, fold};
use entente_store::{Reads, Value};

use crate::history::{AsOf, span};
use crate::load::{record_of, select_columns};
use crate::{Children, Field, Kind, Record, Shape};

/// One condition that a reader sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// The state is one of these words.
    State(Vec<String>),
    /// The field holds this word, link or flag.
    Is(&'static str, Value),
    /// The date or number is at least this.
    From(&'static str, Value),
    /// The date or number is at most this.
    To(&'static str, Value),
    /// The several-words field has this word among them.
    Has(&'static str, String),
    /// A row of a part holds this, by its table and column; as known at an instant, or now.
    Part(&'static str, &'static str, Value, Option<Instant>),
    /// The record has this tag.
    Tag(String),
    /// The record was changed as part of this batch.
    Batch(Id),
    /// The record is one of these, e.g. found by search.
    Ids(Vec<Id>),
    /// A condition in SQL that code wrote, never a reader: `{t}` is the record, `{1}`, `{2}`, … the parameters.
    Where(String, Vec<Value>),
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// `title`, `reference`, `changed_at`, `state_since` or the name of an orderable field.
    pub by: &'static str,
    /// Largest first.
    pub descending: bool,
}

/// Where a page begins: behind (or, turned, before) this row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The value of the order's column in that row.
    pub key: Value,
    /// Its id.
    pub id: Id,
    /// True to page backwards.
    pub back: bool,
}

/// What a reader asks of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// All of these hold.
    pub filters: Vec<Filter>,
    /// The order.
    pub order: Order,
    /// The language whose sort keys order names.
    pub lang: Lang,
    /// Where the page begins.
    pub cursor: Option<Cursor>,
    /// Rows on a page.
    pub limit: usize,
    /// Rows in the trash instead of live ones.
    pub trashed: bool,
    /// The state of things at a point in both times, instead of now.
    pub as_of: Option<AsOf>,
    /// Only the fields that lists show are read; the others come back empty.
    pub lean: bool,
}

impl Query {
    /// The first 50 by name.
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        let order = Order { by: "title", descending: false };
        Self {
            filters: Vec::new(),
            order,
            lang,
            cursor: None,
            limit: 50,
            trashed: false,
            as_of: None,
            lean: false,
        }
    }
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The rows, without their parts.
    pub records: Vec<Record>,
    /// The page behind, if there is one.
    pub next: Option<Cursor>,
    /// The page before, if there is one.
    pub previous: Option<Cursor>,
    /// How many rows there are in all, counted up to [`COUNTED`].
    pub count: i64,
}

/// Lists count so far; beyond it they say "more than", so that a page costs the same on every table.
pub const COUNTED: i64 = 500;

/// The page that `query` asks for, of the records that the actor may see.
pub fn list(reads: &mut dyn Reads, actor: &Actor, kind: &Kind, query: &Query) -> Result<Listing> {
    let column = order_column(kind, query);
    let back = query.cursor.as_ref().is_some_and(|c| c.back);
    let (operator, direction) = if query.order.descending == back { (">", "ASC") } else { ("<", "DESC") };
    let mut sql = Sql::new(format!("SELECT {}, t.{column} FROM ", select_columns(kind, query.lean)));
    narrow(&mut sql, actor, kind, query);
    if let Some(cursor) = &query.cursor {
        sql.push(&format!(" AND (t.{column}, t.id) {operator} ("))
            .bind(cursor.key.clone())
            .push(", ")
            .bind(cursor.id);
        sql.push(")");
    }
    sql.push(&format!(" ORDER BY t.{column} {direction}, t.id {direction} LIMIT ")).bind(query.limit + 1);
    let mut rows = reads.query(&sql.text, &sql.params)?;
    let more = rows.len() > query.limit;
    rows.truncate(query.limit);
    if back {
        rows.reverse();
    }
    let mut cursors = Vec::with_capacity(rows.len());
    let mut records = Vec::with_capacity(rows.len());
    for mut row in rows {
        let key = row.0.pop().unwrap_or_default();
        let record = record_of(kind, row)?;
        cursors.push((key, record.meta.id));
        records.push(record);
    }
    let turn =
        |at: Option<&(Value, Id)>, back| at.map(|(key, id)| Cursor { key: key.clone(), id: *id, back });
    let next = turn(cursors.last(), false).filter(|_| more || back);
    let previous = turn(cursors.first(), true).filter(|_| if back { more } else { query.cursor.is_some() });
    let whole = next.is_none() && query.cursor.is_none();
    let count =
        if whole { i64::try_from(records.len()).unwrap_or(0) } else { count(reads, actor, kind, query)? };
    Ok(Listing { records, next, previous, count })
}

/// The ids of everything the query matches, in its order, at most `limit`.
pub fn all_ids(
    reads: &mut dyn Reads,
    actor: &Actor,
    kind: &Kind,
    query: &Query,
    limit: usize,
) -> Result<Vec<Id>> {
    let column = order_column(kind, query);
    let direction = if query.order.descending { "DESC" } else { "ASC" };
    let mut sql = Sql::new("SELECT t.id FROM ");
    narrow(&mut sql, actor, kind, query);
    sql.push(&format!(" ORDER BY t.{column} {direction}, t.id {direction} LIMIT ")).bind(limit);
    reads.query(&sql.text, &sql.params)?.iter().map(|row| row.get(0)).collect()
}

/// The records before and behind one in the order of a list; nothing at its ends, or when the list does not have it.
pub fn neighbours(
    reads: &mut dyn Reads,
    actor: &Actor,
    kind: &Kind,
    query: &Query,
    id: Id,
) -> Result<(Option<Id>, Option<Id>)> {
    let column = order_column(kind, query);
    let mut own = Sql::new(format!("SELECT t.{column} FROM "));
    narrow(&mut own, actor, kind, query);
    own.push(" AND t.id = ").bind(id);
    let Some(row) = reads.first(&own.text, &own.params)? else { return Ok((None, None)) };
    let key: Value = row.0.into_iter().next().unwrap_or_default();
    let mut beside = |back: bool| -> Result<Option<Id>> {
        let (operator, direction) = if query.order.descending == back { (">", "ASC") } else { ("<", "DESC") };
        let mut sql = Sql::new("SELECT t.id FROM ");
        narrow(&mut sql, actor, kind, query);
        sql.push(&format!(" AND (t.{column}, t.id) {operator} (")).bind(key.clone()).push(", ").bind(id);
        sql.push(&format!(") ORDER BY t.{column} {direction}, t.id {direction} LIMIT 1"));
        reads.first(&sql.text, &sql.params)?.map(|row| row.get(0)).transpose()
    };
    Ok((beside(true)?, beside(false)?))
}

/// Records with a link to `id` in a part, in no order and whoever may see them; at most `limit`.
pub fn owners(
    reads: &mut dyn Reads,
    part: &Children,
    field: &Field,
    id: Id,
    limit: usize,
) -> Result<Vec<Id>> {
    let sql = format!(
        "SELECT DISTINCT owner FROM {} WHERE {} = $1 AND recorded_to IS NULL LIMIT $2",
        part.table, field.name
    );
    reads.query(&sql, &[id.into(), limit.into()])?.iter().map(|row| row.get(0)).collect()
}

/// As [`count_up_to`], for lists.
fn count(reads: &mut dyn Reads, actor: &Actor, kind: &Kind, query: &Query) -> Result<i64> {
    count_up_to(reads, actor, kind, query, usize::try_from(COUNTED + 1).unwrap_or_default())
}

/// How many records the query matches, counted up to `most`.
pub fn count_up_to(
    reads: &mut dyn Reads,
    actor: &Actor,
    kind: &Kind,
    query: &Query,
    most: usize,
) -> Result<i64> {
    let mut sql = Sql::new("SELECT count(*) FROM (SELECT 1 FROM ");
    narrow(&mut sql, actor, kind, query);
    if query.as_of.is_some() {
        // In the order of names the versions that hold are spread evenly; by their times they may all come last.
        sql.push(&format!(" ORDER BY t.{}", order_column(kind, query)));
    }
    sql.push(" LIMIT ").bind(most).push(") AS counted");
    reads.count(&sql.text, &sql.params)
}

/// Appends table and conditions: rights, trash or point in time, filters.
pub(crate) fn narrow(sql: &mut Sql, actor: &Actor, kind: &Kind, query: &Query) {
    match query.as_of {
        Some(at) => {
            sql.push(&format!("{}_history t WHERE ", kind.table));
            span(sql, kind, at);
        }
        None if query.trashed => {
            sql.push(&format!("{} t WHERE t.deleted_at IS NOT NULL", kind.table));
        }
        None => {
            sql.push(&format!("{} t WHERE t.deleted_at IS NULL", kind.table));
        }
    }
    restrict(sql, actor, kind, &query.filters);
}

/// Appends rights and filters to a condition on the alias `t`.
pub(crate) fn restrict(sql: &mut Sql, actor: &Actor, kind: &Kind, filters: &[Filter]) {
    sql.push(" AND ").cond(&(kind.rule)(actor, Action::See).when, "t");
    // A word among several is the dearest to look for: it is asked of what all else left over.
    let (last, first): (Vec<_>, Vec<_>) =
        filters.iter().partition(|filter| matches!(filter, Filter::Has(..)));
    for filter in first.into_iter().chain(last) {
        sql.push(" AND ");
        apply(sql, filter);
    }
}

fn apply(sql: &mut Sql, filter: &Filter) {
    match filter {
        Filter::State(words) => {
            sql.among("t.state", words.iter().cloned());
        }
        Filter::Is(column, value) => {
            sql.push(&format!("t.{column} = ")).bind(value.clone());
        }
        Filter::From(column, value) => {
            sql.push(&format!("t.{column} >= ")).bind(value.clone());
        }
        Filter::To(column, value) => {
            sql.push(&format!("t.{column} <= ")).bind(value.clone());
        }
        Filter::Has(column, word) => {
            let literal = word.replace(['|', '\\', '%'], "").replace('_', "\\_");
            sql.push(&format!("t.{column} LIKE ")).bind(format!("%|{literal}|%")).push(" ESCAPE '\\'");
        }
        Filter::Part(part, field, value, known) => {
            sql.push(&format!("t.id IN (SELECT p.owner FROM {part} p WHERE p.{field} = "));
            sql.bind(value.clone());
            match known {
                None => sql.push(" AND p.recorded_to IS NULL)"),
                Some(known) => {
                    sql.push(" AND p.recorded_from <= ").bind(*known);
                    sql.push(" AND (p.recorded_to IS NULL OR p.recorded_to > ").bind(*known).push("))")
                }
            };
        }
        Filter::Tag(tag) => {
            sql.push(
                "EXISTS (SELECT 1 FROM tag g WHERE g.record = t.id AND g.removed_at IS NULL AND g.tag = ",
            );
            sql.bind(fold(tag)).push(")");
        }
        Filter::Batch(batch) => {
            sql.push("EXISTS (SELECT 1 FROM batch_row b WHERE b.record = t.id AND b.batch = ");
            sql.bind(*batch).push(")");
        }
        Filter::Ids(ids) => {
            sql.among("t.id", ids.iter().copied());
        }
        Filter::Where(text, params) => {
            sql.template(text, params, "t");
        }
    }
}

/// The stored column that an order name stands for; unknown names order by title, or by reference number where
/// titles do not order.
fn order_column(kind: &Kind, query: &Query) -> String {
    match query.order.by {
        by @ ("reference" | "changed_at" | "created_at" | "state_since") => by.to_owned(),
        by => {
            let orderable = |field: &&Field| field.order;
            let field = kind.field(by).filter(orderable).or_else(|| kind.title().filter(orderable));
            field.map_or_else(|| "reference".into(), |f| sortable(f, query.lang))
        }
    }
}

fn sortable(field: &Field, lang: Lang) -> String {
    match field.key_columns().as_slice() {
        [] if matches!(field.shape, Shape::Money) => format!("{}_minor", field.name),
        [] => field.name.to_owned(),
        keys => keys.get(usize::from(lang == Lang::Zh)).cloned().unwrap_or_default(),
    }
}

/// Cursors travel in URLs as `n:` or `p:`, a type letter, the key and the id.
impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let tag = match self.key {
            Value::Int(_) | Value::Bool(_) => 'i',
            Value::Bytes(_) => 'b',
            Value::Date(_) => 'd',
            Value::Null => 'z',
            _ => 't',
        };
        let direction = if self.back { 'p' } else { 'n' };
        write!(f, "{direction}{tag}.{}.{}", self.id, self.key.plain().unwrap_or_default())
    }
}

impl FromStr for Cursor {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self> {
        let parse = || {
            let (tags, rest) = text.split_once('.')?;
            let (id, key) = rest.split_once('.')?;
            let key = match tags.get(1..)? {
                "i" => Value::Int(key.parse().ok()?),
                "b" => Value::Bytes(unhex(key)?),
                "d" => Value::Date(key.parse::<Date>().ok()?),
                "z" => Value::Null,
                "t" => Value::Text(key.to_owned()),
                _ => return None,
            };
            Some(Self { key, id: Id::parse(id)?, back: tags.starts_with('p') })
        };
        parse().ok_or_else(|| Problem::new(Class::Malformed, "cursor"))
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let byte = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (0..text.len()).step_by(2).map(byte).collect()
}
