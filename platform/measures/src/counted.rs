//! The records behind a number, each with what it adds.

use std::collections::BTreeSet;

use entente_access::Actor;
use entente_kernel::{Id, Problem, Result};
use entente_record::{Expression, Query, spans};
use entente_store::{FromValue, Reads, Value};

use crate::compute::{in_currency, query, rows};
use crate::{Measure, Moment, Slice, What};

/// A record that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The record.
    pub record: Id,
    /// What it adds: 1 for counts, the field's value for sums (minor units of money), days for medians, 1 or 0 for
    /// shares.
    pub amount: i64,
}

/// The records of a figure in order of ids: for sums and counts their amounts add up to it, for shares they are the
/// whole, for medians its number is the lower middle one. `currency` narrows sums of money. Errors: 404 for a slice
/// whose value cannot be.
pub fn counted(
    reads: &mut dyn Reads,
    actor: &Actor,
    measure: &Measure,
    slices: &[Slice],
    currency: Option<&str>,
    at: &Moment,
) -> Result<Vec<Counted>> {
    let mut query = query(actor, measure, slices, at).ok_or_else(Problem::not_found)?;
    query.filters.extend(in_currency(measure, currency));
    let money = measure.money();
    let mut by = vec![Expression::column("id")];
    match (measure.what, money) {
        (_, Some(field)) => by.push(Expression::column(&format!("{field}_minor"))),
        (What::Sum(field), None) => by.push(Expression::column(field)),
        _ => {}
    }
    // Where no days are asked for, any will do.
    let since = || Expression::column("state_since");
    let days =
        if let What::Median { from, to } = measure.what { [from(at), to(at)] } else { [since(), since()] };
    let among = part(reads, actor, measure, &query, at)?;
    let mut all = Vec::new();
    for stretch in spans(reads, actor, measure.kind, &query, &by, [&days[0], &days[1]])? {
        let mut keys = stretch.keys.into_iter();
        let record =
            keys.next().and_then(Id::from_value).ok_or_else(|| Problem::internal("a row without id"))?;
        let amount = match measure.what {
            What::Count => 1,
            What::Sum(_) => match keys.next() {
                Some(Value::Int(amount)) => amount,
                _ => continue,
            },
            What::Share(_) => i64::from(among.contains(&record)),
            What::Median { .. } => {
                let (Some(from), Some(to)) = (stretch.from, stretch.to) else { continue };
                from.until(to).map_or(0, |span| i64::from(span.get_days()))
            }
        };
        all.push(Counted { record, amount });
    }
    all.sort_unstable_by_key(|one| one.record);
    Ok(all)
}

/// The list of the records behind a figure, of a share those of the part: a page of it reads no more than it shows.
/// `None` for a slice whose value cannot be.
#[must_use]
pub fn behind(
    actor: &Actor,
    measure: &Measure,
    slices: &[Slice],
    currency: Option<&str>,
    at: &Moment,
) -> Option<Query> {
    let mut filters = rows(measure, actor, slices, at)?;
    filters.extend(in_currency(measure, currency));
    Some(Query { filters, as_of: at.as_of(), ..Query::new(actor.lang) })
}

/// Of a share the records that are the part.
fn part(
    reads: &mut dyn Reads,
    actor: &Actor,
    measure: &Measure,
    query: &Query,
    at: &Moment,
) -> Result<BTreeSet<Id>> {
    let What::Share(part) = measure.what else { return Ok(BTreeSet::new()) };
    let mut narrow = query.clone();
    narrow.filters.extend(part(at));
    let since = Expression::column("state_since");
    let found = spans(reads, actor, measure.kind, &narrow, &[Expression::column("id")], [&since, &since])?;
    Ok(found.into_iter().filter_map(|one| one.keys.into_iter().next().and_then(Id::from_value)).collect())
}
