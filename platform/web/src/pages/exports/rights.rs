//! By which rights a file was made, so that it is withheld when one of them is gone.

use entente_access::Actor;
use serde_json::{Value as Json, json};

/// Everything that may open a record or a field to this actor.
pub(super) fn held(actor: &Actor) -> Vec<String> {
    let mut held = vec![format!("audience {}", actor.audience.code())];
    held.extend(actor.person.map(|id| format!("person {id}")));
    held.extend(actor.organisations.iter().map(|id| format!("organisation {id}")));
    held.extend(
        actor.grants.iter().map(|g| format!("role {} {}", g.role, g.office.as_deref().unwrap_or_default())),
    );
    held.sort();
    held
}

/// The rights as a job's outcome keeps them.
pub fn kept(actor: &Actor) -> Json {
    json!(held(actor))
}

/// True when the actor holds everything by which the file of this outcome was made; also for files that say nothing.
pub(crate) fn still_held(outcome: &Json, actor: &Actor) -> bool {
    let held = held(actor);
    let needed = outcome.get("rights").and_then(Json::as_array);
    needed.is_none_or(|all| all.iter().all(|one| held.iter().any(|own| one == own)))
}

#[cfg(test)]
mod tests {
    use entente_access::Grant;
    use entente_kernel::Lang;

    use super::*;

    #[test]
    fn a_role_more_is_no_harm_and_a_role_less_is() {
        let grant = |role: &str| Grant { role: role.into(), office: Some("east".into()) };
        let of = |roles: &[&str]| Actor {
            grants: roles.iter().map(|r| grant(r)).collect(),
            ..Actor::visitor(Lang::En)
        };
        let outcome = json!({ "rights": kept(&of(&["a", "b"])) });
        assert!(still_held(&outcome, &of(&["b", "c", "a"])));
        assert!(!still_held(&outcome, &of(&["b"])));
        assert!(still_held(&json!(null), &of(&[])));
    }
}
