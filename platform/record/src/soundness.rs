//! What must hold in every database: `entente check` asks for the records that break it.

use entente_access::Cond;
use entente_kernel::{Id, Result};
use entente_store::Reads;

use crate::erase::refuse_values;
use crate::validate::wrong_values;
use crate::{Extent, Kind, Registry, Shape, erased_between, sweep};

/// Records looked at in one step.
const STEP: usize = 1000;

/// A rule of a room about records that belong together, as the question that finds what breaks it.
#[derive(Clone, Copy)]
pub struct Invariant {
    /// The kind whose records may break it.
    pub kind: &'static Kind,
    /// The rule in plain words, as it is printed beside a record that breaks it.
    pub rule: &'static str,
    /// One SELECT in the common subset: the ids of the records that break it.
    pub broken_by: &'static str,
}

impl Invariant {
    /// The records that break the rule. One whose values were erased has nothing to show for it.
    pub fn broken(&self, reads: &mut dyn Reads) -> Result<Vec<Id>> {
        let rows = reads.query(self.broken_by, &[])?;
        let mut found: Vec<Id> = rows.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
        let gone = erased_between(reads, &found)?;
        found.retain(|id| !gone.contains(id));
        Ok(found)
    }
}

/// Records of a kind that contradict their declaration, lifecycle, history or links, each with the rule it breaks.
pub fn unsound(reads: &mut dyn Reads, registry: &Registry, kind: &'static Kind) -> Result<Vec<(Id, String)>> {
    let mut found = Vec::new();
    for (rule, sql) in questions(registry, kind) {
        for row in reads.query(&sql, &[])? {
            found.push((row.get(0)?, rule.clone()));
        }
    }
    let mut after = None;
    loop {
        let records = sweep(reads, kind, &Cond::All, after, STEP)?;
        let ids: Vec<Id> = records.iter().map(|record| record.meta.id).collect();
        let gone = erased_between(reads, &ids)?;
        for record in &records {
            if gone.contains(&record.meta.id) {
                let holds = refuse_values(kind, record, Extent::Person).is_err();
                found.extend(holds.then(|| (record.meta.id, String::from("what was erased is gone"))));
                continue;
            }
            let mut wrong = wrong_values(kind, &record.values, &record.children);
            wrong.extend((kind.check)(record));
            found.extend(wrong.iter().map(|w| (record.meta.id, format!("{}: {}", w.field, w.code))));
        }
        let Some(last) = records.last() else { return Ok(found) };
        after = Some(last.meta.id);
    }
}

/// Rules that the declaration implies, each with the question for what breaks it.
fn questions(registry: &Registry, kind: &Kind) -> Vec<(String, String)> {
    let table = kind.table;
    let mut all = vec![
        (
            String::from("its history ends with its present version"),
            format!(
                "SELECT t.id FROM {table} t WHERE t.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM {table}_history h
                   WHERE h.id = t.id AND h.recorded_to IS NULL AND h.version = t.version)"
            ),
        ),
        (
            String::from("its history says one thing about each day at each time"),
            format!(
                "SELECT DISTINCT a.id FROM {table}_history a JOIN {table}_history b ON b.id = a.id
                   AND (b.effective_to IS NULL OR a.effective_from < b.effective_to)
                   AND (a.effective_to IS NULL OR b.effective_from < a.effective_to)
                   AND (b.recorded_to IS NULL OR a.recorded_from < b.recorded_to)
                   AND (a.recorded_to IS NULL OR b.recorded_from < a.recorded_to)
                 GROUP BY a.id, a.version, a.effective_from, a.recorded_from HAVING count(*) > 1"
            ),
        ),
    ];
    if let Some(states) = kind.states {
        let words: Vec<String> = states.all.iter().map(|s| format!("'{}'", s.word)).collect();
        all.push((
            String::from("its state is one of the lifecycle"),
            format!("SELECT id FROM {table} WHERE state NOT IN ({})", words.join(", ")),
        ));
        all.push((
            String::from("its state is where its last step led"),
            format!(
                "SELECT t.id FROM {table} t JOIN step_log s ON s.record = t.id WHERE s.to_state <> t.state
                   AND s.version = (SELECT max(version) FROM step_log WHERE record = t.id)"
            ),
        ));
    }
    let own = kind.fields.iter().map(|field| (table, "t.id", "1 = 1", field));
    let parts = kind.children.iter().flat_map(|part| {
        part.fields.iter().map(|field| (part.table, "t.owner", "t.recorded_to IS NULL", field))
    });
    for (holder, id, live, field) in own.chain(parts) {
        let Shape::Link(target) = field.shape else { continue };
        let (Some(target), name) = (registry.kind(target), field.name) else { continue };
        all.push((
            format!("{name} leads to a record"),
            format!(
                "SELECT {id} FROM {holder} t WHERE {live} AND t.{name} IS NOT NULL
                   AND NOT EXISTS (SELECT 1 FROM {} x WHERE x.id = t.{name})",
                target.table
            ),
        ));
    }
    all
}
