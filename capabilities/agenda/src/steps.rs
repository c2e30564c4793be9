//! The lifecycle of tasks.

use entente_kernel::{Problem, Result};
use entente_record::{Datum, Record, State, States, Step};
use entente_store::Reads;

use crate::Task;

/// Open, then done or dropped; both can be opened again.
pub(crate) static TASK: States = States {
    name: "task-state",
    first: "open",
    all: &[State::new("open", 0), State::new("done", 0), State::new("dropped", 0)],
    steps: &[
        Step { guard: has_evidence, ..Step::new("done", &["open"], "done") },
        Step::new("drop", &["open"], "dropped").reasoned(),
        Step::new("reopen", &["done", "dropped"], "open"),
    ],
};

/// An obligation is done when something shows it: its evidence, or a note.
pub(crate) fn has_evidence(reads: &mut dyn Reads, task: &Record) -> Result<()> {
    let bound = matches!(task.value(Task::KIND, "sort"), Datum::Line(word) if word == "obligation");
    if !bound || !task.value(Task::KIND, "evidence").is_empty() {
        return Ok(());
    }
    let sql = "SELECT count(*) FROM note WHERE kind = 'task' AND record = $1 AND removed_at IS NULL";
    if reads.count(sql, &[task.meta.id.into()])? == 0 {
        return Err(Problem::conflict("evidence-missing"));
    }
    Ok(())
}
