//! The lifecycles of namings and of what may be on file twice.

use entente_access::Actor;
use entente_kernel::{Problem, Result};
use entente_record::{Record, State, States, Step};
use entente_store::{Reads, Tx};

use crate::{Naming, acts};

/// From a text to the organisation that it means. `linked` is what was linked without asking.
pub(crate) static NAMING: States = States {
    name: "naming-state",
    first: "open",
    all: &[
        State::new("open", 30),
        State::new("linked", 0),
        State::new("confirmed", 0),
        State::new("refused", 0),
    ],
    steps: &[
        Step { guard: has_organisation, then: linked, ..Step::new("link", &["open"], "linked") },
        Step {
            guard: has_organisation,
            then: linked,
            ..Step::new("confirm", &["open", "linked"], "confirmed")
        },
        Step { then: unlinked, ..Step::new("refuse", &["open", "linked", "confirmed"], "refused") },
        Step { then: unlinked, ..Step::new("reopen", &["linked", "confirmed", "refused"], "open") },
    ],
};

/// From a suspicion to a decision.
pub(crate) static DUPLICATE: States = States {
    name: "duplicate-state",
    first: "open",
    all: &[State::new("open", 30), State::new("merged", 0), State::new("distinct", 0)],
    steps: &[
        Step::new("merge", &["open"], "merged"),
        Step::new("distinguish", &["open"], "distinct"),
        Step::new("reopen", &["merged", "distinct"], "open"),
    ],
};

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
