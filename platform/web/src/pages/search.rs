//! Search over everything that the reader may see: a page, the palette's options, the pickers' options.

use askama::Template;
use entente_kernel::{Problem, Result};
use entente_record::{Kind, link_titles};

use crate::cx::Cx;
use crate::locale::T;
use crate::reply::Reply;
use crate::shell::Page;
use crate::show;
use crate::web::Found;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage<'a> {
    t: &'a T,
    words: &'a str,
    hits: Vec<Hit>,
}

struct Hit {
    id: String,
    href: String,
    title: String,
    plain: String,
    kind: String,
}

#[derive(Template)]
#[template(path = "options.html")]
struct Options {
    hits: Vec<Hit>,
}

#[derive(Template)]
#[template(path = "alike.html")]
struct Alike<'a> {
    t: &'a T,
    hits: Vec<Hit>,
}

/// With fewer hits than these a picker asks what else may be meant.
const FEW: usize = 3;

fn hits(cx: &mut Cx<'_>, words: &str, kinds: &[&str], limit: usize) -> Result<Vec<Hit>> {
    if words.trim().is_empty() {
        return Ok(Vec::new());
    }
    let found = cx.web.find().find(cx.reads, &cx.actor, words, kinds, limit)?;
    Ok(shown(cx, found))
}

fn shown(cx: &Cx<'_>, found: Vec<Found>) -> Vec<Hit> {
    let hit = |f: Found| {
        let kind = cx.web.registry().kind(f.kind)?;
        Some(Hit {
            id: f.id.to_string(),
            href: format!("/{}/{}", kind.path, f.id),
            title: if f.title.is_empty() { cx.t.m(kind.name) } else { show::text(&cx.t, &f.title) },
            plain: f.title.show(cx.t.lang).to_owned(),
            kind: cx.t.m(kind.name),
        })
    };
    found.into_iter().filter_map(hit).collect()
}

/// Records of a kind that the words may mean although they are called otherwise, as far as the reader may see them.
pub(crate) fn likely(cx: &mut Cx<'_>, kind: &'static Kind, words: &str, limit: usize) -> Result<Vec<Found>> {
    let Some(likely) = cx.web.likely(kind.name).filter(|_| !words.trim().is_empty()) else {
        return Ok(Vec::new());
    };
    let ids = (likely.find)(cx.reads, words, limit)?;
    let mut titles = link_titles(cx.reads, &cx.actor, kind, &ids)?;
    let found = |id| titles.remove(&id).map(|title| Found { kind: kind.name, id, title });
    Ok(ids.into_iter().filter_map(found).collect())
}

/// The page of a search.
pub(crate) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    let words = cx.ask.asked("q").to_owned();
    let hits = hits(cx, &words, &[], 50)?;
    let body = SearchPage { t: &cx.t, words: &words, hits }.render().map_err(Problem::internal)?;
    let title = cx.t.m("search");
    cx.page(&Page::new(title, ""), &body)
}

/// The palette's options.
pub(crate) fn options(cx: &mut Cx<'_>) -> Result<Reply> {
    let words = cx.ask.asked("q").to_owned();
    let hits = hits(cx, &words, &[], 12)?;
    Options { hits }.render().map(Reply::html).map_err(Problem::internal)
}

/// The options of a picker for records of one kind; when few are called so, also those that may be meant.
pub(crate) fn pick(cx: &mut Cx<'_>) -> Result<Reply> {
    let kind = cx.web.registry().kind(cx.ask.param("kind")).ok_or_else(Problem::not_found)?;
    let words = cx.ask.asked("q").to_owned();
    let mut found = if words.trim().is_empty() {
        Vec::new()
    } else {
        cx.web.find().find(cx.reads, &cx.actor, &words, &[kind.name], 10)?
    };
    if found.len() < FEW {
        let more = likely(cx, kind, &words, 5)?;
        found.extend(
            more.into_iter().filter(|one| !found.iter().any(|held| held.id == one.id)).collect::<Vec<_>>(),
        );
    }
    Options { hits: shown(cx, found) }.render().map(Reply::html).map_err(Problem::internal)
}

/// Records that are perhaps what somebody is about to enter anew.
pub(crate) fn alike(cx: &mut Cx<'_>) -> Result<Reply> {
    let kind = cx.web.registry().kind(cx.ask.param("kind")).ok_or_else(Problem::not_found)?;
    let words = cx.ask.asked("q").to_owned();
    let mut found = likely(cx, kind, &words, 5)?;
    if !words.trim().is_empty() {
        let called = cx.web.find().find(cx.reads, &cx.actor, &words, &[kind.name], 5)?;
        found.extend(
            called.into_iter().filter(|one| !found.iter().any(|held| held.id == one.id)).collect::<Vec<_>>(),
        );
    }
    Alike { t: &cx.t, hits: shown(cx, found) }.render().map(Reply::html).map_err(Problem::internal)
}
