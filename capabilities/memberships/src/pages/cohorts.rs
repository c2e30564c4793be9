//! Retention by cohort: of those who joined in a year, how many were members at the end of each year since.

use askama::Template;
use entente_kernel::{Date, Problem, Result};
use entente_measures::{Asked, Dimension, Measure, Moment, Slice, address, figures};
use entente_web::{Cx, Page, Reply, T};

use crate::measures::measures;

/// Years across.
const SHOWN: i16 = 8;

/// The dimension by which cohorts are told apart.
const SINCE: Dimension = Dimension::Year("member_since");

#[derive(Template)]
#[template(path = "cohorts.html")]
struct Cohorts<'a> {
    t: &'a T,
    days: Vec<String>,
    rows: Vec<Row>,
}

struct Row {
    year: String,
    joined: Cell,
    cells: Vec<Option<Cell>>,
}

struct Cell {
    day: String,
    n: i64,
    share: String,
    href: String,
}

/// The page.
pub(crate) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    let (days, rows) = table(cx)?;
    let days = days.iter().map(|day| cx.t.day(*day)).collect();
    let body = Cohorts { t: &cx.t, days, rows }.render().map_err(Problem::internal)?;
    let title = cx.t.m("membership-cohorts");
    cx.page(&Page::new(title, "/memberships"), &body)
}

/// The ends of the last years, and today.
fn ends(today: Date) -> Vec<Date> {
    let past = (1..SHOWN).rev().filter_map(|back| Date::new(today.year() - back, 12, 31).ok());
    past.chain([today]).collect()
}

fn table(cx: &mut Cx<'_>) -> Result<(Vec<Date>, Vec<Row>)> {
    let (zone, today) = (cx.web.db().zone().clone(), cx.today());
    let mut days = ends(today);
    let joined = named("members-joined")?;
    let now = Moment::on(cx.reads, today, None, &zone);
    let cohorts = counted(cx, &joined, now)?;
    let first = cohorts.iter().filter_map(|(year, _)| year.parse::<i16>().ok()).min();
    days.retain(|day| first.is_none_or(|year| year <= day.year()));
    let members = named("members")?;
    let mut columns = Vec::new();
    for day in &days {
        let at = Moment::on(cx.reads, *day, None, &zone);
        columns.push((at, counted(cx, &members, at)?));
    }
    let rows = cohorts.into_iter().map(|(year, all)| {
        let cell = |(at, kept): &(Moment, Vec<(String, i64)>)| {
            // A cohort has no end of year before its own.
            if year.parse::<i16>().is_ok_and(|own| own > at.day.year()) {
                return None;
            }
            let n = kept.iter().find(|(own, _)| *own == year).map_or(0, |(_, n)| *n);
            Some(Cell { day: cx.t.day(at.day), n, share: share(n, all), href: behind(&members, &year, at) })
        };
        let cells = columns.iter().map(cell).collect();
        let joined =
            Cell { day: String::new(), n: all, share: String::new(), href: behind(&joined, &year, &now) };
        Row { year, joined, cells }
    });
    Ok((days, rows.collect()))
}

/// Numbers by the year of joining.
fn counted(cx: &mut Cx<'_>, measure: &Measure, at: Moment) -> Result<Vec<(String, i64)>> {
    let asked = Asked { by: vec![SINCE], slices: Vec::new(), at };
    let found = figures(cx.reads, &cx.actor, measure, &asked)?;
    let year = |cell: &entente_measures::Figure| Some((cell.keys.first()?.clone()?, cell.amount));
    Ok(found.cells.iter().filter_map(year).collect())
}

fn behind(measure: &Measure, year: &str, at: &Moment) -> String {
    let slice = Slice { dimension: SINCE, key: Some(year.to_owned()) };
    address(measure, &[slice], None, at)
}

/// A whole per cent, rounded down.
fn share(part: i64, whole: i64) -> String {
    if whole == 0 { String::new() } else { format!("{} %", part * 100 / whole) }
}

fn named(name: &str) -> Result<Measure> {
    measures()
        .into_iter()
        .find(|m| m.name == name)
        .ok_or_else(|| Problem::internal(format!("no measure {name}")))
}
