//! Asking for a service, saying how it went, and turning a technology request into a need.

use std::sync::Arc;

use entente_contracts::OpensNeed;
use entente_kernel::{Problem, Result};
use entente_record::{Datum, Draft, Held, Record, Typed};
use entente_web::pages::{created_from, new_form_with};
use entente_web::{Act, Cx, Reply, safe};

use super::{apply, button, section};
use crate::words::MemberService;
use crate::{ServiceRequest, access, services};

/// The form, with what is known already.
pub(crate) fn form(cx: &mut Cx<'_>) -> Result<Reply> {
    let mut known = Vec::new();
    if let [own] = apply::own_memberships(cx)?.as_slice()
        && !cx.staff()
    {
        known.push(("membership", own.meta.id.to_string()));
    }
    if let [own] = cx.actor.organisations.as_slice() {
        known.push(("organisation", own.to_string()));
    }
    let asked = cx.ask.asked("membership").to_owned();
    if !asked.is_empty() {
        known.retain(|(name, _)| *name != "membership");
        known.push(("membership", asked));
    }
    if let Some(office) = cx.actor.grants.iter().find_map(|g| g.office.clone()) {
        known.push(("office", office));
    }
    new_form_with(cx, ServiceRequest::KIND, &known)
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
