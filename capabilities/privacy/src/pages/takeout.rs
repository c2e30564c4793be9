//! Asking for everything that is held: one's own, or, for keepers, that of a person who asked.

use entente_access::Action;
use entente_jobs::{New, enqueue};
use entente_kernel::{Id, Problem, Result};
use entente_record::{Kind, visible};
use entente_web::{Act, Reply};
use serde_json::json;

use super::person_kind;
use crate::access::ERASERS;
use crate::{acts, takeout};

/// Days for which the files are kept.
const DAYS: i64 = 7;

/// One's own data, as far as one sees it.
pub(crate) fn own(act: &mut Act<'_, '_>) -> Result<Reply> {
    let person = act.actor.person.ok_or_else(Problem::not_found)?;
    let people = person_kind(act.web)?;
    begin(act, people, person, false)
}

/// The data of a person, as far as the keeper sees it; all of it for those who carry erasures out.
pub(crate) fn of_record(act: &mut Act<'_, '_>) -> Result<Reply> {
    let kind = act.web.registry().kind(act.ask.param("kind")).ok_or_else(Problem::not_found)?;
    let id = act.ask.id()?;
    visible(act.tx, &act.actor, kind, id)?;
    let rule = (kind.rule)(&act.actor, Action::Edit);
    if !rule.when.holds(act.tx, kind.table, id)? {
        return Err(Problem::forbidden(rule.otherwise));
    }
    let complete = act.actor.has_any(ERASERS);
    begin(act, kind, id, complete)
}

fn begin(act: &mut Act<'_, '_>, kind: &Kind, id: Id, complete: bool) -> Result<Reply> {
    let input = json!({ "kind": kind.name, "record": id.to_string(), "complete": complete });
    let owner = act.actor.account;
    let new = New { kind: takeout::JOB, owner, key: None, input, not_before: None, days: DAYS };
    enqueue(act.tx, &new)?;
    acts::taken_out(act.tx, kind, id, complete)?;
    Ok(Reply::see("/jobs").toast("take-out", ""))
}
