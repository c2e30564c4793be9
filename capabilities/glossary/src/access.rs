//! Who may do what with terms.

use entente_access::{Action, Actor, Cond, Rule};

/// Those who keep the records.
const KEEPERS: &[&str] = &["administrator", "office_manager", "officer"];

/// The rule of terms: staff see them, officers keep them.
pub(crate) fn term(actor: &Actor, action: Action) -> Rule {
    match action {
        Action::See => Rule::when(Cond::published_to(actor), "not-allowed"),
        Action::Fields(_) => Rule::always(),
        _ => Rule::only_if(actor.is_system || actor.has_any(KEEPERS), "only-officers"),
    }
}
