//! The mail queue: written in the business transaction, sent outside of requests.

use entente_kernel::{Id, Instant, Problem, Result};
use entente_store::{By, Db, Reads, Tx, scalar};
use lettre::Address;

use crate::Mailer;

/// A letter to queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The address alone, without a name.
    pub to: String,
    /// One line without confidential words.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// The same as HTML, for programs that show it.
    pub html: Option<String>,
    /// The address at which one POST ends letters of this sort (RFC 8058).
    pub unsubscribe: Option<String>,
    /// After this it is not sent any more; `None` means 30 days.
    pub expires_at: Option<Instant>,
}

impl Message {
    /// A letter in plain text alone.
    #[must_use]
    pub fn plain(to: String, subject: String, body: String) -> Self {
        Self { to, subject, body, html: None, unsubscribe: None, expires_at: None }
    }
}

/// Where a letter stands in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It waits, and nobody is at it.
    Due,
    /// Somebody is sending it, or it waits for its next attempt.
    Busy,
    /// It was sent, given up, or is not there.
    Over,
}

/// A letter taken from the queue.
pub(crate) struct Claimed {
    pub(crate) id: Id,
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) body: String,
    pub(crate) html: Option<String>,
    pub(crate) unsubscribe: Option<String>,
    pub(crate) created_at: Instant,
    attempts: i64,
}

/// What one round of sending did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Round {
    /// Letters sent.
    pub sent: usize,
    /// Attempts that failed; they are repeated later, or given up.
    pub failed: usize,
}

/// Seconds until the next attempt after the first, second, … failure; after the last the letter is given up.
const DELAYS: [i64; 6] = [60, 300, 1800, 7200, 21_600, 86_400];
/// Seconds for which a claimed letter is left alone by others; a letter takes at most one minute.
const LEASE: i64 = 600;
/// Failures in a row after which a round ends: the peer is away.
const PATIENCE: usize = 3;
/// How long an unsent letter is of interest.
const KEPT: i64 = 30 * 24 * 3600;

/// Queues a letter; it goes out only if the transaction commits. Errors: `email` on `email` for an unusable address.
pub fn queue(tx: &mut Tx<'_>, message: &Message) -> Result<Id> {
    if message.to.parse::<Address>().is_err() {
        return Err(Problem::field("email", "email"));
    }
    let (id, now) = (tx.new_id(), tx.now());
    let params = [
        id.into(),
        message.to.as_str().into(),
        one_line(&message.subject).into(),
        message.body.as_str().into(),
        now.into(),
        message.expires_at.unwrap_or_else(|| now.plus_seconds(KEPT)).into(),
        message.html.clone().into(),
        message.unsubscribe.clone().into(),
    ];
    tx.execute(
        "INSERT INTO mail (id, to_address, subject, body, created_at, expires_at, attempts, next_at, html, unsubscribe)
         VALUES ($1, $2, $3, $4, $5, $6, 0, $5, $7, $8)",
        &params,
    )?;
    Ok(id)
}

fn one_line(subject: &str) -> String {
    subject.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Where a letter stands.
pub fn standing(reads: &mut dyn Reads, id: Id) -> Result<Standing> {
    let sql = "SELECT next_at FROM mail WHERE id = $1 AND sent_at IS NULL AND expires_at > $2";
    let now = reads.now();
    let next: Option<Option<Instant>> = scalar(reads, sql, &[id.into(), now.into()])?;
    Ok(match next.flatten() {
        None => Standing::Over,
        Some(next) if next <= now => Standing::Due,
        Some(_) => Standing::Busy,
    })
}

/// Puts other words into a letter that waits; its attempts go on where they were.
pub fn rewrite(tx: &mut Tx<'_>, id: Id, message: &Message) -> Result<()> {
    let sql = "UPDATE mail SET to_address = $2, subject = $3, body = $4, html = $5, unsubscribe = $6
               WHERE id = $1 AND sent_at IS NULL";
    let params = [
        id.into(),
        message.to.as_str().into(),
        one_line(&message.subject).into(),
        message.body.as_str().into(),
        message.html.clone().into(),
        message.unsubscribe.clone().into(),
    ];
    tx.execute(sql, &params)?;
    Ok(())
}

/// Takes a letter back that was not sent.
pub fn withdraw(tx: &mut Tx<'_>, id: Id) -> Result<()> {
    tx.execute("DELETE FROM mail WHERE id = $1 AND sent_at IS NULL", &[id.into()])?;
    Ok(())
}

/// Sends what is due, letter by letter, on a thread that may block. A letter goes out twice only when the process dies
/// between the peer's answer and the note of it (the same Message-ID tells). With [`Mailer::Off`] nothing is sent.
pub fn send_due(db: &Db, mailer: &Mailer) -> Result<Round> {
    let mut round = Round::default();
    let mut in_a_row = 0;
    while !matches!(mailer, Mailer::Off) && in_a_row < PATIENCE {
        let Some(letter) = db.write_now(By::system("mail"), claim)? else { break };
        let (id, attempts) = (letter.id, letter.attempts);
        match mailer.send(&letter) {
            Ok(()) => {
                in_a_row = 0;
                round.sent += 1;
                db.write_now(By::system("mail"), move |tx| note_sent(tx, id))?;
            }
            Err(failure) => {
                in_a_row += 1;
                round.failed += 1;
                tracing::warn!(mail = %id, attempts, error = failure.text, "mail not sent");
                db.write_now(By::system("mail"), move |tx| {
                    let delay = usize::try_from(attempts - 1).ok().and_then(|at| DELAYS.get(at));
                    note_failed(tx, id, &failure.text, delay.filter(|_| !failure.permanent).copied())
                })?;
            }
        }
    }
    Ok(round)
}

/// Letters that still wait after a failure, and the last reason; `None` when there is none.
pub fn failing(reads: &mut dyn Reads) -> Result<Option<(i64, String)>> {
    let waiting = "FROM mail WHERE sent_at IS NULL AND last_error IS NOT NULL AND expires_at > $1";
    let now = [reads.now().into()];
    let count = reads.count(&format!("SELECT count(*) {waiting}"), &now)?;
    let last = reads.first(&format!("SELECT last_error {waiting} ORDER BY created_at DESC LIMIT 1"), &now)?;
    last.map(|row| Ok((count, row.get(0)?))).transpose()
}

/// Takes the letter that has waited longest, under a lease.
fn claim(tx: &mut Tx<'_>) -> Result<Option<Claimed>> {
    let now = tx.now();
    let sql = "SELECT id, to_address, subject, body, created_at, attempts, html, unsubscribe FROM mail
               WHERE sent_at IS NULL AND next_at <= $1 AND expires_at > $1 ORDER BY next_at, id LIMIT 1";
    let Some(row) = tx.first(sql, &[now.into()])? else { return Ok(None) };
    let letter = Claimed {
        id: row.get(0)?,
        to: row.get(1)?,
        subject: row.get(2)?,
        body: row.get(3)?,
        created_at: row.get(4)?,
        attempts: row.get::<i64>(5)? + 1,
        html: row.get(6)?,
        unsubscribe: row.get(7)?,
    };
    let sql = "UPDATE mail SET attempts = $1, next_at = $2 WHERE id = $3";
    tx.execute(sql, &[letter.attempts.into(), now.plus_seconds(LEASE).into(), letter.id.into()])?;
    Ok(Some(letter))
}

/// The text goes with the sending: it may hold a link that opens an account.
fn note_sent(tx: &mut Tx<'_>, id: Id) -> Result<()> {
    let sql = "UPDATE mail SET sent_at = $1, next_at = NULL, last_error = NULL, body = '', html = NULL,
                 unsubscribe = NULL WHERE id = $2";
    tx.execute(sql, &[tx.now().into(), id.into()])?;
    Ok(())
}

fn note_failed(tx: &mut Tx<'_>, id: Id, error: &str, delay: Option<i64>) -> Result<()> {
    let error: String = error.chars().take(300).collect();
    let next = delay.map(|seconds| tx.now().plus_seconds(seconds));
    let sql = "UPDATE mail SET last_error = $1, next_at = $2 WHERE id = $3";
    tx.execute(sql, &[error.into(), next.into(), id.into()])?;
    Ok(())
}

#[cfg(test)]
mod tests;
