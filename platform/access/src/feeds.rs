//! Keys of private feeds: whoever has the address reads what its account may read now. One live key per account.

use entente_kernel::{Id, Instant, Problem, Result};
use entente_store::{Reads, Tx};

use crate::account::existing;
use crate::accounts::cell;
use crate::sessions::actor_of_account;
use crate::{Actor, Role, Secret, Status};

/// What keys begin with, so that scanners of leaked secrets know them.
pub const PREFIX: &str = "entcal_";

/// Makes a key; the one before ends at once. Errors: 404, `account-disabled` (409) when the account is not active.
pub fn make(tx: &mut Tx<'_>, account: Id) -> Result<Secret> {
    if existing(tx, account)?.status != Status::Active {
        return Err(Problem::conflict("account-disabled"));
    }
    close(tx, account)?;
    let key = Secret::draw(tx.chance(), PREFIX);
    let sql = "INSERT INTO feed_key (key_hash, account, created_at) VALUES ($1, $2, $3)";
    tx.execute(sql, &[key.digest().into(), account.into(), tx.now().into()])?;
    tx.audit("account", account, "make-feed", &[cell("feed", None, Some("live".into()))])?;
    Ok(key)
}

/// Ends the account's key, if it has one.
pub fn end(tx: &mut Tx<'_>, account: Id) -> Result<()> {
    if close(tx, account)? == 0 {
        return Ok(());
    }
    tx.audit("account", account, "end-feed", &[cell("feed", Some("live".into()), None)])
}

/// Ends the key without a word in the audit chain, where another act says it.
pub(crate) fn close(tx: &mut Tx<'_>, account: Id) -> Result<u64> {
    let sql = "UPDATE feed_key SET ended_at = $1 WHERE account = $2 AND ended_at IS NULL";
    tx.execute(sql, &[tx.now().into(), account.into()])
}

/// When the account's live key was made; `None` without one.
pub fn live(reads: &mut dyn Reads, account: Id) -> Result<Option<Instant>> {
    let sql = "SELECT created_at FROM feed_key WHERE account = $1 AND ended_at IS NULL";
    reads.first(sql, &[account.into()])?.map(|row| row.get(0)).transpose()
}

/// The actor of a key with the rights of this moment; `None` when the key is unknown or over, or the account is not
/// active.
pub fn actor_of_key(reads: &mut dyn Reads, key: &Secret, roles: &[Role]) -> Result<Option<Actor>> {
    if !key.reveal().starts_with(PREFIX) {
        return Ok(None);
    }
    let sql = "SELECT account FROM feed_key WHERE key_hash = $1 AND ended_at IS NULL";
    match reads.first(sql, &[key.digest().into()])? {
        Some(row) => actor_of_account(reads, row.get(0)?, roles),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts;
    use crate::testing::{ROLES, active, migrations, write};
    use entente_testkit::on_each_engine;

    #[test]
    fn a_key_answers_until_it_is_renewed_ended_or_its_account_disabled() {
        on_each_engine(&migrations(), |bench| {
            let account = active(bench, "li.wei");
            let whose = |key: &Secret| {
                let key = key.clone();
                let found = bench.db.read_now(move |r| actor_of_key(r, &key, &ROLES)).unwrap();
                found.and_then(|actor| actor.account)
            };
            let first = write(bench, move |tx| make(tx, account));
            assert_eq!(whose(&first), Some(account));
            let second = write(bench, move |tx| make(tx, account));
            assert_eq!((whose(&first), whose(&second)), (None, Some(account)));
            write(bench, move |tx| end(tx, account));
            assert_eq!(whose(&second), None);
            let third = write(bench, move |tx| make(tx, account));
            write(bench, move |tx| accounts::disable(tx, account));
            assert_eq!(whose(&third), None);
            write(bench, move |tx| accounts::enable(tx, account));
            assert_eq!((whose(&third), bench.db.read_now(move |r| live(r, account)).unwrap()), (None, None));
            assert_eq!(whose(&Secret::new("ent_x")), None);
        });
    }
}
