//! What stands on the page of a membership: how it stands today, its periods, who has approved, its services.

use entente_access::Cond;
use entente_kernel::{Id, Result};
use entente_record::{Choice, Record, Typed, get_where, visible};
use entente_store::scalar;
use entente_web::{Act, Cx, Reply, safe};

use super::{button, section, standing_key};
use crate::words::MemberService;
use crate::{
    Membership, MembershipApproval, MembershipPeriod, ServiceRequest, access, acts, guards, services,
};

/// How it stands today, and its periods.
pub(crate) fn standing(cx: &mut Cx<'_>, record: &Record) -> Result<Option<String>> {
    let membership = <Membership as Typed>::from_record(record)?;
    let Some(standing) = membership.standing(cx.today()) else { return Ok(None) };
    let mut body = format!("<p><span class=\"pill\">{}</span>", safe(&cx.t.m(standing_key(standing))));
    if let Some(day) = membership.paid_until {
        body += &format!(" {}", safe(&cx.t.a("membership-paid-to", "day", cx.t.day(day))));
    }
    if let Some(day) = membership.lasts_until {
        body += &format!(
            " <span class=\"muted\">{}</span>",
            safe(&cx.t.a("membership-grace-to", "day", cx.t.day(day)))
        );
    }
    body += "</p><ul class=\"plain-list\">";
    let of = Cond::Is("membership", record.meta.id.into());
    let mut periods = get_where::<MembershipPeriod>(cx.reads, &of, 200)?;
    periods.sort_by_key(|period| std::cmp::Reverse(period.since));
    for period in &periods {
        let days = cx
            .t
            .with("membership-from-to", &[("from", cx.t.day(period.since)), ("to", cx.t.day(period.until))]);
        let sort = cx.t.m(&format!("period-sort-{}", Choice::word(period.sort)));
        let void = if period.meta.state == "void" { cx.t.m("membership-period-state-void") } else { sort };
        let href = format!("/membership-periods/{}", period.meta.id);
        body += &format!(
            "<li><a href=\"{href}\">{}</a> <span class=\"muted\">{}</span></li>",
            safe(&days),
            safe(&void)
        );
    }
    body += &format!(
        "</ul><p class=\"row\"><a class=\"button\" href=\"/memberships/{}/value\">{}</a></p>",
        record.meta.id,
        safe(&cx.t.m("membership-value"))
    );
    Ok(Some(section("standing", &cx.t.m("membership-standing"), &body)))
}

/// Which offices have approved; a button for the reader's own.
pub(crate) fn approvals(cx: &mut Cx<'_>, record: &Record) -> Result<Option<String>> {
    let known = ["vetted", "approved", "signed"].contains(&record.meta.state.as_str());
    if !access::staff(&cx.actor) || !known {
        return Ok(None);
    }
    let of = Cond::Is("membership", record.meta.id.into());
    let mut body = String::from("<ul class=\"plain-list\">");
    for given in get_where::<MembershipApproval>(cx.reads, &of, 20)? {
        let said = cx.t.with(
            "membership-approved-by",
            &[
                ("office", cx.t.office(&given.office)),
                ("who", given.approver.clone()),
                ("day", cx.t.day(given.given_on)),
            ],
        );
        body += &format!("<li>{}</li>", safe(&said));
    }
    for office in guards::missing_approvals(cx.reads, record)? {
        let waits = safe(&cx.t.a("membership-approval-waits", "office", cx.t.office(&office)));
        let may = record.meta.state == "vetted"
            && access::handles(&cx.actor)
            && acts::of_office(&cx.actor, &office);
        let action = format!("/memberships/{}/approve", record.meta.id);
        let label = cx.t.a("membership-approve-for", "office", cx.t.office(&office));
        let form = if may {
            button(&cx.csrf(), &action, &[("office", &office)], &label, " primary")
        } else {
            String::new()
        };
        body += &format!("<li>{waits} {form}</li>");
    }
    body += "</ul>";
    Ok(Some(section("approvals", &cx.t.m("membership_approval-many"), &body)))
}

/// Approves for one office.
pub(crate) fn approve(act: &mut Act<'_, '_>) -> Result<Reply> {
    let (id, office, actor) = (act.ask.id()?, act.ask.fields.one("office").to_owned(), act.actor.clone());
    let today = entente_store::Reads::today(act.tx);
    acts::approve(act.tx, &actor, id, &office, today)?;
    Ok(Reply::see(format!("/memberships/{id}#approvals")).toast("membership-approved", ""))
}

/// Services of this year, used and allowed; each number opens its requests.
pub(crate) fn quotas(cx: &mut Cx<'_>, record: &Record) -> Result<Option<String>> {
    let membership = <Membership as Typed>::from_record(record)?;
    if membership.standing(cx.today()).is_none() {
        return Ok(None);
    }
    let year = i64::from(cx.today().year());
    let holds = cx.staff() || cx.actor.organisations.contains(&membership.organisation);
    let mut body = String::from("<ul class=\"plain-list\">");
    for word in MemberService::WORDS {
        let Some(service) = MemberService::from_word(word) else { continue };
        let quota = services::quota(cx.reads, &membership, service, year)?;
        let Some(allowed) = quota.allowed else { continue };
        let taken = cx.t.number(quota.used);
        let said = match allowed {
            Some(most) => cx.t.with("membership-used-of", &[("used", taken), ("most", cx.t.number(most))]),
            None => cx.t.a("membership-used-freely", "used", taken),
        };
        let late = if allowed.is_some_and(|most| quota.used >= most) { " class=\"late\"" } else { "" };
        let service = safe(&cx.t.m(&format!("member-service-{word}")));
        // A subsidiary learns what is left, and not who used the rest.
        let count = if holds {
            format!("<a{late} href=\"{}\">{}</a>", safe(&used(record.meta.id, word, year)), safe(&said))
        } else {
            format!("<span{late}>{}</span>", safe(&said))
        };
        body += &format!("<li>{service} {count}</li>");
    }
    body += "</ul>";
    if let Some(form) = cx.new_form(ServiceRequest::KIND) {
        body += &format!(
            "<p class=\"row\"><a class=\"button primary\" href=\"{form}?membership={}\">{}</a></p>",
            record.meta.id,
            safe(&cx.t.m("service_request-new"))
        );
    }
    Ok(Some(section("quotas", &cx.t.a("membership-services-of", "year", year), &body)))
}

/// The requests that took from a quota.
pub(crate) fn used(membership: Id, service: &str, year: i64) -> String {
    format!(
        "/service-requests?membership={membership}&service={service}&quota_year={year}&beyond=false&state=in_work,assigned,delivered,rated"
    )
}

/// The agreement behind the membership, where the number that was typed is that of one which the reader may see.
pub(crate) fn agreement(cx: &mut Cx<'_>, record: &Record) -> Result<Option<String>> {
    let membership = <Membership as Typed>::from_record(record)?;
    let number = membership.agreement.trim().to_ascii_uppercase();
    let registry = cx.web.registry().clone();
    let Some(kind) = registry.kind("agreement").filter(|_| !number.is_empty()) else { return Ok(None) };
    let sql = format!("SELECT id FROM {} WHERE reference = $1 AND deleted_at IS NULL", kind.table);
    let Some(id) = scalar::<Id>(cx.reads, &sql, &[number.into()])? else { return Ok(None) };
    let Ok(found) = visible(cx.reads, &cx.actor, kind, id) else { return Ok(None) };
    let title = format!("{} · {}", found.meta.reference, found.title(cx.t.lang));
    let body = format!(
        "<p><a href=\"/{}/{id}\">{}</a> <span class=\"pill\">{}</span></p>",
        kind.path,
        safe(&title),
        safe(&cx.state(kind, &found))
    );
    Ok(Some(section("agreement", &cx.t.m("membership-agreement-behind"), &body)))
}
