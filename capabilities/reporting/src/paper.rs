//! A report as a paper, for PDF.

use entente_kernel::{Date, Text};
use entente_measures::{Dimension, Unit};
use entente_paper::{Block, Column, Paper};
use entente_web::T;
use entente_web::pages::labels;

use crate::Report;
use crate::body::{BARS, chart, currencies, described, in_order, missing};
use crate::reckon::{Cell, Part, Reckoned, Shown};

/// The report in the language of `t`; `head` are names and values above the text, `day` is the day that it bears.
pub(crate) fn paper(
    t: &T,
    report: &Report,
    head: Vec<(String, String)>,
    (reference, author, day): (&str, &str, Date),
    reckoned: &Reckoned,
) -> Paper {
    let mut blocks = vec![Block::Facts(head)];
    blocks.extend(told(t, &report.summary));
    for part in &reckoned.parts {
        let heading = Block::Heading { level: 1, text: t.text(&part.heading).0.to_owned() };
        blocks.extend(tagged(t, &part.heading, vec![heading]));
        blocks.extend(told(t, &part.text));
        blocks.extend(counted(t, part));
    }
    blocks.push(Block::Text(t.m("report-foot")));
    Paper {
        title: t.text(&report.title).0.to_owned(),
        lang: t.lang,
        subtitle: t.day(report.as_of),
        author: author.to_owned(),
        reference: reference.to_owned(),
        date: day,
        cover: true,
        contents: true,
        blocks,
    }
}

/// Marked as being in the other language where there is no text in this one.
fn tagged(t: &T, text: &Text, blocks: Vec<Block>) -> Vec<Block> {
    if t.text(text).1.is_some() { vec![Block::In { lang: t.lang.other(), blocks }] } else { blocks }
}

fn told(t: &T, text: &Text) -> Vec<Block> {
    if text.is_empty() {
        return Vec::new();
    }
    tagged(t, text, vec![Block::Markdown(t.text(text).0.to_owned())])
}

fn counted(t: &T, part: &Part) -> Vec<Block> {
    match &part.counted {
        None => Vec::new(),
        Some(Err(why)) => vec![Block::Text(missing(t, *why))],
        Some(Ok(shown)) => numbers(t, shown),
    }
}

fn numbers(t: &T, shown: &Shown) -> Vec<Block> {
    let (unit, name) = (shown.measure.unit(), labels::measure(t, &shown.measure));
    let definition = Block::Text(labels::definition(t, &shown.measure));
    if shown.none_yet {
        return vec![Block::Text(t.m("report-none-yet")), definition];
    }
    let said = |cell: &Cell| labels::number(t, unit, &cell.figure).1;
    let mut facts: Vec<(String, String)> =
        shown.totals.iter().map(|cell| (name.clone(), said(cell))).collect();
    if facts.is_empty() {
        facts.push((name.clone(), t.number(0)));
    }
    let mut blocks = vec![Block::Facts(facts), definition];
    let Some(by) = shown.by else { return blocks };
    for currency in currencies(shown) {
        let cells = in_order(t, shown, &by, currency.as_ref());
        if !cells.is_empty() {
            blocks.extend(told_apart(t, shown, &by, unit, &cells));
        }
    }
    blocks
}

/// The chart with its table; the table alone where that is asked for.
fn told_apart(t: &T, shown: &Shown, by: &Dimension, unit: Unit, cells: &[(String, &Cell)]) -> Vec<Block> {
    let (name, dimension) = (labels::measure(t, &shown.measure), labels::dimension(t, &shown.measure, by));
    let caption = format!("{name} · {dimension}");
    let mut blocks = Vec::new();
    if shown.chart {
        let first: Vec<(String, &Cell)> =
            cells.iter().take(BARS).map(|(word, cell)| (word.clone(), *cell)).collect();
        let svg = chart(t, shown, by, &first, "chart", &|_, _| None);
        blocks.push(Block::Chart { svg, alt: described(t, unit, cells), caption: caption.clone() });
    }
    let rows = cells.iter().map(|(word, cell)| vec![word.clone(), labels::number(t, unit, &cell.figure).1]);
    blocks.push(Block::Table {
        caption,
        columns: vec![Column { head: dimension, right: false }, Column { head: name, right: true }],
        rows: rows.collect(),
    });
    blocks
}
