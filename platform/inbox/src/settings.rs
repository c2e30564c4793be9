//! What each account wants of letters, kept.

use entente_kernel::{Id, Problem, Result};
use entente_store::{Cell, Reads, Row, Tx};

use crate::pace::{Pace, Settings};

/// What the account wants; the default until somebody chose.
pub fn settings(reads: &mut dyn Reads, account: Id) -> Result<Settings> {
    let sql = "SELECT pace, hour, weekday, quiet_from, quiet_to FROM digest WHERE account = $1";
    reads.first(sql, &[account.into()])?.as_ref().map_or_else(|| Ok(Settings::default()), read)
}

fn read(row: &Row) -> Result<Settings> {
    let word: String = row.get(0)?;
    let (from, to): (Option<i64>, Option<i64>) = (row.get(3)?, row.get(4)?);
    Ok(Settings {
        pace: Pace::parse(&word).ok_or_else(|| Problem::internal(format!("no pace {word}")))?,
        hour: row.get(1)?,
        weekday: row.get(2)?,
        quiet: from.zip(to),
    })
}

/// Keeps what the account wants. Whoever turned letters off and turns them on again hears of what happens from then on.
/// Errors: 422 with `choice-unknown` on `hour`, `weekday` or `quiet`.
pub fn keep_settings(tx: &mut Tx<'_>, account: Id, wanted: Settings) -> Result<()> {
    let quiet = wanted.quiet.filter(|(from, to)| from != to);
    let hours = |hour: i64| (0..24).contains(&hour);
    if !hours(wanted.hour) {
        return Err(Problem::field("hour", "choice-unknown"));
    }
    if !(1..=7).contains(&wanted.weekday) {
        return Err(Problem::field("weekday", "choice-unknown"));
    }
    if quiet.is_some_and(|(from, to)| !hours(from) || !hours(to)) {
        return Err(Problem::field("quiet", "choice-unknown"));
    }
    let before = settings(tx, account)?;
    let wanted = Settings { quiet, ..wanted };
    if before == wanted {
        return Ok(());
    }
    store(tx, account, wanted)?;
    if before.pace == Pace::Off {
        let sql = "UPDATE digest SET since = $2 WHERE account = $1";
        tx.execute(sql, &[account.into(), tx.now().into()])?;
    }
    let due = if waiting(tx, account)? { wanted.due(tx.now(), tx.zone()) } else { None };
    let sql = "UPDATE digest SET next_at = $2 WHERE account = $1";
    tx.execute(sql, &[account.into(), due.into()])?;
    let word = |s: Settings| Some(s.pace.word().to_owned());
    let cell = Cell { field: "digest".into(), old: word(before), new: word(wanted) };
    tx.audit("account", account, "digest", &[cell])
}

fn store(tx: &mut Tx<'_>, account: Id, wanted: Settings) -> Result<()> {
    let (from, to) = wanted.quiet.unzip();
    tx.execute(
        "INSERT INTO digest (account, pace, hour, weekday, quiet_from, quiet_to, since)
         VALUES ($1, $2, $3, $4, $5, $6, 0)
         ON CONFLICT (account) DO UPDATE SET pace = excluded.pace, hour = excluded.hour,
           weekday = excluded.weekday, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to",
        &[
            account.into(),
            wanted.pace.word().into(),
            wanted.hour.into(),
            wanted.weekday.into(),
            from.into(),
            to.into(),
        ],
    )?;
    Ok(())
}

/// Whether something waits to be told.
fn waiting(reads: &mut dyn Reads, account: Id) -> Result<bool> {
    let sql = "SELECT 1 FROM notice n JOIN digest d ON d.account = n.account
               WHERE n.account = $1 AND n.read_at IS NULL AND n.letter IS NULL AND n.at >= d.since LIMIT 1";
    Ok(reads.first(sql, &[account.into()])?.is_some())
}

/// Something happened for the account: a letter will be thought of in time, unless one is already.
pub(crate) fn wake(tx: &mut Tx<'_>, account: Id) -> Result<()> {
    let sql = "SELECT pace, hour, weekday, quiet_from, quiet_to, next_at FROM digest WHERE account = $1";
    let wanted = match tx.first(sql, &[account.into()])? {
        Some(row) if row.get::<Option<i64>>(5)?.is_some() => return Ok(()),
        Some(row) => read(&row)?,
        None => {
            store(tx, account, Settings::default())?;
            Settings::default()
        }
    };
    let due = wanted.due(tx.now(), tx.zone());
    tx.execute("UPDATE digest SET next_at = $2 WHERE account = $1", &[account.into(), due.into()])?;
    Ok(())
}
