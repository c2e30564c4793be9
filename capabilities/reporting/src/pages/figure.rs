//! The rows behind a number of a published report: the number that the report says, and of the rows those that the
//! reader may open.

use askama::Template;
use entente_kernel::{Date, Id, Instant, Problem, Result};
use entente_measures::{Moment, address};
use entente_packet::{Figure, Rule};
use entente_record::{AsOf, Filter, Kind, Query, list, open_groups};
use entente_web::{Cx, Page, Reply, T, Web};

use super::published;
use crate::asked::Asked;
use crate::reckon::moment;

/// Ids in one question.
const PIECE: usize = 500;
/// Rows on the page.
const SHOWN: usize = 500;

#[derive(Template)]
#[template(path = "figure.html")]
struct FigurePage<'a> {
    t: &'a T,
    here: String,
    title: String,
    name: String,
    of: String,
    definition: String,
    said: String,
    as_of: String,
    known_at: String,
    all: String,
    own: String,
    fewer: bool,
    cut: bool,
    rows: Vec<(String, String)>,
    measure: Option<String>,
}

/// The page.
pub(crate) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    let (record, report, edition, packet) = published(cx)?;
    let number: usize = cx.ask.param("number").parse().map_err(|_| Problem::not_found())?;
    let figure =
        number.checked_sub(1).and_then(|at| packet.figures.get(at)).ok_or_else(Problem::not_found)?;
    let kind = kind_of(cx.web, figure)?;
    let at = moment(report.as_of, edition.known_at);
    let rows = own_rows(cx, kind, figure, AsOf { day: at.day, known: at.known })?;
    let (all, own) = (counting(figure), rows.len());
    let page = FigurePage {
        t: &cx.t.clone(),
        here: format!("/reports/{}", record.meta.id),
        title: cx.t.text(&report.title).0.to_owned(),
        name: figure.name.show(cx.t.lang).to_owned(),
        of: figure.of.show(cx.t.lang).to_owned(),
        definition: figure.definition.show(cx.t.lang).to_owned(),
        said: said(&cx.t, figure),
        as_of: cx.t.day(report.as_of),
        known_at: cx.t.moment(edition.known_at),
        all: cx.t.number(i64::try_from(all).unwrap_or(i64::MAX)),
        own: cx.t.number(i64::try_from(own).unwrap_or(i64::MAX)),
        fewer: own < all,
        cut: own > SHOWN,
        rows: rows.into_iter().take(SHOWN).collect(),
        measure: live(cx, figure, report.as_of, edition.known_at)?,
    };
    let html = page.render().map_err(Problem::internal)?;
    cx.page(&Page::new(page.name.clone(), "/reports"), &html)
}

/// The records of the measure, in this installation.
fn kind_of(web: &Web, figure: &Figure) -> Result<&'static Kind> {
    let measure = web.measures().iter().find(|m| m.name == figure.measure);
    measure.map(|m| m.kind).ok_or_else(|| Problem::conflict("report-measure-gone"))
}

/// How many rows count: of a share those of the part.
fn counting(figure: &Figure) -> usize {
    match figure.rule {
        Rule::Share => figure.rows.iter().filter(|row| row.amount == 1).count(),
        _ => figure.rows.len(),
    }
}

/// The number of a packet in words.
pub(crate) fn said(t: &T, figure: &Figure) -> String {
    match (figure.rule, figure.unit.as_str()) {
        (Rule::Share, _) => {
            let whole = i64::try_from(figure.rows.len()).unwrap_or(i64::MAX);
            t.with("report-part-of", &[("part", t.number(figure.value)), ("whole", t.number(whole))])
        }
        (Rule::Median, _) => t.a("measure-days", "n", figure.value),
        (_, unit) => match entente_kernel::Currency::parse(unit) {
            Some(currency) => t.money(entente_kernel::Money { minor: figure.value, currency }),
            None => t.number(figure.value),
        },
    }
}

/// The rows that the reader may see at that point: address and name.
fn own_rows(
    cx: &mut Cx<'_>,
    kind: &'static Kind,
    figure: &Figure,
    at: AsOf,
) -> Result<Vec<(String, String)>> {
    let counts = figure.rows.iter().filter(|row| figure.rule != Rule::Share || row.amount == 1);
    let ids: Vec<Id> = counts.filter_map(|row| Id::parse(&row.id)).collect();
    let open = open_groups(cx.reads, &cx.actor, kind, None)?;
    let mut rows = Vec::new();
    for piece in ids.chunks(PIECE) {
        let filters = vec![Filter::Ids(piece.to_vec())];
        let query = Query { filters, limit: PIECE, as_of: Some(at), ..Query::new(cx.t.lang) };
        for record in list(cx.reads, &cx.actor, kind, &query)?.records {
            let href = format!("/{}/{}?as_of={}", kind.path, record.meta.id, at.day);
            rows.push((href, cx.title(kind, &record, &open)));
        }
    }
    Ok(rows)
}

/// The measure's own list at that moment, with the day of knowledge, for those who have the measure.
fn live(cx: &mut Cx<'_>, figure: &Figure, day: Date, known: Instant) -> Result<Option<String>> {
    let slices: Vec<String> = figure.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let (web, actor) = (cx.web.clone(), cx.actor.clone());
    let names = (figure.measure.as_str(), "", slices.join("&"));
    let open = |m: &entente_measures::Measure| open_groups(cx.reads, &actor, m.kind, None);
    let found = Asked::of(web.measures(), &actor, open, (names.0, names.1, &names.2))?;
    let known = known.date(web.db().zone());
    let at = Moment { day, known: Instant(0), said: Some((day, Some(known))) };
    Ok(found.ok().map(|asked| address(&asked.measure, &asked.slices, asked.currency.as_deref(), &at)))
}

/// The measure's page on another day or with other knowledge.
pub(crate) fn on_that_day(measure: &str, day: Date, known: Date) -> String {
    format!("/measures/{measure}?as_of={day}&known={known}")
}
