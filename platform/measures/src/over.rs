//! A measure on many days.

use std::collections::BTreeMap;

use entente_access::Actor;
use entente_kernel::{Date, Problem, Result};
use entente_record::{Expression, Filter, Group, Span, figures_over};
use entente_store::{Reads, Value};

use crate::compute::{Asked, Figures, figures, finish, gathered, grouping, name, query};
use crate::{Measure, Moment, Slice, What};

/// The figures at the end of each day, all with the same knowledge. One pass over the history where the same records
/// count on every day; otherwise one question per day.
pub fn over(
    reads: &mut dyn Reads,
    actor: &Actor,
    measure: &Measure,
    asked: &Asked,
    days: &[Date],
) -> Result<Vec<Figures>> {
    let moments: Vec<Moment> = days.iter().map(|day| asked.at.moved(*day)).collect();
    match steady(actor, measure, asked, &moments) {
        Some((filters, by)) if matches!(measure.what, What::Count | What::Sum(_)) => {
            let grouping = grouping(measure, by);
            let spans = figures_over(reads, actor, measure.kind, &filters, asked.at.known, &grouping)?;
            let found = days.iter().map(|day| on(&spans, *day, actor, measure, asked));
            found.map(|mut all| name(reads, actor, asked, &mut all).map(|()| all)).collect()
        }
        _ => moments
            .iter()
            .map(|at| figures(reads, actor, measure, &Asked { at: *at, ..asked.clone() }))
            .collect(),
    }
}

/// Filters and groups, when they are the same on every day.
fn steady(
    actor: &Actor,
    measure: &Measure,
    asked: &Asked,
    moments: &[Moment],
) -> Option<(Vec<Filter>, Vec<Expression>)> {
    let of = |at: &Moment| {
        let filters = filters(actor, measure, &asked.slices, at)?;
        Some((filters, asked.by.iter().map(|d| d.expression(at)).collect::<Vec<_>>()))
    };
    let first = of(moments.first()?)?;
    moments.iter().all(|at| of(at).as_ref() == Some(&first)).then_some(first)
}

fn filters(actor: &Actor, measure: &Measure, slices: &[Slice], at: &Moment) -> Option<Vec<Filter>> {
    query(actor, measure, slices, at).ok_or_else(Problem::not_found).ok().map(|query| query.filters)
}

/// The figures of one day out of the spans around it.
fn on(spans: &[Span], day: Date, actor: &Actor, measure: &Measure, asked: &Asked) -> Figures {
    let mut groups: BTreeMap<Vec<Value>, Group> = BTreeMap::new();
    for span in spans.iter().filter(|s| s.from <= day && s.to.is_none_or(|to| to > day)) {
        let group = groups.entry(span.group.keys.clone()).or_insert_with(|| Group {
            keys: span.group.keys.clone(),
            records: 0,
            confidential: 0,
            sum: 0,
        });
        group.records += span.group.records;
        group.confidential += span.group.confidential;
        group.sum += span.group.sum;
    }
    let groups: Vec<Group> = groups.into_values().collect();
    let mut all = Figures::default();
    all.cells = gathered(measure.kind, actor, &asked.by, groups.clone(), measure, &mut all.names);
    let whole = groups.into_iter().map(|mut group| {
        group.keys.drain(..asked.by.len());
        group
    });
    all.totals = gathered(measure.kind, actor, &[], whole.collect(), measure, &mut BTreeMap::new());
    finish(actor, measure, &mut all);
    all
}
