//! One decision about many records: chosen ones, or everything that a list matches.

use askama::Template;
use entente_access::Action;
use entente_kernel::{FieldProblem, Id, Problem, Result};
use entente_record::{
    BULK, Bulk, Datum, Effect, Field, Fields, Filter, Kind, Query, Shape, all_ids, bulk as change_all,
    drafted, open_groups, preview, undo_batch,
};

use super::query;
use super::write::enterable;
use crate::ask::{escape, pairs};
use crate::cx::{Act, Cx};
use crate::input::{self, Context, Entered};
use crate::locale::T;
use crate::reply::{Reply, Toast};
use crate::room::{Gate, Route};
use crate::shell::Page;
use crate::show;

/// Changes shown before they are made.
const SHOWN: usize = 20;

/// What stands in place of a field for "into the trash".
const TRASH: &str = "trash!";

#[derive(Template)]
#[template(path = "bulk.html")]
struct BulkPage<'a> {
    t: &'a T,
    heading: String,
    many: String,
    path: String,
    csrf: String,
    all: bool,
    query: String,
    ids: Vec<String>,
    choices: Vec<(String, String, bool)>,
    set: String,
    input: Option<String>,
    problem: Option<String>,
    seen: Option<Seen>,
    values: Vec<(String, String)>,
}

/// What the decision would do.
struct Seen {
    change: String,
    changed: usize,
    same: usize,
    refused: Vec<(String, String)>,
    rows: Vec<Row>,
    more: usize,
}

struct Row {
    href: String,
    title: String,
    old: String,
    new: String,
}

pub(super) fn routes(kind: &'static Kind) -> [Route; 3] {
    let (path, may) = (format!("/{}/bulk", kind.path), Gate::May(kind, Action::Edit));
    let undone = format!("/{}/batches/{{batch}}/undo", kind.path);
    [
        Route::get(path.clone(), may, move |cx| page(cx, kind, None)),
        Route::post(path, may, move |act| act_on_all(act, kind))
            .or_again(move |cx, problem| page(cx, kind, Some(problem))),
        Route::post(undone, may, move |act| undo(act, kind)),
    ]
}

/// What was asked for, in the address or in the form.
struct Asked {
    all: bool,
    query: String,
    ids: Vec<Id>,
    set: String,
    fields: Fields,
}

fn asked(from: &Fields) -> Asked {
    let ids = from.all("id").iter().filter_map(|id| Id::parse(id)).collect();
    Asked {
        all: from.one("all") == "yes",
        query: from.one("query").to_owned(),
        ids,
        set: from.one("set").to_owned(),
        fields: from.clone(),
    }
}

/// The records that are meant, at most one more than a decision takes.
fn meant(cx: &mut Cx<'_>, kind: &'static Kind, asked: &Asked) -> Result<Vec<Id>> {
    if !asked.all {
        return Ok(asked.ids.clone());
    }
    let query = of_list(cx, kind, &asked.query)?;
    all_ids(cx.reads, &cx.actor, kind, &query, BULK + 1)
}

/// The list that an address's query asks for.
pub(super) fn of_list(cx: &mut Cx<'_>, kind: &'static Kind, text: &str) -> Result<Query> {
    let open = open_groups(cx.reads, &cx.actor, kind, None)?;
    let zone = cx.web.db().zone().clone();
    let read = query::read(cx.web.measures(), &pairs(text), kind, &cx.actor, &open, &zone, cx.reads.now());
    let mut query = read.query;
    if !read.words.is_empty() {
        let found = cx.web.find().find(cx.reads, &cx.actor, &read.words, &[kind.name], super::list::HITS)?;
        query.filters.push(Filter::Ids(found.into_iter().map(|f| f.id).collect()));
    }
    (query.cursor, query.as_of, query.trashed) = (None, None, false);
    Ok(query)
}

/// Fields that may be set for many: not those that only one record can have.
fn settable(kind: &'static Kind, open: &[&str]) -> Vec<&'static Field> {
    let fits = |f: &&Field| !f.fixed && !f.unique && open.contains(&f.group);
    kind.fields.iter().skip(1).filter(fits).collect()
}

fn page(cx: &mut Cx<'_>, kind: &'static Kind, problem: Option<&Problem>) -> Result<Reply> {
    let sent = if problem.is_some() { cx.ask.fields.clone() } else { Fields::new(cx.ask.query.clone()) };
    let asked = asked(&sent);
    let ids = meant(cx, kind, &asked)?;
    if ids.is_empty() {
        return Ok(Reply::see(format!("/{}?{}", kind.path, asked.query)).toast("bulk-none", ""));
    }
    let open = enterable(&cx.actor, kind, &open_groups(cx.reads, &cx.actor, kind, None)?);
    let fields = settable(kind, &open);
    let chosen = fields.iter().find(|f| f.name == asked.set).copied();
    let too_many = ids.len() > BULK;
    let decided = !too_many && sent.one("show") == "yes";
    let seen = match decision(&asked, chosen).filter(|_| decided) {
        Some(bulk) => Some(seen(cx, kind, &ids, &bulk, chosen, &open)?),
        None => None,
    };
    let count = if too_many {
        format!("{}+", cx.t.number(i64::try_from(BULK).unwrap_or(0)))
    } else {
        ids.len().to_string()
    };
    let many = cx.t.m(&format!("{}-many", kind.name));
    let page = BulkPage {
        t: &cx.t.clone(),
        heading: cx.t.with("bulk-heading", &[("n", count), ("kind", many.clone())]),
        many,
        path: format!("/{}", kind.path),
        csrf: cx.csrf(),
        all: asked.all,
        query: asked.query.clone(),
        ids: asked.ids.iter().filter(|_| !asked.all).map(Id::to_string).collect(),
        choices: choices(cx, kind, &fields, &asked.set),
        input: chosen.map(|field| input_of(cx, kind, field, &asked.fields)).transpose()?,
        problem: too_many
            .then(|| cx.t.m("problem-bulk-too-many"))
            .or_else(|| problem.map(|p| cx.t.problem(p))),
        values: chosen.map(|field| values(field, &asked.fields)).unwrap_or_default(),
        set: asked.set,
        seen,
    };
    let body = page.render().map_err(Problem::internal)?;
    let heading = page.heading.clone();
    cx.page(&Page::new(heading, format!("/{}", kind.path)), &body)
}

fn choices(
    cx: &Cx<'_>,
    kind: &'static Kind,
    fields: &[&'static Field],
    set: &str,
) -> Vec<(String, String, bool)> {
    let label = |field: &&Field| {
        (field.name.to_owned(), cx.t.m(&format!("{}-{}", kind.name, field.name)), field.name == set)
    };
    let mut all: Vec<_> = fields.iter().map(label).collect();
    if (kind.rule)(&cx.actor, Action::Trash).when != entente_access::Cond::Nothing {
        all.push((TRASH.into(), cx.t.m("bulk-trash"), set == TRASH));
    }
    all
}

fn input_of(cx: &mut Cx<'_>, kind: &'static Kind, field: &'static Field, fields: &Fields) -> Result<String> {
    let linked = Id::parse(fields.one(field.name));
    let titles = match (field.shape, linked) {
        (Shape::Link(to), Some(id)) => match cx.web.registry().kind(to) {
            Some(to) => entente_record::link_titles(cx.reads, &cx.actor, to, &[id])?,
            None => show::Titles::new(),
        },
        _ => show::Titles::new(),
    };
    let context = Context { t: cx.t.clone(), web: cx.web.clone(), titles, wrong: Vec::new(), saved: None };
    let entered = Entered { prefix: "", fields, offers: Vec::new() };
    input::html(field, &format!("{}-{}", kind.name, field.name), &entered, &context)
}

/// The names and values by which a form sends a field.
fn values(field: &Field, fields: &Fields) -> Vec<(String, String)> {
    let mut names = field.columns();
    names.extend([field.name.to_owned(), format!("{}.sent", field.name)]);
    names.sort();
    names.dedup();
    names.iter().flat_map(|name| fields.all(name).iter().map(|value| (name.clone(), value.clone()))).collect()
}

fn decision(asked: &Asked, chosen: Option<&'static Field>) -> Option<Bulk> {
    match chosen {
        Some(field) => {
            let mut sent = Fields::new(values(field, &asked.fields));
            // An input left empty says "nothing", as in a form.
            sent.push(format!("{}.sent", field.name), "1");
            Some(Bulk::Set(sent))
        }
        None => (asked.set == TRASH).then_some(Bulk::Trash),
    }
}

fn seen(
    cx: &mut Cx<'_>,
    kind: &'static Kind,
    ids: &[Id],
    bulk: &Bulk,
    chosen: Option<&'static Field>,
    open: &[&str],
) -> Result<Seen> {
    let mut rows: Vec<(Id, String, Datum, Datum)> = Vec::new();
    let (actor, t) = (cx.actor.clone(), cx.t.clone());
    let may = |field: &Field| open.contains(&field.group);
    let effect = preview(cx.reads, &actor, kind, ids, bulk, &may, &mut |_, change| {
        if rows.len() < SHOWN {
            let of = |field: &Field| change.old.value(kind, field.name).clone();
            let new = |field: &Field| {
                change.new.as_ref().map_or(Datum::Empty, |draft| drafted(kind, draft, field.name).clone())
            };
            let (old, new) = chosen.map_or((Datum::Empty, Datum::Empty), |field| (of(field), new(field)));
            rows.push((change.old.meta.id, change.old.title(t.lang), old, new));
        }
        Ok(())
    })?;
    let shown = |row: (Id, String, Datum, Datum)| {
        let both = |datum: &Datum| match chosen {
            Some(field) if !datum.is_empty() => show::plain(&cx.t, field, datum),
            _ => String::new(),
        };
        Row { href: format!("/{}/{}", kind.path, row.0), title: row.1, old: both(&row.2), new: both(&row.3) }
    };
    let change =
        chosen.map_or_else(|| cx.t.m("bulk-trash"), |f| cx.t.m(&format!("{}-{}", kind.name, f.name)));
    Ok(Seen {
        change,
        changed: effect.changed.len(),
        same: effect.same,
        refused: refused(&cx.t, &effect),
        more: effect.changed.len().saturating_sub(rows.len()),
        rows: rows.into_iter().map(shown).collect(),
    })
}

/// Reasons with the number of records.
fn refused(t: &T, effect: &Effect) -> Vec<(String, String)> {
    let mut codes: Vec<(&'static str, usize)> = Vec::new();
    for (_, code) in &effect.refused {
        match codes.iter_mut().find(|(known, _)| known == code) {
            Some((_, n)) => *n += 1,
            None => codes.push((code, 1)),
        }
    }
    codes.iter().map(|(code, n)| (n.to_string(), t.wrong(&FieldProblem::new("", code)))).collect()
}

fn act_on_all(act: &mut Act<'_, '_>, kind: &'static Kind) -> Result<Reply> {
    let asked = asked(&act.ask.fields);
    let (web, ask) = (act.web.clone(), act.ask);
    let (ids, open) = {
        let mut cx = web.cx(act.tx, ask)?;
        let ids = meant(&mut cx, kind, &asked)?;
        (ids, enterable(&cx.actor, kind, &open_groups(cx.reads, &cx.actor, kind, None)?))
    };
    let chosen = settable(kind, &open).into_iter().find(|f| f.name == asked.set);
    let bulk = decision(&asked, chosen).ok_or_else(|| Problem::field("set", "required"))?;
    let may = |field: &Field| open.contains(&field.group);
    let (batch, effect) = change_all(act.tx, &act.actor, kind, &ids, &bulk, &may)?;
    let undo = Some(format!("/{}/batches/{batch}/undo", kind.path));
    let toast = Toast { key: "bulk".into(), what: effect.changed.len().to_string(), undo };
    let back = if asked.all { asked.query } else { format!("batch={}", escape(&batch.to_string())) };
    Ok(Reply::see(format!("/{}?{back}", kind.path)).toast_with(&toast))
}

/// Undoes a decision about many.
fn undo(act: &mut Act<'_, '_>, kind: &'static Kind) -> Result<Reply> {
    let batch = Id::parse(act.ask.param("batch")).ok_or_else(Problem::not_found)?;
    let whose = entente_record::batch(act.tx, batch)?.owner;
    if whose != act.actor.account {
        return Err(Problem::not_found());
    }
    let actor = act.actor.clone();
    let undone = act.tx.as_one("batch", batch, "undo", |tx| undo_batch(tx, &actor, kind, batch, BULK + 1))?;
    let key = if undone.left == 0 { "bulk-undone" } else { "bulk-undone-partly" };
    Ok(Reply::see(format!("/{}", kind.path)).toast(key, undone.back.to_string()))
}
