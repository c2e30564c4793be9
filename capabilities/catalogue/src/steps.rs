//! The lifecycle of corrections.

use entente_access::Actor;
use entente_kernel::Result;
use entente_record::{Record, State, States, Step};
use entente_store::{Reads, Tx};

const fn step(name: &'static str, from: &'static [&'static str], to: &'static str) -> Step {
    Step { name, from, to, needs_reason: false, guard: free, then: nothing }
}

/// From the wish to the office's answer.
pub(crate) static CORRECTION: States = States {
    name: "correction-state",
    first: "open",
    all: &[
        State { word: "open", public: "open", is_final: false, target_days: 14 },
        State { word: "made", public: "made", is_final: true, target_days: 0 },
        State { word: "declined", public: "declined", is_final: true, target_days: 0 },
    ],
    steps: &[
        step("make", &["open"], "made"),
        Step { needs_reason: true, ..step("decline", &["open"], "declined") },
    ],
};

fn free(_: &mut dyn Reads, _: &Record) -> Result<()> {
    Ok(())
}

fn nothing(_: &mut Tx<'_>, _: &Actor, _: &Record) -> Result<()> {
    Ok(())
}
