//! What this room offers to others: where organisations are at home.

use std::collections::BTreeMap;

use entente_access::Sql;
use entente_contracts::{Domicile, Domiciles};
use entente_kernel::{Id, Result};
use entente_store::Reads;

/// Domiciles as this room keeps them.
#[derive(Debug, Clone)]
pub struct PartnersDomiciles {
    /// ISO 3166 code of our own country.
    pub home: String,
}

impl Domiciles for PartnersDomiciles {
    fn of(&self, reads: &mut dyn Reads, organisations: &[Id]) -> Result<Vec<Domicile>> {
        let mut known: BTreeMap<Id, Domicile> = BTreeMap::new();
        for chunk in organisations.chunks(500) {
            let mut sql =
                Sql::new("SELECT id, domicile, side FROM organisation WHERE deleted_at IS NULL AND ");
            sql.among("id", chunk.iter().copied());
            for row in reads.query(&sql.text, &sql.params)? {
                let (country, side): (Option<String>, Option<String>) = (row.get(1)?, row.get(2)?);
                let follows = country.as_ref().map(|country| *country != self.home);
                let abroad = side.map(|side| side == "overseas").or(follows);
                known.insert(row.get(0)?, Domicile { country, abroad });
            }
        }
        Ok(organisations.iter().map(|id| known.get(id).cloned().unwrap_or_default()).collect())
    }
}
