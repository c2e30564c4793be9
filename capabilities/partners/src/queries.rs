//! Organisations on file as the resolver knows them, read without the rest of their records.

use std::collections::BTreeMap;

use entente_kernel::{Id, Result};
use entente_resolution::{Name, NameSort, Organisation as Known};
use entente_store::{Reads, Row};

/// Organisations read in one step.
const STEP: usize = 5_000;

/// Hands every live organisation on.
pub(crate) fn each_known(reads: &mut dyn Reads, take: &mut dyn FnMut(&Known)) -> Result<()> {
    let mut after = Id(uuid::Uuid::nil());
    loop {
        let sql = format!("{SELECT} AND id > $1 ORDER BY id LIMIT $2");
        let rows = reads.query(&sql, &[after.into(), STEP.into()])?;
        let Some(last) = rows.last() else { return Ok(()) };
        let last: Id = last.get(0)?;
        let mut all: BTreeMap<Id, Known> = BTreeMap::new();
        for row in &rows {
            all.insert(row.get(0)?, own(row)?);
        }
        for row in reads.query(
            &format!("{NAMES} AND owner > $1 AND owner <= $2 ORDER BY owner, position"),
            &[after.into(), last.into()],
        )? {
            if let Some(known) = all.get_mut(&row.get::<Id>(0)?) {
                known.names.push(further(&row)?);
            }
        }
        for row in reads
            .query(&format!("{PARENTS} AND r.owner > $1 AND r.owner <= $2"), &[after.into(), last.into()])?
        {
            if let Some(known) = all.get_mut(&row.get::<Id>(0)?) {
                known.parents.push(row.get::<Id>(1)?.0.as_u128());
            }
        }
        all.values().for_each(&mut *take);
        after = last;
    }
}

/// One live organisation.
pub(crate) fn one_known(reads: &mut dyn Reads, id: Id) -> Result<Option<Known>> {
    let Some(row) = reads.first(&format!("{SELECT} AND id = $1"), &[id.into()])? else { return Ok(None) };
    let mut known = own(&row)?;
    for row in reads.query(&format!("{NAMES} AND owner = $1 ORDER BY position"), &[id.into()])? {
        known.names.push(further(&row)?);
    }
    for row in reads.query(&format!("{PARENTS} AND r.owner = $1"), &[id.into()])? {
        known.parents.push(row.get::<Id>(1)?.0.as_u128());
    }
    Ok(Some(known))
}

const SELECT: &str =
    "SELECT id, name_en, name_zh, domicile, city_en, city_zh, region_en, region_zh, sort, status
                      FROM organisation WHERE deleted_at IS NULL";
const NAMES: &str = "SELECT owner, name, sort FROM organisation_name WHERE recorded_to IS NULL";
const PARENTS: &str = "SELECT r.owner, p.id FROM organisation_relation r
                       JOIN organisation p ON p.ror = r.ror AND p.deleted_at IS NULL
                       WHERE r.recorded_to IS NULL AND r.sort = 'parent'";

fn own(row: &Row) -> Result<Known> {
    let wordings = |at: usize| -> Result<Vec<String>> {
        let both = [row.get::<Option<String>>(at)?, row.get::<Option<String>>(at + 1)?];
        Ok(both.into_iter().flatten().collect())
    };
    let full = |text| Name { text, sort: NameSort::Full };
    Ok(Known {
        id: row.get::<Id>(0)?.0.as_u128(),
        names: wordings(1)?.into_iter().map(full).collect(),
        country: row.get::<Option<String>>(3)?.unwrap_or_default(),
        city: wordings(4)?,
        region: wordings(6)?.into_iter().next().unwrap_or_default(),
        teaches: row.get::<String>(8)? == "university",
        active: row.get::<String>(9)? == "active",
        parents: Vec::new(),
    })
}

fn further(row: &Row) -> Result<Name> {
    Ok(Name { text: row.get(1)?, sort: crate::resolving::sort_of(&row.get::<String>(2)?) })
}

/// Live organisations with one of these identifiers, as they stand in a text.
pub(crate) fn by_identifier(reads: &mut dyn Reads, text: &str) -> Result<Option<Id>> {
    use entente_kernel::check::{is_credit_code, is_lei, is_ror};
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.len() >= 9) {
        let (upper, lower) = (word.to_ascii_uppercase(), word.to_ascii_lowercase());
        let (column, code) = if is_ror(&lower) {
            ("ror", lower)
        } else if is_credit_code(&upper) {
            ("credit_code", upper)
        } else if is_lei(&upper) {
            ("lei", upper)
        } else {
            continue;
        };
        let sql = format!("SELECT id FROM organisation WHERE {column} = $1 AND deleted_at IS NULL");
        if let Some(row) = reads.first(&sql, &[code.into()])? {
            return row.get(0).map(Some);
        }
    }
    Ok(None)
}

/// What the people of these ids have as words only: the distinct texts.
pub(crate) fn written_of(reads: &mut dyn Reads, people: &[Id]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for chunk in people.chunks(500) {
        let mut sql = entente_access::Sql::new(
            "SELECT DISTINCT m.organisation FROM person_mention m JOIN person p ON p.id = m.owner
             WHERE m.recorded_to IS NULL AND m.organisation <> '' AND p.deleted_at IS NULL AND ",
        );
        sql.among("m.owner", chunk.iter().copied());
        for row in reads.query(&sql.text, &sql.params)? {
            found.push(row.get(0)?);
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// True when both organisations have the same sort of identifier and it differs: a registry knows them apart.
pub(crate) fn told_apart(reads: &mut dyn Reads, one: Id, other: Id) -> Result<bool> {
    let sql = "SELECT count(*) FROM organisation a JOIN organisation b ON b.id = $2 WHERE a.id = $1
               AND (a.ror <> b.ror OR a.lei <> b.lei OR a.credit_code <> b.credit_code)";
    Ok(reads.count(sql, &[one.into(), other.into()])? > 0)
}
