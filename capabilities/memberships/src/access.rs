//! Who may do what with memberships and their services.

use entente_access::{Action, Actor, Audience, Cond, Rule};
use entente_kernel::Id;

/// Those who handle memberships.
pub(crate) const HANDLERS: &[&str] = &["administrator", "office_manager", "officer"];

/// Those who decide about schemes, and about suspending and expelling.
const DECIDERS: &[&str] = &["administrator", "office_manager"];

/// Staff who read everything and change nothing.
const READERS: &[&str] = &["leadership", "auditor"];

/// The rule of schemes and levels: whoever they are published to sees them.
pub(crate) fn terms(actor: &Actor, action: Action) -> Rule {
    match action {
        Action::See | Action::Fields(_) => Rule::when(Cond::published_to(actor), "not-allowed"),
        _ => Rule::only_if(actor.is_system || actor.has_any(DECIDERS), "only-managers"),
    }
}

/// The rule of memberships: handlers run them; a company sees its own and those that were granted to it, and applies
/// for itself. Approval comes out of the offices' approvals alone.
pub(crate) fn membership(actor: &Actor, action: Action) -> Rule {
    let handles = handles(actor);
    match action {
        Action::See if staff(actor) => Rule::always(),
        Action::See => Rule::when(any(own(actor, "organisation"), granted(actor)), "not-allowed"),
        Action::Fields("handling") => Rule::only_if(staff(actor), "only-officers"),
        Action::Fields(_) => Rule::always(),
        Action::Create if !handles => {
            Rule::when(Cond::And(vec![own(actor, "organisation"), as_applied()]), "only-own-application")
        }
        Action::Step("approve") => Rule::only_if(actor.is_system, "made-by-approvals"),
        Action::Step("suspend" | "resume" | "expel") => {
            Rule::only_if(actor.is_system || actor.has_any(DECIDERS), "only-managers")
        }
        Action::Step("vet" | "activate" | "rejoin") if handles => Rule::when(party(), "party-gone"),
        Action::Step("withdraw") if !handles => {
            Rule::when(own(actor, "organisation"), "only-own-organisation")
        }
        _ => Rule::only_if(handles, "only-officers"),
    }
}

/// The rule of periods and approvals: whoever sees the membership sees them; steps alone make them.
pub(crate) fn made_by_steps(actor: &Actor, action: Action) -> Rule {
    match action {
        Action::See if staff(actor) => Rule::always(),
        Action::See => Rule::when(of_own(actor), "not-allowed"),
        Action::Fields("inner") => Rule::only_if(actor.is_system || actor.has("auditor"), "only-officers"),
        Action::Fields(_) => Rule::always(),
        Action::Step("void") => Rule::only_if(actor.is_system || actor.has_any(DECIDERS), "only-managers"),
        Action::Note => Rule::only_if(handles(actor), "only-officers"),
        _ => Rule::only_if(actor.is_system, "made-by-steps"),
    }
}

/// The rule of invoices: handlers keep them; the member sees those that were issued.
pub(crate) fn invoice(actor: &Actor, action: Action) -> Rule {
    match action {
        Action::See if staff(actor) => Rule::always(),
        Action::See => match of_own(actor) {
            Cond::Nothing => Rule::never("not-allowed"),
            own => {
                let issued = Cond::Among("state", vec!["issued".into(), "paid".into(), "cancelled".into()]);
                Rule::when(Cond::And(vec![own, issued]), "not-allowed")
            }
        },
        Action::Fields(_) => Rule::always(),
        _ => Rule::only_if(handles(actor), "only-officers"),
    }
}

/// The rule of requests: handlers run them; whoever asks sees the own ones, changes them until they are taken up, and
/// says how they went. The member sees what its subsidiaries ask, for it comes out of its quota.
pub(crate) fn request(actor: &Actor, action: Action) -> Rule {
    let (handles, own) = (handles(actor), own(actor, "organisation"));
    let mine = |cond: Cond| match &own {
        Cond::Nothing => Cond::Nothing,
        own => Cond::And(vec![own.clone(), cond]),
    };
    match action {
        Action::See if staff(actor) => Rule::always(),
        Action::See => Rule::when(any(own, of_own(actor)), "not-allowed"),
        Action::Fields("handling") => Rule::only_if(staff(actor), "only-officers"),
        Action::Fields("answer") if staff(actor) => Rule::always(),
        Action::Fields("answer") => {
            let done = Cond::Among("state", vec!["delivered".into(), "rated".into()]);
            Rule::when(done, "not-delivered")
        }
        Action::Fields(_) => Rule::always(),
        Action::Create if handles => Rule::when(entitled(), "not-entitled"),
        Action::Create => Rule::when(mine(entitled()), "not-entitled"),
        Action::Edit if !handles => {
            Rule::when(mine(Cond::Is("state", "received".into())), "only-while-received")
        }
        Action::Step("rate") if !handles => Rule::when(own, "only-own-organisation"),
        _ => Rule::only_if(handles, "only-officers"),
    }
}

/// The rule of introductions: the one who is asked hears of it once the other one has agreed; how to reach each other
/// is open to both when both have.
pub(crate) fn introduction(actor: &Actor, action: Action) -> Rule {
    let (handles, asking) = (handles(actor), own(actor, "asking"));
    let asked = |states: &[&'static str]| match own(actor, "asked") {
        Cond::Nothing => Cond::Nothing,
        own => {
            let states = Cond::Among("state", states.iter().map(|state| (*state).into()).collect());
            Cond::And(vec![own, states])
        }
    };
    match action {
        Action::See if staff(actor) => Rule::always(),
        Action::See => Rule::when(any(asking, asked(&["offered", "agreed", "introduced"])), "not-allowed"),
        Action::Fields("handling") => Rule::only_if(staff(actor), "only-officers"),
        Action::Fields("contacts") if staff(actor) => Rule::always(),
        Action::Fields("contacts") => match any(asking, asked(&["introduced"])) {
            Cond::Nothing => Rule::never("after-both-agree"),
            own => {
                let both = Cond::Is("state", "introduced".into());
                Rule::when(Cond::And(vec![own, both]), "after-both-agree")
            }
        },
        Action::Fields(_) => Rule::always(),
        Action::Step("agree") => {
            Rule::when(if actor.is_system { Cond::All } else { asking }, "only-the-asking")
        }
        Action::Step("accept") => {
            Rule::when(if actor.is_system { Cond::All } else { asked(&["offered"]) }, "only-the-asked")
        }
        Action::Step("refuse") if !handles => {
            Rule::when(any(asking, asked(&["offered", "agreed"])), "not-allowed")
        }
        _ => Rule::only_if(handles, "only-officers"),
    }
}

/// The rule of bulletins: handlers write them; people of members read what was sent.
pub(crate) fn bulletin(actor: &Actor, action: Action) -> Rule {
    match action {
        Action::See if staff(actor) => Rule::always(),
        Action::See if actor.audience == Audience::Public => Rule::never("not-allowed"),
        Action::See => {
            let sent = Cond::Is("state", "sent".into());
            Rule::when(Cond::And(vec![Cond::published_to(actor), sent]), "not-allowed")
        }
        Action::Fields(_) => Rule::always(),
        Action::Edit if handles(actor) && !actor.is_system => {
            Rule::when(Cond::Is("state", "draft".into()), "bulletin-sent")
        }
        _ => Rule::only_if(handles(actor), "only-officers"),
    }
}

/// The rule of subscriptions: everybody the own one; the page of topics writes it.
pub(crate) fn subscription(actor: &Actor, action: Action) -> Rule {
    let own = actor.account.map_or(Cond::Nothing, |id| Cond::Is("account", id.to_string().into()));
    match action {
        Action::See if staff(actor) => Rule::always(),
        Action::See => Rule::when(own, "not-allowed"),
        Action::Fields("inner") => Rule::only_if(actor.is_system, "only-officers"),
        Action::Fields(_) => Rule::always(),
        _ => Rule::only_if(actor.is_system, "made-by-oneself"),
    }
}

pub(crate) fn handles(actor: &Actor) -> bool {
    actor.is_system || actor.has_any(HANDLERS)
}

pub(crate) fn staff(actor: &Actor) -> bool {
    actor.is_system || actor.audience == Audience::Internal && actor.has_any(&[HANDLERS, READERS].concat())
}

/// The column leads to one of the actor's organisations.
fn own(actor: &Actor, column: &'static str) -> Cond {
    if actor.organisations.is_empty() {
        return Cond::Nothing;
    }
    Cond::Among(column, actor.organisations.iter().map(|id| (*id).into()).collect())
}

/// An application as a company files it: the offices of the scheme decide, and what the secretariat keeps is empty.
fn as_applied() -> Cond {
    Cond::Sql(
        "{t}.agreement IS NULL
         AND NOT EXISTS (SELECT 1 FROM membership_beneficiary g WHERE g.owner = {t}.id)
         AND NOT EXISTS (SELECT 1 FROM membership_office o WHERE o.owner = {t}.id AND NOT EXISTS (
           SELECT 1 FROM scheme_branch b WHERE b.owner = {t}.scheme AND b.office = o.office AND b.recorded_to IS NULL
             AND o.part = CASE WHEN b.branch = {t}.branch THEN 'lead' ELSE 'joint' END))
         AND NOT EXISTS (SELECT 1 FROM scheme_branch b WHERE b.owner = {t}.scheme AND b.recorded_to IS NULL
           AND NOT EXISTS (SELECT 1 FROM membership_office o WHERE o.owner = {t}.id AND o.office = b.office))",
        Vec::new(),
    )
}

/// Granted to one of the actor's organisations, on the day on which it asks.
fn granted(actor: &Actor) -> Cond {
    let Some(today) = actor.today else { return Cond::Nothing };
    let to = |id: &Id| {
        let sql =
            "EXISTS (SELECT 1 FROM membership_beneficiary b WHERE b.owner = {t}.id AND b.organisation = {1}
               AND b.recorded_to IS NULL AND b.since <= {2} AND (b.until IS NULL OR b.until >= {2}))";
        Cond::Sql(sql, vec![(*id).into(), today.into()])
    };
    Cond::Or(actor.organisations.iter().map(to).collect())
}

/// Belongs to a membership of one of the actor's organisations.
fn of_own(actor: &Actor) -> Cond {
    match own(actor, "organisation") {
        Cond::Nothing => Cond::Nothing,
        own => Cond::Leads("membership", "membership", Box::new(own)),
    }
}

/// The legal entity is on file: neither in the trash nor merged into another one.
fn party() -> Cond {
    Cond::Leads("organisation", "organisation", Box::new(Cond::All))
}

/// Who asks is the member, or holds a grant on the day of its request.
fn entitled() -> Cond {
    Cond::Sql(
        "EXISTS (SELECT 1 FROM membership m WHERE m.id = {t}.membership AND m.deleted_at IS NULL
           AND (m.organisation = {t}.organisation OR EXISTS (SELECT 1 FROM membership_beneficiary b
             WHERE b.owner = m.id AND b.organisation = {t}.organisation AND b.recorded_to IS NULL
               AND b.since <= {t}.state_since AND (b.until IS NULL OR b.until >= {t}.state_since))))",
        Vec::new(),
    )
}

/// At least one of two.
fn any(one: Cond, other: Cond) -> Cond {
    Cond::Or(vec![one, other])
}
