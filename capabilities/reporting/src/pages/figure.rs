//! The rows behind a number of a published report: the number that the report says, and of the rows those that the
//! reader may open.

use askama::Template;
use entente_kernel::{Date, Id, Instant, Problem, Result};
use entente_measures::{Moment, address};
use entente_packet::{Figure, Rule};
use entente_record::{AsOf, Cursor, Kind, Listing, Query, Record, count_up_to, list, open_groups};
use entente_web::{Cx, Page, Reply, T, Web};

use super::published;
use crate::asked::{Asked, written};
use crate::reckon::moment;
use crate::rows;

/// Rows on a page.
const SHOWN: usize = 50;

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
    previous: Option<String>,
    next: Option<String>,
    measure: Option<String>,
}

/// The page.
pub(crate) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    let (record, report, edition, packet) = published(cx)?;
    let number: usize = cx.ask.param("number").parse().map_err(|_| Problem::not_found())?;
    let figure =
        number.checked_sub(1).and_then(|at| packet.figures.get(at)).ok_or_else(Problem::not_found)?;
    let kind = kind_of(cx.web, figure)?;
    let own = own(cx, kind, (record.meta.id, number), figure, moment(report.as_of, edition.known_at))?;
    let all = rows::counting(figure).count();
    let here = format!("/reports/{}", record.meta.id);
    let turned = |cursor: &Cursor| {
        format!("{here}/figures/{number}?cursor={}", entente_web::escape(&cursor.to_string()))
    };
    let page = FigurePage {
        t: &cx.t.clone(),
        previous: own.page.previous.as_ref().map(turned),
        next: own.page.next.as_ref().map(turned),
        rows: named(cx, kind, &own.page, report.as_of)?,
        here,
        title: cx.t.text(&report.title).0.to_owned(),
        name: figure.name.show(cx.t.lang).to_owned(),
        of: figure.of.show(cx.t.lang).to_owned(),
        definition: figure.definition.show(cx.t.lang).to_owned(),
        said: said(&cx.t, figure, figure.value, figure.rows.len()),
        as_of: cx.t.day(report.as_of),
        known_at: cx.t.moment(edition.known_at),
        all: cx.t.number(i64::try_from(all).unwrap_or(i64::MAX)),
        own: cx.t.number(own.n),
        fewer: usize::try_from(own.n).is_ok_and(|n| n < own.reach),
        cut: own.reach < all,
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

/// A number of a packet's figure in words, with the rows behind it.
pub(crate) fn said(t: &T, figure: &Figure, value: i64, rows: usize) -> String {
    match (figure.rule, figure.unit.as_str()) {
        (Rule::Share, _) => {
            let whole = i64::try_from(rows).unwrap_or(i64::MAX);
            t.with("report-part-of", &[("part", t.number(value)), ("whole", t.number(whole))])
        }
        (Rule::Median, _) => t.a("measure-days", "n", value),
        (_, unit) => match entente_kernel::Currency::parse(unit) {
            Some(currency) => t.money(entente_kernel::Money { minor: value, currency }),
            None => t.number(value),
        },
    }
}

/// Of the rows behind a number those that the reader may see.
struct Own {
    /// The page that the address asks for.
    page: Listing,
    /// How many there are in all.
    n: i64,
    /// How many there could be.
    reach: usize,
}

/// The rows that the reader may see at that point: a page is read, the whole is counted in one statement.
fn own(
    cx: &mut Cx<'_>,
    kind: &'static Kind,
    (report, number): (Id, usize),
    figure: &Figure,
    at: Moment,
) -> Result<Own> {
    let number = i64::try_from(number).map_err(|_| Problem::not_found())?;
    let (among, reach) = rows::among(cx.reads, report, number, figure)?;
    let mut query = Query {
        filters: vec![among],
        limit: SHOWN,
        as_of: Some(AsOf { day: at.day, known: at.known }),
        lean: true,
        ..Query::new(cx.t.lang)
    };
    let n = count_up_to(cx.reads, &cx.actor, kind, &query, reach)?;
    query.cursor = cx.ask.asked("cursor").parse().ok();
    Ok(Own { page: list(cx.reads, &cx.actor, kind, &query)?, n, reach })
}

/// Address and name of each row of a page.
fn named(cx: &mut Cx<'_>, kind: &'static Kind, page: &Listing, day: Date) -> Result<Vec<(String, String)>> {
    let open = open_groups(cx.reads, &cx.actor, kind, None)?;
    let row = |record: &Record| {
        (format!("/{}/{}?as_of={day}", kind.path, record.meta.id), cx.title(kind, record, &open))
    };
    Ok(page.records.iter().map(row).collect())
}

/// The measure's own list at that moment, with the day of knowledge, for those who have the measure.
fn live(cx: &mut Cx<'_>, figure: &Figure, day: Date, known: Instant) -> Result<Option<String>> {
    let (web, actor) = (cx.web.clone(), cx.actor.clone());
    let open = |m: &entente_measures::Measure| open_groups(cx.reads, &actor, m.kind, None);
    let narrowed = written(&figure.query);
    let found = Asked::of(web.measures(), &actor, open, (&figure.measure, "", &narrowed))?;
    let known = known.date(web.db().zone());
    let at = Moment { day, known: Instant(0), said: Some((day, Some(known))) };
    Ok(found.ok().map(|asked| address(&asked.measure, &asked.slices, asked.currency.as_deref(), &at)))
}

/// The measure's page on another day or with other knowledge.
pub(crate) fn on_that_day(measure: &str, day: Date, known: Date) -> String {
    format!("/measures/{measure}?as_of={day}&known={known}")
}
