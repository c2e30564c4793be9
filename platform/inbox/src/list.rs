//! Reading one's notices: page by page, counted, marked as read.

use entente_access::Sql;
use entente_kernel::{Id, Instant, Problem, Result};
use entente_store::{Reads, Tx, Value};

use crate::notice::{COLUMNS, Notice, read};
use crate::rights::Rights;

/// Which notices.
#[derive(Debug, Clone, Default)]
pub struct Show {
    /// Only those that were not read.
    pub unread: bool,
    /// Only those of this sort.
    pub sort: Option<String>,
    /// Only those behind this one.
    pub before: Option<(Instant, Id)>,
    /// At most so many.
    pub limit: usize,
}

/// The reader's notices, newest first, as far as the reader may see now what they tell of.
pub fn list(reads: &mut dyn Reads, rights: &Rights<'_>, show: &Show) -> Result<Vec<Notice>> {
    let mut sql = Sql::new(format!("SELECT {COLUMNS} FROM notice n WHERE n.account = "));
    sql.bind(own(rights)?);
    if show.unread {
        sql.push(" AND n.read_at IS NULL");
    }
    if let Some(sort) = &show.sort {
        sql.push(" AND n.sort = ").bind(sort.as_str());
    }
    if let Some((at, id)) = show.before {
        sql.push(" AND (n.at, n.id) < (").bind(at).push(", ").bind(id).push(")");
    }
    sql.push(" AND ");
    rights.condition(&mut sql);
    sql.push(" ORDER BY n.at DESC, n.id DESC LIMIT ").bind(Value::from(show.limit));
    reads.query(&sql.text, &sql.params)?.iter().map(read).collect()
}

/// How many notices the reader has not read, counted up to `most`. Without any it is one look into an index.
pub fn unread(reads: &mut dyn Reads, rights: &Rights<'_>, most: usize) -> Result<i64> {
    let account = own(rights)?;
    let any = "SELECT 1 FROM notice n WHERE n.account = $1 AND n.read_at IS NULL LIMIT 1";
    if reads.first(any, &[account.into()])?.is_none() {
        return Ok(0);
    }
    let mut sql = Sql::new("SELECT count(*) FROM (SELECT n.id FROM notice n WHERE n.account = ");
    sql.bind(account).push(" AND n.read_at IS NULL AND ");
    rights.condition(&mut sql);
    sql.push(" LIMIT ").bind(Value::from(most)).push(") counted");
    reads.count(&sql.text, &sql.params)
}

/// Marks the account's notices up to an instant as read: all of them, or those of one record.
pub fn mark_read(tx: &mut Tx<'_>, account: Id, record: Option<Id>, until: Instant) -> Result<u64> {
    let mut params = vec![account.into(), until.into(), tx.now().into()];
    let mut sql =
        String::from("UPDATE notice SET read_at = $3 WHERE account = $1 AND at <= $2 AND read_at IS NULL");
    if let Some(record) = record {
        params.push(record.into());
        sql.push_str(" AND record = $4");
    }
    tx.execute(&sql, &params)
}

pub(crate) fn own(rights: &Rights<'_>) -> Result<Id> {
    rights.actor.account.ok_or_else(Problem::not_found)
}
