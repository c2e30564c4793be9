//! Who may do what with purposes, consents and what people ask.

use entente_access::{Action, Actor, Cond, Rule};

/// Those who keep the records.
pub(crate) const KEEPERS: &[&str] = &["administrator", "office_manager", "officer"];

/// Those who see how long data is kept.
pub(crate) const STAFF: &[&str] = &["administrator", "office_manager", "officer", "leadership", "auditor"];

/// Those who see what people ask and agree to.
pub(crate) const READERS: &[&str] = &["administrator", "office_manager", "officer", "auditor"];

/// Those who say what data is used for.
const DECIDERS: &[&str] = &["administrator", "office_manager"];

/// Those who carry an erasure out.
pub(crate) const ERASERS: &[&str] = &["administrator"];

/// The rule of purposes: everybody with an account may know them, few change them.
pub(crate) fn purpose(actor: &Actor, action: Action) -> Rule {
    match action {
        Action::See => Rule::only_if(actor.is_system || actor.account.is_some(), "not-allowed"),
        Action::Fields(_) => Rule::always(),
        _ => Rule::only_if(actor.is_system || actor.has_any(DECIDERS), "only-administrators"),
    }
}

/// The rule of consents: keepers, and each person the own ones.
pub(crate) fn consent(actor: &Actor, action: Action) -> Rule {
    match action {
        Action::See if keeps(actor) || actor.has("auditor") => Rule::always(),
        Action::Fields(_) => Rule::always(),
        _ if keeps(actor) => Rule::always(),
        Action::See | Action::Create | Action::Step(_) => Rule::when(own(actor), "only-officers"),
        _ => Rule::never("only-officers"),
    }
}

/// The rule of petitions: whoever it is about or who asked sees it; keepers answer; an erasure is carried out by its
/// own act alone.
pub(crate) fn petition(actor: &Actor, action: Action) -> Rule {
    match action {
        Action::Step("erase") => Rule::only_if(actor.is_system, "made-after-a-look"),
        Action::Fields("inner") => Rule::never("not-allowed"),
        Action::Fields(_) => Rule::always(),
        Action::See if keeps(actor) || actor.has("auditor") => Rule::always(),
        _ if keeps(actor) => Rule::always(),
        Action::See | Action::Create => Rule::when(concerned(actor), "only-officers"),
        _ => Rule::never("only-officers"),
    }
}

/// Whoever it is about, or asked; nobody without an account.
fn concerned(actor: &Actor) -> Cond {
    Cond::Or(vec![own(actor), asked(actor)])
}

fn own(actor: &Actor) -> Cond {
    actor.person.map_or(Cond::Nothing, |person| Cond::Is("person", person.into()))
}

fn asked(actor: &Actor) -> Cond {
    actor.account.map_or(Cond::Nothing, |account| Cond::Is("asked_by", account.to_string().into()))
}

pub(crate) fn keeps(actor: &Actor) -> bool {
    actor.is_system || actor.has_any(KEEPERS)
}
