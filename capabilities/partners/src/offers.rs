//! What this room offers to others: how people may be approached, and where they have worked.

use std::collections::BTreeMap;

use entente_access::Sql;
use entente_contracts::{Approach, People};
use entente_kernel::{Date, Id, Result};
use entente_store::Reads;

/// People as this room keeps them.
#[derive(Debug, Clone, Copy, Default)]
pub struct PartnersPeople;

impl People for PartnersPeople {
    fn approaches(&self, reads: &mut dyn Reads, people: &[Id]) -> Result<BTreeMap<Id, Approach>> {
        let mut found = BTreeMap::new();
        for chunk in people.chunks(500) {
            let mut sql =
                Sql::new("SELECT id, contact_rule FROM person WHERE deleted_at IS NULL AND id IN (");
            among(&mut sql, chunk);
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
                .push(") AND owner IN (");
            among(&mut sql, chunk);
            for row in reads.query(&sql.text, &sql.params)? {
                found.push(row.get(0)?);
            }
        }
        Ok(found)
    }
}

/// Appends the ids and the closing parenthesis.
fn among(sql: &mut Sql, ids: &[Id]) {
    for (at, id) in ids.iter().enumerate() {
        sql.push(if at == 0 { "" } else { ", " }).bind(*id);
    }
    sql.push(")");
}
