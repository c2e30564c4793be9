//! Counts and sums over lists: what [`list`](crate::list) would show, added up by groups in one statement.

use entente_access::{Actor, Sql};
use entente_kernel::{Date, Instant, Result};
use entente_store::{Reads, Row, Value};

use crate::history::known;
use crate::list::{narrow, restrict};
use crate::{Filter, Kind, Query};

/// An expression over a record in SQL that both engines understand: `{t}` is the record, `{1}`, … the parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    /// The text.
    pub text: String,
    /// Its parameters.
    pub params: Vec<Value>,
}

impl Expression {
    /// An expression without parameters.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), params: Vec::new() }
    }

    /// A column of the record.
    #[must_use]
    pub fn column(name: &str) -> Self {
        Self::new(format!("{{t}}.{name}"))
    }
}

/// By what the records are told apart, and what of them is added up besides their number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grouping {
    /// Records with the same values of all of these make a group; none of these means one group.
    pub by: Vec<Expression>,
    /// A column of whole numbers to add up; empty ones count as nothing.
    pub sum: Option<String>,
}

/// The records of one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The values that they share, in the order of [`Grouping::by`].
    pub keys: Vec<Value>,
    /// How many there are.
    pub records: i64,
    /// How many of them are not open to everyone.
    pub confidential: i64,
    /// The sum asked for; 0 without one.
    pub sum: i64,
}

/// Adds up the records that `query` matches and the actor may see; order, cursor and limit do not matter. Without any
/// record there is no group. Errors: internal when a sum leaves 64 bits.
pub fn figures(
    reads: &mut dyn Reads,
    actor: &Actor,
    kind: &Kind,
    query: &Query,
    grouping: &Grouping,
) -> Result<Vec<Group>> {
    let mut sql = select(&grouping.by, grouping.sum.as_deref());
    narrow(&mut sql, actor, kind, query);
    group(&mut sql, grouping.by.len());
    reads.query(&sql.text, &sql.params)?.into_iter().map(|row| read(row, grouping.by.len())).collect()
}

/// A group of versions that hold for the same days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// From this day on.
    pub from: Date,
    /// Up to this day, excluded.
    pub to: Option<Date>,
    /// The versions.
    pub group: Group,
}

/// The same for every day at once, as known at an instant: the figure of a day is that of the spans around it. One
/// pass over the history, however many days are asked for.
pub fn figures_over(
    reads: &mut dyn Reads,
    actor: &Actor,
    kind: &Kind,
    filters: &[Filter],
    at: Instant,
    grouping: &Grouping,
) -> Result<Vec<Span>> {
    let mut by = vec![Expression::column("effective_from"), Expression::column("effective_to")];
    by.extend(grouping.by.iter().cloned());
    let mut sql = select(&by, grouping.sum.as_deref());
    sql.push(&format!("{}_history t WHERE ", kind.table));
    known(&mut sql, at);
    restrict(&mut sql, actor, kind, filters);
    group(&mut sql, by.len());
    let rows = reads.query(&sql.text, &sql.params)?;
    rows.into_iter()
        .map(|mut row| {
            let (from, to) = (row.take(0)?, row.take(1)?);
            let rest = Row(row.0.split_off(2));
            Ok(Span { from, to, group: read(rest, grouping.by.len())? })
        })
        .collect()
}

/// One record between two days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// Its values of the expressions that were asked for.
    pub keys: Vec<Value>,
    /// The first day; `None` when there is none yet.
    pub from: Option<Date>,
    /// The last day; `None` when there is none yet.
    pub to: Option<Date>,
    /// Not open to everyone.
    pub confidential: bool,
}

/// Per record that `query` matches: the values of `by`, and the days that two expressions give.
pub fn spans(
    reads: &mut dyn Reads,
    actor: &Actor,
    kind: &Kind,
    query: &Query,
    by: &[Expression],
    days: [&Expression; 2],
) -> Result<Vec<Stretch>> {
    let mut sql = Sql::new("SELECT ");
    for expression in days.into_iter().chain(by) {
        sql.template(&expression.text, &expression.params, "t").push(", ");
    }
    sql.push("t.class FROM ");
    narrow(&mut sql, actor, kind, query);
    let rows = reads.query(&sql.text, &sql.params)?;
    rows.into_iter()
        .map(|mut row| {
            let (from, to) = (row.take(0)?, row.take(1)?);
            let mut keys = row.0.split_off(2);
            let class = keys.pop().and_then(|class| class.plain());
            Ok(Stretch { keys, from, to, confidential: class.as_deref() != Some("public") })
        })
        .collect()
}

fn select(by: &[Expression], sum: Option<&str>) -> Sql {
    let mut sql = Sql::new("SELECT ");
    for expression in by {
        sql.template(&expression.text, &expression.params, "t").push(", ");
    }
    sql.push("CAST(count(*) AS BIGINT), ")
        .push("CAST(coalesce(sum(CASE WHEN t.class = 'public' THEN 0 ELSE 1 END), 0) AS BIGINT), ");
    match sum {
        Some(column) => sql.push(&format!("CAST(coalesce(sum(t.{column}), 0) AS BIGINT) FROM ")),
        None => sql.push("CAST(0 AS BIGINT) FROM "),
    };
    sql
}

/// By position, so that the parameters of an expression stand in the statement once.
fn group(sql: &mut Sql, keys: usize) {
    for at in 1..=keys {
        sql.push(if at == 1 { " GROUP BY " } else { ", " }).push(&at.to_string());
    }
}

fn read(mut row: Row, keys: usize) -> Result<Group> {
    let (records, confidential, sum) = (row.take(keys)?, row.take(keys + 1)?, row.take(keys + 2)?);
    row.0.truncate(keys);
    Ok(Group { keys: row.0, records, confidential, sum })
}
