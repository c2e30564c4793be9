//! Lifecycles: states, and the steps between them as typed functions.

use entente_access::{Action, Actor, Rule};
use entente_kernel::{Date, Id, Instant, Result};
use entente_store::{Reads, Tx};

use crate::{Kind, Record};

/// A state of a lifecycle. Its label is the locale message `<choice name>-<word>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// The word in the `state` column.
    pub word: &'static str,
    /// The word that outsiders see instead; several internal states may share one.
    pub public: &'static str,
    /// Nothing follows it.
    pub is_final: bool,
    /// Days that a record should stay at most; 0 for no target.
    pub target_days: u32,
}

/// One step. Its label is the locale message `<kind>-step-<name>`.
pub struct Step {
    /// Its name in URLs and the log.
    pub name: &'static str,
    /// From any of these states.
    pub from: &'static [&'static str],
    /// Into this one.
    pub to: &'static str,
    /// True when a reason must be given.
    pub needs_reason: bool,
    /// What must hold beyond right and state; the problem says what is missing.
    pub guard: fn(&mut dyn Reads, &Record) -> Result<()>,
    /// What follows in the same transaction.
    pub then: fn(&mut Tx<'_>, &Actor, &Record) -> Result<()>,
}

impl State {
    /// A state that something follows, shown to outsiders as it is.
    #[must_use]
    pub const fn new(word: &'static str, target_days: u32) -> Self {
        Self { word, public: word, is_final: false, target_days }
    }

    /// A state that nothing follows.
    #[must_use]
    pub const fn end(word: &'static str) -> Self {
        Self { is_final: true, ..Self::new(word, 0) }
    }

    /// The same under another word to outsiders.
    #[must_use]
    pub const fn shown_as(self, public: &'static str) -> Self {
        Self { public, ..self }
    }
}

impl Step {
    /// A step that asks for nothing beyond right and state, and that nothing follows.
    #[must_use]
    pub const fn new(name: &'static str, from: &'static [&'static str], to: &'static str) -> Self {
        Self { name, from, to, needs_reason: false, guard: free, then: nothing }
    }

    /// The same, for a reason alone.
    #[must_use]
    pub const fn reasoned(self) -> Self {
        Self { needs_reason: true, ..self }
    }
}

fn free(_: &mut dyn Reads, _: &Record) -> Result<()> {
    Ok(())
}

fn nothing(_: &mut Tx<'_>, _: &Actor, _: &Record) -> Result<()> {
    Ok(())
}

/// A lifecycle.
pub struct States {
    /// The choice name of the states' labels, e.g. `need-state`.
    pub name: &'static str,
    /// The state of a new record.
    pub first: &'static str,
    /// All states, in the order of the board.
    pub all: &'static [State],
    /// All steps.
    pub steps: &'static [Step],
}

impl States {
    /// The state of that word.
    #[must_use]
    pub fn state(&self, word: &str) -> Option<&'static State> {
        self.all.iter().find(|s| s.word == word)
    }

    /// The step of that name that leads on from `state`.
    #[must_use]
    pub fn step(&self, name: &str, state: &str) -> Option<&'static Step> {
        self.steps.iter().find(|s| s.name == name && s.from.contains(&state))
    }
}

/// A step that leads on from the record's state, with the reason why the actor cannot take it, if so.
pub struct Possible {
    /// The step.
    pub step: &'static Step,
    /// Why not, as a message key; `None` when it can be taken.
    pub refused: Option<&'static str>,
}

/// The steps that lead on from the record's state, each with the reason against it, if any.
pub fn steps_of(reads: &mut dyn Reads, actor: &Actor, kind: &Kind, record: &Record) -> Result<Vec<Possible>> {
    let Some(states) = kind.states else { return Ok(Vec::new()) };
    let mut possible = Vec::new();
    for step in states.steps.iter().filter(|s| s.from.contains(&record.meta.state.as_str())) {
        let Rule { when, otherwise } = (kind.rule)(actor, Action::Step(step.name));
        let refused = if when.holds(reads, kind.table, record.meta.id)? {
            (step.guard)(reads, record).err().map(|problem| problem.code)
        } else {
            Some(otherwise)
        };
        possible.push(Possible { step, refused });
    }
    Ok(possible)
}

/// One step that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepLog {
    /// The step's name.
    pub step: String,
    /// The state before.
    pub from: String,
    /// The state after.
    pub to: String,
    /// The account, if a person took it.
    pub actor: Option<Id>,
    /// Since when it holds.
    pub effective: Date,
    /// When it was recorded.
    pub recorded: Instant,
    /// The reason given.
    pub reason: Option<String>,
}

/// The steps of a record, oldest first.
pub fn log(reads: &mut dyn Reads, record: Id) -> Result<Vec<StepLog>> {
    let sql = "SELECT step, from_state, to_state, actor, effective, recorded, reason
               FROM step_log WHERE record = $1 ORDER BY version";
    let rows = reads.query(sql, &[record.into()])?;
    rows.iter()
        .map(|row| {
            Ok(StepLog {
                step: row.get(0)?,
                from: row.get(1)?,
                to: row.get(2)?,
                actor: row.get(3)?,
                effective: row.get(4)?,
                recorded: row.get(5)?,
                reason: row.get(6)?,
            })
        })
        .collect()
}
