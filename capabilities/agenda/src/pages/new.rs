//! New tasks, about the record that the address names.

use entente_access::Actor;
use entente_kernel::{FieldProblem, Id, Problem, Result};
use entente_record::{Datum, visible};
use entente_store::Reads;
use entente_web::pages::{created_from, new_form_with};
use entente_web::{Act, Cx, Reply};

use crate::Task;

/// The form; the one who asks is proposed as the owner.
pub(crate) fn form(cx: &mut Cx<'_>) -> Result<Reply> {
    about(cx.reads, &cx.actor, cx.ask.asked("about"))?;
    let login = match cx.actor.account {
        Some(account) => {
            let row = cx.reads.first("SELECT login FROM account WHERE id = $1", &[account.into()])?;
            row.map(|row| row.get(0)).transpose()?.unwrap_or_default()
        }
        None => String::new(),
    };
    let office = cx.actor.grants.iter().find_map(|grant| grant.office.clone()).unwrap_or_default();
    let proposed = [("owner", login), ("sort", "task".into()), ("office", office)];
    let asked = |name: &str| !cx.ask.asked(name).is_empty() || !cx.ask.asked("from").is_empty();
    let values: Vec<_> = proposed.into_iter().filter(|(name, _)| !asked(name)).collect();
    new_form_with(cx, Task::KIND, &values)
}

/// Makes the task.
pub(crate) fn make(act: &mut Act<'_, '_>) -> Result<Reply> {
    let about = about(act.tx, &act.actor, act.ask.asked("about"))?;
    let (task, _) = created_from(act, Task::KIND, |_, draft| {
        for (name, datum) in about.iter().flat_map(|(kind, id)| {
            [("about", Datum::Link(*id)), ("about_kind", Datum::Line((*kind).to_owned()))]
        }) {
            if let Some(slot) = Task::KIND.position(name).and_then(|at| draft.values.get_mut(at)) {
                *slot = datum;
            }
        }
        Ok(())
    })?;
    let back = about.and_then(|(kind, id)| {
        let kind = crate::about().iter().find(|known| known.name == kind)?;
        Some(format!("/{}/{id}#tasks", kind.path))
    });
    Ok(Reply::see(back.unwrap_or_else(|| format!("/tasks/{task}"))).toast("created", ""))
}

/// The record that `kind:id` names; nothing for nothing. Errors: 404 for one that the actor may not see, 422 for a
/// text that names none.
fn about(reads: &mut dyn Reads, actor: &Actor, text: &str) -> Result<Option<(&'static str, Id)>> {
    if text.is_empty() {
        return Ok(None);
    }
    let (kind, id) = text.split_once(':').unwrap_or_default();
    let kind = crate::about().iter().find(|known| known.name == kind);
    let (Some(kind), Some(id)) = (kind, Id::parse(id)) else {
        return Err(Problem::invalid(vec![FieldProblem::new("about", "link-unknown")]));
    };
    let record = visible(reads, actor, kind, id)?;
    if record.meta.deleted_at.is_some() { Err(Problem::not_found()) } else { Ok(Some((kind.name, id))) }
}
