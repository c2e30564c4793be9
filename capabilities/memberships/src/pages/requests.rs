//! Asking for a service, saying how it went, and turning a technology request into a need.

use std::sync::Arc;

use askama::Template;
use entente_contracts::OpensNeed;
use entente_kernel::{Id, Problem, Result};
use entente_record::{Choice, Datum, Draft, Held, Record, Typed};
use entente_web::pages::{created_from, new_again, new_form_with};
use entente_web::{Act, Cx, Page, Reply, T, safe};

use super::{Offered, apply, button, organisations, said, section};
use crate::words::{MemberService, TechnologyHelp};
use crate::{Membership, ServiceRequest, access, services};

#[derive(Template)]
#[template(path = "request.html")]
struct Ask<'a> {
    t: &'a T,
    csrf: String,
    once: String,
    problems: Vec<String>,
    memberships: Vec<Offered>,
    organisations: Vec<Offered>,
    services: Vec<Offered>,
    helps: Vec<Offered>,
    title: String,
    statement: String,
}

/// The form: for staff that of the kind, for members what only they know.
pub(crate) fn form(cx: &mut Cx<'_>) -> Result<Reply> {
    if !cx.staff() {
        return own(cx, None);
    }
    let office = cx.actor.grants.iter().find_map(|g| g.office.clone());
    let known: Vec<_> = office.into_iter().map(|office| ("office", office)).collect();
    new_form_with(cx, ServiceRequest::KIND, &known)
}

/// The form again, with everything that was typed.
pub(crate) fn again(cx: &mut Cx<'_>, problem: &Problem) -> Result<Reply> {
    if cx.staff() {
        return new_again(cx, ServiceRequest::KIND, problem);
    }
    Ok(own(cx, Some(problem))?.status(problem.class.status()))
}

/// What a member is asked: service, a few words, in full.
fn own(cx: &mut Cx<'_>, problem: Option<&Problem>) -> Result<Reply> {
    let today = cx.today();
    let mut live = apply::own_memberships(cx)?;
    live.retain(|own| own.standing(today).is_some_and(entente_periods::Standing::is_member));
    let (ask, t, ids) = (cx.ask, cx.t.clone(), cx.actor.organisations.clone());
    let typed = |name: &str| match ask.fields.one(name) {
        "" => ask.asked(name).to_owned(),
        typed => typed.to_owned(),
    };
    let services = services_offered(cx, &live, &typed("service"))?;
    let names = organisations(cx, &ids)?;
    let one = |value: String, label: String, name: &str| {
        let chosen = typed(name) == value;
        Offered { value, label, chosen }
    };
    let organisation = |id: &Id| {
        let name = names.get(id).map_or_else(String::new, |name| name.show(t.lang).to_owned());
        one(id.to_string(), name, "organisation")
    };
    let membership = |own: &Membership| {
        let branch = t.m(&format!("member-branch-{}", Choice::word(own.branch)));
        one(own.meta.id.to_string(), format!("{} · {branch}", own.name.show(t.lang)), "membership")
    };
    let help = |word: &&str| one((*word).to_owned(), t.m(&format!("technology-help-{word}")), "help");
    let in_lang = |name: &str| ask.fields.one(&format!("{name}_{}", t.lang.code())).to_owned();
    let page = Ask {
        csrf: cx.csrf(),
        once: Id::new(cx.web.db().chance()).to_string(),
        problems: problem.map(|p| said(cx, "service_request", p)).unwrap_or_default(),
        memberships: live.iter().map(membership).collect(),
        organisations: ids.iter().map(organisation).collect(),
        services,
        helps: TechnologyHelp::WORDS.iter().map(help).collect(),
        title: in_lang("title"),
        statement: in_lang("statement"),
        t: &t,
    };
    let body = page.render().map_err(Problem::internal)?;
    let title = t.m("service_request-new");
    cx.page(&Page::new(title, "/service-requests"), &body)
}

/// The seven services; beside each, what is left of the year's quota where there is only one membership to ask.
fn services_offered(cx: &mut Cx<'_>, live: &[Membership], chosen: &str) -> Result<Vec<Offered>> {
    let year = i64::from(cx.today().year());
    let mut offered = Vec::new();
    for word in MemberService::WORDS {
        let Some(service) = MemberService::from_word(word) else { continue };
        let mut label = cx.t.m(&format!("member-service-{word}"));
        if let [own] = live {
            let quota = services::quota(cx.reads, own, service, year)?;
            let left = match quota.allowed {
                None => cx.t.m("membership-not-included"),
                Some(None) => cx.t.m("membership-without-limit"),
                Some(Some(most)) => {
                    cx.t.a("service-request-left", "n", cx.t.number((most - quota.used).max(0)))
                }
            };
            label = format!("{label} ({left})");
        }
        offered.push(Offered { value: (*word).to_owned(), label, chosen: *word == chosen });
    }
    Ok(offered)
}

/// Takes it in, with the day until which it is to be delivered.
pub(crate) fn make(act: &mut Act<'_, '_>) -> Result<Reply> {
    let kind = ServiceRequest::KIND;
    let (id, fresh) = created_from(act, kind, |act, draft| {
        let value = |draft: &Draft, field: &str| {
            kind.position(field).and_then(|at| draft.values.get(at)).cloned().unwrap_or_default()
        };
        let mut filed = draft.clone();
        if let ([own], true) = (act.actor.organisations.as_slice(), value(draft, "organisation").is_empty()) {
            filed = filed.with(kind, "organisation", Datum::Link(*own));
        }
        let service = MemberService::take(&value(draft, "service"));
        if let (Datum::Link(membership), Some(service)) = (value(draft, "membership"), service) {
            let today = entente_store::Reads::today(act.tx);
            let target = services::target(act.tx, membership, service, today)?;
            filed = filed.with(kind, "target", Datum::Date(target));
        }
        *draft = filed;
        Ok(())
    })?;
    let reply = Reply::see(format!("/service-requests/{id}"));
    Ok(if fresh { reply.toast("created", "") } else { reply })
}

/// For staff: a technology request becomes a need. For whoever asked: saying how it went.
pub(crate) fn panel(cx: &mut Cx<'_>, record: &Record) -> Result<Option<String>> {
    let request = <ServiceRequest as Typed>::from_record(record)?;
    let here = format!("/service-requests/{}", record.meta.id);
    let open = ["received", "triaged", "assigned"].contains(&record.meta.state.as_str());
    if access::handles(&cx.actor)
        && request.service == MemberService::Technology
        && request.need.is_none()
        && open
    {
        let hint = safe(&cx.t.m("service-request-need-hint"));
        let form = button(
            &cx.csrf(),
            &format!("{here}/need"),
            &[],
            &cx.t.m("service-request-need-open"),
            " primary",
        );
        return Ok(Some(section(
            "to-need",
            &cx.t.m("service_request-need"),
            &format!("<p>{hint}</p>{form}"),
        )));
    }
    if record.meta.state != "delivered" || !cx.actor.organisations.contains(&request.organisation) {
        return Ok(None);
    }
    let stars: String = (1..=5).rev().map(|n| format!("<option value=\"{n}\">{n}</option>")).collect();
    let body = format!(
        "<form method=\"post\" action=\"{here}/rate\"><input type=\"hidden\" name=\"csrf\" value=\"{}\">\
         <div class=\"field\"><label for=\"rating\">{}</label><select id=\"rating\" name=\"rating\">{stars}</select></div>\
         <div class=\"field\"><label for=\"verdict\">{}</label><input id=\"verdict\" name=\"verdict\" maxlength=\"1000\"></div>\
         <p class=\"row\"><button class=\"button primary\">{}</button></p></form>",
        safe(&cx.csrf()),
        safe(&cx.t.m("service_request-rating")),
        safe(&cx.t.m("service_request-verdict")),
        safe(&cx.t.m("service_request-step-rate"))
    );
    Ok(Some(section("rate", &cx.t.m("service-request-how"), &body)))
}

/// Says how it went.
pub(crate) fn rate(act: &mut Act<'_, '_>) -> Result<Reply> {
    let (id, fields, actor) = (act.ask.id()?, act.ask.fields.clone(), act.actor.clone());
    let rating = fields.one("rating").parse().map_err(|_| Problem::field("rating", "rating"))?;
    services::rate(act.tx, &actor, id, rating, fields.one("verdict"))?;
    Ok(Reply::see(format!("/service-requests/{id}")).toast("saved", ""))
}

/// Opens the need.
pub(crate) fn open_need(act: &mut Act<'_, '_>, needs: &Arc<dyn OpensNeed>) -> Result<Reply> {
    let (id, actor) = (act.ask.id()?, act.actor.clone());
    let need = services::open_need(act.tx, &actor, &**needs, id)?;
    Ok(Reply::see(format!("/records/{need}")).toast("created", ""))
}
