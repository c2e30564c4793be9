//! Which records are about a person.

use entente_kernel::{Id, Result};
use entente_record::{Datum, Field, Kind, Record, Registry, Shape, load};
use entente_store::Reads;

/// Whose data a personal field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Whom this link leads to.
    Of(&'static str),
    /// The record's own person: others are about it.
    Own,
    /// Whoever it names; no link says who.
    Named,
}

/// Whose the personal data of a kind is.
#[must_use]
pub fn whose(registry: &Registry, kind: &Kind) -> Whose {
    if let Some((field, _)) = subjects(kind).next() {
        return Whose::Of(field.name);
    }
    let leads_here = registry.kinds().any(|other| subjects(other).any(|(_, target)| target == kind.name));
    if leads_here { Whose::Own } else { Whose::Named }
}

/// The links of a kind that lead to whom its records are about.
fn subjects(kind: &Kind) -> impl Iterator<Item = (&'static Field, &'static str)> {
    kind.fields.iter().filter(|field| field.subject).filter_map(|field| match field.shape {
        Shape::Link(target) => Some((field, target)),
        _ => None,
    })
}

/// The record and every record about it, trashed ones and those that were merged into it too; the record itself first.
pub fn reach(
    reads: &mut dyn Reads,
    registry: &Registry,
    kind: &'static Kind,
    id: Id,
) -> Result<Vec<(&'static Kind, Id)>> {
    let mut found = vec![(kind, id)];
    let mut at = 0;
    while let Some((kind, id)) = found.get(at).copied() {
        at += 1;
        let merged = "SELECT gone FROM record_merge WHERE kept = $1 AND undone_at IS NULL ORDER BY gone";
        let mut next: Vec<(&'static Kind, Id)> = Vec::new();
        for row in reads.query(merged, &[id.into()])? {
            next.push((kind, row.get(0)?));
        }
        for other in registry.kinds() {
            for (field, _) in subjects(other).filter(|(_, target)| *target == kind.name) {
                let sql =
                    format!("SELECT id FROM {} WHERE {} = $1 ORDER BY reference", other.table, field.name);
                for row in reads.query(&sql, &[id.into()])? {
                    next.push((other, row.get(0)?));
                }
            }
        }
        for one in next {
            if !found.iter().any(|(_, known)| *known == one.1) {
                found.push(one);
            }
        }
    }
    Ok(found)
}

/// The record of the kind `person` that a record is about: itself, or what its links lead to.
pub fn persons_of(
    reads: &mut dyn Reads,
    registry: &Registry,
    person: &str,
    kind: &'static Kind,
    record: &Record,
) -> Result<Option<Id>> {
    if kind.name == person {
        return Ok(Some(record.meta.id));
    }
    for (field, target) in subjects(kind) {
        let Datum::Link(id) = record.value(kind, field.name) else { continue };
        let Some(there) = registry.kind(target).filter(|there| there.name != kind.name) else { continue };
        if there.name == person {
            return Ok(Some(*id));
        }
        if let Some(next) = load(reads, there, *id)?
            && let Some(found) = persons_of(reads, registry, person, there, &next)?
        {
            return Ok(Some(found));
        }
    }
    Ok(None)
}
