//! The lifecycles of consents and petitions.

use entente_kernel::{Problem, Result};
use entente_record::{Datum, Record, State, States, Step};
use entente_store::Reads;

use crate::Petition;

/// Given, withdrawn, given again.
pub(crate) static CONSENT: States = States {
    name: "consent-state",
    first: "given",
    all: &[State::new("given", 0), State::new("withdrawn", 0)],
    steps: &[Step::new("withdraw", &["given"], "withdrawn"), Step::new("give", &["withdrawn"], "given")],
};

/// From the question to the answer.
pub(crate) static PETITION: States = States {
    name: "petition-state",
    first: "open",
    all: &[State::new("open", 30), State::end("answered"), State::end("declined"), State::end("erased")],
    steps: &[
        Step { guard: no_erasure, ..Step::new("answer", &["open"], "answered") },
        Step::new("decline", &["open"], "declined").reasoned(),
        Step { guard: erasure, ..Step::new("erase", &["open"], "erased") },
    ],
};

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
