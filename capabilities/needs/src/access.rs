//! Who may do what with needs and engagements.

use entente_access::{Action, Actor, Cond, Rule};

/// Those who handle needs.
const HANDLERS: &[&str] = &["administrator", "office_manager", "officer"];

/// Staff who read everything and change nothing.
const READERS: &[&str] = &["leadership", "auditor"];

/// The rule of needs.
pub(crate) fn need(actor: &Actor, action: Action) -> Rule {
    let (handles, own) = (handles(actor), own(actor));
    match action {
        Action::See if handles || actor.has_any(READERS) => Rule::always(),
        Action::See => Rule::when(any([own, engaged(actor)]), "not-allowed"),
        Action::Fields("statement") if handles || actor.has_any(READERS) => Rule::always(),
        Action::Fields("statement") => Rule::when(own, "not-allowed"),
        Action::Fields("handling") => Rule::only_if(handles || actor.has_any(READERS), "only-officers"),
        Action::Fields(_) => Rule::always(),
        Action::Create if !handles => Rule::when(own, "only-own-organisation"),
        Action::Edit if !handles => {
            let open = Cond::Is("state", "received".into());
            Rule::when(
                if own == Cond::Nothing { own } else { Cond::And(vec![own, open]) },
                "only-while-received",
            )
        }
        _ => Rule::only_if(handles, "only-officers"),
    }
}

/// The rule of engagements: handlers run them; the expert sees the own ones and answers.
pub(crate) fn engagement(actor: &Actor, action: Action) -> Rule {
    let handles = handles(actor);
    let own = actor.person.map_or(Cond::Nothing, |id| Cond::Is("person", id.into()));
    match action {
        Action::See if handles || actor.has_any(READERS) => Rule::always(),
        Action::See => Rule::when(own, "not-allowed"),
        Action::Step("accept" | "decline" | "deliver") if !handles => Rule::when(own, "only-own-engagement"),
        Action::Fields("rating") => Rule::only_if(handles || actor.has_any(READERS), "only-officers"),
        Action::Fields(_) => Rule::always(),
        _ => Rule::only_if(handles, "only-officers"),
    }
}

fn handles(actor: &Actor) -> bool {
    actor.is_system || actor.has_any(HANDLERS)
}

/// Filed by one of the actor's organisations.
fn own(actor: &Actor) -> Cond {
    if actor.organisations.is_empty() {
        return Cond::Nothing;
    }
    Cond::Among("organisation", actor.organisations.iter().map(|id| (*id).into()).collect())
}

/// The actor has been asked about it.
fn engaged(actor: &Actor) -> Cond {
    actor.person.map_or(Cond::Nothing, |id| {
        Cond::Sql(
            "EXISTS (SELECT 1 FROM engagement e WHERE e.need = {t}.id AND e.person = {1} AND e.deleted_at IS NULL)",
            vec![id.into()],
        )
    })
}

/// At least one of two; nothing when both are.
fn any(parts: [Cond; 2]) -> Cond {
    let parts: Vec<Cond> = parts.into_iter().filter(|c| *c != Cond::Nothing).collect();
    if parts.is_empty() { Cond::Nothing } else { Cond::Or(parts) }
}
