//! What is due: each thing once before its day, and once behind it.

use entente_kernel::{Date, Id, Result};
use entente_store::{By, Db, Reads};

use crate::notice::{self, New};

/// The day of something comes.
pub const DUE_SOON: &str = "due-soon";
/// The day of something is over.
pub const OVERDUE: &str = "overdue";

/// Something that is due, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// Who does it.
    pub account: Id,
    /// The kind of the record that it stands on.
    pub kind: &'static str,
    /// That record.
    pub record: Id,
    /// What of that record one must be allowed to read to know of it: the group of its field.
    pub part: &'static str,
    /// Names it for good, also when its day changes.
    pub uid: String,
    /// The day.
    pub day: Date,
}

/// Tells of what was not told yet: a thing whose day changes is told again. Gives the number of things looked at.
pub fn remind(db: &Db, due: Vec<Reminder>) -> Result<usize> {
    let looked = due.len();
    if due.is_empty() {
        return Ok(0);
    }
    let told = move |reads: &mut dyn Reads| {
        let today = reads.today();
        let mut fresh = Vec::new();
        for one in due {
            let sort = if one.day < today { OVERDUE } else { DUE_SOON };
            let key = format!("{sort} {} {}", one.uid, one.day);
            let sql = "SELECT 1 FROM notice WHERE account = $1 AND key = $2";
            if reads.first(sql, &[one.account.into(), key.as_str().into()])?.is_none() {
                fresh.push((sort, key, one));
            }
        }
        Ok(fresh)
    };
    let fresh = db.read_now(told)?;
    if !fresh.is_empty() {
        db.write_now(By::system("inbox"), move |tx| {
            for (sort, key, one) in fresh {
                let new = New {
                    account: one.account,
                    key,
                    sort: sort.to_owned(),
                    kind: one.kind.to_owned(),
                    record: one.record,
                    part: one.part.to_owned(),
                    word: one.day.to_string(),
                    actor: None,
                    at: tx.now(),
                };
                notice::write(tx, &new)?;
            }
            Ok(())
        })?;
    }
    Ok(looked)
}
