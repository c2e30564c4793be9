//! Lists: filters, order, columns, pages, counts.

use std::borrow::Cow;

use askama::Template;
use entente_access::{Action, Cond};
use entente_kernel::{Problem, Result, Text};
use entente_record::{COUNTED, Cursor, Field, Filter, Kind, Listing, Query, Record, Shape, open_groups};

use super::dashboards;
use super::exports::{self, Format};
use super::query::{self, Asked};
use super::views;
use crate::ask::escape;
use crate::cx::Cx;
use crate::locale::T;
use crate::offered;
use crate::reply::Reply;
use crate::shell::Page;
use crate::show;

/// Most hits of a search that a list shows.
pub(super) const HITS: usize = 500;

/// Filters beside the words that are not folded away.
const FILTERS: usize = 6;

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage<'a> {
    t: &'a T,
    heading: String,
    path: String,
    keep: Vec<(String, String)>,
    behind: Option<String>,
    board: Option<String>,
    new: Option<String>,
    import: Option<String>,
    new_label: String,
    words: String,
    searchable: bool,
    filters: Vec<FilterField>,
    /// Those that are folded away, and whether one of them says something.
    more: (Vec<FilterField>, bool),
    as_of: String,
    known: String,
    order: String,
    filtered: bool,
    tools: String,
    rows: String,
}

struct FilterField {
    name: Cow<'static, str>,
    label: String,
    value: String,
    is_date: bool,
    fixed: Option<String>,
    options: Cow<'static, [(String, String)]>,
}

#[derive(Template)]
#[template(path = "rows.html")]
struct Rows<'a> {
    t: &'a T,
    path: String,
    filtered: bool,
    purpose: String,
    new: Option<String>,
    new_label: String,
    count: String,
    export: Option<Export>,
    as_of: Option<String>,
    columns: Vec<Column>,
    bulk: Option<BulkBar>,
    rows: Vec<Row>,
    previous: Option<String>,
    next: Option<String>,
}

/// The list as files.
struct Export {
    /// Address and words of each.
    files: Vec<(String, String)>,
    /// Those that can be imported again, for readers who may.
    back: Vec<(String, String)>,
}

/// The way to a decision about many.
struct BulkBar {
    action: String,
    query: String,
    all: Option<(String, String)>,
}

struct Column {
    label: String,
    sorted: Option<&'static str>,
    href: Option<String>,
}

struct Row {
    id: String,
    title: String,
    href: String,
    fictional: bool,
    cells: Vec<Cell>,
}

struct Cell {
    html: String,
    /// How the sheet treats it: `n` for numbers, `day`, or nothing.
    class: &'static str,
}

/// A list that shows less than all: under an address and a heading of its own.
#[derive(Default)]
pub struct Part {
    /// The heading; the kind's name when empty.
    pub heading: String,
    /// What its records have in common.
    pub filters: Vec<Filter>,
    /// Parameters of the address that belong to the part and stay with every link.
    pub keep: Vec<String>,
}

/// The list of a kind; only its rows when a script asks for them.
pub fn list(cx: &mut Cx<'_>, kind: &'static Kind) -> Result<Reply> {
    list_part(cx, kind, Part::default())
}

/// A part of a kind's list, under the address that was asked for.
pub fn list_part(cx: &mut Cx<'_>, kind: &'static Kind, part: Part) -> Result<Reply> {
    let whole = part.filters.is_empty();
    let open = open_groups(cx.reads, &cx.actor, kind, None)?;
    let zone = cx.web.db().zone().clone();
    let asked = query::read(cx.web.measures(), &cx.ask.query, kind, &cx.actor, &open, &zone, cx.reads.now());
    let mut query = asked.query.clone();
    query.limit = 50;
    query.lean = !views::has_own_columns(cx);
    query.filters.extend(part.filters);
    if !asked.words.is_empty() {
        let found = cx.web.find().find(cx.reads, &cx.actor, &asked.words, &[kind.name], HITS)?;
        query.filters.push(Filter::Ids(found.into_iter().map(|f| f.id).collect()));
    }
    let listing = entente_record::list(cx.reads, &cx.actor, kind, &query)?;
    let new = cx.new_form(kind);
    let rows = rows(cx, kind, &open, &asked, &query, &listing, new.clone())?;
    if cx.ask.part.as_deref().is_some_and(|part| part.contains("list")) {
        return Ok(Reply::html(rows));
    }
    let mut filters = filters(cx, kind, &open, &asked)?;
    let more = filters.split_off(filters.len().min(FILTERS));
    let said = more.iter().any(|filter| !filter.value.is_empty());
    let heading = if whole { cx.t.m(&format!("{}-many", kind.name)) } else { part.heading };
    let behind = dashboards::behind(cx);
    let tools =
        if whole && behind.is_none() { views::tools(cx, kind, &open, &query)? } else { String::new() };
    let mut keep = dashboards::kept(cx, &part.keep);
    let setting =
        |(name, value): &&(String, String)| ["cols", "group"].contains(&name.as_str()) && !value.is_empty();
    keep.extend(cx.ask.query.iter().filter(setting).cloned());
    let page = ListPage {
        t: &cx.t,
        heading: heading.clone(),
        path: cx.ask.path.clone(),
        keep,
        tools,
        behind,
        board: (kind.states.is_some() && cx.staff()).then(|| format!("/{}/board", kind.path)),
        import: new.as_ref().filter(|_| cx.staff()).map(|_| format!("/{}/import", kind.path)),
        new,
        new_label: cx.t.m(&format!("{}-new", kind.name)),
        words: asked.words.clone(),
        searchable: kind.fields.iter().any(|f| f.search > 0 && open.contains(&f.group)),
        filters,
        more: (more, said),
        as_of: cx.ask.asked("as_of").to_owned(),
        known: cx.ask.asked("known").to_owned(),
        order: cx.ask.asked("order").to_owned(),
        filtered: asked.filtered,
        rows,
    };
    let body = page.render().map_err(Problem::internal)?;
    cx.page(&Page::new(heading, format!("/{}", kind.path)), &body)
}

fn rows(
    cx: &mut Cx<'_>,
    kind: &'static Kind,
    open: &[&str],
    asked: &Asked,
    query: &Query,
    listing: &Listing,
    new: Option<String>,
) -> Result<String> {
    let columns = columns(cx, kind, open);
    let all = listing.records.iter().flat_map(|r| show::values(kind.fields, r));
    let titles = show::titles(cx.reads, cx.web.registry(), &cx.actor, all)?;
    let mut shown = Vec::with_capacity(listing.records.len());
    for record in &listing.records {
        let title = super::open_title(cx, kind, record)?;
        shown.push(row(cx, kind, &columns, record, title, &titles));
    }
    let many = if listing.count > COUNTED {
        format!("{}+", cx.t.number(COUNTED))
    } else {
        cx.t.number(listing.count)
    };
    let page = Rows {
        t: &cx.t,
        path: cx.ask.path.clone(),
        filtered: asked.filtered,
        purpose: cx.t.m(&format!("{}-empty", kind.name)),
        new,
        new_label: cx.t.m(&format!("{}-new", kind.name)),
        count: cx.t.with("count-of", &[("n", many), ("kind", cx.t.m(&format!("{}-many", kind.name)))]),
        export: (cx.ask.path == format!("/{}", kind.path)).then(|| export(cx, kind)),
        as_of: query.as_of.map(|at| cx.t.day(at.day)),
        rows: shown,
        bulk: bulk_bar(cx, kind, query, listing),
        columns: columns.iter().map(|c| heading(cx, kind, c, query)).collect(),
        previous: listing.previous.as_ref().map(|cursor| at(cx, cursor)),
        next: listing.next.as_ref().map(|cursor| at(cx, cursor)),
    };
    page.render().map_err(Problem::internal)
}

/// The addresses of the list's files.
fn export(cx: &Cx<'_>, kind: &Kind) -> Export {
    let query = exports::query_of(cx.ask);
    let at = |format: &Format, more: &str| {
        let label =
            cx.t.m(&format!("export-{}{}", format.word(), if more.is_empty() { "" } else { "-fields" }));
        (format!("/{}/export.{}?{query}{more}", kind.path, format.word()), label)
    };
    let back = if exports::may_import(cx, kind) { &[Format::Csv, Format::Xlsx][..] } else { &[] };
    Export {
        files: Format::ALL.iter().map(|format| at(format, "")).collect(),
        back: back.iter().map(|format| at(format, "&headers=fields")).collect(),
    }
}

/// What stands in a column.
pub(super) enum What {
    Title,
    Reference,
    State,
    Since,
    Of(&'static Field),
}

/// Title first, then number and state for staff, then the listed fields.
pub(super) fn columns(cx: &Cx<'_>, kind: &'static Kind, open: &[&str]) -> Vec<What> {
    let mut columns = vec![What::Title];
    if cx.staff() {
        columns.push(What::Reference);
    }
    if kind.states.is_some() {
        columns.push(What::State);
    }
    columns.extend(views::columns(cx, kind, open).into_iter().map(What::Of));
    if kind.states.is_some() && cx.staff() {
        columns.push(What::Since);
    }
    columns
}

pub(super) fn label(cx: &Cx<'_>, kind: &Kind, what: &What) -> String {
    match what {
        What::Title => {
            kind.title().map_or_else(String::new, |f| cx.t.m(&format!("{}-{}", kind.name, f.name)))
        }
        What::Reference => cx.t.m("reference"),
        What::State => cx.t.m("state"),
        What::Since => cx.t.m("days-here"),
        What::Of(field) => cx.t.m(&format!("{}-{}", kind.name, field.name)),
    }
}

fn heading(cx: &Cx<'_>, kind: &'static Kind, what: &What, query: &Query) -> Column {
    let by = match what {
        What::Title => kind.title().filter(|f| f.order).map(|_| "title"),
        What::Reference => Some("reference"),
        What::State => None,
        What::Since => Some("state_since"),
        What::Of(field) => Some(field.name).filter(|_| field.order),
    };
    let current = by.is_some_and(|by| by == query.order.by);
    let href = by.map(|by| {
        let turned = if current && !query.order.descending { format!("-{by}") } else { by.to_owned() };
        with(cx, "order", &turned)
    });
    let sorted = current.then_some(if query.order.descending { "descending" } else { "ascending" });
    Column { label: label(cx, kind, what), sorted, href }
}

fn row(
    cx: &Cx<'_>,
    kind: &'static Kind,
    columns: &[What],
    record: &Record,
    title: Option<Text>,
    titles: &show::Titles,
) -> Row {
    let plain = title.as_ref().map_or_else(|| cx.t.m(kind.name), |title| title.show(cx.t.lang).to_owned());
    let title = title.map_or_else(|| show::safe(&cx.t.m(kind.name)), |title| show::text(&cx.t, &title));
    let cell = |what: &What| {
        let html = match what {
            What::Title => title.clone(),
            What::Reference => format!("<span class=\"ref\">{}</span>", record.meta.reference),
            What::State => format!(
                "<span class=\"pill\" data-state=\"{}\">{}</span>",
                cx.state_word(kind, record),
                show::safe(&cx.state(kind, record))
            ),
            What::Since => days(cx, kind, record),
            What::Of(field) => {
                show::html(&cx.t, cx.web.registry(), field, record.value(kind, field.name), titles)
            }
        };
        let class = match what {
            What::Since => "n",
            What::Of(field) if matches!(field.shape, Shape::Int | Shape::Money) => "n",
            What::Of(field) if matches!(field.shape, Shape::Date) => "day",
            _ => "",
        };
        Cell { html, class }
    };
    Row {
        id: record.meta.id.to_string(),
        title: plain,
        href: format!("/{}/{}{}", kind.path, record.meta.id, view(cx)),
        fictional: record.meta.fictional,
        cells: columns.iter().map(cell).collect(),
    }
}

/// By what a record's page knows the list it was opened from.
fn view(cx: &Cx<'_>) -> String {
    let kept = cx.ask.query.iter().filter(|(name, value)| name != "cursor" && !value.is_empty());
    let text: Vec<String> = kept.map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
    if text.is_empty() { "?in".into() } else { format!("?in={}", escape(&text.join("&"))) }
}

/// The bar over a list whose records the reader may change.
fn bulk_bar(cx: &Cx<'_>, kind: &Kind, query: &Query, listing: &Listing) -> Option<BulkBar> {
    let may = (kind.rule)(&cx.actor, Action::Edit).when != Cond::Nothing;
    let whole = cx.ask.path == format!("/{}", kind.path);
    if !may || !cx.staff() || !whole || query.as_of.is_some() || query.trashed {
        return None;
    }
    let action = format!("/{}/bulk", kind.path);
    let more = listing.next.is_some() || listing.previous.is_some();
    let all =
        more.then(|| (format!("{action}?all=yes&query={}", escape(&cx.ask.query_text)), cx.t.m("bulk-all")));
    Some(BulkBar { action, query: cx.ask.query_text.clone(), all })
}

/// Days in the state, marked when they are more than the target.
pub(crate) fn days(cx: &Cx<'_>, kind: &Kind, record: &Record) -> String {
    let days = super::days_between(record.meta.state_since, cx.today());
    let target =
        kind.states.and_then(|s| s.state(&record.meta.state)).map_or(0, |s| i64::from(s.target_days));
    let late = if target > 0 && days > target { " late" } else { "" };
    format!("<span class=\"age{late}\">{}</span>", show::safe(&cx.t.a("days", "n", days)))
}

/// The list's address with one parameter changed, from its first page on.
fn with(cx: &Cx<'_>, name: &str, value: &str) -> String {
    let mut address = format!("{}?", cx.ask.path);
    for (n, v) in cx.ask.query.iter().filter(|(n, v)| n != name && n != "cursor" && !v.is_empty()) {
        address.push_str(&format!("{}={}&", escape(n), escape(v)));
    }
    format!("{address}{name}={}", escape(value))
}

fn at(cx: &Cx<'_>, cursor: &Cursor) -> String {
    with(cx, "cursor", &cursor.to_string())
}

fn filters(cx: &mut Cx<'_>, kind: &'static Kind, open: &[&str], asked: &Asked) -> Result<Vec<FilterField>> {
    let mut filters = Vec::new();
    let value = |name: &str| asked.value(name).to_owned();
    if let Some(states) = kind.states {
        let mut options: Vec<(String, String)> = Vec::new();
        for state in states.all {
            let word = if cx.staff() { state.word } else { state.public };
            if !options.iter().any(|(w, _)| w == word) {
                options.push((word.to_owned(), cx.t.m(&format!("{}-{word}", states.name))));
            }
        }
        let label = cx.t.m("state");
        filters.push(FilterField {
            name: "state".into(),
            label,
            value: value("state"),
            is_date: false,
            fixed: None,
            options: options.into(),
        });
    }
    for field in kind.fields.iter().filter(|f| f.filter && open.contains(&f.group)) {
        let label = cx.t.m(&format!("{}-{}", kind.name, field.name));
        filters.extend(filter_field(cx, label, field.name.into(), field, value(field.name))?);
    }
    for (name, given) in &asked.pairs {
        if let Some((part, field)) = query::part_link(kind, open, name) {
            let label = cx.t.m(&format!("{}-{}-{}", kind.name, part.name, field.name));
            filters.extend(filter_field(cx, label, name.clone().into(), field, given.clone())?);
        }
    }
    Ok(filters)
}

/// A select for choices; a link or a number only once the address names one; days stay with the address.
fn filter_field(
    cx: &mut Cx<'_>,
    label: String,
    name: Cow<'static, str>,
    field: &'static Field,
    value: String,
) -> Result<Option<FilterField>> {
    let mut filter = FilterField { name, label, value, is_date: false, fixed: None, options: Cow::default() };
    match field.shape {
        Shape::Choice(name, words) | Shape::Choices(name, words) => {
            filter.options = words
                .iter()
                .map(|w| ((*w).to_owned(), cx.t.m(&format!("{name}-{w}"))))
                .collect::<Vec<_>>()
                .into();
        }
        Shape::Flag => {
            filter.options = vec![("true".into(), cx.t.m("yes")), ("false".into(), cx.t.m("no"))].into();
        }
        Shape::Office => filter.options = cx.t.offices().into(),
        Shape::Country => filter.options = crate::country::all(cx.t.lang).into(),
        _ if filter.value.is_empty() => return Ok(None),
        Shape::Link(target) => {
            let id = entente_kernel::Id::parse(&filter.value);
            let known = match (id, cx.web.registry().kind(target)) {
                (Some(id), Some(to)) => entente_record::link_titles(cx.reads, &cx.actor, to, &[id])?,
                _ => show::Titles::new(),
            };
            let title = id.and_then(|id| known.get(&id).map(|t| t.show(cx.t.lang).to_owned()));
            filter.fixed = Some(title.unwrap_or_else(|| cx.t.m("not-for-you")));
        }
        Shape::Offered(list) => filter.fixed = Some(offered::said(&cx.t, list, &filter.value, "")),
        _ => filter.fixed = Some(filter.value.clone()),
    }
    Ok(Some(filter))
}
