//! The verbs of memberships: approving, and what a beginning, a renewal and a re-joining write.

use entente_access::{Actor, Cond};
use entente_kernel::{Date, Id, Problem, Result};
use entente_periods::{Course, Term, first, following, plus};
use entente_record::{
    Datum, Draft, Held, Record, Typed, Write, create, edit, get, get_where, load, step, trash, visible,
};
use entente_store::{Reads, Tx};

use crate::words::PeriodSort;
use crate::{Level, Membership, MembershipApproval, MembershipPeriod, access, guards};

/// Completes a new application: the tier of its level, the offices of its branch, the class of people who see it.
pub fn complete(reads: &mut dyn Reads, draft: &mut Draft) -> Result<()> {
    let kind = Membership::KIND;
    let link = |draft: &Draft, field: &str| match kind.position(field).and_then(|at| draft.values.get(at)) {
        Some(Datum::Link(id)) => Some(*id),
        _ => None,
    };
    if let Some(level) = link(draft, "level") {
        let level: Level = get(reads, level)?;
        if link(draft, "scheme") != Some(level.scheme) {
            return Err(Problem::field("level", "level-of-other-scheme"));
        }
        *draft = draft.clone().with(kind, "tier", level.tier.hold());
        if draft.children.first().is_none_or(Vec::is_empty) {
            let scheme: crate::Scheme = get(reads, level.scheme)?;
            let branch = kind.position("branch").and_then(|at| draft.values.get(at));
            let offices = branch.and_then(crate::words::MemberBranch::take).map(|b| scheme.offices(b));
            if let (Some(rows), Some(offices)) = (draft.children.first_mut(), offices) {
                *rows = offices;
            }
        }
    }
    Ok(())
}

/// Errors: 422 with `membership-exists` on the organisation when it has one in this branch already.
pub fn refuse_second(reads: &mut dyn Reads, draft: &Draft, own: Option<Id>) -> Result<()> {
    let value = |field: &str| Membership::KIND.position(field).and_then(|at| draft.values.get(at));
    let (Some(Datum::Link(organisation)), Some(Datum::Link(scheme)), Some(Datum::Line(branch))) =
        (value("organisation"), value("scheme"), value("branch"))
    else {
        return Ok(());
    };
    let sql = "SELECT id FROM membership WHERE organisation = $1 AND scheme = $2 AND branch = $3 AND deleted_at IS NULL
               AND NOT (state IN ('declined', 'withdrawn') AND member_since IS NULL)";
    let params = [(*organisation).into(), (*scheme).into(), branch.clone().into()];
    let there = reads.query(sql, &params)?;
    let other = |row: &entente_store::Row| row.get::<Id>(0).is_ok_and(|id| Some(id) != own);
    if there.iter().any(other) { Err(Problem::field("organisation", "membership-exists")) } else { Ok(()) }
}

/// One office approves; the last one that is missing makes the membership approved. Errors: 404 out of sight, 403 for
/// somebody of another office, 409 unless vetted, for an office that does not decide or has approved, and for a person
/// who has approved for another one.
pub fn approve(tx: &mut Tx<'_>, actor: &Actor, id: Id, office: &str, day: Date) -> Result<Record> {
    let record = visible(tx, actor, Membership::KIND, id)?;
    if !access::handles(actor) || !of_office(actor, office) {
        return Err(Problem::forbidden("only-own-office"));
    }
    if record.meta.state != "vetted" {
        return Err(Problem::conflict("not-vetted"));
    }
    if !guards::missing_approvals(tx, &record)?.iter().any(|missing| missing == office) {
        return Err(Problem::conflict("office-decided"));
    }
    let membership = <Membership as Typed>::from_record(&record)?;
    let subject = guards::subject(&membership);
    give_way(tx, id, office)?;
    let account = actor.account.map(|id| id.to_string()).unwrap_or_default();
    let sql = "SELECT count(*) FROM membership_approval WHERE membership = $1 AND account = $2 AND deleted_at IS NULL";
    if !account.is_empty() && tx.count(sql, &[id.into(), account.clone().into()])? > 0 {
        return Err(Problem::conflict("one-office-each"));
    }
    let kind = MembershipApproval::KIND;
    let name = actor.name.show(actor.lang).to_owned();
    let line = |text: String, otherwise: &str| {
        Datum::Line(if text.is_empty() { otherwise.to_owned() } else { text })
    };
    let draft = Draft { fictional: record.meta.fictional, ..Draft::new(kind) }
        .with(kind, "approver", line(name, office))
        .with(kind, "membership", Datum::Link(id))
        .with(kind, "office", Datum::Line(office.to_owned()))
        .with(kind, "given_on", Datum::Date(day))
        .with(kind, "account", line(account, "system"))
        .with(kind, "of_what", Datum::Line(subject));
    let given = create(tx, &Actor::system(), kind, &draft)?;
    if guards::missing_approvals(tx, &record)?.is_empty() {
        let write = Write { effective: Some(day), ..Write::default() };
        step(tx, &Actor::system(), Membership::KIND, id, "approve", &write)?;
    }
    Ok(given)
}

/// An approval of something else, by the same office, goes: it was asked again.
fn give_way(tx: &mut Tx<'_>, membership: Id, office: &str) -> Result<()> {
    let of = Cond::And(vec![Cond::Is("membership", membership.into()), Cond::Is("office", office.into())]);
    for old in get_where::<MembershipApproval>(tx, &of, 10)? {
        trash(tx, &Actor::system(), MembershipApproval::KIND, old.meta.id, &Write::default())?;
    }
    Ok(())
}

/// Handles memberships for this office, or for all.
pub(crate) fn of_office(actor: &Actor, office: &str) -> bool {
    let own = |grant: &entente_access::Grant| {
        access::HANDLERS.contains(&grant.role.as_str())
            && grant.office.as_deref().is_none_or(|held| held == office)
    };
    actor.is_system || actor.grants.iter().any(own)
}

/// The first period begins on the day of the step.
pub(crate) fn begin(tx: &mut Tx<'_>, _: &Actor, record: &Record) -> Result<()> {
    anew(tx, record, PeriodSort::First)
}

/// A period begins anew; the first day of all stays.
pub(crate) fn rejoin(tx: &mut Tx<'_>, _: &Actor, record: &Record) -> Result<()> {
    anew(tx, record, PeriodSort::Rejoining)
}

fn anew(tx: &mut Tx<'_>, record: &Record, sort: PeriodSort) -> Result<()> {
    let membership = <Membership as Typed>::from_record(record)?;
    let scheme = guards::scheme_of(tx, &membership)?;
    let day = record.meta.state_since;
    write(tx, &membership, first(scheme.year(), day), sort)?;
    settle(tx, record.meta.id, day)
}

/// A period follows the last one without a gap.
pub(crate) fn renew(tx: &mut Tx<'_>, _: &Actor, record: &Record) -> Result<()> {
    let membership = <Membership as Typed>::from_record(record)?;
    let scheme = guards::scheme_of(tx, &membership)?;
    // The day of the step decides, not the one on which it is written down.
    let lasts = membership.lasts_until.is_some_and(|last| record.meta.state_since <= last);
    let last = membership.paid_until.filter(|_| lasts).ok_or_else(|| Problem::conflict("lapsed-rejoin"))?;
    let anchor = membership.run_since.unwrap_or(last);
    let term = following(scheme.year(), anchor, plus(last, 1));
    write(tx, &membership, term, PeriodSort::Renewal)?;
    settle(tx, record.meta.id, record.meta.state_since)
}

/// Who leaves, leaves the paid days behind: what had not begun is void, what lasts ends the day before.
pub(crate) fn leave(tx: &mut Tx<'_>, _: &Actor, record: &Record) -> Result<()> {
    let (kind, day) = (MembershipPeriod::KIND, record.meta.state_since);
    let of =
        Cond::And(vec![Cond::Is("membership", record.meta.id.into()), Cond::Is("state", "valid".into())]);
    let mut periods = get_where::<MembershipPeriod>(tx, &of, 1000)?;
    periods.retain(|period| period.until >= day);
    for period in &periods {
        let id = period.meta.id;
        if period.since >= day {
            let write =
                Write { reason: Some(record.meta.state.clone()), effective: Some(day), ..Write::default() };
            step(tx, &Actor::system(), kind, id, "void", &write)?;
            continue;
        }
        let Some(old) = load(tx, kind, id)? else { continue };
        let until = plus(day, -1);
        let draft = Draft::of(&old)
            .with(kind, "span", Datum::Line(format!("{} / {until}", period.since)))
            .with(kind, "until", Datum::Date(until));
        edit(tx, &Actor::system(), kind, id, &draft, &Write { effective: Some(day), ..Write::default() })?;
    }
    if periods.is_empty() { Ok(()) } else { settle(tx, record.meta.id, day) }
}

/// A void period counts no more.
pub(crate) fn voided(tx: &mut Tx<'_>, _: &Actor, record: &Record) -> Result<()> {
    let period = <MembershipPeriod as Typed>::from_record(record)?;
    settle(tx, period.membership, record.meta.state_since)
}

fn write(tx: &mut Tx<'_>, membership: &Membership, term: Term, sort: PeriodSort) -> Result<()> {
    let sql = "SELECT count(*) FROM membership_period WHERE membership = $1 AND state = 'valid' AND deleted_at IS NULL
               AND since <= $2 AND until >= $3";
    if tx.count(sql, &[membership.meta.id.into(), term.until.into(), term.since.into()])? > 0 {
        return Err(Problem::conflict("period-overlap").with("since", term.since).with("until", term.until));
    }
    let kind = MembershipPeriod::KIND;
    let draft = Draft {
        fictional: membership.meta.fictional,
        effective: Some(term.since.min(membership.meta.state_since)),
        ..Draft::new(kind)
    }
    .with(kind, "span", Datum::Line(format!("{} / {}", term.since, term.until)))
    .with(kind, "membership", Datum::Link(membership.meta.id))
    .with(kind, "level", Datum::Link(membership.level))
    .with(kind, "sort", sort.hold())
    .with(kind, "since", Datum::Date(term.since))
    .with(kind, "until", Datum::Date(term.until));
    create(tx, &Actor::system(), kind, &draft).map(|_| ())
}

/// Writes on the membership what its periods come to, from a day on.
fn settle(tx: &mut Tx<'_>, id: Id, day: Date) -> Result<()> {
    let kind = Membership::KIND;
    let record = load(tx, kind, id)?.ok_or_else(Problem::not_found)?;
    let membership = <Membership as Typed>::from_record(&record)?;
    let scheme = guards::scheme_of(tx, &membership)?;
    let of = Cond::And(vec![Cond::Is("membership", id.into()), Cond::Is("state", "valid".into())]);
    let periods = get_where::<MembershipPeriod>(tx, &of, 1000)?;
    let terms: Vec<Term> = periods.iter().map(|p| Term { since: p.since, until: p.until }).collect();
    let course =
        Course { terms: &terms, grace: scheme.grace_days.unwrap_or(0), breaks: &[], ends: &ends(tx, id)? };
    let date = |day: Option<Date>| day.map_or(Datum::Empty, Datum::Date);
    let level: Level = get(tx, membership.level)?;
    let draft = Draft::of(&record)
        .with(kind, "tier", level.tier.hold())
        .with(kind, "member_since", date(course.since()))
        .with(kind, "run_since", date(course.run_since()))
        .with(kind, "paid_until", date(course.paid_until()))
        .with(kind, "lasts_until", date(course.lasts_until()));
    let day = day.min(tx.today());
    edit(tx, &Actor::system(), kind, id, &draft, &Write { effective: Some(day), ..Write::default() })
        .map(|_| ())
}

/// The days on which it was given up.
fn ends(reads: &mut dyn Reads, id: Id) -> Result<Vec<Date>> {
    let sql = "SELECT effective FROM step_log WHERE record = $1 AND to_state IN ('withdrawn', 'expelled')";
    reads.query(sql, &[id.into()])?.iter().map(|row| row.get(0)).collect()
}
