//! Two organisations side by side, and the decision whether they are one.

use std::sync::Arc;

use askama::Template;
use entente_access::{Action, Cond};
use entente_kernel::{Id, Problem, Result};
use entente_record::{Datum, Draft, Field, Record, combined, linked_here, load};
use entente_web::{Act, Cx, Page, Reply, T, text, value};

use crate::comparing::{Comparison, Standing};
use crate::{Duplicate, Organisation, Resolving, acts};

#[derive(Template)]
#[template(path = "side_by_side.html")]
struct Panel<'a> {
    t: &'a T,
    csrf: String,
    here: String,
    may: bool,
    sides: [Side; 2],
    rows: Vec<Row>,
}

struct Side {
    id: String,
    name: String,
    reference: String,
    links: String,
    further: String,
    kept: bool,
}

struct Row {
    name: &'static str,
    label: String,
    values: [String; 2],
    differ: bool,
    /// Both sides say something else, so that somebody must choose.
    choose: bool,
}

/// The panel of a suspicion; nothing once it is decided and one of them is gone.
pub(crate) fn side_by_side(cx: &mut Cx<'_>, record: &Record) -> Result<Option<String>> {
    let Some((one, other)) = pair(cx.reads, record)? else { return Ok(None) };
    let rows = Organisation::KIND.fields.iter().filter_map(|field| row(&cx.t, field, &one, &other)).collect();
    // The record that a registry knows is kept, otherwise the one to which more leads, otherwise the older one.
    let registered = |record: &Record| !record.value(Organisation::KIND, "ror").is_empty();
    let (left, right) = (links(cx, &one)?, links(cx, &other)?);
    let keep_other = (registered(&other), right) > (registered(&one), left);
    let sides = [side(&cx.t, &one, left, !keep_other), side(&cx.t, &other, right, keep_other)];
    let open = record.meta.state == "open";
    let panel = Panel {
        csrf: cx.csrf(),
        here: format!("/duplicates/{}", record.meta.id),
        may: open && (Duplicate::KIND.rule)(&cx.actor, Action::Step("distinguish")).when != Cond::Nothing,
        sides,
        rows,
        t: &cx.t,
    };
    panel.render().map(Some).map_err(Problem::internal)
}

/// Both organisations, as long as they live.
fn pair(reads: &mut dyn entente_store::Reads, record: &Record) -> Result<Option<(Record, Record)>> {
    let mut of = |field: &str| -> Result<Option<Record>> {
        let Datum::Link(id) = record.value(Duplicate::KIND, field) else { return Ok(None) };
        Ok(load(reads, Organisation::KIND, *id)?.filter(|r| r.meta.deleted_at.is_none()))
    };
    Ok(of("one")?.zip(of("other")?))
}

/// How many records lead to this one, suspicions apart.
fn links(cx: &mut Cx<'_>, record: &Record) -> Result<usize> {
    let links = linked_here(cx.reads, cx.web.registry(), Organisation::KIND, record.meta.id)?;
    Ok(links.iter().filter(|(kind, _)| kind.name != Duplicate::KIND.name).count())
}

fn side(t: &T, record: &Record, links: usize, kept: bool) -> Side {
    let rows: usize = record.children.iter().map(Vec::len).sum();
    Side {
        id: record.meta.id.to_string(),
        name: text(t, &record.title_text()),
        reference: record.meta.reference.clone(),
        links: t.number(i64::try_from(links).unwrap_or(i64::MAX)),
        further: t.number(i64::try_from(rows).unwrap_or(i64::MAX)),
        kept,
    }
}

fn row(t: &T, field: &'static Field, one: &Record, other: &Record) -> Option<Row> {
    let of = |record: &Record| record.value(Organisation::KIND, field.name).clone();
    let (left, right) = (of(one), of(other));
    let values = [value(t, field, &left), value(t, field, &right)];
    if values.iter().all(String::is_empty) {
        return None;
    }
    let differ = left != right;
    Some(Row {
        name: field.name,
        label: t.m(&format!("organisation-{}", field.name)),
        differ,
        choose: differ && values.iter().all(|v| !v.is_empty()),
        values,
    })
}

/// Makes the two one, with the chosen values.
pub(crate) fn make_one(act: &mut Act<'_, '_>) -> Result<Reply> {
    let id = act.ask.id()?;
    let record = load(act.tx, Duplicate::KIND, id)?.ok_or_else(Problem::not_found)?;
    let (one, other) = pair(act.tx, &record)?.ok_or_else(|| Problem::conflict("in-trash"))?;
    let kept = Id::parse(act.ask.fields.one("kept")).ok_or_else(|| Problem::field("kept", "required"))?;
    let (keep, gone) = if kept == other.meta.id { (&other, &one) } else { (&one, &other) };
    let mut draft = chosen(act, keep, gone);
    remember_names(&mut draft, gone);
    let registry = act.web.registry().clone();
    acts::make_one(act.tx, &act.actor, &registry, (id, kept), &draft)?;
    Ok(Reply::see(format!("/organisations/{kept}")).toast("merged", ""))
}

/// The values of both; where they differ, those of the side that the form names.
fn chosen(act: &Act<'_, '_>, keep: &Record, gone: &Record) -> Draft {
    let mut draft = combined(keep, gone);
    let theirs = gone.meta.id.to_string();
    for field in Organisation::KIND.fields {
        if act.ask.fields.one(&format!("use.{}", field.name)) == theirs {
            draft = draft.with(
                Organisation::KIND,
                field.name,
                gone.value(Organisation::KIND, field.name).clone(),
            );
        }
    }
    draft
}

/// What the record that goes was called stays a name of the other one, so that it is found again.
fn remember_names(draft: &mut Draft, gone: &Record) {
    let Datum::Text(name) = gone.value(Organisation::KIND, "name") else { return };
    let kept = draft.values.first().cloned().unwrap_or_default();
    let Some(rows) = draft.children.first_mut() else { return };
    for (words, language) in [(&name.en, "en"), (&name.zh, "zh")] {
        let Some(words) = words else { continue };
        let shown = matches!(&kept, Datum::Text(held) if held.en.as_ref() == Some(words) || held.zh.as_ref() == Some(words));
        let listed = rows.iter().any(|row| row.first() == Some(&Datum::Line(words.clone())));
        if !shown && !listed {
            let (language, sort) = (Datum::Line(language.into()), Datum::Line("alias".into()));
            rows.push(vec![Datum::Line(words.clone()), language, sort, Datum::Empty, Datum::Empty]);
        }
    }
}

/// Makes two of one again.
pub(crate) fn make_two(act: &mut Act<'_, '_>) -> Result<Reply> {
    let gone = Id::parse(act.ask.fields.one("gone")).ok_or_else(Problem::not_found)?;
    let made = acts::merge_of(act.tx, gone)?;
    if made.kept != act.ask.id()? {
        return Err(Problem::not_found());
    }
    let registry = act.web.registry().clone();
    acts::make_two(act.tx, &act.actor, &registry, &made)?;
    Ok(Reply::see(format!("/organisations/{gone}")).toast("unmerged", ""))
}

#[derive(Template)]
#[template(path = "comparison.html")]
struct ComparisonPage<'a> {
    t: &'a T,
    csrf: String,
    may: bool,
    part: bool,
    standing: Standing,
}

/// How the comparison of all organisations stands; only that part when a script asks for it.
pub(crate) fn comparison(cx: &mut Cx<'_>, comparison: &Comparison) -> Result<Reply> {
    let page = ComparisonPage {
        t: &cx.t,
        csrf: cx.csrf(),
        may: (Duplicate::KIND.rule)(&cx.actor, Action::Step("distinguish")).when != Cond::Nothing,
        part: cx.ask.part.is_some(),
        standing: comparison.standing(),
    };
    let body = page.render().map_err(Problem::internal)?;
    if cx.ask.part.is_some() {
        return Ok(Reply::html(body));
    }
    let title = cx.t.m("duplicate-compare");
    cx.page(&Page::new(title, "/duplicates"), &body)
}

/// Begins the comparison.
pub(crate) fn compare(act: &mut Act<'_, '_>, resolving: &Resolving) -> Result<Reply> {
    Arc::clone(&resolving.comparison).begin(act.web.db(), &resolving.resolver);
    Ok(Reply::see("/duplicates/compare"))
}
