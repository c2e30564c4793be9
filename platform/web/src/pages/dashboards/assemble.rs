//! Figures in the order and number in which charts show them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use entente_measures::{Dimension, Figure, Key, Measure, Unit};
use entente_record::Shape;

use super::exhibit::Exhibit;
use super::labels;

/// Bars of a chart; the others are one bar.
pub(super) const BARS: usize = 12;

/// The currencies that occur, the house's own first; one without a name for other units.
pub(super) fn currencies(figures: &[Figure], own: &str) -> Vec<Option<String>> {
    let mut all: Vec<Option<String>> = figures.iter().map(|f| f.currency.clone()).collect();
    all.sort_by_key(|code| (code.as_deref() != Some(own), code.clone()));
    all.dedup();
    all
}

/// Where a value stands among the others: states and numbers in their own order, words by size.
fn rank(measure: &Measure, dimension: &Dimension, key: &Key) -> Option<usize> {
    let key = key.as_deref()?;
    match dimension {
        Dimension::State => measure.kind.states?.all.iter().position(|s| s.word == key || s.public == key),
        Dimension::Year(_) | Dimension::YearOf { .. } => key.parse().ok(),
        Dimension::Field(name) => match measure.kind.field(name)?.shape {
            Shape::Int => key.parse().ok(),
            _ => None,
        },
        _ => None,
    }
}

/// The values of dimension number `at`, in the order in which they are shown; what was not said comes last.
pub(super) fn values(exhibit: &Exhibit, at: usize, cells: &[&Figure]) -> Vec<Key> {
    let mut sums: BTreeMap<Key, i64> = BTreeMap::new();
    for cell in cells {
        let key = cell.keys.get(at).cloned().flatten();
        *sums.entry(key).or_default() += labels::size(exhibit.measure.unit(), cell);
    }
    let Some(dimension) = exhibit.by.get(at) else { return Vec::new() };
    let mut all: Vec<(Key, i64)> = sums.into_iter().collect();
    all.sort_by_key(|(key, sum)| (key.is_none(), rank(&exhibit.measure, dimension, key), Reverse(*sum)));
    all.into_iter().map(|(key, _)| key).collect()
}

/// The figure of these values; nothing counted where there is none.
pub(super) fn figure(cells: &[&Figure], keys: &[Key], currency: Option<&String>) -> Figure {
    let found = cells.iter().find(|c| c.keys == keys).map(|c| (*c).clone());
    found.unwrap_or_else(|| Figure { keys: keys.to_vec(), currency: currency.cloned(), ..Figure::default() })
}

/// True when numbers of several values add up to the number of all of them together.
pub(super) fn adds(exhibit: &Exhibit) -> bool {
    matches!(exhibit.measure.unit(), Unit::Count | Unit::Money)
        && !exhibit.by.iter().any(|d| d.overlaps(exhibit.measure.kind))
}

/// The sum of figures; held back where one of them is.
pub(super) fn together(figures: &[Figure]) -> Figure {
    let mut sum = Figure::default();
    for figure in figures {
        sum.currency.clone_from(&figure.currency);
        sum.amount += figure.amount;
        sum.records += figure.records;
        sum.few |= figure.few;
    }
    sum
}
