//! Applying for membership: a company for itself, officers for anyone.

use askama::Template;
use entente_kernel::{Id, Problem, Result};
use entente_record::{Choice, Datum, Filter, Held, Query, Typed, list};
use entente_web::pages::{created_from, new_again, new_form_with};
use entente_web::{Act, Cx, Page, Reply, T};

use super::{Offered, organisations, said};
use crate::words::{MemberBranch, MemberSector};
use crate::{Level, Membership, Scheme, acts};

#[derive(Template)]
#[template(path = "apply.html")]
struct Apply<'a> {
    t: &'a T,
    csrf: String,
    once: String,
    problems: Vec<String>,
    organisations: Vec<Offered>,
    levels: Vec<Offered>,
    branches: Vec<Offered>,
    sectors: Vec<Offered>,
    motivation: String,
    terms: Vec<(String, String)>,
}

/// The form.
pub(crate) fn form(cx: &mut Cx<'_>) -> Result<Reply> {
    if cx.staff() { new_form_with(cx, Membership::KIND, &[]) } else { own(cx, None) }
}

/// The form again, with what was wrong.
pub(crate) fn again(cx: &mut Cx<'_>, problem: &Problem) -> Result<Reply> {
    if cx.staff() {
        return new_again(cx, Membership::KIND, problem);
    }
    Ok(own(cx, Some(problem))?.status(problem.class.status()))
}

/// What a company is asked: level, branch, line of business, why.
fn own(cx: &mut Cx<'_>, problem: Option<&Problem>) -> Result<Reply> {
    let levels = levels(cx)?;
    let ids = cx.actor.organisations.clone();
    let names = organisations(cx, &ids)?;
    let fields = cx.ask.fields.clone();
    let one = |value: String, label: String, name: &str| {
        let chosen = fields.one(name) == value;
        Offered { value, label, chosen }
    };
    let sector = |word: &&str| one((*word).to_owned(), cx.t.m(&format!("member-sector-{word}")), "sector");
    let branch = |word: &&str| one((*word).to_owned(), cx.t.m(&format!("member-branch-{word}")), "branch");
    let organisation = |id: &Id| {
        let name = names.get(id).map_or_else(String::new, |name| name.show(cx.t.lang).to_owned());
        one(id.to_string(), name, "organisation")
    };
    let page = Apply {
        csrf: cx.csrf(),
        once: Id::new(cx.web.db().chance()).to_string(),
        problems: problem.map(|p| said(cx, "membership", p)).unwrap_or_default(),
        organisations: ids.iter().map(organisation).collect(),
        levels: levels.iter().map(|(id, label, _)| one(id.clone(), label.clone(), "level")).collect(),
        branches: MemberBranch::WORDS.iter().map(branch).collect(),
        sectors: MemberSector::WORDS.iter().map(sector).collect(),
        motivation: fields.one(&format!("motivation_{}", cx.t.lang.code())).to_owned(),
        terms: levels.iter().map(|(_, label, terms)| (label.clone(), terms.clone())).collect(),
        t: &cx.t,
    };
    let body = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("membership-new");
    cx.page(&Page::new(title, "/memberships"), &body)
}

/// The levels on offer: id, name with the scheme's, and what they cost and entitle to.
fn levels(cx: &mut Cx<'_>) -> Result<Vec<(String, String, String)>> {
    let query = Query { limit: 100, ..Query::new(cx.t.lang) };
    let found = list(cx.reads, &cx.actor, Level::KIND, &query)?.records;
    let mut levels = Vec::new();
    for record in found {
        let Some(full) = entente_record::load(cx.reads, Level::KIND, record.meta.id)? else { continue };
        let level = <Level as Typed>::from_record(&full)?;
        let scheme: Scheme = entente_record::get(cx.reads, level.scheme)?;
        let label = format!("{} · {}", scheme.name.show(cx.t.lang), level.name.show(cx.t.lang));
        let fee =
            level.fee.map_or_else(String::new, |fee| cx.t.a("membership-fee-a-year", "fee", cx.t.money(fee)));
        let uses = level.entitlements.iter().map(|e| {
            let service = cx.t.m(&format!("member-service-{}", Choice::word(e.service)));
            let most = e.per_year.map_or_else(|| cx.t.m("membership-without-limit"), |n| cx.t.number(n));
            format!("{service}: {most}")
        });
        let terms: Vec<String> = std::iter::once(fee).chain(uses).filter(|t| !t.is_empty()).collect();
        levels.push((level.meta.id.to_string(), label, terms.join(" · ")));
    }
    Ok(levels)
}

/// Takes the application in. What a company's form does not ask is known: name, scheme, offices.
pub(crate) fn make(act: &mut Act<'_, '_>) -> Result<Reply> {
    let kind = Membership::KIND;
    let staff = act.actor.audience == entente_access::Audience::Internal;
    let (id, fresh) = created_from(act, kind, |act, draft| {
        let value = |draft: &entente_record::Draft, field: &str| {
            kind.position(field).and_then(|at| draft.values.get(at)).cloned().unwrap_or_default()
        };
        let mut filed = draft.clone();
        if let (Datum::Link(level), Datum::Empty) = (value(draft, "level"), value(draft, "scheme")) {
            let level: Level = entente_record::get(act.tx, level)?;
            filed = filed.with(kind, "scheme", Datum::Link(level.scheme));
        }
        if let ([own], true) = (act.actor.organisations.as_slice(), value(draft, "organisation").is_empty()) {
            filed = filed.with(kind, "organisation", Datum::Link(*own));
        }
        if !staff {
            filed = filed.with(kind, "agreement", Datum::Empty);
            filed.children.iter_mut().for_each(Vec::clear);
        }
        if let (Datum::Link(id), Datum::Empty) = (value(&filed, "organisation"), value(draft, "name")) {
            let organisations = act.kind("organisation")?;
            let names = entente_record::link_titles(act.tx, &act.actor, organisations, &[id])?;
            filed = filed.with(kind, "name", names.get(&id).cloned().unwrap_or_default().hold());
        }
        acts::complete(act.tx, &mut filed)?;
        // Nobody learns this way whether somebody else is a member.
        let own =
            matches!(value(&filed, "organisation"), Datum::Link(id) if act.actor.organisations.contains(&id));
        if staff || own {
            acts::refuse_second(act.tx, &filed, None)?;
        }
        *draft = filed;
        Ok(())
    })?;
    let reply = Reply::see(format!("/memberships/{id}"));
    Ok(if fresh { reply.toast("applied", "") } else { reply })
}

/// The memberships that the reader may see and that count or come to count, for choosing one.
pub(crate) fn own_memberships(cx: &mut Cx<'_>) -> Result<Vec<Membership>> {
    let mut query = Query { limit: 50, ..Query::new(cx.t.lang) };
    let states = ["applied", "vetted", "approved", "signed", "active", "suspended", "withdrawn"];
    query.filters = vec![Filter::State(states.map(str::to_owned).to_vec())];
    let found = list(cx.reads, &cx.actor, Membership::KIND, &query)?.records;
    found.iter().map(<Membership as Typed>::from_record).collect()
}
