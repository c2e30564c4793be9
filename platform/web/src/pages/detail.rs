//! The page of one record.

use askama::Template;
use entente_access::{Action, Cond};
use entente_kernel::{Date, Id, Instant, Problem, Result};
use entente_record::{
    AsOf, Children, Datum, Field, Kind, Record, Shape, as_of, merged_away, neighbours, steps_of, tags,
    visible,
};

use super::bulk;
use super::chronology::{self, Event};
use super::documents;
use super::merge::{self, Merged};
use super::related::{self, Related};
use crate::ask::escape;
use crate::cx::Cx;
use crate::locale::T;
use crate::offered;
use crate::reply::Reply;
use crate::shell::Page;
use crate::show::{self, Titles};

#[derive(Template)]
#[template(path = "detail.html")]
struct Detail {
    t: T,
    csrf: String,
    kinds: String,
    here: String,
    title: String,
    title_lang: Option<&'static str>,
    version: i64,
    state: String,
    state_word: String,
    fictional: bool,
    class: Option<String>,
    reference: Option<String>,
    trashed: bool,
    gone: Option<String>,
    tags: Vec<String>,
    tags_line: String,
    following: Option<bool>,
    follow: String,
    edit: Option<String>,
    may_trash: bool,
    may_merge: bool,
    may_restore: bool,
    may_note: bool,
    then: Option<String>,
    as_of: String,
    known: String,
    copy: Option<String>,
    before: Option<String>,
    behind: Option<String>,
    back: String,
    facts: Vec<Fact>,
    texts: Vec<Fact>,
    parts: Vec<Part>,
    panels: Vec<String>,
    beside: Vec<String>,
    related: Vec<Related>,
    merged: Vec<Merged>,
    steps: Vec<StepButton>,
    events: Vec<Event>,
}

struct Fact {
    name: &'static str,
    label: String,
    html: String,
    fixed: bool,
}

struct Part {
    label: String,
    heads: Vec<String>,
    rows: Vec<Vec<Fact>>,
}

struct StepButton {
    name: &'static str,
    label: String,
    reason: bool,
    refused: Option<String>,
}

/// The page of the record in the path, now or as of a day.
pub fn detail(cx: &mut Cx<'_>, kind: &'static Kind) -> Result<Reply> {
    let id = cx.ask.id()?;
    let now = visible(cx.reads, &cx.actor, kind, id)?;
    if now.meta.deleted_at.is_some()
        && let Some(merge) = merged_away(cx.reads, id)?
    {
        return Ok(Reply::see(format!("/{}/{}", kind.path, merge.kept)));
    }
    if now.meta.deleted_at.is_some() && !may(cx, kind, id, Action::Trash)? {
        return Err(Problem::not_found());
    }
    let then = match asked_for(cx) {
        Some(at) => Some((at.day, as_of(cx.reads, kind, id, at)?.ok_or_else(|| not_yet(cx, at.day))?)),
        None => None,
    };
    let day = then.as_ref().map(|(day, _)| *day);
    let record = then.map_or(now, |(_, entry)| entry.record);
    let open = super::groups(cx, kind, &record)?;
    let title = super::open_title(cx, kind, &record)?;
    let (title, title_lang) = match &title {
        Some(text) => {
            let (words, tag) = cx.t.text(text);
            (words.to_owned(), tag)
        }
        None => (cx.t.m(kind.name), None),
    };
    let mut page = frame(cx, kind, &record, title.clone(), title_lang)?;
    fill(cx, kind, &record, &open, &mut page)?;
    if day.is_none() {
        live(cx, kind, &record, &mut page)?;
    }
    in_its_list(cx, kind, id, &mut page)?;
    page.known = cx.ask.asked("known").to_owned();
    page.then = day.map(|day| cx.t.day(day));
    page.as_of = day.map(|day| day.to_string()).unwrap_or_default();
    page.events = chronology::events(cx, kind, &record, &open, day)?;
    let body = page.render().map_err(Problem::internal)?;
    cx.page(&Page::new(title, format!("/{}", kind.path)), &body)
}

/// The point in both times that the address names.
fn asked_for(cx: &Cx<'_>) -> Option<AsOf> {
    let day: Option<Date> = cx.ask.asked("as_of").parse().ok();
    let known: Option<Date> = cx.ask.asked("known").parse().ok();
    let (now, zone) = (cx.reads.now(), cx.web.db().zone());
    let at = AsOf {
        day: day.unwrap_or_else(|| cx.today()),
        known: known.map_or(now, |day| Instant::end_of(day, zone)),
    };
    (day.is_some() || known.is_some()).then_some(at)
}

/// The records before and behind this one in the list from which it was opened.
fn in_its_list(cx: &mut Cx<'_>, kind: &'static Kind, id: Id, page: &mut Detail) -> Result<()> {
    let Some((_, view)) = cx.ask.query.iter().find(|(name, _)| name == "in") else { return Ok(()) };
    let view = view.clone();
    let query = bulk::of_list(cx, kind, &view)?;
    let (before, behind) = neighbours(cx.reads, &cx.actor, kind, &query, id)?;
    let address = |id: Id| format!("/{}/{id}?in={}", kind.path, escape(&view));
    (page.before, page.behind) = (before.map(address), behind.map(address));
    page.back = format!("/{}?{view}", kind.path);
    Ok(())
}

/// The record was not there yet on that day.
fn not_yet(cx: &Cx<'_>, day: entente_kernel::Date) -> Problem {
    Problem::new(entente_kernel::Class::NotFound, "not-yet").with("day", cx.t.day(day))
}

fn frame(
    cx: &mut Cx<'_>,
    kind: &'static Kind,
    record: &Record,
    title: String,
    title_lang: Option<&'static str>,
) -> Result<Detail> {
    let meta = &record.meta;
    let staff = cx.staff();
    let held = if staff { tags(cx.reads, meta.id)? } else { Vec::new() };
    Ok(Detail {
        t: cx.t.clone(),
        csrf: cx.csrf(),
        kinds: cx.t.m(&format!("{}-many", kind.name)),
        here: format!("/{}/{}", kind.path, meta.id),
        title,
        title_lang,
        version: meta.version,
        state: cx.state(kind, record),
        state_word: cx.state_word(kind, record).to_owned(),
        fictional: meta.fictional,
        class: staff.then(|| meta.class.clone()),
        reference: staff.then(|| meta.reference.clone()),
        trashed: meta.deleted_at.is_some(),
        gone: gone(cx, meta.id)?.map(|(words, _)| words),
        tags_line: held.join(", "),
        tags: held,
        following: None,
        follow: format!("/inbox/follow/{}/{}", kind.name, meta.id),
        edit: None,
        may_trash: false,
        may_merge: false,
        may_restore: false,
        may_note: false,
        then: None,
        as_of: String::new(),
        known: String::new(),
        copy: None,
        before: None,
        behind: None,
        back: format!("/{}", kind.path),
        facts: Vec::new(),
        texts: Vec::new(),
        parts: Vec::new(),
        panels: Vec::new(),
        beside: Vec::new(),
        related: Vec::new(),
        merged: Vec::new(),
        steps: Vec::new(),
        events: Vec::new(),
    })
}

/// That the record's values are gone, in words, and since when.
pub(super) fn gone(cx: &mut Cx<'_>, id: Id) -> Result<Option<(String, Instant)>> {
    let Some(erased) = entente_record::erased(cx.reads, id)? else { return Ok(None) };
    let key = if erased.extent == entente_record::Extent::Person { "erased-on" } else { "removed-on" };
    let day = cx.t.day(erased.at.date(cx.web.db().zone()));
    Ok(Some((cx.t.a(key, "day", day), erased.at)))
}

fn is_prose(field: &Field) -> bool {
    matches!(field.shape, Shape::Prose | Shape::BilingualProse)
}

/// Facts, texts and parts, as far as they are open.
fn fill(
    cx: &mut Cx<'_>,
    kind: &'static Kind,
    record: &Record,
    open: &[&str],
    page: &mut Detail,
) -> Result<()> {
    let rows = kind.children.iter().zip(&record.children);
    let in_parts = rows.flat_map(|(part, rows)| rows.iter().flat_map(|row| part.fields.iter().zip(row)));
    let all = show::values(kind.fields, record).chain(in_parts).filter(|(f, _)| open.contains(&f.group));
    let titles = show::titles(cx.reads, cx.web.registry(), &cx.actor, all)?;
    let shown = |field: &Field, datum| show::html(&cx.t, cx.web.registry(), field, datum, &titles);
    for (field, datum) in show::values(kind.fields, record).skip(1) {
        if datum.is_empty() || !open.contains(&field.group) {
            continue;
        }
        let label = cx.t.m(&format!("{}-{}", kind.name, field.name));
        let fact = Fact { name: field.name, label, html: shown(field, datum), fixed: field.fixed };
        if is_prose(field) { page.texts.push(fact) } else { page.facts.push(fact) }
    }
    if kind.title().is_some_and(is_prose)
        && let (Some(field), Some(datum)) = (kind.title(), record.values.first())
    {
        page.texts.insert(
            0,
            Fact {
                name: field.name,
                label: cx.t.m(&format!("{}-{}", kind.name, field.name)),
                html: shown(field, datum),
                fixed: field.fixed,
            },
        );
    }
    page.parts = parts(cx, kind, record, open, &titles);
    Ok(())
}

fn parts(cx: &Cx<'_>, kind: &'static Kind, record: &Record, open: &[&str], titles: &Titles) -> Vec<Part> {
    let mut parts = Vec::new();
    for (part, rows) in kind.children.iter().zip(&record.children).filter(|(_, rows)| !rows.is_empty()) {
        let label = |field: &Field| cx.t.m(&format!("{}-{}-{}", kind.name, part.name, field.name));
        // A column in which nothing stands takes room from the others.
        let filled = |at: usize| rows.iter().any(|row| row.get(at).is_some_and(|datum| !datum.is_empty()));
        let shown = |(at, field): &(usize, &Field)| open.contains(&field.group) && filled(*at);
        let fields: Vec<_> = part.fields.iter().enumerate().filter(shown).collect();
        let cells = |row: &Vec<Datum>| -> Vec<Fact> {
            let cell = |(at, field): &(usize, &Field)| {
                let datum = row.get(*at).cloned().unwrap_or_default();
                let html = match (field.shape, &datum) {
                    (Shape::Offered(list), Datum::Line(word)) => {
                        show::safe(&offered::said(&cx.t, list, word, &beside(part, row, list)))
                    }
                    _ => show::html(&cx.t, cx.web.registry(), field, &datum, titles),
                };
                Fact { name: field.name, label: label(field), html, fixed: true }
            };
            fields.iter().map(cell).collect()
        };
        parts.push(Part {
            label: cx.t.m(&format!("{}-{}", kind.name, part.name)),
            heads: fields.iter().map(|(_, f)| label(f)).collect(),
            rows: rows.iter().map(cells).collect(),
        });
    }
    parts
}

/// What stands in the field of the row on which the words of a list depend.
fn beside(part: &Children, row: &[Datum], list: &str) -> String {
    let at = offered::beside(list).and_then(|name| part.fields.iter().position(|f| f.name == name));
    at.and_then(|at| row.get(at)?.plain()).unwrap_or_default()
}

/// What can be done with the record as it is now, and what hangs on it.
fn live(cx: &mut Cx<'_>, kind: &'static Kind, record: &Record, page: &mut Detail) -> Result<()> {
    let id = record.meta.id;
    let trashed = record.meta.deleted_at.is_some();
    let may_trash = may(cx, kind, id, Action::Trash)?;
    let gone = page.gone.is_some();
    page.may_restore = trashed && may_trash && !gone;
    page.may_trash = !trashed && may_trash;
    page.may_merge = page.may_trash && cx.web.has_page(kind, "/{id}/merge");
    if trashed {
        return Ok(());
    }
    if let Some(account) = cx.actor.account {
        page.following = Some(entente_inbox::follows(cx.reads, account, id)?);
    }
    page.edit = (!gone && may(cx, kind, id, Action::Edit)?).then(|| format!("{}/edit", page.here));
    page.copy = cx.new_form(kind).map(|form| format!("{form}?from={id}"));
    page.may_note = !gone && may(cx, kind, id, Action::Note)?;
    page.steps = steps(cx, kind, record)?;
    for panel in cx.web.panels(kind.name) {
        let html = (panel.show)(cx, record)?;
        if panel.beside { page.beside.extend(html) } else { page.panels.extend(html) }
    }
    page.panels.extend(documents::section(cx, kind, id)?);
    page.related = related::of(cx, kind, id)?;
    page.merged = merge::merged(cx, kind, id)?;
    Ok(())
}

fn may(cx: &mut Cx<'_>, kind: &Kind, id: Id, action: Action) -> Result<bool> {
    match (kind.rule)(&cx.actor, action).when {
        Cond::All => Ok(true),
        Cond::Nothing => Ok(false),
        when => when.holds(cx.reads, kind.table, id),
    }
}

/// The steps that lead on. Those that only lack a right are not shown to outsiders at all.
fn steps(cx: &mut Cx<'_>, kind: &Kind, record: &Record) -> Result<Vec<StepButton>> {
    let mut buttons = Vec::new();
    for possible in steps_of(cx.reads, &cx.actor, kind, record)? {
        let name = possible.step.name;
        let lacks_right = {
            let rule = (kind.rule)(&cx.actor, Action::Step(name));
            !rule.when.holds(cx.reads, kind.table, record.meta.id)?
        };
        if lacks_right {
            continue;
        }
        let refused = possible.refused.map(|code| cx.t.m(&format!("problem-{code}")));
        let label = cx.t.m(&format!("{}-step-{name}", kind.name));
        buttons.push(StepButton { name, label, reason: possible.step.needs_reason, refused });
    }
    Ok(buttons)
}
