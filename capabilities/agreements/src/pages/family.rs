//! Agreements as a tree: what belongs to what, and where a child goes beyond its parent.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use entente_kernel::{Id, Problem, Result};
use entente_record::{Datum, Filter, Query, Record, list, load, visible};
use entente_web::{Cx, Page, Reply, T};

use crate::{Agreement, queries};

/// Most agreements in the tree.
const MOST: usize = 1000;
/// Deepest level that is drawn.
const DEEPEST: usize = 12;

struct Row {
    level: usize,
    href: String,
    title: String,
    lang: String,
    state: String,
    days: String,
    beyond: Vec<String>,
}

#[derive(Template)]
#[template(path = "family.html")]
struct Tree<'a> {
    t: &'a T,
    rows: Vec<Row>,
    cut: bool,
}

/// All agreements that belong to another or to which others belong, parents first.
pub(crate) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    let tied = Filter::Where(
        "{t}.parent IS NOT NULL OR EXISTS (SELECT 1 FROM agreement c WHERE c.parent = {t}.id AND c.deleted_at IS NULL)"
            .into(),
        Vec::new(),
    );
    let query = Query { filters: vec![tied], limit: MOST, ..Query::new(cx.t.lang) };
    let found = list(cx.reads, &cx.actor, Agreement::KIND, &query)?.records;
    let mut all = BTreeMap::new();
    let mut order = Vec::new();
    for record in &found {
        // The parts come with the record alone.
        if let Some(whole) = load(cx.reads, Agreement::KIND, record.meta.id)? {
            order.push(record.meta.id);
            all.insert(record.meta.id, whole);
        }
    }
    let mut rows = Vec::new();
    let mut drawn = BTreeSet::new();
    for id in &order {
        let root = all.get(id).and_then(parent).is_none_or(|parent| !all.contains_key(&parent));
        if root {
            draw(cx, &all, &order, *id, 0, &mut drawn, &mut rows);
        }
    }
    // Rings have no root; they are drawn once all the same.
    for id in &order {
        draw(cx, &all, &order, *id, 0, &mut drawn, &mut rows);
    }
    let page = Tree { t: &cx.t, rows, cut: found.len() == MOST };
    let html = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("agreement-tree");
    cx.page(&Page::new(title, "/agreements/tree"), &html)
}

fn parent(record: &Record) -> Option<Id> {
    match record.value(Agreement::KIND, "parent") {
        Datum::Link(id) => Some(*id),
        _ => None,
    }
}

fn draw(
    cx: &Cx<'_>,
    all: &BTreeMap<Id, Record>,
    order: &[Id],
    id: Id,
    level: usize,
    drawn: &mut BTreeSet<Id>,
    rows: &mut Vec<Row>,
) {
    let Some(record) = all.get(&id) else { return };
    if level > DEEPEST || !drawn.insert(id) {
        return;
    }
    let above = parent(record).and_then(|id| all.get(&id));
    rows.push(row(cx, record, above, level));
    for child in order {
        if all.get(child).and_then(parent) == Some(id) {
            draw(cx, all, order, *child, level + 1, drawn, rows);
        }
    }
}

fn row(cx: &Cx<'_>, record: &Record, above: Option<&Record>, level: usize) -> Row {
    let title = record.title_text();
    let (words, lang) = cx.t.text(&title);
    let day = |field| queries::day(record, field).map(|day| cx.t.day(day)).unwrap_or_default();
    Row {
        level: level.min(6),
        href: format!("/agreements/{}", record.meta.id),
        title: words.to_owned(),
        lang: lang.unwrap_or(cx.t.lang.tag()).to_owned(),
        state: cx.state(Agreement::KIND, record),
        days: format!("{} – {}", day("since"), day("until")),
        beyond: above.map(|parent| goes_beyond(cx, record, parent)).unwrap_or_default(),
    }
}

fn goes_beyond(cx: &Cx<'_>, child: &Record, parent: &Record) -> Vec<String> {
    queries::beyond(child, parent).iter().map(|what| cx.t.m(&format!("agreement-beyond-{what}"))).collect()
}

#[derive(Template)]
#[template(path = "beyond.html")]
struct Beyond<'a> {
    t: &'a T,
    rows: Vec<(String, String, Vec<String>)>,
}

/// On an agreement: where it goes beyond its parent, and where its children go beyond it.
pub(crate) fn flags(cx: &mut Cx<'_>, record: &Record) -> Result<Option<String>> {
    if !cx.staff() {
        return Ok(None);
    }
    let mut rows = Vec::new();
    if let Some(above) = parent(record)
        && let Ok(above) = visible(cx.reads, &cx.actor, Agreement::KIND, above)
    {
        rows.push((above.clone(), goes_beyond(cx, record, &above)));
    }
    let query = Query {
        filters: vec![Filter::Is("parent", record.meta.id.into())],
        limit: MOST,
        ..Query::new(cx.t.lang)
    };
    for child in list(cx.reads, &cx.actor, Agreement::KIND, &query)?.records {
        if let Some(child) = load(cx.reads, Agreement::KIND, child.meta.id)? {
            let beyond = goes_beyond(cx, &child, record);
            rows.push((child, beyond));
        }
    }
    rows.retain(|(_, beyond)| !beyond.is_empty());
    if rows.is_empty() {
        return Ok(None);
    }
    let shown = |(other, beyond): (Record, Vec<String>)| {
        (format!("/agreements/{}", other.meta.id), cx.t.text(&other.title_text()).0.to_owned(), beyond)
    };
    let rows = rows.into_iter().map(shown).collect();
    Beyond { t: &cx.t, rows }.render().map(Some).map_err(Problem::internal)
}
