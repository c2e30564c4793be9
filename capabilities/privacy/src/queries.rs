//! Purposes and consents, whoever asks.

use entente_access::Cond;
use entente_kernel::{Id, Result};
use entente_record::{Record, get_where, load};
use entente_store::{Reads, scalar};

use crate::purpose::LegalBasis;
use crate::{Consent, Purpose};

/// More purposes than anybody can explain.
const MOST: usize = 200;

/// The purposes in force.
pub fn purposes(reads: &mut dyn Reads) -> Result<Vec<Purpose>> {
    get_where::<Purpose>(reads, &Cond::Is("in_force", true.into()), MOST)
}

/// The consent of a person to a purpose, given or withdrawn.
pub fn consent(reads: &mut dyn Reads, person: Id, purpose: Id) -> Result<Option<Record>> {
    let sql = "SELECT id FROM consent WHERE person = $1 AND purpose = $2 AND deleted_at IS NULL";
    match scalar::<Id>(reads, sql, &[person.into(), purpose.into()])? {
        Some(id) => load(reads, Consent::KIND, id),
        None => Ok(None),
    }
}

/// The purposes in force, with what this person said to those that rest on consent.
pub fn standing(reads: &mut dyn Reads, person: Id) -> Result<Vec<(Purpose, Option<Record>)>> {
    let mut found = Vec::new();
    for purpose in purposes(reads)? {
        let held = if purpose.basis == LegalBasis::Consent {
            consent(reads, person, purpose.meta.id)?
        } else {
            None
        };
        found.push((purpose, held));
    }
    Ok(found)
}
