//! Two records of a kind side by side, made one and two again.

use std::collections::BTreeMap;

use askama::Template;
use entente_access::{Action, Cond};
use entente_kernel::{Id, Problem, Result};
use entente_record::{
    Datum, Draft, Field, Kind, Record, Registry, combined, linked_here, load, merge, merged_away,
    merged_here, unmerge, visible,
};

use crate::cx::{Act, Cx};
use crate::locale::T;
use crate::reply::Reply;
use crate::shell::Page;
use crate::show::{self, Titles};

/// Records that lead to one of the two, as far as they are listed.
const LISTED: usize = 30;

#[derive(Template)]
#[template(path = "merge.html")]
struct MergePage<'a> {
    t: &'a T,
    csrf: String,
    here: String,
    path: &'static str,
    kind: &'static str,
    title: String,
    problem: Option<String>,
    compared: Option<Compared>,
}

struct Compared {
    sides: [Side; 2],
    rows: Vec<Row>,
}

struct Side {
    id: String,
    name: String,
    reference: String,
    kept: bool,
    links: Vec<(String, String, String)>,
    count: usize,
    parts: usize,
}

struct Row {
    name: &'static str,
    label: String,
    values: [String; 2],
    differ: bool,
    /// Both sides say something else, so that somebody must choose.
    choose: bool,
}

/// The record in the path beside the one that the address names, or the question for one.
pub(crate) fn page(cx: &mut Cx<'_>, kind: &'static Kind, problem: Option<&Problem>) -> Result<Reply> {
    let one = own(cx, kind)?;
    let named = |cx: &Cx<'_>, name: &str| {
        let sent = cx.ask.fields.one(name).to_owned();
        if sent.is_empty() { cx.ask.asked(name).to_owned() } else { sent }
    };
    let (id, words) = (named(cx, "with"), named(cx, "with.text"));
    let mut other = Id::parse(&id);
    if other.is_none() && !words.is_empty() {
        other = cx.web.find().find(cx.reads, &cx.actor, &words, &[kind.name], 1)?.first().map(|f| f.id);
    }
    let other = other.filter(|id| *id != one.meta.id);
    let compared = match other {
        Some(id) => {
            let other = visible(cx.reads, &cx.actor, kind, id)?;
            Some(compare(cx, kind, &one, &other)?)
        }
        None => None,
    };
    let title = super::open_title(cx, kind, &one)?.map_or_else(String::new, |t| t.show(cx.t.lang).to_owned());
    let heading = format!("{} · {title}", cx.t.m("merge"));
    let page = MergePage {
        t: &cx.t.clone(),
        csrf: cx.csrf(),
        here: format!("/{}/{}", kind.path, one.meta.id),
        path: kind.path,
        kind: kind.name,
        title,
        problem: problem.map(|problem| cx.t.problem(problem)),
        compared,
    };
    let body = page.render().map_err(Problem::internal)?;
    cx.page(&Page::new(heading, format!("/{}", kind.path)), &body)
}

/// The live record in the path. Errors: 404, 403 without the right to put it away.
fn own(cx: &mut Cx<'_>, kind: &'static Kind) -> Result<Record> {
    let id = cx.ask.id()?;
    let record = visible(cx.reads, &cx.actor, kind, id)?;
    let rule = (kind.rule)(&cx.actor, Action::Trash);
    if record.meta.deleted_at.is_some() {
        return Err(Problem::not_found());
    }
    if rule.when.holds(cx.reads, kind.table, id)? {
        Ok(record)
    } else {
        Err(Problem::forbidden(rule.otherwise))
    }
}

fn compare(cx: &mut Cx<'_>, kind: &'static Kind, one: &Record, other: &Record) -> Result<Compared> {
    let open = super::groups(cx, kind, one)?;
    let both = show::values(kind.fields, one).chain(show::values(kind.fields, other));
    let titles = show::titles(cx.reads, cx.web.registry(), &cx.actor, both)?;
    let shown = kind.fields.iter().filter(|f| open.contains(&f.group));
    let rows = shown.filter_map(|field| row(cx, kind, field, [one, other], &titles)).collect();
    let mut sides = [side(cx, kind, one)?, side(cx, kind, other)?];
    let identified = |record: &Record| {
        kind.fields.iter().zip(&record.values).filter(|(f, d)| f.unique && !d.is_empty()).count()
    };
    // The record that others can identify is kept, otherwise the one to which more leads, otherwise the older one.
    let weight = |record: &Record, side: &Side| (identified(record), side.count);
    let [left, right] = &mut sides;
    let later = one.meta.created_at > other.meta.created_at;
    right.kept = (weight(other, right), later) > (weight(one, left), false);
    left.kept = !right.kept;
    Ok(Compared { sides, rows })
}

fn side(cx: &mut Cx<'_>, kind: &'static Kind, record: &Record) -> Result<Side> {
    let linked = linked_here(cx.reads, cx.web.registry(), kind, record.meta.id)?;
    let mut by_kind: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
    for (other, id) in linked.iter().take(LISTED) {
        by_kind.entry(other.name).or_default().push(*id);
    }
    let mut links = Vec::new();
    for (name, ids) in by_kind {
        let Some(other) = cx.web.registry().kind(name) else { continue };
        for (id, title) in entente_record::link_titles(cx.reads, &cx.actor, other, &ids)? {
            let title = if title.is_empty() { show::safe(&cx.t.m(name)) } else { show::text(&cx.t, &title) };
            links.push((format!("/{}/{id}", other.path), title, cx.t.m(name)));
        }
    }
    let title = super::open_title(cx, kind, record)?;
    Ok(Side {
        id: record.meta.id.to_string(),
        name: title.map_or_else(|| show::safe(&cx.t.m(kind.name)), |title| show::text(&cx.t, &title)),
        reference: record.meta.reference.clone(),
        kept: false,
        count: linked.len(),
        links,
        parts: record.children.iter().map(Vec::len).sum(),
    })
}

fn row(cx: &Cx<'_>, kind: &Kind, field: &'static Field, both: [&Record; 2], titles: &Titles) -> Option<Row> {
    let [left, right] = both.map(|record| record.value(kind, field.name));
    let registry = cx.web.registry();
    let shown = |datum: &Datum| match datum {
        Datum::Text(_) => show::safe(&show::both(&cx.t, field, datum)),
        datum => show::html(&cx.t, registry, field, datum, titles),
    };
    let values = [shown(left), shown(right)];
    if values.iter().all(String::is_empty) {
        return None;
    }
    let differ = left != right;
    Some(Row {
        name: field.name,
        label: cx.t.m(&format!("{}-{}", kind.name, field.name)),
        differ,
        choose: differ && values.iter().all(|v| !v.is_empty()),
        values,
    })
}

/// Makes the two one, with the chosen values.
pub(crate) fn make_one(act: &mut Act<'_, '_>, kind: &'static Kind) -> Result<Reply> {
    let fields = &act.ask.fields;
    let one = visible(act.tx, &act.actor, kind, act.ask.id()?)?;
    let with = Id::parse(fields.one("with")).ok_or_else(|| Problem::field("with", "required"))?;
    let other = visible(act.tx, &act.actor, kind, with)?;
    let kept = Id::parse(fields.one("kept")).ok_or_else(|| Problem::field("kept", "required"))?;
    let (keep, gone) = if kept == other.meta.id { (&other, &one) } else { (&one, &other) };
    let mut draft = combined(keep, gone);
    let theirs = gone.meta.id.to_string();
    for field in kind.fields.iter().filter(|f| fields.one(&format!("use.{}", f.name)) == theirs) {
        draft = draft.with(kind, field.name, gone.value(kind, field.name).clone());
    }
    let (web, mut moving) = (act.web.clone(), act.web.registry().clone());
    if let Some(hook) = web.merging(kind.name) {
        (hook.combine)(&mut draft, gone);
        moving = Registry::new(moving.kinds().filter(|kind| !hook.stays.contains(&kind.name)).collect());
    }
    merge(act.tx, &act.actor, &moving, kind, (gone.meta.id, keep.meta.id), &draft)?;
    entente_documents::go_along(act.tx, gone.meta.id, keep.meta.id)?;
    entente_inbox::go_along(act.tx, gone.meta.id, keep.meta.id)?;
    Ok(Reply::see(format!("/{}/{}", kind.path, keep.meta.id)).toast("merged", ""))
}

/// Makes two of one again.
pub(crate) fn make_two(act: &mut Act<'_, '_>, kind: &'static Kind) -> Result<Reply> {
    let kept = act.ask.id()?;
    let gone = Id::parse(act.ask.fields.one("gone")).ok_or_else(Problem::not_found)?;
    let made = merged_away(act.tx, gone)?.filter(|made| made.kept == kept).ok_or_else(Problem::not_found)?;
    let web = act.web.clone();
    unmerge(act.tx, &act.actor, web.registry(), kind, made.id)?;
    entente_documents::go_back(act.tx, gone, kept)?;
    Ok(Reply::see(format!("/{}/{gone}", kind.path)).toast("unmerged", ""))
}

/// A record that was found to be another one: its id, its name, the day.
pub(crate) struct Merged {
    pub(crate) gone: String,
    pub(crate) name: String,
    pub(crate) day: String,
}

/// The records that were merged into this one, for those who may undo it.
pub(crate) fn merged(cx: &mut Cx<'_>, kind: &'static Kind, kept: Id) -> Result<Vec<Merged>> {
    if (kind.rule)(&cx.actor, Action::Trash).when == Cond::Nothing {
        return Ok(Vec::new());
    }
    let mut all = Vec::new();
    for made in merged_here(cx.reads, kept)? {
        let Some(gone) = load(cx.reads, kind, made.gone)? else { continue };
        let day = cx.t.day(made.at.date(cx.web.db().zone()));
        all.push(Merged { gone: made.gone.to_string(), name: show::text(&cx.t, &gone.title_text()), day });
    }
    Ok(all)
}

/// What is typed here is a draft of the kept record; kinds may add what only they know.
pub type Combine = fn(&mut Draft, &Record);
