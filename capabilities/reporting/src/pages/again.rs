//! What came of the last time that a published report was counted again, and the button that has it counted.

use askama::Template;
use entente_access::Audience;
use entente_kernel::{Id, Problem, Result, Text};
use entente_packet::Figure;
use entente_record::{Kind, link_titles, visible};
use entente_web::{Act, Cx, Page, Reply, T};

use super::figure::said;
use super::published;
use crate::Report;
use crate::recount::{self, Different, Named, Outcome};

#[derive(Template)]
#[template(path = "again.html")]
struct Again<'a> {
    t: &'a T,
    here: String,
    title: String,
    csrf: String,
    /// For those who may have it counted.
    button: bool,
    running: bool,
    failed: bool,
    known_at: String,
    counted_at: Option<String>,
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

/// The page: it reads what was kept and counts nothing.
pub(crate) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    let (record, report, edition, packet) = published(cx)?;
    let count = recount::count(cx.reads, record.meta.id)?;
    let here = format!("/reports/{}", record.meta.id);
    let lines = match &count.last {
        Some((_, outcome)) => lines(cx, &packet.figures, outcome, &here)?,
        None => Vec::new(),
    };
    let t = cx.t.clone();
    let page = Again {
        title: t.text(&report.title).0.to_owned(),
        csrf: cx.csrf(),
        button: cx.staff() && !count.running,
        running: count.running,
        failed: count.failed,
        known_at: t.moment(edition.known_at),
        counted_at: count.last.as_ref().map(|(at, _)| t.moment(*at)),
        differing: lines.iter().filter(|line| !line.equal).count(),
        lines,
        here,
        t: &t,
    };
    let html = page.render().map_err(Problem::internal)?;
    cx.page(&Page::new(t.m("report-again"), "/reports"), &html)
}

/// Has the report counted again, for staff. Errors: 404 unseen or unpublished, `only-staff` (403).
pub(crate) fn count(act: &mut Act<'_, '_>) -> Result<Reply> {
    let id = act.ask.id()?;
    visible(act.tx, &act.actor, Report::KIND, id)?;
    if act.actor.audience != Audience::Internal {
        return Err(Problem::forbidden("only-staff"));
    }
    recount::ask(act.tx, &act.actor, id)?;
    Ok(Reply::see(format!("/reports/{id}/again")))
}

fn lines(cx: &mut Cx<'_>, figures: &[Figure], outcome: &Outcome, here: &str) -> Result<Vec<Line>> {
    let mut lines = Vec::with_capacity(figures.len());
    for (number, figure) in (1..).zip(figures) {
        let (lang, of) = (cx.t.lang, figure.of.show(cx.t.lang));
        let name = figure.name.show(lang);
        let then = said(&cx.t, figure, figure.value, figure.rows.len());
        let different = outcome.different.iter().find(|different| different.figure == number);
        lines.push(Line {
            href: format!("{here}/figures/{number}"),
            name: if of.is_empty() { name.to_owned() } else { format!("{name} · {of}") },
            now: different.map_or_else(|| then.clone(), |different| now(&cx.t, figure, different)),
            then,
            equal: different.is_none(),
            differences: different.map_or_else(|| Ok(Vec::new()), |one| differences(cx, figure, one))?,
        });
    }
    Ok(lines)
}

fn now(t: &T, figure: &Figure, different: &Different) -> String {
    let gone = || t.m("report-measure-missing");
    different.now.map_or_else(gone, |(value, whole)| said(t, figure, value, whole))
}

fn differences(cx: &mut Cx<'_>, figure: &Figure, different: &Different) -> Result<Vec<Difference>> {
    let measure = cx.web.measures().iter().find(|measure| measure.name == figure.measure);
    let Some(kind) = measure.map(|measure| measure.kind) else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for (what, records) in [
        ("report-rows-gone", &different.gone),
        ("report-rows-new", &different.new),
        ("report-rows-other", &different.other),
    ] {
        if records.n > 0 {
            all.push(Difference { what, n: records.n, records: open(cx, kind, records)? });
        }
    }
    Ok(all)
}

/// Address and name of those that the reader may open.
fn open(cx: &mut Cx<'_>, kind: &'static Kind, records: &Named) -> Result<Vec<(String, String)>> {
    let ids: Vec<Id> = records.first.iter().filter_map(|id| Id::parse(id)).collect();
    let titles = link_titles(cx.reads, &cx.actor, kind, &ids)?;
    let named = |(id, title): (Id, Text)| (format!("/{}/{id}", kind.path), title.show(cx.t.lang).to_owned());
    Ok(titles.into_iter().map(named).collect())
}
