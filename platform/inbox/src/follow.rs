//! Following a record, and stopping.

use entente_access::Actor;
use entente_kernel::{Id, Problem, Result};
use entente_record::{Kind, visible};
use entente_store::{Reads, Tx};

/// From now on the account hears of the record. Errors: 401 for visitors, 404 unseen.
pub fn follow(tx: &mut Tx<'_>, actor: &Actor, kind: &Kind, record: Id) -> Result<()> {
    let account = actor.account.ok_or_else(Problem::not_found)?;
    visible(tx, actor, kind, record)?;
    let now = tx.now();
    tx.execute(
        "INSERT INTO follow (account, record, kind, since) VALUES ($1, $2, $3, $4)
         ON CONFLICT (account, record) DO UPDATE SET since = excluded.since, stopped_at = NULL",
        &[account.into(), record.into(), kind.name.into(), now.into()],
    )?;
    Ok(())
}

/// From now on the account hears nothing of the record, and is not made to follow it again. Errors: as [`follow`].
pub fn stop(tx: &mut Tx<'_>, actor: &Actor, kind: &Kind, record: Id) -> Result<()> {
    let account = actor.account.ok_or_else(Problem::not_found)?;
    visible(tx, actor, kind, record)?;
    let now = tx.now();
    tx.execute(
        "INSERT INTO follow (account, record, kind, since, stopped_at) VALUES ($1, $2, $3, $4, $4)
         ON CONFLICT (account, record) DO UPDATE SET stopped_at = excluded.stopped_at",
        &[account.into(), record.into(), kind.name.into(), now.into()],
    )?;
    Ok(())
}

/// Whether the account follows the record.
pub fn follows(reads: &mut dyn Reads, account: Id, record: Id) -> Result<bool> {
    let sql = "SELECT 1 FROM follow WHERE account = $1 AND record = $2 AND stopped_at IS NULL";
    Ok(reads.first(sql, &[account.into(), record.into()])?.is_some())
}

/// Makes an account follow a record, unless it follows already or has stopped to.
pub(crate) fn begin(tx: &mut Tx<'_>, account: Id, kind: &str, record: Id) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO follow (account, record, kind, since) VALUES ($1, $2, $3, $4)
         ON CONFLICT (account, record) DO NOTHING",
        &[account.into(), record.into(), kind.into(), now.into()],
    )?;
    Ok(())
}

/// Two records become one: whoever follows the one that goes follows the one that is kept, unless they stopped to.
pub fn go_along(tx: &mut Tx<'_>, gone: Id, kept: Id) -> Result<()> {
    let sql = "SELECT account, kind FROM follow WHERE record = $1 AND stopped_at IS NULL ORDER BY account";
    for row in tx.query(sql, &[gone.into()])? {
        begin(tx, row.get(0)?, &row.get::<String>(1)?, kept)?;
    }
    Ok(())
}
