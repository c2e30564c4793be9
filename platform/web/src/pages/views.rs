//! How a list is set up: columns, groups with their counts, and all of it kept under a name.

use askama::Template;
use entente_files::Cell;
use entente_kernel::{Id, Problem, Result};
use entente_record::{
    Expression, Field, Group, Grouping, Kind, Query, Shape, figures, keep_view, open_groups, remove_view,
    views,
};
use entente_store::Value;

use super::exports::{Format, Sheet, asked_of_list};
use crate::ask::{escape, pairs};
use crate::country;
use crate::cx::{Act, Cx};
use crate::locale::T;
use crate::reply::Reply;
use crate::room::{Gate, Route};

/// Groups shown; a list with more is not told apart by this field.
const GROUPS: usize = 60;

#[derive(Template)]
#[template(path = "views.html")]
struct Tools<'a> {
    t: &'a T,
    path: String,
    csrf: String,
    query: String,
    kept: Vec<(String, String)>,
    columns: Vec<(&'static str, String, bool)>,
    by: Vec<(String, String, bool)>,
    groups: Vec<Shown>,
    views: Vec<Kept>,
    account: bool,
    staff: bool,
    files: Vec<(String, String)>,
}

/// A group of the list, with its number and its part of the list.
struct Shown {
    label: String,
    number: String,
    href: String,
    current: bool,
}

struct Kept {
    id: String,
    name: String,
    href: String,
    own: bool,
    shared: bool,
}

pub(super) fn routes(kind: &'static Kind) -> [Route; 2] {
    let path = format!("/{}/views", kind.path);
    [
        Route::post(path.clone(), Gate::Account, move |act| keep(act, kind)),
        Route::post(format!("{path}/{{id}}/remove"), Gate::Account, move |act| remove(act, kind)),
    ]
}

/// The columns that the address asks for; the declared ones where it asks for none.
pub(super) fn columns(cx: &Cx<'_>, kind: &'static Kind, open: &[&str]) -> Vec<&'static Field> {
    let asked = chosen(cx);
    let fields = kind.fields.iter().skip(1).filter(|f| open.contains(&f.group));
    fields
        .filter(|f| if asked.is_empty() { f.listed } else { asked.iter().any(|name| name == f.name) })
        .collect()
}

/// True when the list shows what it does not show by itself.
pub(super) fn has_own_columns(cx: &Cx<'_>) -> bool {
    !chosen(cx).is_empty()
}

fn chosen(cx: &Cx<'_>) -> Vec<String> {
    let all = cx.ask.query.iter().filter(|(name, _)| name == "cols");
    all.flat_map(|(_, value)| value.split(',')).map(str::to_owned).filter(|name| !name.is_empty()).collect()
}

/// The setting of columns and groups, and the kept lists.
pub(super) fn tools(cx: &mut Cx<'_>, kind: &'static Kind, open: &[&str], query: &Query) -> Result<String> {
    let path = format!("/{}", kind.path);
    let shown: Vec<&str> = columns(cx, kind, open).iter().map(|f| f.name).collect();
    let column =
        |f: &&'static Field| (f.name, cx.t.m(&format!("{}-{}", kind.name, f.name)), shown.contains(&f.name));
    let fields: Vec<&'static Field> =
        kind.fields.iter().skip(1).filter(|f| open.contains(&f.group)).collect();
    let columns = fields.iter().map(column).collect();
    let by = cx.ask.asked("group").to_owned();
    let staff = cx.staff();
    let kept = |name: &str| !["cols", "group", "cursor"].contains(&name);
    let files = Format::ALL.iter().map(|format| {
        let (word, query) = (format.word(), without(cx, &["cursor", "cols"]));
        (format!("{path}/groups.{word}?{query}"), cx.t.m(&format!("export-table-{word}")))
    });
    let page = Tools {
        files: files.collect(),
        t: &cx.t.clone(),
        path: path.clone(),
        csrf: cx.csrf(),
        query: without(cx, &["cursor"]),
        kept: cx.ask.query.iter().filter(|(name, value)| kept(name) && !value.is_empty()).cloned().collect(),
        columns,
        by: if staff { choices(cx, kind, &fields, &by) } else { Vec::new() },
        groups: if staff { groups(cx, kind, &fields, query, &by)? } else { Vec::new() },
        views: kept_lists(cx, kind, &path)?,
        account: cx.actor.account.is_some(),
        staff,
    };
    page.render().map_err(Problem::internal)
}

fn kept_lists(cx: &mut Cx<'_>, kind: &Kind, path: &str) -> Result<Vec<Kept>> {
    let Some(account) = cx.actor.account else { return Ok(Vec::new()) };
    let colleagues = cx.staff();
    let found = views(cx.reads, account, kind.name, colleagues)?;
    let shown = |view: entente_record::View| Kept {
        id: view.id.to_string(),
        name: view.name,
        href: format!("{path}?{}", view.query),
        own: view.owner == account,
        shared: view.shared,
    };
    Ok(found.into_iter().map(shown).collect())
}

/// Fields by which a list falls into few groups.
fn choices(cx: &Cx<'_>, kind: &Kind, fields: &[&'static Field], by: &str) -> Vec<(String, String, bool)> {
    let mut all = Vec::new();
    if kind.states.is_some() {
        all.push(("state".into(), cx.t.m("state"), by == "state"));
    }
    let few = |f: &&&'static Field| f.filter && groupable(f.shape);
    let label =
        |f: &&'static Field| (f.name.to_owned(), cx.t.m(&format!("{}-{}", kind.name, f.name)), f.name == by);
    all.extend(fields.iter().filter(few).map(label));
    all
}

fn groupable(shape: Shape) -> bool {
    matches!(shape, Shape::Choice(_, _) | Shape::Country | Shape::Office | Shape::Flag)
}

fn groups(
    cx: &mut Cx<'_>,
    kind: &'static Kind,
    fields: &[&'static Field],
    query: &Query,
    by: &str,
) -> Result<Vec<Shown>> {
    let Some((field, column)) = grouped_by(kind, fields, by) else { return Ok(Vec::new()) };
    let mut found = counted(cx, kind, query, column)?;
    found.truncate(GROUPS);
    let current = cx.ask.asked(column).to_owned();
    Ok(found.iter().filter_map(|group| shown(cx, kind, field, column, group, &current)).collect())
}

/// The field that a list is divided by, or none for the state, and the column.
fn grouped_by(
    kind: &Kind,
    fields: &[&'static Field],
    by: &str,
) -> Option<(Option<&'static Field>, &'static str)> {
    let field = fields.iter().find(|f| f.name == by && f.filter && groupable(f.shape)).copied();
    match field {
        Some(field) => Some((Some(field), field.name)),
        None if by == "state" && kind.states.is_some() => Some((None, "state")),
        None => None,
    }
}

/// The groups of a list as a table of their own. Errors: 404 where the page shows none.
pub(super) fn sheet(cx: &mut Cx<'_>, kind: &'static Kind) -> Result<Sheet> {
    let open = open_groups(cx.reads, &cx.actor, kind, None)?;
    let fields: Vec<&'static Field> =
        kind.fields.iter().skip(1).filter(|f| open.contains(&f.group)).collect();
    let by = cx.ask.asked("group").to_owned();
    let found = grouped_by(kind, &fields, &by).filter(|_| cx.staff());
    let (field, column) = found.ok_or_else(Problem::not_found)?;
    let query = asked_of_list(cx, kind, &open)?;
    let label = field.map_or_else(|| cx.t.m("state"), |f| cx.t.m(&format!("{}-{}", kind.name, f.name)));
    let mut rows = Vec::new();
    for group in counted(cx, kind, &query, column)? {
        let shown = shown(cx, kind, field, column, &group, "");
        let name = Cell::from(shown.map(|shown| shown.label).unwrap_or_default().as_str());
        rows.push(vec![name, Cell::Int(group.records)]);
    }
    Ok(Sheet {
        name: format!("{}-{column}", kind.path),
        what: format!("{} groups", kind.name),
        header: vec![label, cx.t.m(&format!("{}-many", kind.name))],
        rows,
    })
}

/// The numbers of the groups, the largest first.
fn counted(cx: &mut Cx<'_>, kind: &'static Kind, query: &Query, column: &'static str) -> Result<Vec<Group>> {
    // The groups of the list without the part that is chosen among them.
    let mut whole = query.clone();
    whole.filters.retain(|filter| !is_about(filter, column));
    let grouping = Grouping { by: vec![Expression::column(column)], sum: None };
    let mut found = figures(cx.reads, &cx.actor, kind, &whole, &grouping)?;
    found.sort_by_key(|group| std::cmp::Reverse(group.records));
    Ok(found)
}

fn is_about(filter: &entente_record::Filter, column: &str) -> bool {
    use entente_record::Filter;
    match filter {
        Filter::State(_) => column == "state",
        Filter::Is(name, _) => *name == column,
        _ => false,
    }
}

fn shown(
    cx: &Cx<'_>,
    kind: &Kind,
    field: Option<&'static Field>,
    column: &str,
    group: &Group,
    current: &str,
) -> Option<Shown> {
    let word = match group.keys.first()? {
        Value::Text(word) => word.clone(),
        Value::Bool(flag) => flag.to_string(),
        Value::Int(flag) => (*flag == 1).to_string(),
        _ => String::new(),
    };
    let label = match (field.map(|f| f.shape), word.as_str()) {
        (_, "") => cx.t.m("nothing"),
        (Some(Shape::Choice(name, _)), word) => cx.t.m(&format!("{name}-{word}")),
        (Some(Shape::Country), word) => country::name(word, cx.t.lang),
        (Some(Shape::Office), word) => cx.t.office(word),
        (Some(Shape::Flag), word) => cx.t.m(if word == "true" { "yes" } else { "no" }),
        _ => cx.t.m(&format!("{}-{word}", kind.states.map_or("", |s| s.name))),
    };
    let rest = without(cx, &["cursor", column]);
    let href = format!("/{}?{rest}&{column}={}", kind.path, escape(&word));
    Some(Shown {
        label,
        number: cx.t.number(group.records),
        current: !word.is_empty() && word == current,
        href,
    })
}

/// The address's query without these parameters.
fn without(cx: &Cx<'_>, names: &[&str]) -> String {
    let kept = cx.ask.query.iter().filter(|(n, v)| !names.contains(&n.as_str()) && !v.is_empty());
    kept.map(|(n, v)| format!("{}={}", escape(n), escape(v))).collect::<Vec<_>>().join("&")
}

fn keep(act: &mut Act<'_, '_>, kind: &'static Kind) -> Result<Reply> {
    let owner = act.actor.account.ok_or_else(Problem::not_found)?;
    let fields = &act.ask.fields;
    let shared = fields.one("shared") == "yes" && act.actor.audience == entente_access::Audience::Internal;
    let (name, query) = (fields.one("name"), fields.one("query").trim_start_matches('?'));
    // Nothing but the pairs of a query comes in.
    let query: Vec<String> =
        pairs(query).iter().map(|(n, v)| format!("{}={}", escape(n), escape(v))).collect();
    let query = query.join("&");
    let back = format!("/{}?{query}", kind.path);
    match keep_view(act.tx, owner, kind.name, name, &query, shared) {
        Ok(()) => Ok(Reply::see(back).toast("view-kept", name)),
        Err(problem) if !problem.fields.is_empty() => Ok(Reply::see(back).toast("view-unnamed", "")),
        Err(problem) => Err(problem),
    }
}

fn remove(act: &mut Act<'_, '_>, kind: &'static Kind) -> Result<Reply> {
    let (owner, id): (_, Id) = (act.actor.account.ok_or_else(Problem::not_found)?, act.ask.id()?);
    remove_view(act.tx, owner, id)?;
    Ok(Reply::see(format!("/{}", kind.path)).toast("view-removed", ""))
}
