//! The look before an erasure, and carrying it out.

use askama::Template;
use entente_kernel::{Id, Problem, Result};
use entente_privacy::plan;
use entente_record::{Datum, visible};
use entente_web::{Act, Cx, Page, Reply, T};

use super::named;
use crate::{Petition, acts};

/// Letters of a note that are shown.
const SHOWN: usize = 240;

#[derive(Template)]
#[template(path = "erasure.html")]
struct ErasurePage<'a> {
    t: &'a T,
    csrf: String,
    here: String,
    back: String,
    wish: String,
    problem: Option<String>,
    digest: String,
    rows: Vec<Row>,
    documents: Vec<(String, String)>,
    accounts: Vec<String>,
    copies: Vec<String>,
    notes: Vec<Note>,
    stays: Vec<String>,
}

struct Row {
    kind: String,
    name: String,
    fields: String,
    versions: String,
    notes: String,
    tags: String,
}

struct Note {
    id: String,
    place: String,
    body: String,
}

/// The look.
pub(crate) fn look(cx: &mut Cx<'_>) -> Result<Reply> {
    show(cx, None)
}

/// The look again, when there is more or less to erase than was seen.
pub(crate) fn again(cx: &mut Cx<'_>, problem: &Problem) -> Result<Reply> {
    if problem.code != "plan-changed" {
        return Err(problem.clone());
    }
    let words = cx.t.problem(problem);
    Ok(show(cx, Some(words))?.status(412))
}

fn show(cx: &mut Cx<'_>, problem: Option<String>) -> Result<Reply> {
    let id = cx.ask.id()?;
    let registry = cx.web.registry().clone();
    let (kind, about) = acts::erasable(cx.reads, &registry, &cx.actor, id)?;
    let petition = visible(cx.reads, &cx.actor, Petition::KIND, id)?;
    let plan = plan(cx.reads, &registry, kind, about)?;
    let row = |part: &entente_privacy::Part| {
        let label = |field: &&str| cx.t.m(&format!("{}-{field}", part.kind));
        Row {
            kind: cx.t.m(part.kind),
            name: named(cx, &part.title, &part.reference),
            fields: part.gone.fields.iter().map(label).collect::<Vec<_>>().join(" · "),
            versions: cx.t.number(part.gone.versions),
            notes: cx.t.number(part.gone.notes),
            tags: cx.t.number(part.gone.tags),
        }
    };
    let place = |one: &entente_privacy::NamedIn| format!("/records/{}", one.record);
    let copies = [("lines", plan.lines), ("letters", plan.letters), ("answers", plan.answers)];
    let page = ErasurePage {
        csrf: cx.csrf(),
        here: format!("/petitions/{id}/erasure"),
        back: format!("/petitions/{id}"),
        wish: match petition.value(Petition::KIND, "wish") {
            Datum::Line(wish) => wish.clone(),
            _ => String::new(),
        },
        problem,
        digest: plan.digest(),
        rows: plan.records.iter().map(row).collect(),
        documents: plan.documents.iter().map(|d| (d.title.clone(), cx.t.number(d.versions))).collect(),
        accounts: plan.accounts.iter().map(|account| account.login.clone()).collect(),
        copies: copies.iter().map(|(what, n)| cx.t.a(&format!("erasure-{what}"), "n", *n)).collect(),
        notes: plan
            .notes
            .iter()
            .map(|one| Note {
                id: one.note.to_string(),
                place: place(one),
                body: one.body.chars().take(SHOWN).collect(),
            })
            .collect(),
        stays: plan
            .stays
            .iter()
            .map(|one| {
                let kinds = cx.t.m(&format!("{}-many", one.kind));
                cx.t.with("erasure-stays-links", &[("n", one.count.to_string()), ("kinds", kinds)])
            })
            .collect(),
        t: &cx.t.clone(),
    };
    let body = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("erasure-look");
    cx.page(&Page::new(title, "/petitions"), &body)
}

/// Carries it out, as it was looked at.
pub(crate) fn carry_out(act: &mut Act<'_, '_>) -> Result<Reply> {
    let id = act.ask.id()?;
    let fields = &act.ask.fields;
    let notes: Vec<Id> = fields.all("note").iter().filter_map(|note| Id::parse(note)).collect();
    let seen = fields.one("plan").to_owned();
    let registry = act.web.registry().clone();
    let count = acts::carry_out(act.tx, &registry, &act.actor, id, &seen, &notes)?;
    Ok(Reply::see(format!("/petitions/{id}")).toast("erased", count.to_string()))
}
