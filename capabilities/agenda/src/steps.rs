//! The lifecycle of tasks.

use entente_access::Actor;
use entente_kernel::{Problem, Result};
use entente_record::{Datum, Record, State, States, Step};
use entente_store::{Reads, Tx};

use crate::Task;

const fn state(word: &'static str) -> State {
    State { word, public: word, is_final: false, target_days: 0 }
}

const fn step(name: &'static str, from: &'static [&'static str], to: &'static str) -> Step {
    Step { name, from, to, needs_reason: false, guard: free, then: nothing }
}

/// Open, then done or dropped; both can be opened again.
pub(crate) static TASK: States = States {
    name: "task-state",
    first: "open",
    all: &[state("open"), state("done"), state("dropped")],
    steps: &[
        Step { guard: has_evidence, ..step("done", &["open"], "done") },
        Step { needs_reason: true, ..step("drop", &["open"], "dropped") },
        step("reopen", &["done", "dropped"], "open"),
    ],
};

fn free(_: &mut dyn Reads, _: &Record) -> Result<()> {
    Ok(())
}

fn nothing(_: &mut Tx<'_>, _: &Actor, _: &Record) -> Result<()> {
    Ok(())
}

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
