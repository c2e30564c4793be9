//! Who may do what with the catalogue.

use entente_access::{Action, Actor, Cond, Rule};

/// Those who keep the records.
const KEEPERS: &[&str] = &["administrator", "office_manager", "officer"];

/// Staff who read everything and change nothing.
const READERS: &[&str] = &["leadership", "auditor"];

/// The rule of experts: published ones for their readership, one's own always.
pub(crate) fn expert(actor: &Actor, action: Action) -> Rule {
    let own = actor.person.map_or(Cond::Nothing, |id| Cond::Is("person", id.into()));
    match action {
        Action::See => Rule::when(Cond::Or(vec![Cond::published_to(actor), own]), "not-allowed"),
        Action::Fields("contact") | Action::Edit if !keeps(actor) => Rule::when(own, "only-officers"),
        Action::Fields(_) => Rule::always(),
        _ => Rule::only_if(keeps(actor), "only-officers"),
    }
}

/// The rule of evidence: as published, and one's own.
pub(crate) fn evidence(actor: &Actor, action: Action) -> Rule {
    let own = actor.person.map_or(Cond::Nothing, |id| {
        Cond::Sql(
            "EXISTS (SELECT 1 FROM expert x WHERE x.id = {t}.expert AND x.person = {1})",
            vec![id.into()],
        )
    });
    match action {
        Action::See => Rule::when(Cond::Or(vec![Cond::published_to(actor), own]), "not-allowed"),
        Action::Fields(_) => Rule::always(),
        _ => Rule::only_if(keeps(actor), "only-officers"),
    }
}

/// The rule of corrections: experts ask for those of their own profile and evidence, the office decides.
pub(crate) fn correction(actor: &Actor, action: Action) -> Rule {
    let own = actor.person.map_or(Cond::Nothing, |id| {
        Cond::Sql(
            "EXISTS (SELECT 1 FROM expert x WHERE x.id = {t}.expert AND x.person = {1})",
            vec![id.into()],
        )
    });
    match action {
        Action::See if keeps(actor) || actor.has_any(READERS) => Rule::always(),
        Action::See => Rule::when(own, "not-allowed"),
        Action::Create if !keeps(actor) => Rule::when(own, "only-own-profile"),
        Action::Fields(_) => Rule::always(),
        _ => Rule::only_if(keeps(actor), "only-officers"),
    }
}

/// The rule of technologies: as published, but outsiders not before the embargo ends.
pub(crate) fn technology(actor: &Actor, action: Action) -> Rule {
    let reads_all = keeps(actor) || actor.has_any(READERS);
    match action {
        Action::See if reads_all => Rule::when(Cond::published_to(actor), "not-allowed"),
        Action::See => {
            let open = Cond::Sql("{t}.embargo_until IS NULL", Vec::new());
            Rule::when(Cond::And(vec![Cond::published_to(actor), open]), "not-allowed")
        }
        Action::Fields("detail") => Rule::only_if(reads_all, "only-officers"),
        Action::Fields(_) => Rule::always(),
        _ => Rule::only_if(keeps(actor), "only-officers"),
    }
}

fn keeps(actor: &Actor) -> bool {
    actor.is_system || actor.has_any(KEEPERS)
}
