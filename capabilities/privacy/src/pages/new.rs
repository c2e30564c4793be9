//! New petitions by staff, about the record that the address names.

use askama::Template;
use entente_kernel::{FieldProblem, Id, Problem, Result};
use entente_privacy::persons_of;
use entente_record::{Kind, visible};
use entente_web::pages::{created_from, new_form_with};
use entente_web::{Act, Cx, Page, Reply, T, Web};

use super::person_kind;
use crate::{Petition, acts};

#[derive(Template)]
#[template(path = "whom.html")]
struct Whom<'a> {
    t: &'a T,
    path: &'static str,
    people: String,
}

/// The form; the way to the people, when nobody is named yet.
pub(crate) fn form(cx: &mut Cx<'_>) -> Result<Reply> {
    if cx.ask.asked("about").is_empty() {
        return whom(cx);
    }
    let (kind, id) = about(cx.web, cx.ask.asked("about"))?;
    visible(cx.reads, &cx.actor, kind, id)?;
    let sort = if cx.ask.asked("sort") == "erasure" { "erasure" } else { "correction" };
    new_form_with(cx, Petition::KIND, &[("sort", sort.into())])
}

fn whom(cx: &mut Cx<'_>) -> Result<Reply> {
    let kind = person_kind(cx.web)?;
    let people = cx.t.m(&format!("{}-many", kind.name));
    let body = Whom { t: &cx.t, path: kind.path, people }.render().map_err(Problem::internal)?;
    let title = cx.t.m("petition-new");
    cx.page(&Page::new(title, "/petitions"), &body)
}

/// Makes the petition. What is asked about somebody's record is asked about the person.
pub(crate) fn make(act: &mut Act<'_, '_>) -> Result<Reply> {
    let (kind, id) = about(act.web, act.ask.asked("about"))?;
    let record = visible(act.tx, &act.actor, kind, id)?;
    let people = person_kind(act.web)?;
    let person = persons_of(act.tx, act.web.registry(), people.name, kind, &record)?;
    let root = person.map_or((kind, id), |person| (people, person));
    let (made, _) = created_from(act, Petition::KIND, |act, draft| {
        let actor = act.actor.clone();
        acts::complete(act.tx, &actor, root, person, draft)
    })?;
    Ok(Reply::see(format!("/petitions/{made}")).toast("created", ""))
}

/// The record that `kind:id` names. Errors: 422 for a text that names none.
fn about(web: &Web, text: &str) -> Result<(&'static Kind, Id)> {
    let (kind, id) = text.split_once(':').unwrap_or_default();
    match (web.registry().kind(kind), Id::parse(id)) {
        (Some(kind), Some(id)) => Ok((kind, id)),
        _ => Err(Problem::invalid(vec![FieldProblem::new("about", "link-unknown")])),
    }
}
