//! All dashboards that a reader sees, and a form for a new one.

use std::collections::BTreeMap;

use askama::Template;
use entente_access::accounts;
use entente_kernel::{Id, Problem, Result};
use entente_measures::dashboards::{Dashboard, Sharing, home_of, list};
use entente_record::Choice;

use crate::cx::Cx;
use crate::locale::T;
use crate::reply::Reply;
use crate::shell::Page;
use crate::show;

#[derive(Template)]
#[template(path = "dashboards.html")]
struct ListPage<'a> {
    t: &'a T,
    csrf: String,
    rows: Vec<Row>,
    title_en: &'a str,
    title_zh: &'a str,
    wrong: Option<String>,
}

struct Row {
    href: String,
    title: String,
    owner: String,
    shared: String,
    changed: String,
    home: bool,
}

/// The list.
pub(super) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    page_with(cx, None)
}

/// The list with what was wrong with the new one.
pub(super) fn page_again(cx: &mut Cx<'_>, problem: &Problem) -> Result<Reply> {
    page_with(cx, Some(problem))
}

fn page_with(cx: &mut Cx<'_>, problem: Option<&Problem>) -> Result<Reply> {
    let home = home_of(cx.reads, &cx.actor)?.map(|home| home.id);
    let mut owners = BTreeMap::new();
    let mut rows = Vec::new();
    for dashboard in list(cx.reads, &cx.actor)? {
        rows.push(row(cx, &dashboard, home, &mut owners)?);
    }
    let page = ListPage {
        t: &cx.t,
        csrf: cx.csrf(),
        rows,
        title_en: cx.ask.fields.one("title_en"),
        title_zh: cx.ask.fields.one("title_zh"),
        wrong: problem.map(|p| p.fields.first().map_or_else(|| cx.t.problem(p), |f| cx.t.wrong(f))),
    };
    let body = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("dashboards");
    cx.page(&Page::new(title, "/dashboards"), &body)
}

fn row(
    cx: &mut Cx<'_>,
    dashboard: &Dashboard,
    home: Option<Id>,
    owners: &mut BTreeMap<Id, String>,
) -> Result<Row> {
    let owner = match (owners.get(&dashboard.owner), cx.actor.account == Some(dashboard.owner)) {
        (_, true) => cx.t.m("dashboard-mine"),
        (Some(known), _) => known.clone(),
        (None, _) => {
            let found = accounts::find(cx.reads, dashboard.owner)?;
            let name = found.map(|a| a.profile.name.show(cx.t.lang).to_owned()).unwrap_or_default();
            owners.insert(dashboard.owner, name.clone());
            name
        }
    };
    let roles: Vec<String> = dashboard.roles.iter().map(|r| cx.t.m(&format!("role-{r}"))).collect();
    let shared = match dashboard.sharing {
        Sharing::Roles => roles.join(", "),
        other => cx.t.m(&format!("sharing-{}", other.word())),
    };
    Ok(Row {
        href: format!("/dashboards/{}", dashboard.id),
        title: show::text(&cx.t, &dashboard.title),
        owner,
        shared,
        changed: cx.t.moment(dashboard.changed_at),
        home: home == Some(dashboard.id),
    })
}
