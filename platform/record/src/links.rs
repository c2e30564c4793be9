//! Links to other records: whether the actor may use them, and what to call them.

use std::collections::BTreeMap;

use entente_access::{Action, Actor, Cond, Sql};
use entente_kernel::{FieldProblem, Id, Problem, Result, Text};
use entente_store::Reads;

use crate::{ANY, Datum, Draft, Kind, Record, Registry, Shape};

/// Links that are new in this draft must lead to live records that the actor may see: a foreign id is as good as none.
/// Errors: 422 with `link-unknown` on each such field.
pub fn refuse_foreign_links(
    reads: &mut dyn Reads,
    registry: &Registry,
    actor: &Actor,
    kind: &Kind,
    old: Option<&Record>,
    draft: &Draft,
) -> Result<()> {
    let mut wrong = Vec::new();
    for (at, (field, datum)) in kind.fields.iter().zip(&draft.values).enumerate() {
        let before = old.and_then(|o| o.values.get(at));
        if before != Some(datum) && !usable(reads, registry, actor, field.shape, datum)? {
            wrong.push(FieldProblem::new(field.name, "link-unknown"));
        }
    }
    for (at, (part, rows)) in kind.children.iter().zip(&draft.children).enumerate() {
        let before = old.and_then(|o| o.children.get(at));
        for (number, row) in rows.iter().enumerate() {
            for (column, (field, datum)) in part.fields.iter().zip(row).enumerate() {
                let known = before.is_some_and(|rows| rows.iter().any(|r| r.get(column) == Some(datum)));
                if !known && !usable(reads, registry, actor, field.shape, datum)? {
                    wrong.push(FieldProblem::new(
                        format!("{}.{number}.{}", part.name, field.name),
                        "link-unknown",
                    ));
                }
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Problem::invalid(wrong)) }
}

fn usable(
    reads: &mut dyn Reads,
    registry: &Registry,
    actor: &Actor,
    shape: Shape,
    datum: &Datum,
) -> Result<bool> {
    let (Shape::Link(target), Datum::Link(id)) = (shape, datum) else { return Ok(true) };
    if target == ANY {
        return Ok(kind_of(reads, registry, actor, *id)?.is_some());
    }
    let Some(kind) = registry.kind(target) else { return Ok(false) };
    live(reads, actor, kind, *id)
}

/// The kind of the live record of this id, if the actor may see it.
pub fn kind_of(
    reads: &mut dyn Reads,
    registry: &Registry,
    actor: &Actor,
    id: Id,
) -> Result<Option<&'static Kind>> {
    for kind in registry.kinds() {
        if live(reads, actor, kind, id)? {
            return Ok(Some(kind));
        }
    }
    Ok(None)
}

fn live(reads: &mut dyn Reads, actor: &Actor, kind: &Kind, id: Id) -> Result<bool> {
    let mut sql = Sql::new(format!("SELECT 1 FROM {} t WHERE t.deleted_at IS NULL AND t.id = ", kind.table));
    sql.bind(id).push(" AND ").cond(&(kind.rule)(actor, Action::See).when, "t");
    Ok(reads.first(&sql.text, &sql.params)?.is_some())
}

/// The names of linked records that the actor may see; ids that are missing here are not to be shown, and an empty name
/// is one that the actor may not read.
pub fn link_titles(
    reads: &mut dyn Reads,
    actor: &Actor,
    kind: &Kind,
    ids: &[Id],
) -> Result<BTreeMap<Id, Text>> {
    let mut titles = BTreeMap::new();
    let Some(title) = kind.title() else { return Ok(titles) };
    let named = match title.group {
        crate::GROUP_PUBLIC => Cond::All,
        group => (kind.rule)(actor, Action::Fields(group)).when,
    };
    for chunk in ids.chunks(500) {
        let columns = title.columns().iter().map(|c| format!("t.{c}")).collect::<Vec<_>>().join(", ");
        let mut sql = Sql::new(format!("SELECT t.id, {columns}, CASE WHEN "));
        sql.cond(&named, "t");
        sql.push(&format!(" THEN 1 ELSE 0 END FROM {} t WHERE ", kind.table));
        sql.among("t.id", chunk.iter().copied())
            .push(" AND ")
            .cond(&(kind.rule)(actor, Action::See).when, "t");
        for mut row in reads.query(&sql.text, &sql.params)? {
            let mut at = 1;
            let text = match crate::codec::from_columns(title, &mut row, &mut at)? {
                Datum::Text(text) => text,
                Datum::Line(line) => Text::en(line),
                _ => Text::default(),
            };
            let open = row.get::<i64>(at)? == 1;
            titles.insert(row.get(0)?, if open { text } else { Text::default() });
        }
    }
    Ok(titles)
}
