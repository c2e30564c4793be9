//! Entering into force, and what comes after a term.

use entente_access::Actor;
use entente_kernel::{Date, Id, Problem, Result};
use entente_record::{Datum, Draft, Record, Typed, Write, create, edit, load, step, visible};
use entente_store::{Reads, Tx};

use super::{hand_over, settle_country};
use crate::access::handles;
use crate::words::{Renewal, ReviewOutcome};
use crate::{Agreement, queries, ties};

/// What follows when an agreement enters into force: its day, its obligations, and the end of the one before. One that
/// was signed before Entente holds from its own first day on, so that figures of past days count it.
pub fn entered(tx: &mut Tx<'_>, _: &Actor, agreement: &Record) -> Result<()> {
    let id = agreement.meta.id;
    let kind = Agreement::KIND;
    let signed = queries::assents(tx, id)?.iter().map(|assent| assent.day).max();
    let today = tx.today();
    settle_country(tx, id)?;
    hand_over(tx, id, None, "")?;
    let record = load(tx, kind, id)?.ok_or_else(Problem::not_found)?;
    let day = |field| queries::day(&record, field).or(signed).unwrap_or(today);
    let (since, signed_on) = (day("since"), day("signed_on"));
    let from = if signed.is_none() { since.max(signed_on).min(today) } else { today };
    let draft = Draft::of(&record)
        .with(kind, "signed_on", Datum::Date(signed_on))
        .with(kind, "since", Datum::Date(since))
        .with(kind, "entered_on", Datum::Date(from));
    let write = Write { effective: Some(from), ..Write::default() };
    let now = edit(tx, &Actor::system(), kind, id, &draft, &write)?;
    ties::promise(tx, &now)?;
    if let Datum::Link(before) = now.value(kind, "replaces") {
        end_before(tx, *before, &now)?;
    }
    Ok(())
}

/// The agreement before is renewed when the new one begins after its term, and superseded otherwise.
fn end_before(tx: &mut Tx<'_>, before: Id, now: &Record) -> Result<()> {
    let Some(before) = load(tx, Agreement::KIND, before)? else { return Ok(()) };
    if before.meta.state != "in_force" || before.meta.deleted_at.is_some() {
        return Ok(());
    }
    let after =
        queries::day(&before, "until").zip(queries::day(now, "since")).is_some_and(|(end, next)| next > end);
    let name = if after { "renew" } else { "supersede" };
    step(tx, &Actor::system(), Agreement::KIND, before.meta.id, name, &Write::default()).map(|_| ())
}

/// Drafts the successor of an agreement in force, for the term after its own. Errors: 404, 403, 409 `not-in-force`,
/// `review-first` without a review that says so, `renewal-none`, `no-term`, `successor-there`.
pub fn renew(tx: &mut Tx<'_>, actor: &Actor, id: Id) -> Result<Record> {
    let record = visible(tx, actor, Agreement::KIND, id)?;
    if !handles(actor) {
        return Err(Problem::forbidden("only-officers"));
    }
    may_renew(tx, &record)?;
    let agreement = Agreement::from_record(&record)?;
    let (since, until) = next_term(&agreement).ok_or_else(|| Problem::conflict("no-term"))?;
    let kind = Agreement::KIND;
    let mut draft = Draft::of(&record);
    for field in [
        "signed_on",
        "entered_on",
        "reviewed_on",
        "review",
        "review_note",
        "holder",
        "holder_name",
        "holder_since",
    ] {
        draft = draft.with(kind, field, Datum::Empty);
    }
    draft = draft
        .with(kind, "since", Datum::Date(since))
        .with(kind, "until", until.map_or(Datum::Empty, Datum::Date))
        .with(kind, "replaces", Datum::Link(id));
    // What was looked into for the old term is looked into again, and duties are dated anew.
    for (part, rows) in kind.children.iter().zip(&mut draft.children) {
        if ["checks", "duties"].contains(&part.name) {
            rows.clear();
        }
    }
    create(tx, actor, kind, &draft)
}

/// Whether a successor can be drafted. Errors: as [`renew`].
pub(crate) fn may_renew(reads: &mut dyn Reads, record: &Record) -> Result<()> {
    let agreement = Agreement::from_record(record)?;
    if record.meta.state != "in_force" {
        return Err(Problem::conflict("not-in-force"));
    }
    if agreement.renewal == Renewal::None {
        return Err(Problem::conflict("renewal-none"));
    }
    if !matches!(agreement.review, Some(ReviewOutcome::Renew | ReviewOutcome::Renegotiate))
        || agreement.reviewed_on.is_none()
    {
        return Err(Problem::conflict("review-first"));
    }
    if queries::successor(reads, record.meta.id)?.is_some() {
        return Err(Problem::conflict("successor-there"));
    }
    Ok(())
}

/// The day after the term, and the last day of a term of the same length.
fn next_term(agreement: &Agreement) -> Option<(Date, Option<Date>)> {
    let until = agreement.until?;
    let since = until.tomorrow().ok()?;
    let months = agreement.since.and_then(|first| {
        let span = first.until((jiff::Unit::Month, until.tomorrow().ok()?)).ok()?;
        (span.get_days() == 0).then(|| span.get_months())
    });
    let next = match (months, agreement.since) {
        (Some(months), _) => {
            since.checked_add(jiff::Span::new().try_months(months).ok()?).ok()?.yesterday().ok()
        }
        (None, Some(first)) => since.checked_add(first.until(until).ok()?).ok(),
        (None, None) => None,
    };
    Some((since, next))
}
