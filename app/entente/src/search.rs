//! Finding records by their names.

use entente_access::{Action, Actor, Cond, Sql};
use entente_kernel::{Result, Text};
use entente_record::{Kind, Shape};
use entente_store::Reads;
use entente_web::{Find, Found};

use crate::rooms;

/// Looks names up in the tables.
pub(crate) struct Names;

impl Find for Names {
    fn find(
        &self,
        reads: &mut dyn Reads,
        actor: &Actor,
        words: &str,
        kinds: &[&str],
        limit: usize,
    ) -> Result<Vec<Found>> {
        let mut found = Vec::new();
        for kind in rooms::registry().kinds().filter(|k| kinds.is_empty() || kinds.contains(&k.name)) {
            found.extend(of_kind(reads, actor, kind, words, limit)?);
        }
        found.truncate(limit);
        Ok(found)
    }
}

fn of_kind(
    reads: &mut dyn Reads,
    actor: &Actor,
    kind: &'static Kind,
    words: &str,
    limit: usize,
) -> Result<Vec<Found>> {
    let Some(title) = kind.title().filter(|f| matches!(f.shape, Shape::Bilingual)) else {
        return Ok(Vec::new());
    };
    let see = (kind.rule)(actor, Action::See).when;
    let read = (kind.rule)(actor, Action::Fields(title.group)).when;
    if see == Cond::Nothing || read == Cond::Nothing {
        return Ok(Vec::new());
    }
    let columns = title.columns();
    let pattern = format!("%{}%", words.trim().to_lowercase().replace(['%', '_'], ""));
    let mut sql = Sql::new(format!(
        "SELECT t.id, t.{0}_en, t.{0}_zh FROM {1} t WHERE t.deleted_at IS NULL AND ",
        title.name, kind.table
    ));
    sql.cond(&see, "t").push(" AND ").cond(&read, "t").push(" AND (");
    for (at, column) in columns.iter().enumerate() {
        sql.push(if at == 0 { "lower(t." } else { " OR lower(t." })
            .push(column)
            .push(") LIKE ")
            .bind(pattern.clone());
    }
    sql.push(") ORDER BY t.id LIMIT ").bind(limit);
    let rows = reads.query(&sql.text, &sql.params)?;
    rows.iter()
        .map(|row| {
            Ok(Found { kind: kind.name, id: row.get(0)?, title: Text { en: row.get(1)?, zh: row.get(2)? } })
        })
        .collect()
}
