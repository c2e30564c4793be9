//! The lifecycles of this room.

use entente_access::Actor;
use entente_kernel::Result;
use entente_record::{Record, State, States, Step};
use entente_store::{Reads, Tx};

use crate::{acts, guards, services};

const fn state(word: &'static str, public: &'static str, target_days: u32) -> State {
    State { word, public, is_final: false, target_days }
}

const fn end(word: &'static str) -> State {
    State { word, public: word, is_final: true, target_days: 0 }
}

const fn step(name: &'static str, from: &'static [&'static str], to: &'static str) -> Step {
    Step { name, from, to, needs_reason: false, guard: free, then: nothing }
}

const fn reasoned(name: &'static str, from: &'static [&'static str], to: &'static str) -> Step {
    Step { needs_reason: true, ..step(name, from, to) }
}

/// States that can be given up.
const OPEN: &[&str] = &["applied", "vetted", "approved", "signed", "active", "suspended"];

/// From the application to its end. Grace and lapse are no states: the days say them.
pub(crate) static MEMBERSHIP: States = States {
    name: "membership-state",
    first: "applied",
    all: &[
        state("applied", "applied", 14),
        state("vetted", "in_review", 21),
        state("approved", "approved", 30),
        state("signed", "signed", 30),
        state("active", "active", 0),
        state("suspended", "suspended", 180),
        state("withdrawn", "withdrawn", 0),
        end("expelled"),
        end("declined"),
    ],
    steps: &[
        Step { guard: guards::vetted, ..step("vet", &["applied"], "vetted") },
        Step { guard: guards::approved, ..step("approve", &["vetted"], "approved") },
        Step { guard: guards::agreement, ..step("sign", &["approved"], "signed") },
        reasoned("reopen", &["approved", "signed"], "vetted"),
        Step { guard: guards::fee, then: acts::begin, ..step("activate", &["signed"], "active") },
        Step { then: acts::renew, ..step("renew", &["active"], "active") },
        Step {
            guard: guards::over,
            then: acts::rejoin,
            ..step("rejoin", &["active", "withdrawn"], "active")
        },
        reasoned("suspend", &["active"], "suspended"),
        step("resume", &["suspended"], "active"),
        Step { then: acts::leave, ..reasoned("withdraw", OPEN, "withdrawn") },
        Step { then: acts::leave, ..reasoned("expel", &["active", "suspended"], "expelled") },
        reasoned("decline", &["applied", "vetted"], "declined"),
    ],
};

/// A period that was written by mistake is void; the membership is counted anew.
pub(crate) static PERIOD: States = States {
    name: "membership-period-state",
    first: "valid",
    all: &[state("valid", "valid", 0), end("void")],
    steps: &[Step { then: acts::voided, ..reasoned("void", &["valid"], "void") }],
};

/// From the draft to the payment; that it is overdue, its day says.
pub(crate) static INVOICE: States = States {
    name: "invoice-state",
    first: "draft",
    all: &[state("draft", "draft", 7), state("issued", "issued", 0), end("paid"), end("cancelled")],
    steps: &[
        Step { guard: guards::currency, ..step("issue", &["draft"], "issued") },
        Step { guard: guards::payment, ..step("pay", &["issued"], "paid") },
        reasoned("cancel", &["draft", "issued"], "cancelled"),
    ],
};

/// From the request to the rating.
pub(crate) static REQUEST: States = States {
    name: "service-request-state",
    first: "received",
    all: &[
        state("received", "received", 2),
        state("triaged", "in_work", 5),
        state("assigned", "in_work", 60),
        state("delivered", "delivered", 14),
        end("rated"),
        end("declined"),
    ],
    steps: &[
        Step { guard: services::is_member, ..step("triage", &["received"], "triaged") },
        Step { guard: services::may_take, then: services::take, ..step("assign", &["triaged"], "assigned") },
        Step {
            guard: services::is_member,
            then: services::take_beyond,
            ..reasoned("grant", &["triaged"], "assigned")
        },
        Step { guard: services::has_outcome, ..step("deliver", &["assigned"], "delivered") },
        Step { guard: services::has_rating, ..step("rate", &["delivered"], "rated") },
        reasoned("decline", &["received", "triaged", "assigned"], "declined"),
    ],
};

/// From a wish to a meeting, with the consent of both.
pub(crate) static INTRODUCTION: States = States {
    name: "introduction-state",
    first: "proposed",
    all: &[
        state("proposed", "proposed", 14),
        state("offered", "offered", 14),
        state("agreed", "agreed", 7),
        end("introduced"),
        end("refused"),
    ],
    steps: &[
        Step { then: services::asking_agreed, ..step("agree", &["proposed"], "offered") },
        Step { then: services::asked_agreed, ..step("accept", &["offered"], "agreed") },
        Step { guard: services::both_agreed, ..step("introduce", &["agreed"], "introduced") },
        step("refuse", &["proposed", "offered", "agreed"], "refused"),
    ],
};

/// Written, then sent.
pub(crate) static BULLETIN: States = States {
    name: "bulletin-state",
    first: "draft",
    all: &[state("draft", "draft", 0), end("sent")],
    steps: &[Step { then: crate::mailing::send, ..step("send", &["draft"], "sent") }],
};

fn free(_: &mut dyn Reads, _: &Record) -> Result<()> {
    Ok(())
}

fn nothing(_: &mut Tx<'_>, _: &Actor, _: &Record) -> Result<()> {
    Ok(())
}
