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
        Action::See => Rule::when(Cond::Or(vec![own, engaged(actor)]), "not-allowed"),
        Action::Fields("statement") if handles || actor.has_any(READERS) => Rule::always(),
        Action::Fields("statement") => Rule::when(Cond::Or(vec![own, agreed(actor)]), "not-allowed"),
        Action::Fields("handling") => Rule::only_if(handles || actor.has_any(READERS), "only-officers"),
        Action::Fields(_) => Rule::always(),
        Action::Create if !handles => Rule::when(own, "only-own-organisation"),
        Action::Edit if !handles => {
            let open = Cond::Is("state", "received".into());
            Rule::when(Cond::And(vec![own, open]), "only-while-received")
        }
        _ => Rule::only_if(handles, "only-officers"),
    }
}

/// The rule of engagements: handlers run them; the expert sees the own ones and answers; the partner sees those of its
/// needs that were accepted, and says how they went.
pub(crate) fn engagement(actor: &Actor, action: Action) -> Rule {
    let (staff, handles) = (handles(actor) || actor.has_any(READERS), handles(actor));
    let own = actor.person.map_or(Cond::Nothing, |id| Cond::Is("person", id.into()));
    match action {
        Action::See if staff => Rule::always(),
        Action::See => Rule::when(Cond::Or(vec![own, accepted_here(actor, ACCEPTED)]), "not-allowed"),
        Action::Step("accept" | "decline" | "deliver") if !handles => Rule::when(own, "only-own-engagement"),
        Action::Step("rate") | Action::Edit if !handles => {
            Rule::when(accepted_here(actor, &["delivered"]), "only-officers")
        }
        Action::Fields("message") if !staff => Rule::when(own, "only-officers"),
        Action::Fields("rating") if !staff => Rule::when(accepted_here(actor, ACCEPTED), "only-officers"),
        Action::Fields("handling") => Rule::only_if(staff, "only-officers"),
        Action::Fields(_) => Rule::always(),
        _ => Rule::only_if(handles, "only-officers"),
    }
}

/// The rule of judgements and conflicts: partners and experts never learn of them.
pub(crate) fn judgement(actor: &Actor, action: Action) -> Rule {
    match action {
        Action::See => Rule::only_if(handles(actor) || actor.has_any(READERS), "only-officers"),
        _ => Rule::only_if(handles(actor), "only-officers"),
    }
}

/// States from the expert's acceptance on.
const ACCEPTED: &[&str] = &["accepted", "working", "delivered", "rated"];

/// Engagements in one of these states with a need of one of the actor's organisations.
fn accepted_here(actor: &Actor, states: &[&'static str]) -> Cond {
    if actor.organisations.is_empty() {
        return Cond::Nothing;
    }
    let asks = |id: &entente_kernel::Id| {
        let sql = "EXISTS (SELECT 1 FROM need n WHERE n.id = {t}.need AND n.organisation = {1} AND n.deleted_at IS NULL)";
        Cond::Sql(sql, vec![(*id).into()])
    };
    let states = Cond::Among("state", states.iter().map(|s| (*s).into()).collect());
    Cond::And(vec![Cond::Or(actor.organisations.iter().map(asks).collect()), states])
}

/// The actor has accepted to work on it, and it is not restricted to named people.
fn agreed(actor: &Actor) -> Cond {
    let Some(person) = actor.person else { return Cond::Nothing };
    let accepted = Cond::Sql(
        "EXISTS (SELECT 1 FROM engagement e WHERE e.need = {t}.id AND e.person = {1} AND e.deleted_at IS NULL
           AND e.state IN ('accepted', 'working', 'delivered', 'rated'))",
        vec![person.into()],
    );
    let classes = ["public", "members", "internal"].map(Into::into).to_vec();
    Cond::And(vec![accepted, Cond::Among("class", classes)])
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
