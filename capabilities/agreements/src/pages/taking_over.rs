//! Agreements that were signed before Entente: those that an import brought are taken over together, with one reason.

use askama::Template;
use entente_kernel::{Id, Problem, Result};
use entente_record::{Filter, Order, Query, Write, list, step};
use entente_web::{Act, Cx, Page, Reply, T};

use crate::{Agreement, queries};

/// Most agreements that are taken over at once.
const MOST: usize = 500;

/// Drafts without a text that have parties, a day of signing and a first day.
const READY: &str = "{t}.signed_on IS NOT NULL AND {t}.since IS NOT NULL
    AND EXISTS (SELECT 1 FROM agreement_party p WHERE p.owner = {t}.id AND p.recorded_to IS NULL)
    AND NOT EXISTS (SELECT 1 FROM agreement_text x WHERE x.agreement = {t}.id)";

struct Row {
    id: String,
    title: String,
    lang: String,
    days: String,
}

#[derive(Template)]
#[template(path = "taking_over.html")]
struct TakingOver<'a> {
    t: &'a T,
    csrf: String,
    rows: Vec<Row>,
    more: bool,
    problem: Option<String>,
    reason: String,
}

/// The page: which ones are ready.
pub(crate) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    show(cx, None)
}

/// The page again, with what was typed.
pub(crate) fn again(cx: &mut Cx<'_>, problem: &Problem) -> Result<Reply> {
    show(cx, Some(problem))
}

fn show(cx: &mut Cx<'_>, problem: Option<&Problem>) -> Result<Reply> {
    let filters = vec![Filter::State(vec!["drafting".into()]), Filter::Where(READY.into(), Vec::new())];
    let order = Order { by: "since", descending: false };
    let query = Query { filters, order, limit: MOST, ..Query::new(cx.t.lang) };
    let found = list(cx.reads, &cx.actor, Agreement::KIND, &query)?.records;
    let rows = found.iter().map(|record| {
        let title = record.title_text();
        let (words, lang) = cx.t.text(&title);
        let day = |field| queries::day(record, field).map(|day| cx.t.day(day)).unwrap_or_default();
        Row {
            id: record.meta.id.to_string(),
            title: words.to_owned(),
            lang: lang.unwrap_or(cx.t.lang.tag()).to_owned(),
            days: format!("{} – {}", day("since"), day("until")),
        }
    });
    let page = TakingOver {
        csrf: cx.csrf(),
        rows: rows.collect(),
        more: found.len() == MOST,
        problem: problem.map(|p| cx.t.problem(p)),
        reason: cx.ask.fields.one("reason").to_owned(),
        t: &cx.t.clone(),
    };
    let html = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("agreement-taking-over");
    cx.page(&Page::new(title, "/agreements/take-over"), &html)
}

/// Takes them over, all or none.
pub(crate) fn take(act: &mut Act<'_, '_>) -> Result<Reply> {
    let ids: Vec<Id> = act.ask.fields.all("id").iter().filter_map(|id| Id::parse(id)).take(MOST).collect();
    if ids.is_empty() {
        return Err(Problem::field("id", "required"));
    }
    let reason = Some(act.ask.fields.one("reason").to_owned());
    let write = Write { reason, ..Write::default() };
    for id in &ids {
        step(act.tx, &act.actor, Agreement::KIND, *id, "take_over", &write)?;
    }
    Ok(Reply::see("/agreements/take-over").toast("taken-over", ""))
}
