//! Who may do what with claims and reports.

use entente_access::{Action, Actor, Audience, Cond, Rule};

/// Those who keep the records.
pub(crate) const KEEPERS: &[&str] = &["administrator", "office_manager", "officer"];

/// The rule of claims: as published to their readership.
pub(crate) fn claim(actor: &Actor, action: Action) -> Rule {
    match action {
        Action::See => Rule::when(Cond::published_to(actor), "not-allowed"),
        Action::Fields(_) => Rule::always(),
        _ => Rule::only_if(keeps(actor), "only-officers"),
    }
}

/// The rule of reports: staff see drafts, their readership what is published; only drafts are changed, and only the
/// house itself ends a publication.
pub(crate) fn report(actor: &Actor, action: Action) -> Rule {
    match action {
        Action::See if actor.is_system => Rule::always(),
        Action::See if actor.audience == Audience::Internal => {
            Rule::when(Cond::published_to(actor), "not-allowed")
        }
        Action::See => {
            let out = Cond::Is("state", "published".into());
            Rule::when(Cond::And(vec![Cond::published_to(actor), out]), "not-allowed")
        }
        Action::Fields(_) => Rule::always(),
        Action::Step("finish") => Rule::only_if(actor.is_system, "made-by-itself"),
        Action::Edit | Action::Trash if keeps(actor) && !actor.is_system => {
            Rule::when(Cond::Is("state", "draft".into()), "report-fixed")
        }
        _ => Rule::only_if(keeps(actor), "only-officers"),
    }
}

pub(crate) fn keeps(actor: &Actor) -> bool {
    actor.is_system || actor.has_any(KEEPERS)
}
