//! Jobs as rows: asked for, looked at, cancelled, tried again, forgotten.

use entente_kernel::{Id, Instant, Problem, Result};
use entente_store::{Reads, Row, Tx, Value};
use serde_json::Value as Json;

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Waits for its turn.
    Queued,
    /// Is being done.
    Running,
    /// Has ended well.
    Done,
    /// Has ended with a problem, or too often with the program.
    Failed,
    /// Was stopped by its owner.
    Cancelled,
}

impl State {
    /// All states, in the order of a job's life.
    pub const ALL: [Self; 5] = [Self::Queued, Self::Running, Self::Done, Self::Failed, Self::Cancelled];

    /// The word in columns and locale keys (`job-state-<word>`).
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// True when nothing more will happen by itself.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }

    fn parse(word: &str) -> Result<Self> {
        let known = Self::ALL.into_iter().find(|state| state.word() == word);
        known.ok_or_else(|| Problem::internal(format!("no job state {word}")))
    }
}

/// A job that is asked for.
pub struct New<'a> {
    /// What is to be done; a [`crate::Work`] of this kind does it.
    pub kind: &'a str,
    /// For whom; `None` for the house itself.
    pub owner: Option<Id>,
    /// Of several jobs with one key only the first is put down.
    pub key: Option<&'a str>,
    /// What the work needs to know.
    pub input: Json,
    /// Not earlier than this; `None` means at once.
    pub not_before: Option<Instant>,
    /// How many days it is kept.
    pub days: i64,
}

/// A job as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Its id.
    pub id: Id,
    /// What is to be done.
    pub kind: String,
    /// For whom.
    pub owner: Option<Id>,
    /// What the work needs to know.
    pub input: Json,
    /// Where it stands.
    pub state: State,
    /// How often it was begun.
    pub attempts: i64,
    /// Steps done.
    pub done: i64,
    /// Steps in all; 0 while that is not known.
    pub total: i64,
    /// What came of it, as its kind defines.
    pub outcome: Json,
    /// The code of the problem that ended it.
    pub problem: Option<String>,
    /// Its owner wants it to stop.
    pub cancel_asked: bool,
    /// When it was asked for.
    pub created_at: Instant,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// When it is forgotten.
    pub expires_at: Instant,
}

pub(crate) const COLUMNS: &str = "id, kind, owner, input, state, attempts, done, total, outcome, problem, \
     cancel_asked, created_at, ended_at, expires_at";

pub(crate) fn read(row: &Row) -> Result<Job> {
    let json = |text: Option<String>| -> Json {
        text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    };
    Ok(Job {
        id: row.get(0)?,
        kind: row.get(1)?,
        owner: row.get(2)?,
        input: json(row.get(3)?),
        state: State::parse(&row.get::<String>(4)?)?,
        attempts: row.get(5)?,
        done: row.get(6)?,
        total: row.get(7)?,
        outcome: json(row.get(8)?),
        problem: row.get(9)?,
        cancel_asked: row.get(10)?,
        created_at: row.get(11)?,
        ended_at: row.get(12)?,
        expires_at: row.get(13)?,
    })
}

/// Puts a job down; gives its id, or that of the one with the same key.
pub fn enqueue(tx: &mut Tx<'_>, new: &New<'_>) -> Result<Id> {
    if let Some(key) = new.key
        && let Some(row) = tx.first("SELECT id FROM job WHERE key = $1", &[key.into()])?
    {
        return row.get(0);
    }
    let (id, now) = (tx.new_id(), tx.now());
    let params = [
        id.into(),
        new.kind.into(),
        new.owner.into(),
        new.key.into(),
        new.input.to_string().into(),
        State::Queued.word().into(),
        new.not_before.unwrap_or(now).into(),
        now.into(),
        now.plus_seconds(new.days * 24 * 3600).into(),
    ];
    tx.execute(
        "INSERT INTO job (id, kind, owner, key, input, state, attempts, done, total, not_before, cancel_asked,
           created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, $7, FALSE, $8, $9)",
        &params,
    )?;
    Ok(id)
}

/// A job by its id. Errors: 404.
pub fn get(reads: &mut dyn Reads, id: Id) -> Result<Job> {
    let row = reads.first(&format!("SELECT {COLUMNS} FROM job WHERE id = $1"), &[id.into()])?;
    row.as_ref().map_or_else(|| Err(Problem::not_found()), read)
}

/// The newest jobs, of one owner or of all, before a place in that order.
pub fn list(
    reads: &mut dyn Reads,
    owner: Option<Id>,
    before: Option<(Instant, Id)>,
    limit: usize,
) -> Result<Vec<Job>> {
    let (mut wanted, mut params) = (Vec::new(), vec![Value::from(limit)]);
    if let Some(owner) = owner {
        params.push(owner.into());
        wanted.push(format!("owner = ${}", params.len()));
    }
    if let Some((at, id)) = before {
        params.extend([at.into(), id.into()]);
        wanted.push(format!("(created_at, id) < (${}, ${})", params.len() - 1, params.len()));
    }
    let wanted = if wanted.is_empty() { String::new() } else { format!("WHERE {}", wanted.join(" AND ")) };
    let sql = format!("SELECT {COLUMNS} FROM job {wanted} ORDER BY created_at DESC, id DESC LIMIT $1");
    reads.query(&sql, &params)?.iter().map(read).collect()
}

/// How many jobs stand where.
pub fn counts(reads: &mut dyn Reads) -> Result<Vec<(State, i64)>> {
    let rows = reads.query("SELECT state, count(*) FROM job GROUP BY state ORDER BY state", &[])?;
    rows.iter().map(|row| Ok((State::parse(&row.get::<String>(0)?)?, row.get(1)?))).collect()
}

/// Stops a job: at once while it waits, at its next step while it is being done. Errors: `job-over` (409).
pub fn cancel(tx: &mut Tx<'_>, id: Id) -> Result<()> {
    let job = get(tx, id)?;
    match job.state {
        State::Queued => {
            let sql = "UPDATE job SET state = $2, cancel_asked = TRUE, ended_at = $3 WHERE id = $1";
            tx.execute(sql, &[id.into(), State::Cancelled.word().into(), tx.now().into()])?;
        }
        State::Running => {
            tx.execute("UPDATE job SET cancel_asked = TRUE WHERE id = $1", &[id.into()])?;
        }
        _ => return Err(Problem::conflict("job-over")),
    }
    Ok(())
}

/// Puts a failed or cancelled job down again; it goes on where its own writes left off. Errors: `job-not-over` (409).
pub fn retry(tx: &mut Tx<'_>, id: Id) -> Result<()> {
    if !matches!(get(tx, id)?.state, State::Failed | State::Cancelled) {
        return Err(Problem::conflict("job-not-over"));
    }
    let sql =
        "UPDATE job SET state = $2, attempts = 0, cancel_asked = FALSE, problem = NULL, ended_at = NULL,
                 not_before = $3 WHERE id = $1";
    tx.execute(sql, &[id.into(), State::Queued.word().into(), tx.now().into()])?;
    Ok(())
}

/// Forgets what has expired; gives the number of jobs. To be run once a day.
pub fn sweep(tx: &mut Tx<'_>) -> Result<u64> {
    let now = tx.now();
    let over = "SELECT id FROM job WHERE expires_at < $1 AND ended_at IS NOT NULL";
    tx.execute(&format!("DELETE FROM job_file WHERE job IN ({over})"), &[now.into()])?;
    tx.execute("DELETE FROM job WHERE expires_at < $1 AND ended_at IS NOT NULL", &[now.into()])
}
