//! Answers kept by Idempotency-Key for 24 hours, in the transaction of the write that they answer.

use entente_kernel::{Id, Problem, Result};
use sha2::{Digest, Sha256};

use crate::{Reads, Tx};

/// How long a key is remembered.
const SECONDS: i64 = 24 * 3600;

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recall {
    /// Never seen, or forgotten by now: do the work, then [`remember`].
    New,
    /// The same request was answered so.
    Answered {
        /// HTTP status.
        status: u16,
        /// Body.
        answer: String,
    },
}

/// Looks `key` up for `actor`. `request` is the method, path and body. Errors: `idempotency-reused` (422) when the key
/// came with another request.
pub fn recall(tx: &mut Tx<'_>, actor: Id, key: &str, request: &[u8]) -> Result<Recall> {
    let oldest = tx.now().plus_seconds(-SECONDS);
    tx.execute("DELETE FROM idempotency WHERE at < $1", &[oldest.into()])?;
    let sql = "SELECT request, status, answer FROM idempotency WHERE actor = $1 AND key = $2";
    let Some(row) = tx.first(sql, &[actor.into(), key.into()])? else { return Ok(Recall::New) };
    if row.get::<Vec<u8>>(0)? != Sha256::digest(request).to_vec() {
        return Err(Problem::new(entente_kernel::Class::Invalid, "idempotency-reused"));
    }
    let status = u16::try_from(row.get::<i64>(1)?).unwrap_or(200);
    Ok(Recall::Answered { status, answer: row.get(2)? })
}

/// Keeps the answer to `key`.
pub fn remember(
    tx: &mut Tx<'_>,
    actor: Id,
    key: &str,
    request: &[u8],
    status: u16,
    answer: &str,
) -> Result<()> {
    let sql =
        "INSERT INTO idempotency (actor, key, request, status, answer, at) VALUES ($1, $2, $3, $4, $5, $6)";
    let digest = Sha256::digest(request).to_vec();
    let params =
        [actor.into(), key.into(), digest.into(), i64::from(status).into(), answer.into(), tx.now().into()];
    tx.execute(sql, &params)?;
    Ok(())
}
