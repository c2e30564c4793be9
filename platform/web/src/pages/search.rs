//! Search over everything that the reader may see: a page, the palette's options, the pickers' options.

use askama::Template;
use entente_kernel::{Problem, Result};

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

fn hits(cx: &mut Cx<'_>, words: &str, kinds: &[&str], limit: usize) -> Result<Vec<Hit>> {
    if words.trim().is_empty() {
        return Ok(Vec::new());
    }
    let found = cx.web.find().find(cx.reads, &cx.actor, words, kinds, limit)?;
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
    Ok(found.into_iter().filter_map(hit).collect())
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

/// The options of a picker for records of one kind.
pub(crate) fn pick(cx: &mut Cx<'_>) -> Result<Reply> {
    let kind = cx.web.registry().kind(cx.ask.param("kind")).ok_or_else(Problem::not_found)?;
    let words = cx.ask.asked("q").to_owned();
    let hits = hits(cx, &words, &[kind.name], 10)?;
    Options { hits }.render().map(Reply::html).map_err(Problem::internal)
}
