//! A tile's figures as chart and table.

use entente_charts::{Cell, Frame, table};
use entente_kernel::Result;
use entente_measures::{Chart, Figure, Figures, figures, over};

use super::assemble::{currencies, figure, values};
use super::exhibit::Exhibit;
use super::period::year_of_days;
use super::{labels, pieces};
use crate::cx::Cx;

/// Rows of a table; the page of the measure says how many there are in all.
const ROWS: usize = 250;

/// Chart and table of each currency, one below the other. `id` is unique on the page.
pub(super) fn draw(cx: &mut Cx<'_>, exhibit: &mut Exhibit, chart: Chart, id: &str) -> Result<String> {
    if chart == Chart::Lines {
        return lines(cx, exhibit, id);
    }
    let found = figures(cx.reads, &cx.actor, &exhibit.measure, &exhibit.asked())?;
    exhibit.names.clone_from(&found.names);
    let then = match chart {
        Chart::Number => {
            let asked = entente_measures::Asked {
                at: exhibit.period.at.moved(exhibit.period.since),
                ..exhibit.asked()
            };
            figures(cx.reads, &cx.actor, &exhibit.measure, &asked)?
        }
        _ => Figures::default(),
    };
    let all = if chart == Chart::Number { &found.totals } else { &found.cells };
    if all.is_empty() {
        return Ok(nothing(exhibit));
    }
    let mut out = String::new();
    for (at, currency) in currencies(all, &cx.web.house().currency).iter().enumerate() {
        let cells: Vec<&Figure> = all.iter().filter(|f| f.currency == *currency).collect();
        let old = then.totals.iter().find(|f| f.currency == *currency);
        let total = found.totals.iter().find(|f| f.currency == *currency);
        out += &one(exhibit, chart, &format!("{id}-{at}"), &cells, total, old);
    }
    Ok(out)
}

fn nothing(exhibit: &Exhibit) -> String {
    format!("<p class=\"muted\">{}</p>", crate::show::safe(&exhibit.t.m("nothing-counted")))
}

fn one(
    exhibit: &Exhibit,
    chart: Chart,
    id: &str,
    cells: &[&Figure],
    total: Option<&Figure>,
    old: Option<&Figure>,
) -> String {
    let title = exhibit.heading();
    let desc = described(exhibit, cells, total);
    let frame = Frame { id, title: &title, desc: &desc };
    match chart {
        Chart::Number => pieces::number(exhibit, &frame, cells, old),
        Chart::Bars if exhibit.by.len() < 2 => pieces::bars(exhibit, &frame, cells) + &flat(exhibit, cells),
        Chart::Bars => pieces::stacked(exhibit, &frame, cells) + &crossed(exhibit, cells),
        Chart::Matrix => pieces::matrix(exhibit, &frame, cells) + &crossed(exhibit, cells),
        Chart::Map => pieces::map(exhibit, &frame, cells) + &flat(exhibit, cells),
        Chart::Provinces => pieces::provinces(exhibit, &frame, cells) + &flat(exhibit, cells),
        Chart::Lines => String::new(),
    }
}

/// What the chart shows, in a sentence.
fn described(exhibit: &Exhibit, cells: &[&Figure], total: Option<&Figure>) -> String {
    let (t, unit) = (&exhibit.t, exhibit.measure.unit());
    let all = total.map(|f| labels::number(t, unit, f).1).unwrap_or_default();
    let largest = cells.iter().filter(|c| !c.keys.is_empty()).max_by_key(|c| labels::size(unit, c));
    match largest {
        None => t.a("chart-total", "all", all),
        Some(cell) => {
            let words: Vec<String> =
                cell.keys.iter().enumerate().map(|(at, key)| exhibit.key(at, key)).collect();
            let (what, most) = (words.join(" · "), labels::number(t, unit, cell).1);
            t.with("chart-largest", &[("all", all), ("what", what), ("most", most)])
        }
    }
}

fn number(exhibit: &Exhibit, label: String, cell: &Figure) -> Cell {
    let mark = exhibit.mark(label, cell);
    let href = mark.href.filter(|_| cell.records > 0);
    Cell { text: mark.said, href, number: true }
}

/// One row per value.
fn flat(exhibit: &Exhibit, cells: &[&Figure]) -> String {
    let columns = [exhibit.told_apart(), labels::measure(&exhibit.t, &exhibit.measure)];
    let keys = values(exhibit, 0, cells);
    let row = |key: &entente_measures::Key| {
        let label = exhibit.key(0, key);
        let own = figure(cells, std::slice::from_ref(key), cells.first().and_then(|c| c.currency.as_ref()));
        vec![Cell { text: label.clone(), ..Cell::default() }, number(exhibit, label, &own)]
    };
    let rows: Vec<Vec<Cell>> = keys.iter().take(ROWS).map(row).collect();
    table(&exhibit.t.m("as-table"), &columns, &rows)
}

/// One row per value of the first dimension, one column per value of the second.
fn crossed(exhibit: &Exhibit, cells: &[&Figure]) -> String {
    let (rows, columns) = (values(exhibit, 0, cells), values(exhibit, 1, cells));
    let mut heads = vec![exhibit.told_apart()];
    heads.extend(columns.iter().map(|key| exhibit.key(1, key)));
    let currency = cells.first().and_then(|c| c.currency.as_ref());
    let row = |key: &entente_measures::Key| {
        let label = exhibit.key(0, key);
        let mut row = vec![Cell { text: label.clone(), ..Cell::default() }];
        row.extend(columns.iter().map(|column| {
            let own = figure(cells, &[key.clone(), column.clone()], currency);
            number(exhibit, format!("{label} · {}", exhibit.key(1, column)), &own)
        }));
        row
    };
    let rows: Vec<Vec<Cell>> = rows.iter().take(ROWS).map(row).collect();
    table(&exhibit.t.m("as-table"), &heads, &rows)
}

/// The last twelve months: a line of the whole, or one per value.
fn lines(cx: &mut Cx<'_>, exhibit: &Exhibit, id: &str) -> Result<String> {
    let days = year_of_days(exhibit.period.at.day);
    let found = over(cx.reads, &cx.actor, &exhibit.measure, &exhibit.asked(), &days)?;
    let of = |one: &Figures| if exhibit.by.is_empty() { one.totals.clone() } else { one.cells.clone() };
    let each: Vec<Vec<Figure>> = found.iter().map(of).collect();
    let all: Vec<Figure> = each.iter().flatten().cloned().collect();
    if all.is_empty() {
        return Ok(nothing(exhibit));
    }
    let mut out = String::new();
    for (at, currency) in currencies(&all, &cx.web.house().currency).iter().enumerate() {
        let title = exhibit.heading();
        let last: Vec<&Figure> = found.last().map(|f| f.totals.iter().collect()).unwrap_or_default();
        let total = last.iter().copied().find(|f| f.currency == *currency);
        let desc = described(exhibit, &[], total);
        let id = format!("{id}-{at}");
        let frame = Frame { id: &id, title: &title, desc: &desc };
        out += &pieces::lines(exhibit, &frame, &days, &each, currency.as_ref());
    }
    Ok(out)
}
