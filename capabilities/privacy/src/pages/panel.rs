//! On records of people: what their data is used for and what they agreed to; on petitions: the way to the answer.

use askama::Template;
use entente_kernel::{Problem, Result};
use entente_privacy::persons_of;
use entente_record::{Datum, Kind, Record};
use entente_web::{Cx, T};

use super::mine::{Told, told};
use super::person_kind;
use crate::access::{ERASERS, KEEPERS, keeps};
use crate::{Petition, queries};

#[derive(Template)]
#[template(path = "panel.html")]
struct Panel<'a> {
    t: &'a T,
    csrf: String,
    kind: &'static str,
    id: String,
    person: String,
    purposes: Vec<Told>,
    keeper: bool,
}

#[derive(Template)]
#[template(path = "answer.html")]
struct Answer<'a> {
    t: &'a T,
    look: String,
    own: bool,
}

/// The section on the record of a person, and on what leads to one directly.
pub(crate) fn show(cx: &mut Cx<'_>, record: &Record) -> Result<Option<String>> {
    let Some(kind) = kind_here(cx) else { return Ok(None) };
    let people = person_kind(cx.web)?;
    let registry = cx.web.registry().clone();
    // What is about what a person has made has the section on the person's page.
    let direct = kind.name == people.name || subject_leads_to(kind, people.name);
    if !direct
        || kind.title().is_none_or(|title| !title.personal)
        || crate::kinds().iter().any(|own| own.name == kind.name)
    {
        return Ok(None);
    }
    let Some(person) = persons_of(cx.reads, &registry, people.name, kind, record)? else { return Ok(None) };
    let may = keeps(&cx.actor) || cx.actor.has("auditor") || cx.actor.person == Some(person);
    if !may {
        return Ok(None);
    }
    let standing = queries::standing(cx.reads, person)?;
    let panel = Panel {
        csrf: cx.csrf(),
        kind: kind.name,
        id: record.meta.id.to_string(),
        person: person.to_string(),
        purposes: standing.iter().map(|(purpose, consent)| told(cx, purpose, consent.as_ref())).collect(),
        keeper: cx.actor.has_any(KEEPERS),
        t: &cx.t.clone(),
    };
    panel.render().map(Some).map_err(Problem::internal)
}

fn subject_leads_to(kind: &Kind, target: &str) -> bool {
    let leads = |field: &entente_record::Field| {
        field.subject && matches!(field.shape, entente_record::Shape::Link(to) if to == target)
    };
    kind.fields.iter().any(leads)
}

/// The kind whose page is shown; panels on every kind are not told.
fn kind_here(cx: &Cx<'_>) -> Option<&'static Kind> {
    cx.web.registry().at_path(cx.ask.path.split('/').nth(1)?)
}

/// On an open petition for erasure: the way to the look before it, for whoever carries it out.
pub(crate) fn answer(cx: &mut Cx<'_>, record: &Record) -> Result<Option<String>> {
    let erasure = *record.value(Petition::KIND, "sort") == Datum::Line("erasure".into());
    if !erasure || record.meta.state != "open" || !keeps(&cx.actor) {
        return Ok(None);
    }
    let asked_by = record.value(Petition::KIND, "asked_by").plain().unwrap_or_default();
    let own = cx.actor.account.is_some_and(|account| account.to_string() == asked_by);
    let look = format!("/petitions/{}/erasure", record.meta.id);
    let erases = cx.actor.has_any(ERASERS);
    let look = if erases && !own { look } else { String::new() };
    let page = Answer { look, own: own && erases, t: &cx.t };
    page.render().map(Some).map_err(Problem::internal)
}
