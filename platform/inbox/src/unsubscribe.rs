//! Turning digests off, and on again, with the key that stands in a letter: no log-in is asked for (RFC 8058).

use entente_access::{Secret, Status, accounts};
use entente_kernel::{Id, Problem, Result};
use entente_store::{Reads, Tx};

use crate::pace::{Pace, Settings};
use crate::settings::{keep_settings, settings};

/// What keys begin with, so that scanners of leaked secrets know them.
pub const PREFIX: &str = "entout_";

/// How long a letter's key works, in seconds: 400 days.
const KEPT: i64 = 400 * 24 * 3600;

/// A key for one letter.
pub(crate) fn make(tx: &mut Tx<'_>, account: Id) -> Result<Secret> {
    let key = Secret::draw(tx.chance(), PREFIX);
    let sql = "INSERT INTO unsubscribe_key (key_hash, account, created_at) VALUES ($1, $2, $3)";
    tx.execute(sql, &[key.digest().into(), account.into(), tx.now().into()])?;
    Ok(key)
}

/// Whose letters a key is about, and whether they go out now. Errors: `unsubscribe-invalid` (404) for a key that is
/// unknown or too old, or whose account is not active.
pub fn subscriber(reads: &mut dyn Reads, key: &Secret) -> Result<(Id, bool)> {
    let sql = "SELECT account FROM unsubscribe_key WHERE key_hash = $1 AND created_at > $2";
    let since = reads.now().plus_seconds(-KEPT);
    let invalid = || Problem::new(entente_kernel::Class::NotFound, "unsubscribe-invalid");
    let row = reads.first(sql, &[key.digest().into(), since.into()])?.ok_or_else(invalid)?;
    let account: Id = row.get(0)?;
    let active = accounts::find(reads, account)?.is_some_and(|a| a.status == Status::Active);
    if !active {
        return Err(invalid());
    }
    Ok((account, settings(reads, account)?.pace != Pace::Off))
}

/// Turns the digests of a key's account off, or on again once a day. Errors: as [`subscriber`].
pub fn unsubscribe(tx: &mut Tx<'_>, key: &Secret, wanted: bool) -> Result<()> {
    let (account, on) = subscriber(tx, key)?;
    if on == wanted {
        return Ok(());
    }
    let pace = if wanted { Pace::Daily } else { Pace::Off };
    let wanted = Settings { pace, ..settings(tx, account)? };
    keep_settings(tx, account, wanted)
}

/// Forgets keys that no longer work.
pub(crate) fn sweep(tx: &mut Tx<'_>) -> Result<u64> {
    let before = tx.now().plus_seconds(-KEPT);
    tx.execute("DELETE FROM unsubscribe_key WHERE created_at <= $1", &[before.into()])
}
