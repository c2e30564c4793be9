//! Whom approvals and texts concern: those who handle the agreement hear of what is said of its text by following it.

use std::sync::Arc;

use entente_inbox::{GIVEN, Named, People};
use entente_kernel::{Id, Result};
use entente_store::{Reads, scalar};

use crate::Agreement;

/// Who has an agreement now.
pub(crate) fn all() -> Vec<Named> {
    vec![Named { kind: Agreement::KIND.name, sort: GIVEN, fields: &["holder_name"], whom: Arc::new(holder) }]
}

fn holder(reads: &mut dyn Reads, people: &People, agreement: Id) -> Result<Vec<Id>> {
    let sql = "SELECT holder_name FROM agreement WHERE id = $1";
    let name: Option<Option<String>> = scalar(reads, sql, &[agreement.into()])?;
    Ok(people.named(&name.flatten().unwrap_or_default()).to_vec())
}
