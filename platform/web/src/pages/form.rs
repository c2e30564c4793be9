//! The form of a record: built from the declaration, filled from the record or from what was just typed.

use askama::Template;
use entente_access::{Action, Cond};
use entente_kernel::{Class, FieldProblem, Id, Problem, Result};
use entente_record::{Children, Datum, Draft, Field, Fields, Kind, Record, open_groups, visible};

use super::changes::{fields_of, put};
use super::search;
use super::write::enterable;
use crate::cx::Cx;
use crate::input::{self, Context, Entered};
use crate::locale::T;
use crate::reply::Reply;
use crate::shell::Page;
use crate::show::{self, Titles};

#[derive(Template)]
#[template(path = "form.html")]
struct FormPage<'a> {
    t: &'a T,
    heading: String,
    from: String,
    cancel: String,
    action: String,
    csrf: String,
    version: i64,
    once: String,
    problems: Vec<(String, String)>,
    alike: Option<String>,
    fields: String,
    parts: Vec<PartForm>,
    classes: Vec<&'static str>,
    class: String,
    editing: bool,
    effective: String,
    reason: String,
    /// The one field that is edited where it stands.
    only: String,
    /// Without the page's heading, for a script that puts it in place.
    inside: bool,
}

/// A field's form name, and the records that may be meant: id and title.
type Offers = (String, Vec<(String, String)>);

struct PartForm {
    name: &'static str,
    label: String,
    add: String,
    rows: Vec<String>,
    blank: String,
}

/// The form of a new record; the address may bring values for fields, e.g. `?organisation=…`.
pub fn new_form(cx: &mut Cx<'_>, kind: &'static Kind) -> Result<Reply> {
    new_form_with(cx, kind, &[])
}

/// The form of a new record that begins with these values, unless the address brings others.
pub fn new_form_with(cx: &mut Cx<'_>, kind: &'static Kind, values: &[(&str, String)]) -> Result<Reply> {
    let mut fields = fields_of(kind, &begun_with(cx, kind)?);
    for (name, value) in cx.ask.query.iter().filter(|(name, _)| name != "from") {
        put(&mut fields, name, value);
    }
    for (name, value) in values {
        put(&mut fields, name, value);
    }
    show_form(cx, kind, None, &fields, &[], None)
}

/// An empty draft, or a copy of the record that the address names, without what only one record can have.
fn begun_with(cx: &mut Cx<'_>, kind: &'static Kind) -> Result<Draft> {
    let Some(from) = Id::parse(cx.ask.asked("from")) else { return Ok(Draft::new(kind)) };
    let record = visible(cx.reads, &cx.actor, kind, from)?;
    let open = super::groups(cx, kind, &record)?;
    let mut draft = Draft::of(&record);
    for (field, slot) in kind.fields.iter().zip(&mut draft.values) {
        if field.unique || field.fixed || !open.contains(&field.group) {
            *slot = field.shape.nothing();
        }
    }
    for (part, rows) in kind.children.iter().zip(&mut draft.children) {
        if part.fields.iter().any(|field| field.fixed || !open.contains(&field.group)) {
            rows.clear();
        }
    }
    Ok(draft)
}

/// The refused form of a new record.
pub fn new_again(cx: &mut Cx<'_>, kind: &'static Kind, problem: &Problem) -> Result<Reply> {
    let fields = cx.ask.fields.clone();
    show_form(cx, kind, None, &fields, &problem.fields, Some(problem))
}

/// The form of the record in the path. Errors: 403 with the reason.
pub fn edit_form(cx: &mut Cx<'_>, kind: &'static Kind) -> Result<Reply> {
    let record = editable(cx, kind)?;
    let fields = fields_of(kind, &Draft::of(&record));
    show_form(cx, kind, Some(&record), &fields, &[], None)
}

/// The refused form of a record: what was typed stays, and what is saved by now stands beside it.
pub(crate) fn edit_again(cx: &mut Cx<'_>, kind: &'static Kind, problem: &Problem) -> Result<Reply> {
    let record = editable(cx, kind)?;
    let fields = cx.ask.fields.clone();
    show_form(cx, kind, Some(&record), &fields, &problem.fields, Some(problem))
}

fn editable(cx: &mut Cx<'_>, kind: &'static Kind) -> Result<Record> {
    let id = cx.ask.id()?;
    let record = visible(cx.reads, &cx.actor, kind, id)?;
    let rule = (kind.rule)(&cx.actor, Action::Edit);
    let may = rule.when != Cond::Nothing && rule.when.holds(cx.reads, kind.table, id)?;
    if may { Ok(record) } else { Err(Problem::forbidden(rule.otherwise)) }
}

fn show_form(
    cx: &mut Cx<'_>,
    kind: &'static Kind,
    record: Option<&Record>,
    fields: &Fields,
    wrong: &[FieldProblem],
    problem: Option<&Problem>,
) -> Result<Reply> {
    let open = match record {
        Some(record) => super::groups(cx, kind, record)?,
        None => enterable(&cx.actor, kind, &open_groups(cx.reads, &cx.actor, kind, None)?),
    };
    let titles = linked_titles(cx, kind, fields)?;
    let stale = problem.is_some_and(|p| p.class == Class::Stale);
    let context = Context {
        t: cx.t.clone(),
        web: cx.web.clone(),
        titles,
        wrong: wrong.to_vec(),
        saved: record.filter(|_| stale).map(|record| (kind, record.clone())),
    };
    let (path, name) = (kind.path, kind.name);
    let (heading, cancel, action) = match record {
        None => (cx.t.m(&format!("{name}-new")), format!("/{path}"), format!("/{path}/new{}", kept(cx))),
        Some(record) => {
            let title = super::open_title(cx, kind, record)?;
            let title = title.map_or_else(|| cx.t.m(name), |title| title.show(cx.t.lang).to_owned());
            let here = format!("/{path}/{}", record.meta.id);
            (cx.t.a("editing", "what", &title), here.clone(), format!("{here}/edit"))
        }
    };
    let offers = offers(cx, kind, fields, wrong)?;
    let only = only(cx, kind, record);
    let whole = only.is_none();
    let page = FormPage {
        t: &cx.t,
        heading: heading.clone(),
        from: cx.t.m(&format!("{name}-many")),
        cancel,
        action,
        csrf: cx.csrf(),
        version: record.map_or(0, |r| r.meta.version),
        once: once(cx, fields),
        problems: summary(cx, kind, problem),
        alike: cx.web.likely(kind.name).filter(|_| record.is_none()).map(|_| format!("/alike/{name}")),
        fields: own_fields(kind, fields, (&open, only), &context, &offers)?,
        parts: kind
            .children
            .iter()
            .filter(|_| whole)
            .map(|part| part_form(kind, part, fields, &context, &offers))
            .collect::<Result<_>>()?,
        classes: if cx.staff() && whole {
            vec!["public", "members", "internal", "restricted"]
        } else {
            Vec::new()
        },
        class: fields.one("class").to_owned(),
        editing: record.is_some(),
        effective: fields.one("effective").to_owned(),
        reason: fields.one("reason").to_owned(),
        only: only.unwrap_or_default().to_owned(),
        inside: cx.ask.part.as_deref().is_some_and(|part| part.contains("v-")),
    };
    if page.inside {
        return page.render().map(Reply::html).map_err(Problem::internal);
    }
    let body = page.render().map_err(Problem::internal)?;
    cx.page(&Page::new(heading, format!("/{path}")), &body)
}

/// The field that is edited by itself, if the address or the form names one.
fn only(cx: &Cx<'_>, kind: &'static Kind, record: Option<&Record>) -> Option<&'static str> {
    record?;
    let sent = cx.ask.fields.one("only");
    let name = if sent.is_empty() { cx.ask.asked("only") } else { sent };
    kind.field(name).map(|field| field.name)
}

/// What the address says goes along with the form: acts may ask for more than the form's fields.
fn kept(cx: &Cx<'_>) -> String {
    if cx.ask.query_text.is_empty() { String::new() } else { format!("?{}", cx.ask.query_text) }
}

/// The token that makes a creation happen once, however often it is submitted.
fn once(cx: &Cx<'_>, fields: &Fields) -> String {
    let sent = fields.one("once");
    if sent.is_empty() { Id::new(cx.web.db().chance()).to_string() } else { sent.to_owned() }
}

fn own_fields(
    kind: &'static Kind,
    fields: &Fields,
    (open, only): (&[&str], Option<&str>),
    context: &Context,
    offers: &[Offers],
) -> Result<String> {
    let mut html = String::new();
    let wanted = |f: &&'static Field| only.is_none_or(|name| name == f.name);
    for field in kind.fields.iter().filter(|f| !f.fixed && open.contains(&f.group)).filter(wanted) {
        let label = format!("{}-{}", kind.name, field.name);
        let entered = Entered { prefix: "", fields, offers: offered(offers, field.name) };
        html.push_str(&input::html(field, &label, &entered, context)?);
    }
    Ok(html)
}

/// Rows already there, one blank row for those without scripts, and the pattern of a further one.
fn part_form(
    kind: &Kind,
    part: &'static Children,
    fields: &Fields,
    context: &Context,
    offers: &[Offers],
) -> Result<PartForm> {
    let row = |prefix: &str, fields: &Fields| -> Result<String> {
        let mut html = String::new();
        for field in part.fields.iter().filter(|f| !f.fixed) {
            let label = format!("{}-{}-{}", kind.name, part.name, field.name);
            let offers = offered(offers, &format!("{prefix}{}", field.name));
            html.push_str(&input::html(field, &label, &Entered { prefix, fields, offers }, context)?);
        }
        Ok(html)
    };
    let count = (0..).take_while(|n| has_row(fields, part, *n)).count();
    let rows = (0..=count).map(|n| row(&format!("{}.{n}.", part.name), fields)).collect::<Result<_>>()?;
    Ok(PartForm {
        name: part.name,
        label: context.t.m(&format!("{}-{}", kind.name, part.name)),
        add: context.t.m(&format!("{}-{}-add", kind.name, part.name)),
        rows,
        blank: row(&format!("{}.__n__.", part.name), &Fields::default())?,
    })
}

fn has_row(fields: &Fields, part: &Children, number: usize) -> bool {
    let prefix = format!("{}.{number}.", part.name);
    fields.names().any(|name| name.starts_with(&prefix) && !fields.one(name).is_empty())
}

/// The names of the records that the form links to, as far as the reader may see them.
fn linked_titles(cx: &mut Cx<'_>, kind: &'static Kind, fields: &Fields) -> Result<Titles> {
    let mut linked: Vec<(&'static Field, Datum)> = Vec::new();
    let mut add = |field: &'static Field, name: &str| {
        if let Some(id) = Id::parse(fields.one(name)) {
            linked.push((field, Datum::Link(id)));
        }
    };
    for field in kind.fields {
        add(field, field.name);
    }
    for part in kind.children {
        for number in (0..).take_while(|n| has_row(fields, part, *n)) {
            for field in part.fields {
                add(field, &format!("{}.{number}.{}", part.name, field.name));
            }
        }
    }
    show::titles(cx.reads, cx.web.registry(), &cx.actor, linked.iter().map(|(f, d)| (*f, d)))
}

/// For links whose text fits several records or none exactly: the records that may be meant.
fn offers(
    cx: &mut Cx<'_>,
    kind: &'static Kind,
    fields: &Fields,
    wrong: &[FieldProblem],
) -> Result<Vec<Offers>> {
    let mut all = Vec::new();
    for problem in wrong.iter().filter(|w| ["pick-one", "link-unknown"].contains(&w.code)) {
        let Some(target) = target_of(kind, &problem.field).and_then(|name| cx.web.registry().kind(name))
        else {
            continue;
        };
        let words = fields.one(&format!("{}.text", problem.field)).to_owned();
        let mut found = cx.web.find().find(cx.reads, &cx.actor, &words, &[target.name], 8)?;
        if found.is_empty() {
            found = search::likely(cx, target, &words, 5)?;
        }
        let offer = |f: crate::web::Found| (f.id.to_string(), f.title.show(cx.t.lang).to_owned());
        all.push((problem.field.clone(), found.into_iter().map(offer).collect()));
    }
    Ok(all)
}

/// The kind that a form's field leads to, by its form name: `contact` or `affiliations.0.organisation`.
fn target_of(kind: &'static Kind, name: &str) -> Option<&'static str> {
    let field = match name.split('.').collect::<Vec<_>>().as_slice() {
        [part, _, field] => {
            let part = kind.children.iter().find(|p| p.name == *part)?;
            part.fields.iter().find(|f| f.name == *field)?
        }
        _ => kind.field(name)?,
    };
    match field.shape {
        entente_record::Shape::Link(target) => Some(target),
        _ => None,
    }
}

fn offered(offers: &[Offers], name: &str) -> Vec<(String, String)> {
    offers.iter().find(|(offered, _)| offered == name).map(|(_, o)| o.clone()).unwrap_or_default()
}

/// What is wrong, each with the input to go to.
fn summary(cx: &Cx<'_>, kind: &Kind, problem: Option<&Problem>) -> Vec<(String, String)> {
    let Some(problem) = problem else { return Vec::new() };
    if problem.fields.is_empty() {
        let help = cx.t.help(problem.code, &problem.args).unwrap_or_default();
        return vec![(String::new(), format!("{} {help}", cx.t.problem(problem)))];
    }
    let line = |wrong: &FieldProblem| {
        let parts: Vec<&str> = wrong.field.split('.').collect();
        let key = match parts.as_slice() {
            [part, _, field] => format!("{}-{part}-{field}", kind.name),
            _ => format!("{}-{}", kind.name, wrong.field),
        };
        let label = cx.t.maybe(&key).or_else(|| cx.t.maybe(&wrong.field)).unwrap_or_default();
        (wrong.field.clone(), format!("{label}: {}", cx.t.wrong(wrong)))
    };
    problem.fields.iter().map(line).collect()
}
