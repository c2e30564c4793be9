//! A dashboard, and the one on the home page.

use askama::Template;
use entente_kernel::{Problem, Result};
use entente_measures::TileSpec;
use entente_measures::dashboards::{home_of, tiles_of, visible};

use super::period::{Period, period};
use super::tile::tiles;
use crate::cx::Cx;
use crate::locale::T;
use crate::pages::exports::files;
use crate::reply::Reply;
use crate::shell::Page;
use crate::show;

#[derive(Template)]
#[template(path = "dashboard.html")]
struct DashboardPage<'a> {
    t: &'a T,
    title: String,
    here: String,
    id: String,
    csrf: String,
    own: bool,
    home: bool,
    as_of: Control,
    empty: bool,
    tiles: String,
    files: Vec<(String, String)>,
}

/// What the as-of control holds.
pub(super) struct Control {
    pub(super) as_of: String,
    pub(super) known: String,
    pub(super) since: String,
    /// What is shown in words, when it is not now.
    pub(super) said: Option<String>,
}

/// The control of a page.
pub(super) fn control(cx: &Cx<'_>, period: Period) -> Control {
    let said = period.at.said.map(|(day, known)| {
        let day = ("day", cx.t.day(day));
        match known {
            Some(known) => cx.t.with("as-it-was-known", &[day, ("known", cx.t.day(known))]),
            None => cx.t.with("as-it-was", &[day]),
        }
    });
    let (day, known) = period.at.said.map_or((None, None), |(day, known)| (Some(day), known));
    let text = |day: Option<entente_kernel::Date>| day.map(|d| d.to_string()).unwrap_or_default();
    Control {
        as_of: text(day),
        known: text(known),
        since: text(Some(period.since).filter(|_| period.chosen)),
        said,
    }
}

/// A dashboard with the reader's own numbers.
pub(super) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    let dashboard = visible(cx.reads, &cx.actor, cx.ask.id()?)?;
    let specs: Vec<TileSpec> = tiles_of(cx.reads, dashboard.id)?.into_iter().map(|t| t.spec).collect();
    let period = period(cx);
    let tiles = tiles(cx, &specs, period)?;
    let home = home_of(cx.reads, &cx.actor)?.is_some_and(|home| home.id == dashboard.id);
    let here = format!("/dashboards/{}", dashboard.id);
    let page = DashboardPage {
        files: files(cx, &here),
        t: &cx.t,
        title: show::text(&cx.t, &dashboard.title),
        here,
        id: dashboard.id.to_string(),
        csrf: cx.csrf(),
        own: cx.actor.account == Some(dashboard.owner),
        home,
        as_of: control(cx, period),
        empty: specs.is_empty(),
        tiles,
    };
    let body = page.render().map_err(Problem::internal)?;
    let title = dashboard.title.show(cx.t.lang).to_owned();
    cx.page(&Page::new(title, "/dashboards"), &body)
}

#[derive(Template)]
#[template(path = "home_dashboard.html")]
struct HomePart<'a> {
    t: &'a T,
    title: String,
    href: Option<String>,
    csrf: String,
    as_of: Control,
    tiles: String,
}

/// The tiles of a role's home page, without those of measures that the reader lacks.
pub(super) fn standard(cx: &Cx<'_>) -> Vec<TileSpec> {
    let mine = |roles: &[&str]| cx.actor.has_any(roles);
    cx.web.standard().iter().filter(|one| mine(one.roles)).map(|one| one.tile.clone()).collect()
}

/// The dashboard at the top of the home page: the one chosen, or the standard one of the roles held.
pub(crate) fn home(cx: &mut Cx<'_>) -> Result<Option<String>> {
    if cx.actor.account.is_none() {
        return Ok(None);
    }
    let chosen = home_of(cx.reads, &cx.actor)?;
    let (title, href, specs) = match chosen {
        Some(own) => {
            let specs = tiles_of(cx.reads, own.id)?.into_iter().map(|t| t.spec).collect();
            (show::text(&cx.t, &own.title), Some(format!("/dashboards/{}", own.id)), specs)
        }
        None => (show::safe(&cx.t.m("dashboard-standard")), None, standard(cx)),
    };
    if specs.is_empty() && href.is_none() {
        return Ok(None);
    }
    let period = period(cx);
    let tiles = tiles(cx, &specs, period)?;
    let part = HomePart { t: &cx.t, title, href, csrf: cx.csrf(), as_of: control(cx, period), tiles };
    part.render().map(Some).map_err(Problem::internal)
}
