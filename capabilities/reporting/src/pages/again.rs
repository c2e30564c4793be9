//! Counting again: every number of a published report from the same day and the same knowledge, compared row by row.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use entente_kernel::{Id, Problem, Result, Text};
use entente_measures::Measure;
use entente_packet::{Figure, Row};
use entente_record::link_titles;
use entente_web::{Cx, Page, Reply, T};

use super::figure::said;
use super::published;
use crate::reader;
use crate::reckon::{Reckoning, moment};

/// Records that are named of a difference.
const NAMED: usize = 50;

#[derive(Template)]
#[template(path = "again.html")]
struct Again<'a> {
    t: &'a T,
    here: String,
    title: String,
    known_at: String,
    differing: usize,
    lines: Vec<Line>,
}

/// A number then and now.
struct Line {
    href: String,
    name: String,
    then: String,
    now: String,
    equal: bool,
    differences: Vec<Difference>,
}

/// Records that differ: what of them, how many, and those that the reader may open.
struct Difference {
    what: &'static str,
    n: usize,
    records: Vec<(String, String)>,
}

/// The page.
pub(crate) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    let (record, report, edition, packet) = published(cx)?;
    let (reader, _) = reader::of_class(&record.meta.class);
    let web = cx.web.clone();
    let mut reckoning = Reckoning::new(&web, &reader, moment(report.as_of, edition.known_at));
    let mut lines = Vec::with_capacity(packet.figures.len());
    for (at, figure) in packet.figures.iter().enumerate() {
        let href = format!("/reports/{}/figures/{}", record.meta.id, at + 1);
        lines.push(line(cx, &mut reckoning, figure, &href)?);
    }
    let t = cx.t.clone();
    let page = Again {
        here: format!("/reports/{}", record.meta.id),
        title: t.text(&report.title).0.to_owned(),
        known_at: t.moment(edition.known_at),
        differing: lines.iter().filter(|line| !line.equal).count(),
        lines,
        t: &t,
    };
    let html = page.render().map_err(Problem::internal)?;
    cx.page(&Page::new(t.m("report-again"), "/reports"), &html)
}

fn line(cx: &mut Cx<'_>, reckoning: &mut Reckoning<'_>, figure: &Figure, href: &str) -> Result<Line> {
    let (lang, t) = (cx.t.lang, cx.t.clone());
    let of = figure.of.show(lang);
    let name = if of.is_empty() { String::new() } else { format!(" · {of}") };
    let narrowed: Vec<String> = figure.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let found = reckoning.find(cx.reads, (&figure.measure, "", &narrowed.join("&")))?;
    let line = |now: String, equal: bool, differences: Vec<Difference>| Line {
        href: href.to_owned(),
        name: format!("{}{name}", figure.name.show(lang)),
        then: said(&t, figure),
        now,
        equal,
        differences,
    };
    let Ok(asked) = found else {
        return Ok(line(cx.t.m("report-measure-missing"), false, Vec::new()));
    };
    let rows = reckoning.rows(cx.reads, &asked.measure, &asked.slices, asked.currency.as_deref())?;
    let again = Figure { rows, ..figure.clone() };
    let value = again.added().unwrap_or(0);
    let now = said(&cx.t, &Figure { value, ..again.clone() });
    let differences = differences(cx, &asked.measure, &figure.rows, &again.rows)?;
    Ok(line(now, value == figure.value && differences.is_empty(), differences))
}

/// Records that are gone, new, or have another content or amount.
fn differences(cx: &mut Cx<'_>, measure: &Measure, then: &[Row], now: &[Row]) -> Result<Vec<Difference>> {
    fn by(rows: &[Row]) -> BTreeMap<&str, &Row> {
        rows.iter().map(|row| (row.id.as_str(), row)).collect()
    }
    let (then, now) = (by(then), by(now));
    let ids = |keep: &dyn Fn(&str) -> bool| -> Vec<Id> {
        let all: BTreeSet<&str> = then.keys().chain(now.keys()).copied().collect();
        all.into_iter().filter(|id| keep(id)).filter_map(Id::parse).collect()
    };
    let mut all = Vec::new();
    for (what, ids) in [
        ("report-rows-gone", ids(&|id| !now.contains_key(id))),
        ("report-rows-new", ids(&|id| !then.contains_key(id))),
        ("report-rows-other", ids(&|id| matches!((then.get(id), now.get(id)), (Some(a), Some(b)) if a != b))),
    ] {
        if ids.is_empty() {
            continue;
        }
        let first: Vec<Id> = ids.iter().take(NAMED).copied().collect();
        let titles = link_titles(cx.reads, &cx.actor, measure.kind, &first)?;
        let named = |(id, title): (Id, Text)| {
            (format!("/{}/{id}", measure.kind.path), title.show(cx.t.lang).to_owned())
        };
        all.push(Difference { what, n: ids.len(), records: titles.into_iter().map(named).collect() });
    }
    Ok(all)
}
