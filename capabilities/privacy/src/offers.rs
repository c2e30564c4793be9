//! What this room offers to others: whose data may not be used.

use entente_access::Sql;
use entente_contracts::{Consents, Use};
use entente_kernel::{Id, Result};
use entente_record::erased_between;
use entente_store::Reads;

use crate::purpose::{Governs, LegalBasis};
use crate::queries;

/// Purposes and consents as this room keeps them.
#[derive(Debug, Clone, Copy, Default)]
pub struct KeptConsents;

impl Consents for KeptConsents {
    fn barred(&self, reads: &mut dyn Reads, used: Use, people: &[Id]) -> Result<Vec<Id>> {
        let governs = match used {
            Use::Ranking => Governs::Ranking,
            Use::Invitations => Governs::Invitations,
        };
        let mut barred = erased_between(reads, people)?;
        let on_consent = |p: &crate::Purpose| p.governs == governs && p.basis == LegalBasis::Consent;
        for purpose in queries::purposes(reads)?.iter().filter(|purpose| on_consent(purpose)) {
            let given = given(reads, purpose.meta.id, people)?;
            barred.extend(people.iter().filter(|person| !given.contains(person)));
        }
        Ok(barred)
    }
}

/// Those of these people who agree to the purpose today.
fn given(reads: &mut dyn Reads, purpose: Id, people: &[Id]) -> Result<Vec<Id>> {
    let mut found = Vec::new();
    for chunk in people.chunks(500) {
        let mut sql = Sql::new(
            "SELECT person FROM consent WHERE deleted_at IS NULL AND state = 'given' AND purpose = ",
        );
        sql.bind(purpose).push(" AND ").among("person", chunk.iter().copied());
        for row in reads.query(&sql.text, &sql.params)? {
            found.push(row.get(0)?);
        }
    }
    Ok(found)
}
