//! An import as rows: begun with a file's lines, mapped, checked, done.

use entente_kernel::{Id, Instant, Problem, Result};
use entente_record::Kind;
use entente_store::{Reads, Row, Tx, Value};
use serde::{Deserialize, Serialize};

use crate::mapping::Mapping;

/// Lines of a run at most.
pub const LINES: usize = 100_000;

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Columns are given their places.
    Mapping,
    /// Every line is tried.
    Checking,
    /// Every line was tried, nothing was written.
    Checked,
    /// Lines are written.
    Committing,
    /// Every line that could be was written.
    Done,
    /// What was written is undone.
    Undoing,
    /// Everything is as before.
    Undone,
}

impl State {
    const ALL: [Self; 7] = [
        Self::Mapping,
        Self::Checking,
        Self::Checked,
        Self::Committing,
        Self::Done,
        Self::Undoing,
        Self::Undone,
    ];

    /// The word in columns and locale keys (`import-state-<word>`).
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Mapping => "mapping",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Committing => "committing",
            Self::Done => "done",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
        }
    }

    /// True while a job is at it.
    #[must_use]
    pub fn at_work(self) -> bool {
        matches!(self, Self::Checking | Self::Committing | Self::Undoing)
    }
}

/// What a line does, or would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Not tried yet.
    Waiting,
    /// Makes a record.
    New,
    /// Changes a record.
    Change,
    /// Finds its record as it should be.
    Same,
    /// Cannot be taken.
    Wrong,
}

impl Outcome {
    const ALL: [Self; 5] = [Self::Waiting, Self::New, Self::Change, Self::Same, Self::Wrong];

    /// The word in columns and locale keys (`import-outcome-<word>`).
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::New => "new",
            Self::Change => "change",
            Self::Same => "same",
            Self::Wrong => "wrong",
        }
    }
}

/// An import.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Its id.
    pub id: Id,
    /// The kind of its records.
    pub kind: String,
    /// Whose it is.
    pub owner: Id,
    /// The name of the file.
    pub file: String,
    /// The file's header.
    pub header: Vec<String>,
    /// Where the columns go.
    pub mapping: Mapping,
    /// Where it stands.
    pub state: State,
    /// How many lines it has.
    pub lines: i64,
    /// What it wrote, so that it can be undone.
    pub batch: Option<Id>,
    /// The job that is at it, or was last.
    pub job: Option<Id>,
    /// When it was begun.
    pub created_at: Instant,
}

/// One thing that is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wrong {
    /// The target; empty when it is the line as a whole.
    pub target: String,
    /// The code of the problem.
    pub code: String,
    /// What stands in the file.
    pub value: String,
    /// Variables of the message.
    pub args: Vec<(String, String)>,
}

/// One line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number in the file, as a spreadsheet counts: the header is 1.
    pub number: i64,
    /// What stands in it.
    pub cells: Vec<String>,
    /// What it does, or would do.
    pub outcome: Outcome,
    /// It was dealt with for good.
    pub done: bool,
    /// Its record.
    pub record: Option<Id>,
    /// What is wrong with it.
    pub wrong: Vec<Wrong>,
}

/// Lines by what they do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Not tried yet.
    pub waiting: i64,
    /// Make a record.
    pub new: i64,
    /// Change a record.
    pub change: i64,
    /// Find their record as it should be.
    pub same: i64,
    /// Cannot be taken.
    pub wrong: i64,
}

/// Wrong values of one sort, which one repair mends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The target and the code.
    pub of: Wrong,
    /// The values with the number of lines, most frequent first.
    pub values: Vec<(String, usize)>,
    /// Lines in all.
    pub lines: usize,
}

const COLUMNS: &str = "id, kind, owner, file, header, mapping, state, lines, batch, job, created_at";

fn json<T: Serialize + ?Sized>(value: &T) -> Result<Value> {
    serde_json::to_string(value).map(Value::Text).map_err(Problem::internal)
}

/// Begins an import with the lines of a file. Errors: `import-empty`, `import-too-long` (422).
pub fn begin(
    tx: &mut Tx<'_>,
    owner: Id,
    kind: &Kind,
    file: &str,
    header: &[String],
    lines: &[(i64, Vec<String>)],
    mapping: &Mapping,
) -> Result<Id> {
    if lines.is_empty() || header.is_empty() {
        return Err(Problem::field("file", "import-empty"));
    }
    if lines.len() > LINES {
        return Err(Problem::field("file", "import-too-long"));
    }
    let (id, now) = (tx.new_id(), tx.now());
    let params = [
        id.into(),
        kind.name.into(),
        owner.into(),
        file.into(),
        json(header)?,
        json(mapping)?,
        State::Mapping.word().into(),
        lines.len().into(),
        now.into(),
    ];
    tx.execute(
        "INSERT INTO import_run (id, kind, owner, file, header, mapping, state, lines, created_at, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
        &params,
    )?;
    for (number, cells) in lines {
        let sql = "INSERT INTO import_line (run, number, cells, outcome, done) VALUES ($1, $2, $3, 'waiting', FALSE)";
        tx.execute(sql, &[id.into(), (*number).into(), json(cells)?])?;
    }
    Ok(id)
}

/// An import by its id. Errors: 404, also for one that is somebody else's.
pub fn run(reads: &mut dyn Reads, owner: Id, id: Id) -> Result<Run> {
    let sql = format!("SELECT {COLUMNS} FROM import_run WHERE id = $1 AND owner = $2");
    let row = reads.first(&sql, &[id.into(), owner.into()])?;
    row.as_ref().map_or_else(|| Err(Problem::not_found()), read)
}

/// The latest imports of an owner, of one kind or of all.
pub fn runs(reads: &mut dyn Reads, owner: Id, kind: Option<&str>, limit: usize) -> Result<Vec<Run>> {
    let (which, mut params) =
        (if kind.is_some() { "AND kind = $3" } else { "" }, vec![owner.into(), limit.into()]);
    params.extend(kind.map(Into::into));
    let sql = format!(
        "SELECT {COLUMNS} FROM import_run WHERE owner = $1 {which} ORDER BY created_at DESC LIMIT $2"
    );
    reads.query(&sql, &params)?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Run> {
    let (header, mapping, state): (String, String, String) = (row.get(4)?, row.get(5)?, row.get(6)?);
    let state = State::ALL.into_iter().find(|s| s.word() == state);
    Ok(Run {
        id: row.get(0)?,
        kind: row.get(1)?,
        owner: row.get(2)?,
        file: row.get(3)?,
        header: serde_json::from_str(&header).map_err(Problem::internal)?,
        mapping: serde_json::from_str(&mapping).map_err(Problem::internal)?,
        state: state.ok_or_else(|| Problem::internal("no such state of an import"))?,
        lines: row.get(7)?,
        batch: row.get(8)?,
        job: row.get(9)?,
        created_at: row.get(10)?,
    })
}

/// Gives the columns other places; every line is untried again. Errors: `import-at-work`, `import-written` (409).
pub fn remap(tx: &mut Tx<'_>, run: &Run, mapping: &Mapping) -> Result<()> {
    if run.state.at_work() {
        return Err(Problem::conflict("import-at-work"));
    }
    if run.batch.is_some() {
        return Err(Problem::conflict("import-written"));
    }
    let sql = "UPDATE import_run SET mapping = $2, state = 'mapping', changed_at = $3 WHERE id = $1";
    let now = tx.now();
    tx.execute(sql, &[run.id.into(), json(mapping)?, now.into()])?;
    Ok(())
}

/// Notes the job that is at a run from now on, and what it does.
pub fn set_job(tx: &mut Tx<'_>, run: Id, state: State, job: Id) -> Result<()> {
    let now = tx.now();
    let sql = "UPDATE import_run SET state = $2, job = $3, changed_at = $4 WHERE id = $1";
    tx.execute(sql, &[run.into(), state.word().into(), job.into(), now.into()])?;
    Ok(())
}

pub(crate) fn set_state(tx: &mut Tx<'_>, run: Id, state: State) -> Result<()> {
    let now = tx.now();
    let sql = "UPDATE import_run SET state = $2, changed_at = $3 WHERE id = $1";
    tx.execute(sql, &[run.into(), state.word().into(), now.into()])?;
    Ok(())
}

/// The lines behind `after`, of one outcome or of all, in the order of the file.
pub fn lines(
    reads: &mut dyn Reads,
    run: Id,
    outcome: Option<Outcome>,
    after: i64,
    limit: usize,
) -> Result<Vec<Line>> {
    let (which, mut params) = (
        if outcome.is_some() { "AND outcome = $4" } else { "" },
        vec![run.into(), after.into(), limit.into()],
    );
    params.extend(outcome.map(|outcome| Value::from(outcome.word())));
    let sql = format!(
        "SELECT number, cells, outcome, done, record, wrong FROM import_line WHERE run = $1 AND number > $2 {which}
         ORDER BY number LIMIT $3"
    );
    let read = |row: &Row| {
        let (cells, outcome, wrong): (String, String, Option<String>) =
            (row.get(1)?, row.get(2)?, row.get(5)?);
        let known = Outcome::ALL.into_iter().find(|o| o.word() == outcome);
        Ok(Line {
            number: row.get(0)?,
            cells: serde_json::from_str(&cells).map_err(Problem::internal)?,
            outcome: known.unwrap_or(Outcome::Waiting),
            done: row.get(3)?,
            record: row.get(4)?,
            wrong: wrong.and_then(|wrong| serde_json::from_str(&wrong).ok()).unwrap_or_default(),
        })
    };
    reads.query(&sql, &params)?.iter().map(read).collect()
}

/// Notes what a line does.
pub(crate) fn note(
    tx: &mut Tx<'_>,
    run: Id,
    number: i64,
    (outcome, record, wrong): (Outcome, Option<Id>, &[Wrong]),
    done: bool,
) -> Result<()> {
    let wrong = if wrong.is_empty() { Value::Null } else { json(wrong)? };
    let sql = "UPDATE import_line SET outcome = $3, record = $4, wrong = $5, done = $6 WHERE run = $1 AND number = $2";
    let params = [run.into(), number.into(), outcome.word().into(), record.into(), wrong, done.into()];
    tx.execute(sql, &params)?;
    Ok(())
}

/// How many lines do what.
pub fn counts(reads: &mut dyn Reads, run: Id) -> Result<Counts> {
    let mut counts = Counts::default();
    let sql = "SELECT outcome, count(*) FROM import_line WHERE run = $1 GROUP BY outcome";
    for row in reads.query(sql, &[run.into()])? {
        let (outcome, n): (String, i64) = (row.get(0)?, row.get(1)?);
        match outcome.as_str() {
            "new" => counts.new = n,
            "change" => counts.change = n,
            "same" => counts.same = n,
            "wrong" => counts.wrong = n,
            _ => counts.waiting = n,
        }
    }
    Ok(counts)
}

/// What is wrong, by target and problem, most lines first; of each the most frequent values.
pub fn groups(reads: &mut dyn Reads, run: Id, values: usize) -> Result<Vec<Group>> {
    let mut groups: Vec<Group> = Vec::new();
    let mut after = -1;
    loop {
        let wrong = lines(reads, run, Some(Outcome::Wrong), after, 1_000)?;
        let Some(last) = wrong.last() else { break };
        after = last.number;
        for one in wrong.iter().flat_map(|line| &line.wrong) {
            add(&mut groups, one);
        }
    }
    for group in &mut groups {
        group.values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        group.values.truncate(values);
    }
    groups.sort_by(|a, b| b.lines.cmp(&a.lines).then_with(|| a.of.target.cmp(&b.of.target)));
    Ok(groups)
}

fn add(groups: &mut Vec<Group>, one: &Wrong) {
    let same = |group: &&mut Group| group.of.target == one.target && group.of.code == one.code;
    let group = match groups.iter_mut().find(same) {
        Some(group) => group,
        None => {
            groups.push(Group { of: one.clone(), values: Vec::new(), lines: 0 });
            let Some(last) = groups.last_mut() else { return };
            last
        }
    };
    group.lines += 1;
    match group.values.iter_mut().find(|(value, _)| *value == one.value) {
        Some((_, n)) => *n += 1,
        None => group.values.push((one.value.clone(), 1)),
    }
}
