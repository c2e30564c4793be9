//! The text of a report as HTML: what its pages, its preview and its stored form share.

use entente_charts::{self as charts, Cell as TableCell, Frame, Mark, bars};
use entente_kernel::Text;
use entente_measures::{Dimension, Unit};
use entente_web::pages::labels;
use entente_web::{T, prose, safe};

use crate::asked::Missing;
use crate::reckon::{Cell, Part, Reckoned, Shown};

/// Bars of a chart; the table has all of them.
pub(crate) const BARS: usize = 12;

/// Where a number leads.
pub(crate) type Leads<'a> = &'a dyn Fn(&Shown, &Cell) -> Option<String>;

/// Every block as a section of its own.
pub(crate) fn body(t: &T, reckoned: &Reckoned, leads: Leads<'_>) -> String {
    let section = |(at, part): (usize, &Part)| {
        let id = format!("part-{}", at + 1);
        format!(
            "<section class=\"card\" aria-labelledby=\"{id}\"><h2 id=\"{id}\"{}>{}</h2>{}{}</section>",
            lang_of(t, &part.heading),
            safe(t.text(&part.heading).0),
            told(t, &part.text),
            counted(t, part, &id, leads)
        )
    };
    reckoned.parts.iter().enumerate().map(section).collect()
}

/// Marks a text in the other language.
pub(crate) fn lang_of(t: &T, text: &Text) -> String {
    t.text(text).1.map(|tag| format!(" lang=\"{tag}\"")).unwrap_or_default()
}

/// Prose, in the other language where there is none in the reader's.
pub(crate) fn told(t: &T, text: &Text) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("<div class=\"prose\"{}>{}</div>", lang_of(t, text), prose(t.text(text).0))
}

/// Why a block shows no number.
pub(crate) fn missing(t: &T, missing: Missing) -> String {
    t.m(match missing {
        Missing::Measure => "report-measure-missing",
        Missing::NotOpen => "report-measure-closed",
        Missing::Dimension => "report-dimension-missing",
    })
}

fn counted(t: &T, part: &Part, id: &str, leads: Leads<'_>) -> String {
    match &part.counted {
        None => String::new(),
        Some(Err(why)) => format!("<p class=\"muted\">{}</p>", safe(&missing(t, *why))),
        Some(Ok(shown)) => numbers(t, shown, id, leads),
    }
}

fn numbers(t: &T, shown: &Shown, id: &str, leads: Leads<'_>) -> String {
    let definition = format!("<p class=\"muted\">{}</p>", safe(&labels::definition(t, &shown.measure)));
    if shown.none_yet {
        return format!("<p><strong>{}</strong></p>{definition}", safe(&t.m("report-none-yet")));
    }
    let name = labels::measure(t, &shown.measure);
    let total = |cell: &Cell| {
        format!(
            "<div><dt>{}</dt><dd class=\"total\">{}</dd></div>",
            safe(&name),
            linked(t, shown, cell, leads)
        )
    };
    let mut totals: String = shown.totals.iter().map(total).collect();
    if totals.is_empty() {
        totals = format!("<div><dt>{}</dt><dd class=\"total\">{}</dd></div>", safe(&name), t.number(0));
    }
    let mut out = format!("<dl class=\"facts\">{totals}</dl>{definition}");
    let Some(by) = shown.by else { return out };
    for (at, currency) in currencies(shown).iter().enumerate() {
        let cells = in_order(t, shown, &by, currency.as_ref());
        if cells.is_empty() {
            continue;
        }
        if shown.chart {
            out += &chart(t, shown, &by, &cells, &format!("{id}-c{at}"), leads);
        }
        out += &table(t, shown, &by, &cells, leads);
    }
    out
}

fn linked(t: &T, shown: &Shown, cell: &Cell, leads: Leads<'_>) -> String {
    let said = safe(&labels::number(t, shown.measure.unit(), &cell.figure).1);
    match leads(shown, cell) {
        Some(href) => format!("<a href=\"{}\">{said}</a>", safe(&href)),
        None => said,
    }
}

/// The currencies that occur; one without a name for other units.
pub(crate) fn currencies(shown: &Shown) -> Vec<Option<String>> {
    let mut all: Vec<Option<String>> = shown.cells.iter().map(|c| c.figure.currency.clone()).collect();
    all.sort();
    all.dedup();
    all
}

/// The cells of a currency with their words: years in order, others the largest first, what was not said last.
pub(crate) fn in_order<'s>(
    t: &T,
    shown: &'s Shown,
    by: &Dimension,
    currency: Option<&String>,
) -> Vec<(String, &'s Cell)> {
    let mut cells: Vec<&Cell> =
        shown.cells.iter().filter(|c| c.figure.currency.as_ref() == currency).collect();
    let timely = matches!(by, Dimension::Year(_) | Dimension::YearOf { .. });
    let unit = shown.measure.unit();
    cells.sort_by_key(|cell| {
        let key = cell.figure.keys.first().cloned().flatten();
        let size = if timely { 0 } else { labels::size(unit, &cell.figure) };
        (key.is_none(), std::cmp::Reverse(size), key)
    });
    let word = |cell: &Cell| {
        let key = cell.figure.keys.first().cloned().flatten();
        labels::key(t, &shown.measure, by, &key, &shown.names)
    };
    cells.into_iter().map(|cell| (word(cell), cell)).collect()
}

/// The first bars; a sentence says when there are more.
pub(crate) fn chart(
    t: &T,
    shown: &Shown,
    by: &Dimension,
    cells: &[(String, &Cell)],
    id: &str,
    leads: Leads<'_>,
) -> String {
    let unit = shown.measure.unit();
    let mark = |(label, cell): &(String, &Cell)| {
        let (short, said) = labels::number(t, unit, &cell.figure);
        let amount = labels::size(unit, &cell.figure);
        Mark { label: label.clone(), amount, shown: short, said, href: leads(shown, cell) }
    };
    let marks: Vec<Mark> = cells.iter().take(BARS).map(mark).collect();
    let title =
        format!("{} · {}", labels::measure(t, &shown.measure), labels::dimension(t, &shown.measure, by));
    let desc = described(t, unit, cells);
    let mut out = bars(&Frame { id, title: &title, desc: &desc }, &marks);
    if cells.len() > BARS {
        out += &format!("<p class=\"hint\">{}</p>", safe(&t.a("report-more", "n", cells.len() - BARS)));
    }
    out
}

/// What a chart says, in a sentence.
pub(crate) fn described(t: &T, unit: Unit, cells: &[(String, &Cell)]) -> String {
    let largest = cells.iter().max_by_key(|(_, cell)| labels::size(unit, &cell.figure));
    largest.map_or_else(String::new, |(what, cell)| {
        let most = labels::number(t, unit, &cell.figure).1;
        t.with("report-chart-says", &[("n", cells.len().to_string()), ("what", what.clone()), ("most", most)])
    })
}

fn table(t: &T, shown: &Shown, by: &Dimension, cells: &[(String, &Cell)], leads: Leads<'_>) -> String {
    let heads = [labels::dimension(t, &shown.measure, by), labels::measure(t, &shown.measure)];
    if shown.chart {
        let row = |(label, cell): &(String, &Cell)| {
            let text = labels::number(t, shown.measure.unit(), &cell.figure).1;
            vec![
                TableCell { text: label.clone(), ..TableCell::default() },
                TableCell { text, href: leads(shown, cell), number: true },
            ]
        };
        let rows: Vec<Vec<TableCell>> = cells.iter().map(row).collect();
        return charts::table(&t.m("as-table"), &heads, &rows);
    }
    let row = |(label, cell): &(String, &Cell)| {
        format!(
            "<tr><td data-label=\"{}\">{}</td><td class=\"n\" data-label=\"{}\">{}</td></tr>",
            safe(&heads[0]),
            safe(label),
            safe(&heads[1]),
            linked(t, shown, cell, leads)
        )
    };
    format!(
        "<div class=\"table-wrap\"><table class=\"rows plain\"><thead><tr><th scope=\"col\">{}</th><th scope=\"col\" \
         class=\"n\">{}</th></tr></thead><tbody>{}</tbody></table></div>",
        safe(&heads[0]),
        safe(&heads[1]),
        cells.iter().map(row).collect::<String>()
    )
}
