//! What lies in the trash, until when, and the way back.

use askama::Template;
use entente_kernel::{Problem, Result};
use entente_privacy::{ends_at, trashed};
use entente_web::{Cx, Page, Reply, T};

use super::named;

/// Records on the page.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "trash.html")]
struct TrashPage<'a> {
    t: &'a T,
    csrf: String,
    days: String,
    rows: Vec<Row>,
}

struct Row {
    kind: String,
    name: String,
    href: String,
    since: String,
    ends: String,
}

/// The page.
pub(crate) fn page(cx: &mut Cx<'_>, days: i64) -> Result<Reply> {
    let registry = cx.web.registry().clone();
    let zone = cx.web.db().zone().clone();
    let found = trashed(cx.reads, &registry, &cx.actor, SHOWN)?;
    let row = |one: &entente_privacy::Trashed| Row {
        kind: cx.t.m(one.kind),
        name: named(cx, &one.title, &one.reference),
        href: format!("/{}/{}", one.path, one.id),
        since: cx.t.moment(one.since),
        ends: cx.t.day(ends_at(one.since, days).date(&zone)),
    };
    let page = TrashPage {
        csrf: cx.csrf(),
        days: cx.t.a("trash-bin-days", "n", days),
        rows: found.iter().map(row).collect(),
        t: &cx.t.clone(),
    };
    let body = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("trash-bin");
    cx.page(&Page::new(title, "/trash"), &body)
}
