//! What this room offers to others: how people may be approached, where they have worked, what organisations are called.

use std::collections::BTreeMap;

use entente_access::Sql;
use entente_contracts::{Approach, Name, Names, People};
use entente_kernel::{Date, Id, Result};
use entente_store::{Reads, Row};

use crate::Organisation;

/// People as this room keeps them.
#[derive(Debug, Clone, Copy, Default)]
pub struct PartnersPeople;

impl People for PartnersPeople {
    fn approaches(&self, reads: &mut dyn Reads, people: &[Id]) -> Result<BTreeMap<Id, Approach>> {
        let mut found = BTreeMap::new();
        for chunk in people.chunks(500) {
            let mut sql = Sql::new("SELECT id, contact_rule FROM person WHERE deleted_at IS NULL AND ");
            sql.among("id", chunk.iter().copied());
            for row in reads.query(&sql.text, &sql.params)? {
                let rule: String = row.get(1)?;
                let approach = match rule.as_str() {
                    "free" => Approach::Free,
                    "notice" => Approach::Notice,
                    _ => Approach::Permission,
                };
                found.insert(row.get(0)?, approach);
            }
        }
        Ok(found)
    }

    fn affiliated(
        &self,
        reads: &mut dyn Reads,
        people: &[Id],
        organisation: Id,
        since: Date,
    ) -> Result<Vec<Id>> {
        let mut found = Vec::new();
        for chunk in people.chunks(500) {
            let mut sql = Sql::new(
                "SELECT DISTINCT owner FROM person_affiliation WHERE recorded_to IS NULL AND organisation = ",
            );
            sql.bind(organisation)
                .push(" AND (until IS NULL OR until >= ")
                .bind(since)
                .push(") AND ")
                .among("owner", chunk.iter().copied());
            for row in reads.query(&sql.text, &sql.params)? {
                found.push(row.get(0)?);
            }
        }
        Ok(found)
    }
}

const BOTH: &str = "SELECT id, name_en, name_zh FROM organisation
                    WHERE deleted_at IS NULL AND name_en IS NOT NULL AND name_zh IS NOT NULL";

impl Names for PartnersPeople {
    fn keeps(&self, kind: &str) -> bool {
        kind == Organisation::KIND.name
    }

    fn all(&self, reads: &mut dyn Reads) -> Result<Vec<(Id, Name)>> {
        reads
            .query(&format!("{BOTH} ORDER BY id"), &[])?
            .iter()
            .map(|row| Ok((row.get(0)?, name(row)?)))
            .collect()
    }

    fn one(&self, reads: &mut dyn Reads, _: &str, id: Id) -> Result<Option<Name>> {
        let row = reads.first(&format!("{BOTH} AND id = $1"), &[id.into()])?;
        row.map(|row| name(&row)).transpose()
    }
}

fn name(row: &Row) -> Result<Name> {
    Ok(Name { english: row.get(1)?, chinese: row.get(2)? })
}
