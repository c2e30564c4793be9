//! Forgetting what is over.

use entente_kernel::Result;
use entente_store::{Reads, Tx};

/// How long ended sessions, tokens, links and letters are kept, in seconds: 30 days.
const KEPT: i64 = 30 * 24 * 3600;

/// Deletes sessions, tokens, links, letters and counters that ended more than 30 days ago (counters: that ended);
/// gives the number of rows. To be run once a day.
pub fn sweep(tx: &mut Tx<'_>) -> Result<u64> {
    let before = tx.now().plus_seconds(-KEPT);
    let mut gone = tx.execute("DELETE FROM login_attempt WHERE ends_at <= $1", &[tx.now().into()])?;
    for sql in [
        "DELETE FROM session WHERE expires_at < $1 OR revoked_at < $1",
        "DELETE FROM api_token WHERE expires_at < $1 OR revoked_at < $1",
        "DELETE FROM feed_key WHERE ended_at < $1",
        "DELETE FROM one_time_link WHERE expires_at < $1 OR used_at < $1",
        "DELETE FROM mail WHERE sent_at < $1 OR expires_at < $1",
    ] {
        gone += tx.execute(sql, &[before.into()])?;
    }
    // A link in a letter that can no longer be sent is of no use to anyone else.
    gone += tx.execute(
        "UPDATE mail SET body = '', html = NULL, unsubscribe = NULL WHERE expires_at < $1 AND body <> ''",
        &[tx.now().into()],
    )?;
    Ok(gone)
}
