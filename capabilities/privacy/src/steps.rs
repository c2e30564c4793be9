//! The lifecycles of consents and petitions.

use entente_access::Actor;
use entente_kernel::{Problem, Result};
use entente_record::{Datum, Record, State, States, Step};
use entente_store::{Reads, Tx};

use crate::Petition;

const fn state(word: &'static str, is_final: bool, target_days: u32) -> State {
    State { word, public: word, is_final, target_days }
}

const fn step(name: &'static str, from: &'static [&'static str], to: &'static str) -> Step {
    Step { name, from, to, needs_reason: false, guard: free, then: nothing }
}

/// Given, withdrawn, given again.
pub(crate) static CONSENT: States = States {
    name: "consent-state",
    first: "given",
    all: &[state("given", false, 0), state("withdrawn", false, 0)],
    steps: &[step("withdraw", &["given"], "withdrawn"), step("give", &["withdrawn"], "given")],
};

/// From the question to the answer.
pub(crate) static PETITION: States = States {
    name: "petition-state",
    first: "open",
    all: &[
        state("open", false, 30),
        state("answered", true, 0),
        state("declined", true, 0),
        state("erased", true, 0),
    ],
    steps: &[
        Step { guard: no_erasure, ..step("answer", &["open"], "answered") },
        Step { needs_reason: true, ..step("decline", &["open"], "declined") },
        Step { guard: erasure, ..step("erase", &["open"], "erased") },
    ],
};

fn free(_: &mut dyn Reads, _: &Record) -> Result<()> {
    Ok(())
}

fn nothing(_: &mut Tx<'_>, _: &Actor, _: &Record) -> Result<()> {
    Ok(())
}

fn is_erasure(record: &Record) -> bool {
    *record.value(Petition::KIND, "sort") == Datum::Line("erasure".into())
}

/// An erasure is carried out or declined; nobody answers it away.
fn no_erasure(_: &mut dyn Reads, record: &Record) -> Result<()> {
    if is_erasure(record) { Err(Problem::conflict("erasure-carried-out")) } else { Ok(()) }
}

fn erasure(_: &mut dyn Reads, record: &Record) -> Result<()> {
    if is_erasure(record) { Ok(()) } else { Err(Problem::conflict("no-erasure")) }
}
