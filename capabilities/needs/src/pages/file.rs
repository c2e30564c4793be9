//! Filing a need: partners file for themselves, officers for anyone.

use entente_access::Actor;
use entente_kernel::Result;
use entente_record::Datum;
use entente_web::pages::{created_from, new_form_with};
use entente_web::{Act, Cx, Reply};

use crate::Need;

fn source(actor: &Actor) -> &'static str {
    if actor.organisations.is_empty() { "officer" } else { "portal" }
}

/// The form, with what is known already.
pub(crate) fn form(cx: &mut Cx<'_>) -> Result<Reply> {
    let mut known = vec![("source", source(&cx.actor).to_owned())];
    if let [own] = cx.actor.organisations.as_slice() {
        known.push(("organisation", own.to_string()));
    }
    if let Some(office) = cx.actor.grants.iter().find_map(|g| g.office.clone()) {
        known.push(("office", office));
    }
    new_form_with(cx, Need::KIND, &known)
}

/// Files it. What the form of a partner does not ask is known: who asks, and how it came in.
pub(crate) fn file(act: &mut Act<'_, '_>) -> Result<Reply> {
    let kind = Need::KIND;
    let (id, fresh) = created_from(act, kind, |act, draft| {
        let mut filed = draft.clone();
        let empty = |field: &str| {
            kind.position(field).and_then(|at| draft.values.get(at)).is_none_or(Datum::is_empty)
        };
        if empty("source") {
            filed = filed.with(kind, "source", Datum::Line(source(&act.actor).into()));
        }
        if let ([own], true) = (act.actor.organisations.as_slice(), empty("organisation")) {
            filed = filed.with(kind, "organisation", Datum::Link(*own));
        }
        *draft = filed;
        Ok(())
    })?;
    let reply = Reply::see(format!("/needs/{id}"));
    Ok(if fresh { reply.toast("created", "") } else { reply })
}
