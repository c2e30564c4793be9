//! Who may do what with agreements, their texts, and what was said of them.

use entente_access::{Action, Actor, Audience, Cond, Rule};

/// Those who handle agreements.
pub(crate) const HANDLERS: &[&str] = &["administrator", "office_manager", "officer"];

/// Those who say who must approve what.
pub(crate) const ROUTERS: &[&str] = &["administrator", "office_manager"];

/// Those who sign for our institution.
pub(crate) const SIGNERS: &[&str] = &["office_manager", "leadership"];

/// Steps that follow from what others did.
const BY_ITSELF: &[&str] = &["fall_back", "sign", "renew", "supersede"];

/// Staff by class; parties from negotiation on.
pub(crate) fn agreement(actor: &Actor, action: Action) -> Rule {
    let (staff, handles) = (is_staff(actor), handles(actor));
    match action {
        Action::See => Rule::when(seen(actor), "not-allowed"),
        Action::Fields("handling") => Rule::only_if(staff, "only-staff"),
        Action::Fields(_) => Rule::always(),
        Action::Step(step) if BY_ITSELF.contains(&step) => Rule::only_if(actor.is_system, "made-by-itself"),
        _ => Rule::only_if(handles, "only-officers"),
    }
}

/// Where the agreement is seen; parties see what is out with them, and what they propose themselves.
pub(crate) fn text(actor: &Actor, action: Action) -> Rule {
    match action {
        Action::See if is_staff(actor) => Rule::when(of_seen(actor), "not-allowed"),
        Action::See => {
            let mut any = vec![Cond::Is("state", "sent".into())];
            any.push(Cond::Among("proposed_by", actor.organisations.iter().map(|id| (*id).into()).collect()));
            Rule::when(both(of_seen(actor), Cond::Or(any)), "not-allowed")
        }
        Action::Fields("inner") => Rule::only_if(actor.is_system, "not-allowed"),
        Action::Fields(_) => Rule::always(),
        Action::Step(_) | Action::Note => Rule::only_if(handles(actor), "only-officers"),
        _ => Rule::only_if(actor.is_system, "made-by-itself"),
    }
}

/// Where the agreement is seen; parties do not see who approved inside our institution. Who said something takes it
/// back.
pub(crate) fn assent(actor: &Actor, action: Action) -> Rule {
    match action {
        Action::See if is_staff(actor) => Rule::when(of_seen(actor), "not-allowed"),
        Action::See => {
            let open = "{t}.organisation IS NOT NULL OR {t}.sort = 'signature'";
            Rule::when(both(of_seen(actor), Cond::Sql(open, Vec::new())), "not-allowed")
        }
        Action::Fields("inner") => Rule::only_if(actor.is_system, "not-allowed"),
        Action::Fields(_) => Rule::always(),
        Action::Step("withdraw") if !handles(actor) => Rule::when(own(actor), "only-own-assent"),
        Action::Step(_) | Action::Note => Rule::only_if(handles(actor), "only-officers"),
        _ => Rule::only_if(actor.is_system, "made-by-itself"),
    }
}

/// Staff read them, those who keep them write them.
pub(crate) fn route(actor: &Actor, action: Action) -> Rule {
    match action {
        Action::See | Action::Fields(_) => Rule::only_if(is_staff(actor), "only-staff"),
        _ => Rule::only_if(actor.is_system || actor.has_any(ROUTERS), "only-managers"),
    }
}

/// Staff who see the agreement.
pub(crate) fn registration(actor: &Actor, action: Action) -> Rule {
    match action {
        Action::See if is_staff(actor) => Rule::when(of_seen(actor), "not-allowed"),
        Action::See => Rule::never("only-staff"),
        Action::Fields(_) => Rule::always(),
        _ => Rule::only_if(handles(actor), "only-officers"),
    }
}

/// True for those who handle agreements.
pub(crate) fn handles(actor: &Actor) -> bool {
    actor.is_system || actor.has_any(HANDLERS)
}

pub(crate) fn is_staff(actor: &Actor) -> bool {
    actor.is_system || actor.audience == Audience::Internal
}

/// The agreements that the actor sees.
fn seen(actor: &Actor) -> Cond {
    if actor.is_system {
        return Cond::All;
    }
    if is_staff(actor) {
        return Cond::published_to(actor);
    }
    let party = |id: &entente_kernel::Id| {
        let sql = "EXISTS (SELECT 1 FROM agreement_party p WHERE p.owner = {t}.id AND p.recorded_to IS NULL
                     AND p.organisation = {1})";
        Cond::Sql(sql, vec![(*id).into()])
    };
    if actor.organisations.is_empty() {
        return Cond::Nothing;
    }
    let out = Cond::Sql("{t}.state NOT IN ('drafting', 'review', 'abandoned')", Vec::new());
    Cond::And(vec![Cond::Or(actor.organisations.iter().map(party).collect()), out])
}

/// What belongs to an agreement that the actor sees.
fn of_seen(actor: &Actor) -> Cond {
    match seen(actor) {
        Cond::All => Cond::All,
        Cond::Nothing => Cond::Nothing,
        when => Cond::Leads("agreement", "agreement", Box::new(when)),
    }
}

/// Both; nothing where the first is nothing, so that gates know it.
fn both(first: Cond, second: Cond) -> Cond {
    if first == Cond::Nothing { first } else { Cond::And(vec![first, second]) }
}

/// Recorded by the actor's own account.
fn own(actor: &Actor) -> Cond {
    actor.account.map_or(Cond::Nothing, |account| Cond::Is("account", account.to_string().into()))
}
