//! The lifecycles of needs and engagements.

use entente_access::Actor;
use entente_kernel::{Problem, Result};
use entente_record::{Record, State, States, Step};
use entente_store::{Reads, Tx};

use crate::acts::note_progress;
use crate::candidacy::Feedback;
use crate::{Engagement, Need};

const OPEN: &[&str] = &["received", "triaged", "matching", "shortlisted", "introduced", "negotiation"];

const fn state(word: &'static str, public: &'static str, target_days: u32) -> State {
    State { word, public, is_final: false, target_days }
}

const fn end(word: &'static str) -> State {
    State { word, public: word, is_final: true, target_days: 0 }
}

const fn step(name: &'static str, from: &'static [&'static str], to: &'static str) -> Step {
    Step { name, from, to, needs_reason: false, guard: free, then: nothing }
}

/// From received to an outcome.
pub(crate) static NEED: States = States {
    name: "need-state",
    first: "received",
    all: &[
        state("received", "received", 2),
        state("triaged", "in_work", 3),
        state("matching", "in_work", 10),
        state("shortlisted", "in_work", 7),
        state("introduced", "introduced", 21),
        state("negotiation", "negotiation", 60),
        end("converted"),
        end("declined"),
        state("dormant", "dormant", 180),
    ],
    steps: &[
        Step { guard: has_summary, ..step("triage", &["received", "dormant"], "triaged") },
        step("match", &["triaged"], "matching"),
        Step { guard: has_shortlist, ..step("shortlist", &["matching"], "shortlisted") },
        Step { guard: has_consent, then: introduced, ..step("introduce", &["shortlisted"], "introduced") },
        step("negotiate", &["introduced"], "negotiation"),
        Step { guard: has_outcome, then: converted, ..step("convert", &["negotiation"], "converted") },
        Step { needs_reason: true, ..step("decline", OPEN, "declined") },
        step("rest", OPEN, "dormant"),
    ],
};

/// From the invitation to the rating.
pub(crate) static ENGAGEMENT: States = States {
    name: "engagement-state",
    first: "invited",
    all: &[
        state("invited", "invited", 7),
        state("accepted", "accepted", 14),
        end("declined"),
        state("working", "working", 90),
        state("delivered", "delivered", 14),
        end("rated"),
    ],
    steps: &[
        step("accept", &["invited"], "accepted"),
        step("decline", &["invited"], "declined"),
        step("start", &["accepted"], "working"),
        step("deliver", &["working"], "delivered"),
        Step { guard: has_rating, ..step("rate", &["delivered"], "rated") },
    ],
};

fn free(_: &mut dyn Reads, _: &Record) -> Result<()> {
    Ok(())
}

fn nothing(_: &mut Tx<'_>, _: &Actor, _: &Record) -> Result<()> {
    Ok(())
}

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
