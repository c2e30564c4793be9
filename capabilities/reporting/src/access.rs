//! Who may do what with claims.

use entente_access::{Action, Actor, Cond, Rule};

/// Those who keep the records.
const KEEPERS: &[&str] = &["administrator", "office_manager", "officer"];

/// The rule of claims: as published to their readership.
pub(crate) fn claim(actor: &Actor, action: Action) -> Rule {
    match action {
        Action::See => Rule::when(Cond::published_to(actor), "not-allowed"),
        Action::Fields(_) => Rule::always(),
        _ => Rule::only_if(actor.is_system || actor.has_any(KEEPERS), "only-officers"),
    }
}
