//! What one follows and nobody touches.

use entente_access::{Action, Actor, Cond, Sql};
use entente_kernel::{Id, Instant, Result};
use entente_record::Registry;
use entente_store::{Reads, Value};

/// Days without a change after which an open record counts as idle.
pub const IDLE_DAYS: i64 = 30;

/// At most so many are named.
const MOST: usize = 10;

/// An open record that nobody has changed for long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idle {
    /// Its kind's name.
    pub kind: &'static str,
    /// Its id.
    pub record: Id,
    /// Days since its last change.
    pub days: i64,
}

/// What the reader follows, sees, and what waits in a state that is not the last; the longest first.
pub(crate) fn idle(reads: &mut dyn Reads, registry: &Registry, actor: &Actor) -> Result<Vec<Idle>> {
    const DAY: i64 = 24 * 3600;
    let now = reads.now();
    let before = now.plus_seconds(-IDLE_DAYS * DAY);
    let mut all = Vec::new();
    for kind in registry.kinds() {
        let (Some(states), see) = (kind.states, (kind.rule)(actor, Action::See).when) else { continue };
        if see == Cond::Nothing {
            continue;
        }
        let open = states.all.iter().filter(|state| !state.is_final).map(|state| state.word.into());
        let open = Cond::Among("state", open.collect());
        let mut sql = Sql::new(format!(
            "SELECT t.id, t.changed_at FROM follow f JOIN {} t ON t.id = f.record WHERE f.account = ",
            kind.table
        ));
        sql.bind(actor.account).push(" AND f.stopped_at IS NULL AND f.kind = ").bind(kind.name);
        sql.push(" AND t.deleted_at IS NULL AND t.changed_at <= ").bind(before);
        sql.push(" AND ").cond(&open, "t").push(" AND ").cond(&see, "t");
        sql.push(" ORDER BY t.changed_at, t.id LIMIT ").bind(Value::from(MOST));
        for row in reads.query(&sql.text, &sql.params)? {
            let changed: Instant = row.get(1)?;
            let days = (now.0 - changed.0) / 1_000_000 / DAY;
            all.push(Idle { kind: kind.name, record: row.get(0)?, days });
        }
    }
    all.sort_by_key(|idle| std::cmp::Reverse(idle.days));
    all.truncate(MOST);
    Ok(all)
}
