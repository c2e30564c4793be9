//! Whom records of this room name: they hear of it in their inbox.

use std::sync::Arc;

use entente_inbox::{GIVEN, Named, People};
use entente_kernel::{Id, Result};
use entente_store::{Reads, scalar};

use crate::{Bulletin, ServiceRequest};

/// Who does what a member asks for, and those to whom a bulletin goes.
pub(crate) fn all() -> Vec<Named> {
    vec![
        Named {
            kind: ServiceRequest::KIND.name,
            sort: GIVEN,
            fields: &["assignee"],
            whom: Arc::new(assignee),
        },
        Named {
            kind: Bulletin::KIND.name,
            sort: "bulletin",
            fields: &["sent_on"],
            whom: Arc::new(subscribed),
        },
    ]
}

fn assignee(reads: &mut dyn Reads, people: &People, request: Id) -> Result<Vec<Id>> {
    let sql = "SELECT assignee FROM service_request WHERE id = $1";
    let name: Option<Option<String>> = scalar(reads, sql, &[request.into()])?;
    Ok(people.named(&name.flatten().unwrap_or_default()).to_vec())
}

fn subscribed(reads: &mut dyn Reads, _: &People, bulletin: Id) -> Result<Vec<Id>> {
    let sql = "SELECT account FROM bulletin_delivery WHERE bulletin = $1 ORDER BY account";
    reads.query(sql, &[bulletin.into()])?.iter().map(|row| row.get(0)).collect()
}
