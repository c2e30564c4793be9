//! Who acts for a member in the portal, and who among them decides about the others.

use entente_access::{Actor, accounts, organisations};
use entente_kernel::{Id, Period, Problem, Result};
use entente_record::{Record, Typed, visible};
use entente_store::Reads;
use entente_web::{Act, Cx, Reply, safe};

use super::{button, section};
use crate::{Membership, access};

/// True when the actor decides about the seats of an organisation: its own delegated admins, and those who handle
/// memberships.
fn decides(reads: &mut dyn Reads, actor: &Actor, organisation: Id) -> Result<bool> {
    if access::handles(actor) {
        return Ok(true);
    }
    let Some(account) = actor.account.filter(|_| actor.organisations.contains(&organisation)) else {
        return Ok(false);
    };
    let today = reads.today();
    let links = organisations::of_account(reads, account)?;
    Ok(links.iter().any(|l| l.organisation == organisation && l.is_admin && l.period.covers(today)))
}

/// The seats of the member, for its people and for staff.
pub(crate) fn show(cx: &mut Cx<'_>, record: &Record) -> Result<Option<String>> {
    let membership = <Membership as Typed>::from_record(record)?;
    let of = membership.organisation;
    if !cx.actor.organisations.contains(&of) && !access::staff(&cx.actor) {
        return Ok(None);
    }
    let may = decides(cx.reads, &cx.actor, of)?;
    let mut body = String::from("<ul class=\"plain-list\">");
    let seats = organisations::of_organisation(cx.reads, of)?;
    for seat in &seats {
        let Some(account) = accounts::find(cx.reads, seat.account)? else { continue };
        let name = account.profile.name.show(cx.t.lang).to_owned();
        let admin = if seat.is_admin { cx.t.m("membership-seat-admin") } else { String::new() };
        let action = format!("/memberships/{}/seats", record.meta.id);
        let id = seat.id.to_string();
        let forms = if may && Some(seat.account) != cx.actor.account {
            let (turn, key) = if seat.is_admin {
                ("no-admin", "membership-seat-lower")
            } else {
                ("admin", "membership-seat-raise")
            };
            button(&cx.csrf(), &action, &[("seat", &id), ("do", turn)], &cx.t.m(key), " quiet")
                + &button(
                    &cx.csrf(),
                    &action,
                    &[("seat", &id), ("do", "end")],
                    &cx.t.m("membership-seat-end"),
                    " quiet",
                )
        } else {
            String::new()
        };
        body += &format!("<li>{} <span class=\"tag\">{}</span> {forms}</li>", safe(&name), safe(&admin));
    }
    body += "</ul>";
    if seats.is_empty() {
        body = format!("<p class=\"muted\">{}</p>", safe(&cx.t.m("membership-seats-none")));
    }
    Ok(Some(section("seats", &cx.t.m("membership-seats"), &body)))
}

/// Makes somebody a delegated admin, or no more, or ends the seat. Nobody changes the own one.
pub(crate) fn change(act: &mut Act<'_, '_>) -> Result<Reply> {
    let id = act.ask.id()?;
    let record = visible(act.tx, &act.actor, Membership::KIND, id)?;
    let membership = <Membership as Typed>::from_record(&record)?;
    let actor = act.actor.clone();
    if !decides(act.tx, &actor, membership.organisation)? {
        return Err(Problem::forbidden("only-seat-admins"));
    }
    let seat = Id::parse(act.ask.fields.one("seat")).ok_or_else(Problem::not_found)?;
    let seats = organisations::of_organisation(act.tx, membership.organisation)?;
    let seat = seats.into_iter().find(|s| s.id == seat).ok_or_else(Problem::not_found)?;
    if Some(seat.account) == act.actor.account {
        return Err(Problem::forbidden("own-seat"));
    }
    organisations::unlink(act.tx, seat.id)?;
    let period = Period { from: seat.period.from, to: seat.period.to };
    match act.ask.fields.one("do") {
        "end" => {}
        turn => {
            organisations::link(act.tx, seat.account, seat.organisation, period, turn == "admin")?;
        }
    }
    Ok(Reply::see(format!("/memberships/{id}#seats")).toast("saved", ""))
}
