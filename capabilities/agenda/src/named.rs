//! Whom tasks name.

use std::sync::Arc;

use entente_inbox::{GIVEN, Named};
use entente_store::scalar;

use crate::Task;

/// Owners hear of the tasks that they are given.
pub(crate) fn owners() -> Named {
    let whom = |reads: &mut dyn entente_store::Reads, people: &entente_inbox::People, id| {
        let sql = "SELECT owner FROM task WHERE id = $1";
        let owner: Option<Option<String>> = scalar(reads, sql, &[entente_store::Value::from(id)])?;
        Ok(people.named(&owner.flatten().unwrap_or_default()).to_vec())
    };
    Named { kind: Task::KIND.name, sort: GIVEN, fields: &["owner"], whom: Arc::new(whom) }
}
