//! The lifecycles of agreements, texts, approvals and signatures, and registrations.

use entente_access::Actor;
use entente_kernel::{Problem, Result};
use entente_record::{Datum, Record, State, States, Step, load};
use entente_store::{Reads, Tx};

use crate::acts::{entered, fall_back, hand_over, settle_country};
use crate::gates::{self, Before};
use crate::words::{AssentSort, Holder};
use crate::{Agreement, AgreementText, Assent, queries};

const IN_THE_MAKING: &[&str] = &["drafting", "review", "negotiation", "agreed", "partly_signed"];

/// From the draft to the end.
pub(crate) static AGREEMENT: States = States {
    name: "agreement-state",
    first: "drafting",
    all: &[
        State::new("drafting", 30),
        State::new("review", 14),
        State::new("negotiation", 90),
        State::new("agreed", 21),
        State::new("partly_signed", 30),
        State::new("in_force", 0),
        State::end("renewed"),
        State::end("superseded"),
        State::end("terminated"),
        State::end("abandoned"),
    ],
    steps: &[
        Step { guard: has_party, then: to_review, ..Step::new("review", &["drafting"], "review") },
        Step { then: to_office, ..Step::new("revise", &["review"], "drafting") },
        Step { guard: may_negotiate, then: to_office, ..Step::new("negotiate", &["review"], "negotiation") },
        Step { guard: may_agree, then: to_sign, ..Step::new("agree", &["negotiation"], "agreed") },
        Step { then: to_office, ..Step::new("fall_back", &["agreed", "partly_signed"], "negotiation") },
        Step { guard: may_sign, ..Step::new("sign", &["agreed"], "partly_signed") },
        Step {
            guard: all_signed,
            then: entered,
            ..Step::new("enter", &["agreed", "partly_signed"], "in_force")
        },
        Step {
            needs_reason: true,
            guard: was_signed,
            then: entered,
            ..Step::new("take_over", &["drafting"], "in_force")
        },
        Step::new("renew", &["in_force"], "renewed"),
        Step::new("supersede", &["in_force"], "superseded"),
        Step::new("terminate", &["in_force"], "terminated").reasoned(),
        Step::new("abandon", IN_THE_MAKING, "abandoned").reasoned(),
    ],
};

/// Written, out with the sides, or taken back.
pub(crate) static TEXT: States = States {
    name: "agreement-text-state",
    first: "draft",
    all: &[State::new("draft", 0), State::new("sent", 0), State::end("withdrawn")],
    steps: &[
        Step { guard: may_send, then: sent, ..Step::new("send", &["draft"], "sent") },
        Step {
            guard: may_withdraw,
            then: withdrawn,
            ..Step::new("withdraw", &["draft", "sent"], "withdrawn")
        },
    ],
};

/// Given, until it is taken back.
pub(crate) static ASSENT: States = States {
    name: "assent-state",
    first: "given",
    all: &[State::new("given", 0), State::end("withdrawn")],
    steps: &[Step {
        guard: may_take_back,
        then: taken_back,
        ..Step::new("withdraw", &["given"], "withdrawn")
    }],
};

/// From the papers to the register, and out of it.
pub(crate) static REGISTRATION: States = States {
    name: "registration-state",
    first: "prepared",
    all: &[
        State::new("prepared", 30),
        State::new("registered", 0),
        State::new("changed", 0),
        State::end("cancelled"),
    ],
    steps: &[
        Step { guard: is_complete, ..Step::new("register", &["prepared"], "registered") },
        Step::new("change", &["registered", "changed"], "changed").reasoned(),
        Step::new("cancel", &["prepared", "registered", "changed"], "cancelled").reasoned(),
    ],
};

fn has_party(_: &mut dyn Reads, agreement: &Record) -> Result<()> {
    if queries::parties(agreement).is_empty() { Err(Problem::conflict("no-party")) } else { Ok(()) }
}

fn may_negotiate(reads: &mut dyn Reads, agreement: &Record) -> Result<()> {
    gates::open(reads, agreement, Before::Negotiate)
}

/// Every approval of the text that is out, and the gates.
fn may_agree(reads: &mut dyn Reads, agreement: &Record) -> Result<()> {
    gates::open(reads, agreement, Before::Negotiate)?;
    gates::open(reads, agreement, Before::Agree)?;
    let paper = queries::paper(reads, agreement)?;
    if paper.current().is_none() {
        return Err(Problem::conflict("no-text-out"));
    }
    if paper.is_agreed() { Ok(()) } else { Err(Problem::conflict("approvals-missing")) }
}

fn may_sign(reads: &mut dyn Reads, agreement: &Record) -> Result<()> {
    may_agree(reads, agreement)?;
    gates::open(reads, agreement, Before::Sign)
}

/// Our institution and every party have signed the same version, and nothing else is in the way.
fn all_signed(reads: &mut dyn Reads, agreement: &Record) -> Result<()> {
    may_sign(reads, agreement)?;
    gates::open(reads, agreement, Before::Enter)?;
    let paper = queries::paper(reads, agreement)?;
    if paper.last_text().is_some() { Ok(()) } else { Err(Problem::conflict("signatures-missing")) }
}

/// Signed before Entente: somebody says when, with whom and from when on.
fn was_signed(_: &mut dyn Reads, agreement: &Record) -> Result<()> {
    let lacks = |field| agreement.value(Agreement::KIND, field).is_empty();
    if queries::parties(agreement).is_empty() || lacks("signed_on") || lacks("since") {
        return Err(Problem::conflict("take-over-incomplete"));
    }
    Ok(())
}

fn to_review(tx: &mut Tx<'_>, _: &Actor, agreement: &Record) -> Result<()> {
    settle_country(tx, agreement.meta.id)?;
    hand_over(tx, agreement.meta.id, Some(Holder::Review), "")
}

fn to_office(tx: &mut Tx<'_>, _: &Actor, agreement: &Record) -> Result<()> {
    settle_country(tx, agreement.meta.id)?;
    hand_over(tx, agreement.meta.id, Some(Holder::Office), "")
}

fn to_sign(tx: &mut Tx<'_>, _: &Actor, agreement: &Record) -> Result<()> {
    settle_country(tx, agreement.meta.id)?;
    hand_over(tx, agreement.meta.id, Some(Holder::Signing), "")
}

/// The agreement of a text, an approval or a signature.
fn owner(reads: &mut dyn Reads, datum: &Datum) -> Result<Record> {
    let Datum::Link(id) = datum else { return Err(Problem::not_found()) };
    load(reads, Agreement::KIND, *id)?.ok_or_else(Problem::not_found)
}

/// Only the last version goes out, and only while there is something to negotiate or to review.
fn may_send(reads: &mut dyn Reads, text: &Record) -> Result<()> {
    let agreement = owner(reads, text.value(AgreementText::KIND, "agreement"))?;
    if !["review", "negotiation"].contains(&agreement.meta.state.as_str()) {
        return Err(Problem::conflict("not-negotiated"));
    }
    is_last(reads, &agreement, text)
}

fn may_withdraw(reads: &mut dyn Reads, text: &Record) -> Result<()> {
    let agreement = owner(reads, text.value(AgreementText::KIND, "agreement"))?;
    still_in_the_making(reads, &agreement)?;
    is_last(reads, &agreement, text)
}

fn is_last(reads: &mut dyn Reads, agreement: &Record, text: &Record) -> Result<()> {
    let last = queries::texts(reads, agreement.meta.id)?.pop();
    if last.is_some_and(|last| last.meta.id == text.meta.id) {
        Ok(())
    } else {
        Err(Problem::conflict("old-version"))
    }
}

/// In the making, and not yet signed by all: an agreement that waits for a gate alone has its text.
fn still_in_the_making(reads: &mut dyn Reads, agreement: &Record) -> Result<()> {
    let open = IN_THE_MAKING.contains(&agreement.meta.state.as_str());
    let is_final = queries::paper(reads, agreement)?.last_text().is_some();
    if open && !is_final { Ok(()) } else { Err(Problem::conflict("text-final")) }
}

fn sent(tx: &mut Tx<'_>, _: &Actor, text: &Record) -> Result<()> {
    let agreement = owner(tx, text.value(AgreementText::KIND, "agreement"))?;
    let holder = if agreement.meta.state == "review" { Holder::Review } else { Holder::Partner };
    hand_over(tx, agreement.meta.id, Some(holder), "")
}

fn withdrawn(tx: &mut Tx<'_>, _: &Actor, text: &Record) -> Result<()> {
    let agreement = owner(tx, text.value(AgreementText::KIND, "agreement"))?;
    fall_back(tx, &agreement)
}

/// A signature goes before the approval under it, and nothing is taken back once all have signed.
fn may_take_back(reads: &mut dyn Reads, assent: &Record) -> Result<()> {
    let agreement = owner(reads, assent.value(Assent::KIND, "agreement"))?;
    still_in_the_making(reads, &agreement)?;
    let is = |field: &str, word: &Datum| assent.value(Assent::KIND, field) == word;
    let sql = "SELECT count(*) FROM assent WHERE text = $1 AND organisation = $2 AND sort = 'signature'
                 AND state = 'given' AND deleted_at IS NULL";
    let approval = is("sort", &Datum::Line("approval".into()));
    if let (true, Datum::Link(text), Datum::Link(party)) =
        (approval, assent.value(Assent::KIND, "text"), assent.value(Assent::KIND, "organisation"))
        && reads.count(sql, &[(*text).into(), (*party).into()])? > 0
    {
        return Err(Problem::conflict("signature-first"));
    }
    Ok(())
}

/// Without an approval the text is not agreed any more; without a signature it still is.
fn taken_back(tx: &mut Tx<'_>, _: &Actor, assent: &Record) -> Result<()> {
    let word = entente_record::Choice::word(AssentSort::Approval);
    if *assent.value(Assent::KIND, "sort") != Datum::Line(word.into()) {
        return Ok(());
    }
    let agreement = owner(tx, assent.value(Assent::KIND, "agreement"))?;
    let text = assent.value(Assent::KIND, "text");
    let last = queries::texts(tx, agreement.meta.id)?.pop();
    if last.is_some_and(|last| Datum::Link(last.meta.id) == *text) {
        fall_back(tx, &agreement)
    } else {
        Ok(())
    }
}

/// The form has everything, and the record number and day.
fn is_complete(reads: &mut dyn Reads, registration: &Record) -> Result<()> {
    let kind = crate::Registration::KIND;
    let agreement = owner(reads, registration.value(kind, "agreement"))?;
    let lacks = |field| registration.value(kind, field).is_empty();
    let form = crate::technology::form(reads, &agreement)?;
    let form = form.ok_or_else(|| Problem::conflict("no-technology-contract"))?;
    if !form.missing.is_empty() {
        return Err(Problem::conflict("form-incomplete"));
    }
    let register = Datum::Line(entente_record::Choice::word(form.register).into());
    if *registration.value(kind, "register") != register {
        return Err(Problem::conflict("other-register"));
    }
    if lacks("number") || lacks("registered_on") {
        return Err(Problem::conflict("number-missing"));
    }
    Ok(())
}
