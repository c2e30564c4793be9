//! The lifecycles of this room.

use entente_record::{State, States, Step};

use crate::{acts, guards, services};

/// States that can be given up.
const OPEN: &[&str] = &["applied", "vetted", "approved", "signed", "active", "suspended"];

/// From the application to its end. Grace and lapse are no states: the days say them.
pub(crate) static MEMBERSHIP: States = States {
    name: "membership-state",
    first: "applied",
    all: &[
        State::new("applied", 14),
        State::new("vetted", 21).shown_as("in_review"),
        State::new("approved", 30),
        State::new("signed", 30),
        State::new("active", 0),
        State::new("suspended", 180),
        State::new("withdrawn", 0),
        State::end("expelled"),
        State::end("declined"),
    ],
    steps: &[
        Step { guard: guards::vetted, ..Step::new("vet", &["applied"], "vetted") },
        Step { guard: guards::approved, ..Step::new("approve", &["vetted"], "approved") },
        Step { guard: guards::agreement, ..Step::new("sign", &["approved"], "signed") },
        Step::new("reopen", &["approved", "signed"], "vetted").reasoned(),
        Step { guard: guards::fee, then: acts::begin, ..Step::new("activate", &["signed"], "active") },
        Step { then: acts::renew, ..Step::new("renew", &["active"], "active") },
        Step {
            guard: guards::over,
            then: acts::rejoin,
            ..Step::new("rejoin", &["active", "withdrawn"], "active")
        },
        Step::new("suspend", &["active"], "suspended").reasoned(),
        Step::new("resume", &["suspended"], "active"),
        Step { then: acts::leave, ..Step::new("withdraw", OPEN, "withdrawn").reasoned() },
        Step { then: acts::leave, ..Step::new("expel", &["active", "suspended"], "expelled").reasoned() },
        Step::new("decline", &["applied", "vetted"], "declined").reasoned(),
    ],
};

/// A period that was written by mistake is void; the membership is counted anew.
pub(crate) static PERIOD: States = States {
    name: "membership-period-state",
    first: "valid",
    all: &[State::new("valid", 0), State::end("void")],
    steps: &[Step { then: acts::voided, ..Step::new("void", &["valid"], "void").reasoned() }],
};

/// From the draft to the payment; that it is overdue, its day says.
pub(crate) static INVOICE: States = States {
    name: "invoice-state",
    first: "draft",
    all: &[State::new("draft", 7), State::new("issued", 0), State::end("paid"), State::end("cancelled")],
    steps: &[
        Step { guard: guards::currency, ..Step::new("issue", &["draft"], "issued") },
        Step { guard: guards::payment, ..Step::new("pay", &["issued"], "paid") },
        Step::new("cancel", &["draft", "issued"], "cancelled").reasoned(),
    ],
};

/// From the request to the rating.
pub(crate) static REQUEST: States = States {
    name: "service-request-state",
    first: "received",
    all: &[
        State::new("received", 2),
        State::new("triaged", 5).shown_as("in_work"),
        State::new("assigned", 60).shown_as("in_work"),
        State::new("delivered", 14),
        State::end("rated"),
        State::end("declined"),
    ],
    steps: &[
        Step { guard: services::is_member, ..Step::new("triage", &["received"], "triaged") },
        Step {
            guard: services::may_take,
            then: services::take,
            ..Step::new("assign", &["triaged"], "assigned")
        },
        Step {
            guard: services::is_member,
            then: services::take_beyond,
            ..Step::new("grant", &["triaged"], "assigned").reasoned()
        },
        Step { guard: services::has_outcome, ..Step::new("deliver", &["assigned"], "delivered") },
        Step { guard: services::has_rating, ..Step::new("rate", &["delivered"], "rated") },
        Step::new("decline", &["received", "triaged", "assigned"], "declined").reasoned(),
    ],
};

/// From a wish to a meeting, with the consent of both.
pub(crate) static INTRODUCTION: States = States {
    name: "introduction-state",
    first: "proposed",
    all: &[
        State::new("proposed", 14),
        State::new("offered", 14),
        State::new("agreed", 7),
        State::end("introduced"),
        State::end("refused"),
    ],
    steps: &[
        Step { then: services::asking_agreed, ..Step::new("agree", &["proposed"], "offered") },
        Step { then: services::asked_agreed, ..Step::new("accept", &["offered"], "agreed") },
        Step { guard: services::both_agreed, ..Step::new("introduce", &["agreed"], "introduced") },
        Step::new("refuse", &["proposed", "offered", "agreed"], "refused"),
    ],
};

/// Written, then sent.
pub(crate) static BULLETIN: States = States {
    name: "bulletin-state",
    first: "draft",
    all: &[State::new("draft", 0), State::end("sent")],
    steps: &[Step { then: crate::mailing::send, ..Step::new("send", &["draft"], "sent") }],
};
