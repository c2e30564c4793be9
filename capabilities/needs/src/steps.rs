//! The lifecycles of needs and engagements.

use entente_access::Actor;
use entente_kernel::{Problem, Result};
use entente_record::{Record, State, States, Step};
use entente_store::{Reads, Tx};

use crate::acts::note_progress;
use crate::candidacy::Feedback;
use crate::{Engagement, Need};

const OPEN: &[&str] = &["received", "triaged", "matching", "shortlisted", "introduced", "negotiation"];

/// From received to an outcome.
pub(crate) static NEED: States = States {
    name: "need-state",
    first: "received",
    all: &[
        State::new("received", 2),
        State::new("triaged", 3).shown_as("in_work"),
        State::new("matching", 10).shown_as("in_work"),
        State::new("shortlisted", 7).shown_as("in_work"),
        State::new("introduced", 21),
        State::new("negotiation", 60),
        State::end("converted"),
        State::end("declined"),
        State::new("dormant", 180),
    ],
    steps: &[
        Step { guard: has_summary, ..Step::new("triage", &["received", "dormant"], "triaged") },
        Step::new("match", &["triaged"], "matching"),
        Step { guard: has_shortlist, ..Step::new("shortlist", &["matching"], "shortlisted") },
        Step {
            guard: has_consent,
            then: introduced,
            ..Step::new("introduce", &["shortlisted"], "introduced")
        },
        Step::new("negotiate", &["introduced"], "negotiation"),
        Step { guard: has_outcome, then: converted, ..Step::new("convert", &["negotiation"], "converted") },
        Step::new("decline", OPEN, "declined").reasoned(),
        Step::new("rest", OPEN, "dormant"),
    ],
};

/// From the invitation to the rating.
pub(crate) static ENGAGEMENT: States = States {
    name: "engagement-state",
    first: "invited",
    all: &[
        State::new("invited", 7),
        State::new("accepted", 14),
        State::end("declined"),
        State::new("working", 90),
        State::new("delivered", 14),
        State::end("rated"),
    ],
    steps: &[
        Step::new("accept", &["invited"], "accepted"),
        Step::new("decline", &["invited"], "declined"),
        Step::new("start", &["accepted"], "working"),
        Step::new("deliver", &["working"], "delivered"),
        Step { guard: has_rating, ..Step::new("rate", &["delivered"], "rated") },
    ],
};

fn introduced(tx: &mut Tx<'_>, _: &Actor, need: &Record) -> Result<()> {
    note_progress(tx, need.meta.id, Feedback::Introduced)
}

fn converted(tx: &mut Tx<'_>, _: &Actor, need: &Record) -> Result<()> {
    note_progress(tx, need.meta.id, Feedback::Converted)
}

fn has_shortlist(reads: &mut dyn Reads, need: &Record) -> Result<()> {
    let sql = "SELECT count(*) FROM candidacy WHERE need = $1 AND deleted_at IS NULL AND shortlisted = $2";
    if reads.count(sql, &[need.meta.id.into(), true.into()])? == 0 {
        return Err(Problem::conflict("nobody-shortlisted"));
    }
    Ok(())
}

fn has_summary(_: &mut dyn Reads, need: &Record) -> Result<()> {
    if need.value(Need::KIND, "summary").is_empty() {
        return Err(Problem::conflict("summary-missing"));
    }
    Ok(())
}

/// Only after an expert has accepted does the company hear of that expert.
fn has_consent(reads: &mut dyn Reads, need: &Record) -> Result<()> {
    let sql = "SELECT count(*) FROM engagement
               WHERE need = $1 AND deleted_at IS NULL AND state IN ('accepted', 'working', 'delivered', 'rated')";
    if reads.count(sql, &[need.meta.id.into()])? == 0 {
        return Err(Problem::conflict("nobody-accepted"));
    }
    Ok(())
}

fn has_outcome(_: &mut dyn Reads, need: &Record) -> Result<()> {
    if need.value(Need::KIND, "outcome").is_empty() {
        return Err(Problem::conflict("outcome-missing"));
    }
    Ok(())
}

fn has_rating(_: &mut dyn Reads, engagement: &Record) -> Result<()> {
    if engagement.value(Engagement::KIND, "rating").is_empty() {
        return Err(Problem::conflict("rating-missing"));
    }
    Ok(())
}
