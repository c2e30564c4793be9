//! The lifecycle of corrections.

use entente_record::{State, States, Step};

/// From the wish to the office's answer.
pub(crate) static CORRECTION: States = States {
    name: "correction-state",
    first: "open",
    all: &[State::new("open", 14), State::end("made"), State::end("declined")],
    steps: &[Step::new("make", &["open"], "made"), Step::new("decline", &["open"], "declined").reasoned()],
};
