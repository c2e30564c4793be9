//! The figures of a measure or a dashboard as a table: a row per number.

use entente_files::Cell;
use entente_kernel::{Currency, Money, Problem, Result};
use entente_measures::dashboards::{tiles_of, visible};
use entente_measures::{Chart, Figure, TileSpec, Unit, figures, over};

use super::exhibit::Exhibit;
use super::period::{period, year_of_days};
use super::{labels, measures};
use crate::cx::Cx;
use crate::pages::exports::Sheet;

/// The figures of a measure's page.
pub(super) fn measure(cx: &mut Cx<'_>) -> Result<Sheet> {
    let (measure, spec, _) = measures::spec(cx)?;
    let period = period(cx);
    let mut exhibit = Exhibit::of(cx, &spec, period)?.ok_or_else(Problem::not_found)?;
    let over_time = spec.chart == Chart::Lines;
    let mut header: Vec<String> = if over_time { vec![cx.t.m("export-day")] } else { Vec::new() };
    header.extend(exhibit.by.iter().map(|d| labels::dimension(&cx.t, &measure, d)));
    header.extend(numbers(cx, &exhibit));
    let mut rows = Vec::new();
    if over_time {
        let days = year_of_days(period.at.day);
        let found = over(cx.reads, &cx.actor, &measure, &exhibit.asked(), &days)?;
        for (day, figures) in days.into_iter().zip(&found) {
            exhibit.names.clone_from(&figures.names);
            let cells = if exhibit.by.is_empty() { &figures.totals } else { &figures.cells };
            for figure in cells {
                let keys = figure.keys.iter().enumerate().map(|(at, key)| text(&exhibit.key(at, key)));
                let row = std::iter::once(Cell::Date(day)).chain(keys).chain(number(&exhibit, figure));
                rows.push(row.collect());
            }
        }
    } else {
        let found = figures(cx.reads, &cx.actor, &measure, &exhibit.asked())?;
        exhibit.names.clone_from(&found.names);
        for figure in &found.cells {
            let keys = figure.keys.iter().enumerate().map(|(at, key)| text(&exhibit.key(at, key)));
            rows.push(keys.chain(number(&exhibit, figure)).collect());
        }
    }
    Ok(Sheet { name: measure.name.into(), what: format!("measure {}", measure.name), header, rows })
}

/// The figures of all tiles of a dashboard that the reader has.
pub(super) fn dashboard(cx: &mut Cx<'_>) -> Result<Sheet> {
    let dashboard = visible(cx.reads, &cx.actor, cx.ask.id()?)?;
    let specs: Vec<TileSpec> = tiles_of(cx.reads, dashboard.id)?.into_iter().map(|t| t.spec).collect();
    let period = period(cx);
    let mut rows = Vec::new();
    for spec in &specs {
        let Some(mut exhibit) = Exhibit::of(cx, spec, period)? else { continue };
        let found = figures(cx.reads, &cx.actor, &exhibit.measure, &exhibit.asked())?;
        exhibit.names.clone_from(&found.names);
        for figure in &found.cells {
            let keys: Vec<String> =
                figure.keys.iter().enumerate().map(|(at, key)| exhibit.key(at, key)).collect();
            let head = [text(&exhibit.heading()), text(&exhibit.told_apart()), text(&keys.join(" · "))];
            rows.push(head.into_iter().chain(all(&exhibit, figure)).collect());
        }
    }
    let header = ["tile-measure", "tile-by", "export-value", "export-number", "currency", "export-records"];
    Ok(Sheet {
        name: "dashboard".into(),
        what: format!("dashboard {}", dashboard.id),
        header: header.map(|key| cx.t.m(key)).to_vec(),
        rows,
    })
}

fn text(text: &str) -> Cell {
    Cell::from(text)
}

/// The columns of a number: itself, its currency if it has one, and the records behind it.
fn numbers(cx: &Cx<'_>, exhibit: &Exhibit) -> Vec<String> {
    let mut heads = vec![labels::measure(&cx.t, &exhibit.measure)];
    if exhibit.measure.unit() == Unit::Money {
        heads.push(cx.t.m("currency"));
    }
    heads.push(cx.t.m("export-records"));
    heads
}

fn number(exhibit: &Exhibit, figure: &Figure) -> Vec<Cell> {
    let [number, currency, records] = all(exhibit, figure);
    if exhibit.measure.unit() == Unit::Money {
        vec![number, currency, records]
    } else {
        vec![number, records]
    }
}

/// Number, currency and records; nothing of what is held back.
fn all(exhibit: &Exhibit, figure: &Figure) -> [Cell; 3] {
    if figure.few {
        return [text(&exhibit.t.m("held-back")), Cell::Empty, Cell::Empty];
    }
    let code = figure.currency.as_deref().unwrap_or_default();
    let amount = match Currency::parse(code).filter(|_| exhibit.measure.unit() == Unit::Money) {
        Some(currency) => Cell::Decimal(Money { minor: figure.amount, currency }.decimal()),
        None => Cell::Int(figure.amount),
    };
    [amount, Cell::from(code), Cell::Int(figure.records)]
}
