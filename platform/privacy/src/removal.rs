//! The end of the trash: what lay in it long enough loses its texts, its notes and its documents, and cannot come back.
//! Its row stays as a tombstone, because figures as of an earlier day count it and other records may lead to it.

use entente_access::{Action, Actor, Cond, Sql};
use entente_kernel::{Id, Instant, Result, Text};
use entente_record::{Extent, Kind, Registry, erase, load};
use entente_store::{Reads, Tx, Value};

use crate::erase::remember;

/// Days in the trash, unless the settings say otherwise.
pub const KEPT_DAYS: i64 = 30;

/// Seconds of a day.
const DAY: i64 = 24 * 3600;

/// A record in the trash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trashed {
    /// Its kind.
    pub kind: &'static str,
    /// Its path.
    pub path: &'static str,
    /// The record.
    pub id: Id,
    /// What it is called.
    pub title: Text,
    /// Its number.
    pub reference: String,
    /// Since when it lies there.
    pub since: Instant,
}

/// When a record that was put into the trash at `since` ends.
#[must_use]
pub fn ends_at(since: Instant, days: i64) -> Instant {
    since.plus_seconds(days * DAY)
}

/// What lies in the trash and the actor may take out again, the next to end first; at most `most`.
pub fn trashed(
    reads: &mut dyn Reads,
    registry: &Registry,
    actor: &Actor,
    most: usize,
) -> Result<Vec<Trashed>> {
    let mut all = Vec::new();
    for kind in registry.kinds() {
        let may =
            Cond::And(vec![(kind.rule)(actor, Action::See).when, (kind.rule)(actor, Action::Trash).when]);
        let mut sql =
            Sql::new(format!("SELECT t.id FROM {} t WHERE t.deleted_at IS NOT NULL AND ", kind.table));
        sql.cond(&may, "t");
        sql.push(" AND NOT EXISTS (SELECT 1 FROM erased_record e WHERE e.record = t.id)");
        sql.push(
            " AND NOT EXISTS (SELECT 1 FROM record_merge m WHERE m.gone = t.id AND m.undone_at IS NULL)",
        );
        sql.push(" ORDER BY t.deleted_at, t.id LIMIT ").bind(Value::from(most));
        for row in reads.query(&sql.text, &sql.params)? {
            let Some(record) = load(reads, kind, row.get(0)?)? else { continue };
            let title = kind.title().filter(|field| {
                field.group == entente_record::GROUP_PUBLIC
                    || (kind.rule)(actor, Action::Fields(field.group)).when == Cond::All
            });
            all.push(Trashed {
                kind: kind.name,
                path: kind.path,
                id: record.meta.id,
                title: title.map(|_| record.title_text()).unwrap_or_default(),
                reference: record.meta.reference.clone(),
                since: record.meta.deleted_at.unwrap_or(record.meta.changed_at),
            });
        }
    }
    all.sort_by_key(|one| (one.since, one.id));
    all.truncate(most);
    Ok(all)
}

/// Ends what has lain in the trash for `days`, at most `most` records; gives how many. Records that became one with
/// another stay, for they can be parted again. `counted` are texts by which figures are told apart.
pub fn remove_for_good(
    tx: &mut Tx<'_>,
    registry: &Registry,
    days: i64,
    counted: &[(&str, &str)],
    most: usize,
) -> Result<usize> {
    let before = tx.now().plus_seconds(-days * DAY);
    let mut done = 0;
    for kind in registry.kinds() {
        let sql = format!(
            "SELECT t.id FROM {} t WHERE t.deleted_at <= $1
               AND NOT EXISTS (SELECT 1 FROM erased_record e WHERE e.record = t.id AND e.extent = 'trash')
               AND NOT EXISTS (SELECT 1 FROM record_merge m WHERE m.gone = t.id AND m.undone_at IS NULL)
             ORDER BY t.deleted_at, t.id LIMIT $2",
            kind.table
        );
        for row in tx.query(&sql, &[before.into(), most.saturating_sub(done).into()])? {
            let id: Id = row.get(0)?;
            end(tx, kind, id, counted)?;
            let (entry, at) = (tx.new_id(), tx.now());
            remember(tx, entry, (kind.name, id, Extent::Trash), &[], at)?;
            done += 1;
        }
    }
    Ok(done)
}

pub(crate) fn end(tx: &mut Tx<'_>, kind: &Kind, id: Id, counted: &[(&str, &str)]) -> Result<()> {
    let own: Vec<&str> = counted.iter().filter(|(of, _)| *of == kind.name).map(|(_, field)| *field).collect();
    entente_documents::erase(tx, id)?;
    entente_exchange::erase_lines(tx, id)?;
    erase(tx, kind, id, Extent::Trash, &own).map(|_| ())
}
