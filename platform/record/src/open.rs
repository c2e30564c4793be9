//! Which field groups are open to a reader.

use entente_access::{Action, Actor, Cond};
use entente_kernel::{Id, Result};
use entente_store::Reads;

use crate::{GROUP_PUBLIC, Kind};

/// The groups of fields that the actor may read: on record `id`, or, without one, on every record of the kind. Only
/// fields of the latter may be filtered on, sorted by or listed.
pub fn open_groups(
    reads: &mut dyn Reads,
    actor: &Actor,
    kind: &Kind,
    id: Option<Id>,
) -> Result<Vec<&'static str>> {
    let mut open = vec![GROUP_PUBLIC];
    for field in kind.fields {
        if open.contains(&field.group) {
            continue;
        }
        let when = (kind.rule)(actor, Action::Fields(field.group)).when;
        let readable = match id {
            Some(id) => when.holds(reads, kind.table, id)?,
            None => when == Cond::All,
        };
        if readable {
            open.push(field.group);
        }
    }
    Ok(open)
}
