//! Who may do what with organisations and people.

use entente_access::{Action, Actor, Cond, Rule};

/// Those who keep the records.
const KEEPERS: &[&str] = &["administrator", "office_manager", "officer"];

/// Staff who read everything and change nothing.
const READERS: &[&str] = &["leadership", "auditor"];

/// The rule of organisations.
pub(crate) fn organisation(actor: &Actor, action: Action) -> Rule {
    match action {
        Action::See | Action::Fields(_) => Rule::when(Cond::published_to(actor), "not-allowed"),
        _ => Rule::only_if(keeps(actor), "only-officers"),
    }
}

/// The rule of people: as for organisations, and contact details for keepers and for oneself.
pub(crate) fn person(actor: &Actor, action: Action) -> Rule {
    let own = actor.person.map_or(Cond::Nothing, |id| Cond::Is("id", id.into()));
    match action {
        Action::See => Rule::when(Cond::Or(vec![Cond::published_to(actor), own]), "not-allowed"),
        Action::Fields("contact") if keeps(actor) => Rule::always(),
        Action::Fields("contact") => Rule::when(own, "only-officers"),
        Action::Fields(_) => Rule::always(),
        _ => Rule::only_if(keeps(actor), "only-officers"),
    }
}

/// The rule of namings and duplicates: staff see them, keepers decide; linking and merging by themselves are acts.
pub(crate) fn linking(actor: &Actor, action: Action) -> Rule {
    match action {
        Action::See => Rule::only_if(keeps(actor) || actor.has_any(READERS), "only-staff"),
        Action::Fields("trace") => Rule::only_if(actor.is_system || actor.has("auditor"), "only-staff"),
        Action::Fields(_) => Rule::always(),
        Action::Step("link" | "merge") | Action::Create | Action::Edit => {
            Rule::only_if(actor.is_system, "made-by-itself")
        }
        _ => Rule::only_if(keeps(actor), "only-officers"),
    }
}

fn keeps(actor: &Actor) -> bool {
    actor.is_system || actor.has_any(KEEPERS)
}
