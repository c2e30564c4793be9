//! What a reader may hear of, as one condition inside the statement that reads notices.

use std::collections::BTreeSet;

use entente_access::{Action, Actor, Audience, Cond, Sql};
use entente_record::{GROUP_PUBLIC, Kind, Registry};

use crate::notice::{JOB, NOTES, STAFF};

/// Whose notices are read, and by which rights.
pub struct Rights<'a> {
    /// The kinds of the house.
    pub registry: &'a Registry,
    /// The reader, with the rights of this moment.
    pub actor: &'a Actor,
}

impl Rights<'_> {
    /// Appends "`n` tells of something that its reader may see now": a live record, and of it the part that it tells of.
    pub(crate) fn condition(&self, sql: &mut Sql) {
        sql.push("(n.kind = ").bind(JOB);
        for kind in self.registry.kinds() {
            let see = (kind.rule)(self.actor, Action::See).when;
            if see == Cond::Nothing {
                continue;
            }
            sql.push(" OR (n.kind = ").bind(kind.name);
            sql.push(&format!(" AND EXISTS (SELECT 1 FROM {} t WHERE t.id = n.record", kind.table));
            sql.push(" AND t.deleted_at IS NULL AND ").cond(&see, "t").push(" AND ");
            self.parts(sql, kind);
            sql.push("))");
        }
        sql.push(")");
    }

    /// Appends "the part of the record that `n` tells of is open".
    fn parts(&self, sql: &mut Sql, kind: &Kind) {
        let staff = self.actor.is_system || self.actor.audience == Audience::Internal;
        sql.push("(n.part = ").bind(GROUP_PUBLIC);
        if staff {
            sql.push(" OR n.part = ").bind(STAFF);
        }
        let of_parts = kind.children.iter().flat_map(|part| part.fields);
        let groups: BTreeSet<&str> = kind.fields.iter().chain(of_parts).map(|f| f.group).collect();
        let named = groups.into_iter().filter(|group| *group != GROUP_PUBLIC);
        let mut rules: Vec<(&str, Cond)> =
            named.map(|group| (group, (kind.rule)(self.actor, Action::Fields(group)).when)).collect();
        rules.push((NOTES, (kind.rule)(self.actor, Action::Note).when));
        for (part, when) in rules.into_iter().filter(|(_, when)| *when != Cond::Nothing) {
            sql.push(" OR (n.part = ").bind(part).push(" AND ").cond(&when, "t").push(")");
        }
        sql.push(")");
    }
}
