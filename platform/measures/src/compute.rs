//! Figures at a moment, with the reader's rights.

use std::collections::BTreeMap;

use entente_access::Actor;
use entente_kernel::{Problem, Result, Text};
use entente_record::{Expression, Filter, Group, Grouping, Kind, Query};
use entente_store::{Reads, Value};

use crate::few::hold_back;
use crate::{Dimension, Key, Measure, Moment, Slice, What};

/// What is asked of a measure.
#[derive(Clone)]
pub struct Asked {
    /// Told apart by these.
    pub by: Vec<Dimension>,
    /// Narrowed to these.
    pub slices: Vec<Slice>,
    /// For when.
    pub at: Moment,
}

/// One number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figure {
    /// The value of each dimension.
    pub keys: Vec<Key>,
    /// The currency of a sum of money.
    pub currency: Option<String>,
    /// The number, in the measure's unit; of a share the part.
    pub amount: i64,
    /// The records that count; of a share the whole.
    pub records: i64,
    /// How many of them are not open to everyone.
    pub confidential: i64,
    /// Held back, because it would tell too much.
    pub few: bool,
}

/// The numbers of a measure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// One per combination of values that occurs, in order of values.
    pub cells: Vec<Figure>,
    /// All together, one per currency; for units without a currency always one.
    pub totals: Vec<Figure>,
    /// What names and linked records are called: those that the reader may see.
    pub names: BTreeMap<String, Text>,
}

/// Computes the figures. Whether the reader has measure, dimensions and slices at all is for the caller to see to.
/// Errors: 404 for a slice whose value cannot be.
pub fn figures(reads: &mut dyn Reads, actor: &Actor, measure: &Measure, asked: &Asked) -> Result<Figures> {
    let query = query(actor, measure, &asked.slices, &asked.at).ok_or_else(Problem::not_found)?;
    let mut all = Figures::default();
    all.cells = cells(reads, actor, measure, &query, asked, &mut all.names)?;
    // Where each record stands in one cell, the cells are asked for once and added up here.
    let once = !asked.by.iter().any(|d| d.overlaps(measure.kind));
    all.totals = if asked.by.is_empty() {
        all.cells.clone()
    } else if once && !matches!(measure.what, What::Median { .. }) {
        summed(&all.cells)
    } else {
        let whole = Asked { by: Vec::new(), ..asked.clone() };
        cells(reads, actor, measure, &query, &whole, &mut BTreeMap::new())?
    };
    finish(actor, measure, &mut all);
    name(reads, actor, asked, &mut all)?;
    Ok(all)
}

/// What the linked records are called to which figures are narrowed: those that the reader may see.
pub fn called(reads: &mut dyn Reads, actor: &Actor, slices: &[Slice]) -> Result<BTreeMap<String, Text>> {
    let mut names = BTreeMap::new();
    for slice in slices {
        slice.dimension.name_links(reads, actor, std::iter::once(&slice.key), &mut names)?;
    }
    Ok(names)
}

/// Adds what the linked records of cells and slices are called.
pub(crate) fn name(reads: &mut dyn Reads, actor: &Actor, asked: &Asked, all: &mut Figures) -> Result<()> {
    all.names.extend(called(reads, actor, &asked.slices)?);
    for (at, dimension) in asked.by.iter().enumerate() {
        let keys = all.cells.iter().filter_map(|cell| cell.keys.get(at));
        dimension.name_links(reads, actor, keys, &mut all.names)?;
    }
    Ok(())
}

/// The cells of each currency together.
fn summed(cells: &[Figure]) -> Vec<Figure> {
    let mut totals: BTreeMap<Option<String>, Figure> = BTreeMap::new();
    for cell in cells {
        let total = totals.entry(cell.currency.clone()).or_default();
        total.currency.clone_from(&cell.currency);
        total.amount += cell.amount;
        total.records += cell.records;
        total.confidential += cell.confidential;
    }
    totals.into_values().collect()
}

/// The records that count in a slice.
pub(crate) fn query(actor: &Actor, measure: &Measure, slices: &[Slice], at: &Moment) -> Option<Query> {
    let mut query = measure.query(actor, at);
    for slice in slices {
        query.filters.push(slice.dimension.filter(measure.kind, actor, &slice.key, at)?);
    }
    Some(query)
}

/// Adds the total of nothing where there is none, and holds back what would tell too much.
pub(crate) fn finish(actor: &Actor, measure: &Measure, all: &mut Figures) {
    if all.totals.is_empty() && measure.money().is_none() {
        all.totals.push(Figure::default());
    }
    hold_back(actor, &mut all.cells);
    hold_back(actor, &mut all.totals);
}

fn cells(
    reads: &mut dyn Reads,
    actor: &Actor,
    measure: &Measure,
    query: &Query,
    asked: &Asked,
    names: &mut BTreeMap<String, Text>,
) -> Result<Vec<Figure>> {
    let by: Vec<Expression> = asked.by.iter().map(|d| d.expression(&asked.at)).collect();
    if let What::Median { from, to } = measure.what {
        return medians(reads, actor, measure, query, asked, (&by, [&from(&asked.at), &to(&asked.at)]));
    }
    let grouping = grouping(measure, by);
    let groups = entente_record::figures(reads, actor, measure.kind, query, &grouping)?;
    let mut cells = gathered(measure.kind, actor, &asked.by, groups, measure, names);
    if let What::Share(part) = measure.what {
        let mut narrow = query.clone();
        narrow.filters.extend(part(&asked.at));
        let groups = entente_record::figures(reads, actor, measure.kind, &narrow, &grouping)?;
        let parts = gathered(measure.kind, actor, &asked.by, groups, measure, names);
        for cell in &mut cells {
            cell.amount = parts.iter().find(|p| p.keys == cell.keys).map_or(0, |p| p.records);
        }
    }
    Ok(cells)
}

/// The groups of the statement; sums of money are told apart by currency behind all else.
pub(crate) fn grouping(measure: &Measure, mut by: Vec<Expression>) -> Grouping {
    let sum = match (measure.money(), measure.what) {
        (Some(field), _) => {
            by.push(Expression::column(&format!("{field}_currency")));
            Some(format!("{field}_minor"))
        }
        (None, What::Sum(field)) => Some(field.to_owned()),
        _ => None,
    };
    Grouping { by, sum }
}

/// Cells out of groups of the database: a group may stand in several cells, and a cell may be made of several groups.
pub(crate) fn gathered(
    kind: &Kind,
    actor: &Actor,
    by: &[Dimension],
    groups: Vec<Group>,
    measure: &Measure,
    names: &mut BTreeMap<String, Text>,
) -> Vec<Figure> {
    let mut cells: BTreeMap<(Vec<Key>, Option<String>), Figure> = BTreeMap::new();
    for group in groups.into_iter().filter(|g| g.records > 0) {
        let currency = measure.money().and_then(|_| group.keys.get(by.len())).and_then(Value::plain);
        for keys in combinations(kind, actor, by, &group, names) {
            let cell = cells.entry((keys.clone(), currency.clone())).or_default();
            cell.keys = keys;
            cell.currency.clone_from(&currency);
            cell.records += group.records;
            cell.confidential += group.confidential;
            cell.amount += if matches!(measure.what, What::Sum(_)) { group.sum } else { group.records };
        }
    }
    cells.into_values().collect()
}

fn combinations(
    kind: &Kind,
    actor: &Actor,
    by: &[Dimension],
    group: &Group,
    names: &mut BTreeMap<String, Text>,
) -> Vec<Vec<Key>> {
    let mut all: Vec<Vec<Key>> = vec![Vec::new()];
    for (dimension, raw) in by.iter().zip(&group.keys) {
        let keys = dimension.keys(kind, actor, raw);
        if let (Some(name), Some(Some(key))) = (dimension.place_name(raw), keys.first()) {
            names.entry(key.clone()).or_insert(name);
        }
        let longer = |before: Vec<Key>| {
            keys.iter().map(move |key| [before.clone(), vec![key.clone()]].concat()).collect::<Vec<_>>()
        };
        all = all.into_iter().flat_map(longer).collect();
    }
    all
}

fn medians(
    reads: &mut dyn Reads,
    actor: &Actor,
    measure: &Measure,
    query: &Query,
    asked: &Asked,
    (by, days): (&[Expression], [&Expression; 2]),
) -> Result<Vec<Figure>> {
    let mut cells: BTreeMap<Vec<Key>, (Vec<i64>, i64)> = BTreeMap::new();
    for stretch in entente_record::spans(reads, actor, measure.kind, query, by, days)? {
        let (Some(from), Some(to)) = (stretch.from, stretch.to) else { continue };
        let days = from.until(to).map_or(0, |span| i64::from(span.get_days()));
        let group = Group { keys: stretch.keys, records: 1, confidential: 0, sum: 0 };
        for keys in combinations(measure.kind, actor, &asked.by, &group, &mut BTreeMap::new()) {
            let (all, confidential) = cells.entry(keys).or_default();
            all.push(days);
            *confidential += i64::from(stretch.confidential);
        }
    }
    let median = |(keys, (mut days, confidential)): (Vec<Key>, (Vec<i64>, i64))| {
        days.sort_unstable();
        let amount = days.get(days.len().saturating_sub(1) / 2).copied().unwrap_or(0);
        let records = i64::try_from(days.len()).unwrap_or(i64::MAX);
        Figure { keys, amount, records, confidential, ..Figure::default() }
    };
    Ok(cells.into_iter().map(median).collect())
}

/// The filters of the rows behind a number.
pub(crate) fn rows(measure: &Measure, actor: &Actor, slices: &[Slice], at: &Moment) -> Option<Vec<Filter>> {
    let mut filters = query(actor, measure, slices, at)?.filters;
    if let What::Share(part) = measure.what {
        filters.extend(part(at));
    }
    Some(filters)
}

/// Sums of money in one currency alone.
pub(crate) fn in_currency(measure: &Measure, currency: Option<&str>) -> Option<Filter> {
    let column = format!("{{t}}.{}_currency = {{1}}", measure.money()?);
    Some(Filter::Where(column, vec![currency?.into()]))
}
