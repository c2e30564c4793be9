//! The page on which a dashboard is made: its tiles, one more of them, its title, and who sees it.

use askama::Template;
use entente_kernel::{Problem, Result};
use entente_measures::dashboards::{Dashboard, Sharing, own, tiles_of};
use entente_measures::{Chart, Tile};
use entente_record::Choice;

use super::exhibit::Exhibit;
use super::measures::{Options, options};
use super::period::period;
use crate::cx::Cx;
use crate::locale::T;
use crate::reply::Reply;
use crate::shell::Page;
use crate::show;

#[derive(Template)]
#[template(path = "dashboard_edit.html")]
struct EditPage<'a> {
    t: &'a T,
    here: String,
    csrf: String,
    title: String,
    version: i64,
    wrong: Vec<(String, String)>,
    tiles: Vec<TileRow>,
    options: Options,
    title_en: String,
    title_zh: String,
    sharing: Vec<(&'static str, String, bool)>,
    roles: Vec<(&'static str, String, bool)>,
}

struct TileRow {
    id: String,
    words: String,
    wide: bool,
}

impl EditPage<'_> {
    fn wrong_with(&self, field: &str) -> Option<&str> {
        self.wrong.iter().find(|(name, _)| name == field).map(|(_, words)| words.as_str())
    }

    fn wrong_elsewhere(&self) -> Option<&str> {
        const BESIDE: [&str; 7] = ["measure", "chart", "by", "by2", "title_en", "title_zh", "roles"];
        self.wrong.iter().find(|(name, _)| !BESIDE.contains(&name.as_str())).map(|(_, words)| words.as_str())
    }
}

/// The page.
pub(super) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    page_with(cx, Vec::new())
}

/// The page with what was wrong.
pub(super) fn page_again(cx: &mut Cx<'_>, problem: &Problem) -> Result<Reply> {
    let mut wrong: Vec<(String, String)> =
        problem.fields.iter().map(|f| (f.field.clone(), cx.t.wrong(f))).collect();
    if wrong.is_empty() {
        wrong.push((String::new(), cx.t.problem(problem)));
    }
    page_with(cx, wrong)
}

fn page_with(cx: &mut Cx<'_>, wrong: Vec<(String, String)>) -> Result<Reply> {
    let dashboard = own(cx.reads, &cx.actor, cx.ask.id()?)?;
    let mut tiles = Vec::new();
    for tile in tiles_of(cx.reads, dashboard.id)? {
        tiles.push(row(cx, &tile)?);
    }
    let typed = |name: &str, saved: Option<&String>| {
        let typed = cx.ask.fields.has(name).then(|| cx.ask.fields.one(name).to_owned());
        typed.or_else(|| saved.cloned()).unwrap_or_default()
    };
    let page = EditPage {
        here: format!("/dashboards/{}", dashboard.id),
        csrf: cx.csrf(),
        title: show::text(&cx.t, &dashboard.title),
        version: dashboard.version,
        wrong,
        tiles,
        options: options(cx)?,
        title_en: typed("title_en", dashboard.title.en.as_ref()),
        title_zh: typed("title_zh", dashboard.title.zh.as_ref()),
        sharing: sharing(cx, &dashboard),
        roles: roles(cx, &dashboard),
        t: &cx.t,
    };
    let body = page.render().map_err(Problem::internal)?;
    let title = cx.t.a("editing", "what", dashboard.title.show(cx.t.lang));
    cx.page(&Page::new(title, "/dashboards"), &body)
}

fn row(cx: &mut Cx<'_>, tile: &Tile) -> Result<TileRow> {
    let period = period(cx);
    let chart = cx.t.m(&format!("{}-{}", Chart::NAME, tile.spec.chart.word()));
    let words = match Exhibit::of(cx, &tile.spec, period)? {
        None => cx.t.m("tile-closed"),
        Some(exhibit) => {
            let parts = [exhibit.heading(), exhibit.told_apart(), chart];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
        }
    };
    Ok(TileRow { id: tile.id.to_string(), words, wide: tile.spec.wide })
}

fn sharing(cx: &Cx<'_>, dashboard: &Dashboard) -> Vec<(&'static str, String, bool)> {
    let chosen = Sharing::from_word(cx.ask.fields.one("sharing")).unwrap_or(dashboard.sharing);
    let one = |word: &&'static str| (*word, cx.t.m(&format!("sharing-{word}")), *word == chosen.word());
    Sharing::WORDS.iter().map(one).collect()
}

fn roles(cx: &Cx<'_>, dashboard: &Dashboard) -> Vec<(&'static str, String, bool)> {
    let typed = cx.ask.fields.all("roles");
    let chosen = if cx.ask.fields.has("sharing") { typed } else { &dashboard.roles };
    let one = |role: &entente_access::Role| {
        (role.id, cx.t.m(&format!("role-{}", role.id)), chosen.iter().any(|c| c == role.id))
    };
    cx.web.roles().iter().map(one).collect()
}
