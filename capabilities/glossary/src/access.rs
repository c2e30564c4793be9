//! Who may do what with terms.

use entente_access::{Action, Actor, Cond, Rule};

/// Those who keep the records.
const KEEPERS: &[&str] = &["administrator", "office_manager", "officer"];

/// Staff who read everything and change nothing.
const READERS: &[&str] = &["leadership", "auditor"];

/// The rule of terms: staff see them, officers keep them.
pub(crate) fn term(actor: &Actor, action: Action) -> Rule {
    let keeps = actor.is_system || actor.has_any(KEEPERS);
    match action {
        Action::See if keeps || actor.has_any(READERS) => {
            Rule::when(Cond::published_to(actor), "not-allowed")
        }
        Action::See => Rule::never("only-staff"),
        Action::Fields(_) => Rule::always(),
        _ => Rule::only_if(keeps, "only-officers"),
    }
}
