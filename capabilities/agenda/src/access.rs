//! Who may do what with tasks.

use entente_access::{Action, Actor, Audience, Cond, Rule};
use entente_store::Value;

/// Staff who read everything and change nothing.
const READERS: &[&str] = &["auditor"];

/// Staff see tasks of their readership and their own, where they see the record that it is about; all but auditors
/// write.
pub(crate) fn task(actor: &Actor, action: Action) -> Rule {
    if !actor.is_system && actor.audience != Audience::Internal {
        return Rule::never("only-staff");
    }
    match action {
        Action::See if actor.is_system => Rule::always(),
        Action::See => Rule::when(Cond::And(vec![open_to(actor), about(actor)]), "not-allowed"),
        Action::Fields("inner") => Rule::never("not-allowed"),
        Action::Fields(_) => Rule::always(),
        _ => Rule::only_if(actor.is_system || !actor.grants.iter().all(reads_only), "only-officers"),
    }
}

fn reads_only(grant: &entente_access::Grant) -> bool {
    READERS.contains(&grant.role.as_str())
}

/// By its class, and one's own tasks always.
fn open_to(actor: &Actor) -> Cond {
    let own = |account: entente_kernel::Id| {
        let sql = "EXISTS (SELECT 1 FROM account a WHERE a.id = {1} AND a.login = {t}.owner)";
        Cond::Sql(sql, vec![account.into()])
    };
    let mut any = vec![Cond::published_to(actor)];
    any.extend(actor.account.map(own));
    Cond::Or(any)
}

/// About nothing in particular, or about a live record that the actor may see.
fn about(actor: &Actor) -> Cond {
    let mut any = vec![Cond::Is("about", Value::Null)];
    for kind in crate::about() {
        let see = (kind.rule)(actor, Action::See).when;
        if see != Cond::Nothing {
            let leads = Cond::Leads("about", kind.table, Box::new(see));
            any.push(Cond::And(vec![Cond::Is("about_kind", kind.name.into()), leads]));
        }
    }
    Cond::Or(any)
}
