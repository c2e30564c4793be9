//! The charts of a tile, out of its figures.

use entente_charts::{self as charts, Cell, Change, Frame, Mark, Point, Series, exact};
use entente_kernel::Date;
use entente_measures::{Figure, Key, Unit};

use super::assemble::{BARS, adds, figure, together, values};
use super::exhibit::Exhibit;
use super::labels;
use super::period::Period;

/// Series of a chart; the others are left to the table.
const SERIES: usize = 8;
/// Points of a map.
const POINTS: usize = 150;

/// The number and what changed since the other day.
pub(super) fn number(
    exhibit: &Exhibit,
    frame: &Frame<'_>,
    cells: &[&Figure],
    old: Option<&Figure>,
) -> String {
    let (t, period) = (&exhibit.t, exhibit.period);
    let Some(now) = cells.first() else { return String::new() };
    let then = old.cloned().unwrap_or_else(|| Figure { currency: now.currency.clone(), ..Figure::default() });
    let unit = exhibit.measure.unit();
    let counts = matches!(unit, Unit::Count | Unit::Money);
    let back = Period { at: period.at.moved(period.since), ..period };
    let mark = exhibit.mark_at(frame.title.to_owned(), &then, back);
    let (words, since) = (labels::number(t, unit, &then).0, t.day(period.since));
    let words = if counts && !now.few && !then.few {
        let step = now.amount - then.amount;
        let sign = if step > 0 { "+" } else { "" };
        let step = Figure { amount: step, ..(*now).clone() };
        let step = format!("{sign}{}", labels::number(t, unit, &step).0);
        t.with("tile-changed", &[("step", step), ("day", since), ("then", words)])
    } else {
        t.with("tile-then", &[("day", since), ("then", words)])
    };
    let change = Change { then: mark, words };
    charts::tile(frame, &exhibit.mark(frame.title.to_owned(), now), Some(&change))
}

/// One bar per value; those behind the first ones are one bar that leads to all of them.
pub(super) fn bars(exhibit: &Exhibit, frame: &Frame<'_>, cells: &[&Figure]) -> String {
    let currency = cells.first().and_then(|c| c.currency.as_ref());
    let keys = values(exhibit, 0, cells);
    let own = |key: &Key| figure(cells, std::slice::from_ref(key), currency);
    let shown = if keys.len() > BARS + 1 { BARS } else { keys.len() };
    let mut marks: Vec<Mark> =
        keys.iter().take(shown).map(|key| exhibit.mark(exhibit.key(0, key), &own(key))).collect();
    marks.extend(others(exhibit, &keys.iter().skip(shown).map(own).collect::<Vec<_>>()));
    charts::bars(frame, &marks)
}

/// What is not shown one by one.
fn others(exhibit: &Exhibit, figures: &[Figure]) -> Option<Mark> {
    if figures.is_empty() {
        return None;
    }
    let label = exhibit.t.a("others", "n", figures.len());
    let mut mark = Mark { label, href: Some(exhibit.whole()), ..Mark::default() };
    if adds(exhibit) {
        let sum = exhibit.mark(String::new(), &together(figures));
        mark = Mark { amount: sum.amount, shown: sum.shown, said: sum.said, ..mark };
    } else {
        mark.said = exhibit.t.m("as-table");
    }
    Some(mark)
}

/// One bar per value of the first dimension, in pieces by the second.
pub(super) fn stacked(exhibit: &Exhibit, frame: &Frame<'_>, cells: &[&Figure]) -> String {
    let (series, rows) = grid(exhibit, cells, BARS);
    let unit = exhibit.measure.unit();
    let currency = cells.first().and_then(|c| c.currency.clone());
    let whole = |marks: &[Mark]| {
        let amount = marks.iter().map(|m| m.amount).sum();
        labels::number(&exhibit.t, unit, &Figure { amount, currency: currency.clone(), ..Figure::default() })
            .0
    };
    let rows: Vec<(String, String, Vec<Mark>)> = rows
        .into_iter()
        .map(|(label, marks)| {
            let shown = if adds(exhibit) { whole(&marks) } else { String::new() };
            (label, shown, marks)
        })
        .collect();
    charts::stacked(frame, &series, &rows)
}

/// A shaded cell per pair of values.
pub(super) fn matrix(exhibit: &Exhibit, frame: &Frame<'_>, cells: &[&Figure]) -> String {
    let (series, rows) = grid(exhibit, cells, 2 * BARS);
    charts::matrix(frame, &series, &rows)
}

type Grid = (Vec<String>, Vec<(String, Vec<Mark>)>);

fn grid(exhibit: &Exhibit, cells: &[&Figure], most: usize) -> Grid {
    let currency = cells.first().and_then(|c| c.currency.as_ref());
    let columns: Vec<Key> = values(exhibit, 1, cells).into_iter().take(SERIES + 2).collect();
    let names = columns.iter().map(|key| exhibit.key(1, key)).collect();
    let row = |key: Key| {
        let label = exhibit.key(0, &key);
        let mark = |column: &Key| {
            let own = figure(cells, &[key.clone(), column.clone()], currency);
            exhibit.mark(format!("{label} · {}", exhibit.key(1, column)), &own)
        };
        (label.clone(), columns.iter().map(mark).collect())
    };
    (names, values(exhibit, 0, cells).into_iter().take(most).map(row).collect())
}

/// A point per place; the largest ones.
pub(super) fn map(exhibit: &Exhibit, frame: &Frame<'_>, cells: &[&Figure]) -> String {
    let mut cells: Vec<&Figure> = cells.to_vec();
    cells.sort_by_key(|c| std::cmp::Reverse(c.amount));
    let point = |cell: &&Figure| {
        let key = cell.keys.first()?;
        let (north, east) = key.as_deref()?.split_once(' ')?;
        let mark = exhibit.mark(exhibit.key(0, key), cell);
        Some(Point { latitude: north.parse().ok()?, longitude: east.parse().ok()?, mark })
    };
    let points: Vec<Point> = cells.iter().filter_map(point).take(POINTS).collect();
    let shown: i64 = points.iter().map(|p| p.mark.amount).sum();
    let all: i64 = cells.iter().map(|c| c.amount).sum();
    let rest = if shown < all && adds(exhibit) {
        let words =
            exhibit.t.with("map-rest", &[("n", exact(all - shown)), ("points", points.len().to_string())]);
        format!("<p class=\"hint\">{}</p>", crate::show::safe(&words))
    } else {
        String::new()
    };
    charts::map(frame, &points) + &rest
}

/// A tile per province; what lies elsewhere is in the table.
pub(super) fn provinces(exhibit: &Exhibit, frame: &Frame<'_>, cells: &[&Figure]) -> String {
    let mark = |cell: &&Figure| {
        let code = cell.keys.first()?.clone()?;
        Some((code.clone(), exhibit.mark(exhibit.key(0, &Some(code)), cell)))
    };
    let marks: Vec<(String, Mark)> = cells.iter().filter_map(mark).collect();
    let marks: Vec<(&str, Mark)> = marks.iter().map(|(code, mark)| (code.as_str(), mark.clone())).collect();
    charts::provinces(frame, exhibit.t.lang, &marks)
}

/// A line per value over the days, and a table of all of them.
pub(super) fn lines(
    exhibit: &Exhibit,
    frame: &Frame<'_>,
    days: &[Date],
    each: &[Vec<Figure>],
    currency: Option<&String>,
) -> String {
    let t = &exhibit.t;
    let all: Vec<&Figure> = each.iter().flatten().filter(|f| f.currency.as_ref() == currency).collect();
    let keys: Vec<Vec<Key>> = if exhibit.by.is_empty() {
        vec![Vec::new()]
    } else {
        values(exhibit, 0, &all).into_iter().take(SERIES).map(|key| vec![key]).collect()
    };
    let line = |keys: &Vec<Key>| {
        let label = keys.first().map_or_else(|| frame.title.to_owned(), |key| exhibit.key(0, key));
        let marks = days.iter().zip(each).map(|(day, found)| {
            let found: Vec<&Figure> = found.iter().filter(|f| f.currency.as_ref() == currency).collect();
            let own = figure(&found, keys, currency);
            let period = Period { at: exhibit.period.at.moved(*day), ..exhibit.period };
            exhibit.mark_at(format!("{label} · {}", t.day(*day)), &own, period)
        });
        Series { label: label.clone(), marks: marks.collect() }
    };
    let series: Vec<Series> = keys.iter().map(line).collect();
    let ticks: Vec<String> = days.iter().map(|day| t.day(*day)).collect();
    let mut heads = vec![t.m("as-of")];
    heads.extend(series.iter().map(|s| s.label.clone()));
    let row = |(at, tick): (usize, &String)| {
        let mut row = vec![Cell { text: tick.clone(), ..Cell::default() }];
        let mark = |s: &Series| s.marks.get(at).cloned().unwrap_or_default();
        row.extend(series.iter().map(mark).map(|m| Cell { text: m.said, href: m.href, number: true }));
        row
    };
    let rows: Vec<Vec<Cell>> = ticks.iter().enumerate().map(row).collect();
    charts::lines(frame, &ticks, &series) + &charts::table(&t.m("as-table"), &heads, &rows)
}
