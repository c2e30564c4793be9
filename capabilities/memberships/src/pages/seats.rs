//! Who acts for a member in the portal, and who among them decides about the others.

use askama::Template;
use entente_access::organisations::{self, Affiliation};
use entente_access::{Account, Actor, NewAccount, Profile, Status, accounts, grants, links};
use entente_kernel::{FieldProblem, Id, Lang, Period, Problem, Result, Text};
use entente_record::{Record, Typed, visible};
use entente_store::Reads;
use entente_web::{Act, Cx, Page, Reply, T, safe};

use super::{said, section};
use crate::{Membership, access};

/// The role of those who act for an organisation.
const ROLE: &str = "partner_contact";

/// Most people who act for one organisation: nobody mails invitations without end.
const MOST: usize = 50;

#[derive(Template)]
#[template(path = "seats.html")]
struct Seats<'a> {
    t: &'a T,
    csrf: String,
    here: String,
    name: String,
    problems: Vec<String>,
    may: bool,
    seats: Vec<Seat>,
    typed_name: String,
    typed_email: String,
}

/// One person.
struct Seat {
    id: String,
    name: String,
    own: bool,
    admin: bool,
    waits: bool,
    until: String,
}

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

/// The membership of the path, for its own people and for staff. A subsidiary with a grant has no say in its seats.
fn own(reads: &mut dyn Reads, actor: &Actor, id: Id) -> Result<Membership> {
    let membership = <Membership as Typed>::from_record(&visible(reads, actor, Membership::KIND, id)?)?;
    let of = membership.organisation;
    if access::staff(actor) || actor.organisations.contains(&of) {
        return Ok(membership);
    }
    Err(Problem::forbidden("only-own-organisation"))
}

/// Those whose seat has not ended, with their accounts.
fn held(reads: &mut dyn Reads, organisation: Id) -> Result<Vec<(Affiliation, Account)>> {
    let today = reads.today();
    let mut seats = Vec::new();
    for seat in organisations::of_organisation(reads, organisation)? {
        if seat.period.to.is_none_or(|last| last >= today)
            && let Some(account) = accounts::find(reads, seat.account)?
        {
            seats.push((seat, account));
        }
    }
    Ok(seats)
}

/// The names on the page of the membership.
pub(crate) fn show(cx: &mut Cx<'_>, record: &Record) -> Result<Option<String>> {
    let membership = <Membership as Typed>::from_record(record)?;
    if !cx.actor.organisations.contains(&membership.organisation) && !access::staff(&cx.actor) {
        return Ok(None);
    }
    let held = held(cx.reads, membership.organisation)?;
    let mut body = if held.is_empty() {
        format!("<p class=\"muted\">{}</p>", safe(&cx.t.m("membership-seats-none")))
    } else {
        let name = |account: &Account| safe(account.profile.name.show(cx.t.lang));
        let one = |(_, account): &(Affiliation, Account)| format!("<li>{}</li>", name(account));
        format!("<ul class=\"plain-list\">{}</ul>", held.iter().map(one).collect::<String>())
    };
    body += &format!(
        "<p class=\"row\"><a class=\"button\" href=\"/memberships/{}/seats\">{}</a></p>",
        record.meta.id,
        safe(&cx.t.m("membership-seats-open"))
    );
    Ok(Some(section("seats", &cx.t.m("membership-seats"), &body)))
}

/// The seats, and the form that invites somebody to one.
pub(crate) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    shown(cx, None)
}

/// The page again, with what was wrong.
pub(crate) fn again(cx: &mut Cx<'_>, problem: &Problem) -> Result<Reply> {
    Ok(shown(cx, Some(problem))?.status(problem.class.status()))
}

fn shown(cx: &mut Cx<'_>, problem: Option<&Problem>) -> Result<Reply> {
    let id = cx.ask.id()?;
    let membership = own(cx.reads, &cx.actor, id)?;
    let seat = |(seat, account): (Affiliation, Account)| Seat {
        id: seat.id.to_string(),
        name: account.profile.name.show(cx.t.lang).to_owned(),
        own: Some(seat.account) == cx.actor.account,
        admin: seat.is_admin,
        waits: account.status == Status::Invited,
        until: seat
            .period
            .to
            .map_or_else(String::new, |day| cx.t.a("membership-seat-until", "day", cx.t.day(day))),
    };
    let page = Seats {
        csrf: cx.csrf(),
        here: format!("/memberships/{id}"),
        name: membership.name.show(cx.t.lang).to_owned(),
        problems: problem.map(|p| said(cx, "membership-seat", p)).unwrap_or_default(),
        may: decides(cx.reads, &cx.actor, membership.organisation)?,
        seats: held(cx.reads, membership.organisation)?.into_iter().map(seat).collect(),
        typed_name: cx.ask.fields.one("name").to_owned(),
        typed_email: cx.ask.fields.one("email").to_owned(),
        t: &cx.t,
    };
    let body = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("membership-seats");
    cx.page(&Page::new(title, "/memberships"), &body)
}

/// What the buttons of the page do. Nobody changes the own seat.
pub(crate) fn change(act: &mut Act<'_, '_>) -> Result<Reply> {
    let id = act.ask.id()?;
    let actor = act.actor.clone();
    let of = own(act.tx, &actor, id)?.organisation;
    if !decides(act.tx, &actor, of)? {
        return Err(Problem::forbidden("only-seat-admins"));
    }
    let there = format!("/memberships/{id}/seats");
    if act.ask.fields.one("do") == "invite" {
        invite(act, of)?;
        return Ok(Reply::see(there).toast("seat-invited", act.ask.fields.one("email")));
    }
    let seat = Id::parse(act.ask.fields.one("seat")).ok_or_else(Problem::not_found)?;
    let seats = organisations::of_organisation(act.tx, of)?;
    let seat = seats.into_iter().find(|s| s.id == seat).ok_or_else(Problem::not_found)?;
    if Some(seat.account) == act.actor.account {
        return Err(Problem::forbidden("own-seat"));
    }
    turn(act, &seat)?;
    Ok(Reply::see(there).toast("saved", ""))
}

fn turn(act: &mut Act<'_, '_>, seat: &Affiliation) -> Result<()> {
    match act.ask.fields.one("do") {
        "again" => links::invite(act.tx, seat.account, &act.web.house().site.clone()),
        "end" => organisations::unlink(act.tx, seat.id),
        admin @ ("admin" | "no-admin") => {
            organisations::unlink(act.tx, seat.id)?;
            let period = Period { from: seat.period.from, to: seat.period.to };
            organisations::link(act.tx, seat.account, seat.organisation, period, admin == "admin").map(|_| ())
        }
        _ => Err(Problem::not_found()),
    }
}

/// An account for the seat, and a letter with the link that opens it. The address is the log-in name.
fn invite(act: &mut Act<'_, '_>, organisation: Id) -> Result<()> {
    if held(act.tx, organisation)?.len() >= MOST {
        return Err(Problem::conflict("seats-full").with("n", MOST));
    }
    let fields = &act.ask.fields;
    let (name, email) = (fields.one("name").trim().to_owned(), fields.one("email").trim().to_owned());
    let lang = Lang::parse(fields.one("lang")).unwrap_or_default();
    if email.is_empty() {
        return Err(Problem::field("email", "required"));
    }
    let name = if lang == Lang::Zh { Text::zh(name) } else { Text::en(name) };
    let profile = Profile { name, email: Some(email.clone()), lang };
    let new = NewAccount { login: email, profile, person: None };
    let account = accounts::create(act.tx, &new).map_err(by_address)?;
    grants::grant(act.tx, account.id, ROLE, None, act.web.roles())?;
    organisations::link(act.tx, account.id, organisation, Period::default(), false)?;
    links::invite(act.tx, account.id, &act.web.house().site.clone())
}

/// The form asks for an address and no log-in name.
fn by_address(problem: Problem) -> Problem {
    if problem.fields.is_empty() {
        return problem;
    }
    let turned = |wrong: &FieldProblem| match wrong.code {
        "taken" => FieldProblem::new("email", "seat-taken"),
        "login-characters" => FieldProblem::new("email", "email"),
        _ => wrong.clone(),
    };
    let mut fields: Vec<FieldProblem> = problem.fields.iter().map(turned).collect();
    fields.dedup_by(|a, b| (&a.field, a.code) == (&b.field, b.code));
    Problem::invalid(fields)
}
