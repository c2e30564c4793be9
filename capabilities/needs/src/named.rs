//! Whom needs and engagements name.

use std::sync::Arc;

use entente_inbox::{GIVEN, Named, People};
use entente_kernel::{Id, Result};
use entente_store::{Reads, scalar};

use crate::{Engagement, Need};

/// Who does what happens next with a need, and the expert who is asked.
pub(crate) fn all() -> Vec<Named> {
    vec![
        Named { kind: Need::KIND.name, sort: GIVEN, fields: &["next_owner"], whom: Arc::new(next_owner) },
        Named { kind: Engagement::KIND.name, sort: "asked", fields: &["person"], whom: Arc::new(asked) },
    ]
}

fn next_owner(reads: &mut dyn Reads, people: &People, need: Id) -> Result<Vec<Id>> {
    let owner: Option<Option<String>> =
        scalar(reads, "SELECT next_owner FROM need WHERE id = $1", &[need.into()])?;
    Ok(people.named(&owner.flatten().unwrap_or_default()).to_vec())
}

/// The accounts of the person who is asked.
fn asked(reads: &mut dyn Reads, _: &People, engagement: Id) -> Result<Vec<Id>> {
    let sql = "SELECT a.id FROM engagement e JOIN account a ON a.person = e.person
               WHERE e.id = $1 AND a.status = 'active' ORDER BY a.id";
    reads.query(sql, &[engagement.into()])?.iter().map(|row| row.get(0)).collect()
}
