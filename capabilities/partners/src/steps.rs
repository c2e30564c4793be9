//! The lifecycles of namings and of what may be on file twice.

use entente_access::Actor;
use entente_kernel::{Problem, Result};
use entente_record::{Record, State, States, Step};
use entente_store::{Reads, Tx};

use crate::{Naming, acts};

const fn state(word: &'static str, target_days: u32) -> State {
    State { word, public: word, is_final: false, target_days }
}

const fn step(name: &'static str, from: &'static [&'static str], to: &'static str) -> Step {
    Step { name, from, to, needs_reason: false, guard: free, then: nothing }
}

/// From a text to the organisation that it means. `linked` is what was linked without asking.
pub(crate) static NAMING: States = States {
    name: "naming-state",
    first: "open",
    all: &[state("open", 30), state("linked", 0), state("confirmed", 0), state("refused", 0)],
    steps: &[
        Step { guard: has_organisation, then: linked, ..step("link", &["open"], "linked") },
        Step { guard: has_organisation, then: linked, ..step("confirm", &["open", "linked"], "confirmed") },
        Step { then: unlinked, ..step("refuse", &["open", "linked", "confirmed"], "refused") },
        Step { then: unlinked, ..step("reopen", &["linked", "confirmed", "refused"], "open") },
    ],
};

/// From a suspicion to a decision.
pub(crate) static DUPLICATE: States = States {
    name: "duplicate-state",
    first: "open",
    all: &[state("open", 30), state("merged", 0), state("distinct", 0)],
    steps: &[
        step("merge", &["open"], "merged"),
        step("distinguish", &["open"], "distinct"),
        step("reopen", &["merged", "distinct"], "open"),
    ],
};

fn free(_: &mut dyn Reads, _: &Record) -> Result<()> {
    Ok(())
}

fn nothing(_: &mut Tx<'_>, _: &Actor, _: &Record) -> Result<()> {
    Ok(())
}

fn has_organisation(_: &mut dyn Reads, naming: &Record) -> Result<()> {
    if naming.value(Naming::KIND, "organisation").is_empty() {
        return Err(Problem::conflict("naming-nobody"));
    }
    Ok(())
}

fn linked(tx: &mut Tx<'_>, _: &Actor, naming: &Record) -> Result<()> {
    acts::link_people(tx, naming)
}

fn unlinked(tx: &mut Tx<'_>, _: &Actor, naming: &Record) -> Result<()> {
    acts::unlink_people(tx, naming)
}
