//! Typed events, written with the business rows and followed by whoever needs them (search, mail, other rooms).

use entente_kernel::{Id, Instant, Result};

use crate::{Reads, Tx, scalar};

/// One announced event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Position; followers remember it.
    pub seq: i64,
    /// When it was committed.
    pub at: Instant,
    /// What happened, e.g. `record.changed` or `need.introduced`.
    pub topic: String,
    /// The record's kind.
    pub kind: String,
    /// The record.
    pub record: Id,
    /// JSON, as the topic defines.
    pub body: String,
}

pub(crate) fn append(tx: &mut Tx<'_>, topic: &str, kind: &str, record: Id, body: &str) -> Result<()> {
    tx.head.outbox_seq += 1;
    let params =
        [tx.head.outbox_seq.into(), tx.now().into(), topic.into(), kind.into(), record.into(), body.into()];
    let sql = "INSERT INTO outbox (seq, at, topic, kind, record, body) VALUES ($1, $2, $3, $4, $5, $6)";
    tx.execute(sql, &params)?;
    Ok(())
}

/// The events after position `after`, at most `limit`. Positions have no gaps that fill later: writes are serial.
pub fn pending(reads: &mut dyn Reads, after: i64, limit: usize) -> Result<Vec<Event>> {
    let sql = "SELECT seq, at, topic, kind, record, body FROM outbox WHERE seq > $1 ORDER BY seq LIMIT $2";
    let rows = reads.query(sql, &[after.into(), limit.into()])?;
    rows.iter()
        .map(|row| {
            Ok(Event {
                seq: row.get(0)?,
                at: row.get(1)?,
                topic: row.get(2)?,
                kind: row.get(3)?,
                record: row.get(4)?,
                body: row.get(5)?,
            })
        })
        .collect()
}

/// How far `consumer` has come; 0 at first.
pub fn cursor(reads: &mut dyn Reads, consumer: &str) -> Result<i64> {
    let sql = "SELECT seq FROM outbox_cursor WHERE consumer = $1";
    Ok(scalar(reads, sql, &[consumer.into()])?.unwrap_or(0))
}

/// Remembers that `consumer` has dealt with everything up to `seq`.
pub fn advance(tx: &mut Tx<'_>, consumer: &str, seq: i64) -> Result<()> {
    let sql = "INSERT INTO outbox_cursor (consumer, seq) VALUES ($1, $2)
               ON CONFLICT (consumer) DO UPDATE SET seq = excluded.seq";
    tx.execute(sql, &[consumer.into(), seq.into()])?;
    Ok(())
}
