//! What must hold before a request moves on, and what follows: quotas are decided inside the write that uses them.

use entente_access::{Action, Actor};
use entente_contracts::{NewNeed, NewNeedSort, OpensNeed};
use entente_kernel::{Date, Id, Problem, Result};
use entente_record::{Choice, Datum, Draft, Record, Typed, Write, edit, get, load, step, visible};
use entente_store::{Reads, Tx, scalar};

use crate::words::{MemberService, TechnologyHelp};
use crate::{Introduction, Membership, ServiceRequest, access};

/// Days for a service whose scheme says nothing.
const DAYS: i64 = 30;

/// Uses of a service in a year, and how many there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Granted and not declined.
    pub used: i64,
    /// `None` when the level does not include the service; `Some(None)` without a limit.
    pub allowed: Option<Option<i64>>,
}

/// What the level of a membership allows of a service in a year, and what was used.
pub fn quota(
    reads: &mut dyn Reads,
    membership: &Membership,
    service: MemberService,
    year: i64,
) -> Result<Quota> {
    let sql =
        "SELECT count(*) FROM service_request WHERE membership = $1 AND service = $2 AND quota_year = $3
               AND deleted_at IS NULL AND state <> 'declined' AND NOT beyond";
    let word = Choice::word(service);
    let used = reads.count(sql, &[membership.meta.id.into(), word.into(), year.into()])?;
    let sql = "SELECT per_year FROM membership_entitlement WHERE owner = $1 AND service = $2 AND recorded_to IS NULL";
    let allowed = scalar::<Option<i64>>(reads, sql, &[membership.level.into(), word.into()])?;
    Ok(Quota { used, allowed })
}

/// The day until which a request that came in on `day` is to be delivered.
pub fn target(reads: &mut dyn Reads, membership: Id, service: MemberService, day: Date) -> Result<Date> {
    let sql =
        "SELECT t.days FROM membership m JOIN scheme_target t ON t.owner = m.scheme AND t.recorded_to IS NULL
               WHERE m.id = $1 AND t.service = $2";
    let days = scalar::<i64>(reads, sql, &[membership.into(), Choice::word(service).into()])?;
    Ok(entente_periods::plus(day, days.unwrap_or(DAYS)))
}

/// The membership counts today: in a paid year or in grace.
pub(crate) fn is_member(reads: &mut dyn Reads, record: &Record) -> Result<()> {
    let request = <ServiceRequest as Typed>::from_record(record)?;
    let membership: Membership = get(reads, request.membership)?;
    let counts = membership.standing(reads.today()).is_some_and(entente_periods::Standing::is_member);
    if counts { Ok(()) } else { Err(Problem::conflict("no-member-now")) }
}

/// The service is included and its quota not used up, unless it is granted beyond it.
pub(crate) fn may_take(reads: &mut dyn Reads, record: &Record) -> Result<()> {
    is_member(reads, record)?;
    let request = <ServiceRequest as Typed>::from_record(record)?;
    let membership: Membership = get(reads, request.membership)?;
    let year = i64::from(reads.today().year());
    let quota = quota(reads, &membership, request.service, year)?;
    match quota.allowed {
        None => Err(Problem::conflict("service-not-included")),
        Some(Some(most)) if quota.used >= most => {
            Err(Problem::conflict("quota-used-up").with("n", most).with("year", year))
        }
        Some(_) => Ok(()),
    }
}

/// Takes one from the quota of this year.
pub(crate) fn take(tx: &mut Tx<'_>, _: &Actor, record: &Record) -> Result<()> {
    granted(tx, record, false)
}

/// Granted beyond the quota, with a reason.
pub(crate) fn take_beyond(tx: &mut Tx<'_>, _: &Actor, record: &Record) -> Result<()> {
    granted(tx, record, true)
}

fn granted(tx: &mut Tx<'_>, record: &Record, beyond: bool) -> Result<()> {
    let kind = ServiceRequest::KIND;
    let year = i64::from(tx.today().year());
    let draft = Draft::of(record).with(kind, "quota_year", Datum::Int(year)).with(
        kind,
        "beyond",
        Datum::Flag(beyond),
    );
    let write = Write { effective: Some(record.meta.state_since), ..Write::default() };
    edit(tx, &Actor::system(), kind, record.meta.id, &draft, &write).map(|_| ())
}

/// The member says how it went. Errors: 404, 403 for anybody else, 422 for a rating that is none, 409 before delivery.
pub fn rate(tx: &mut Tx<'_>, actor: &Actor, id: Id, rating: i64, verdict: &str) -> Result<Record> {
    let kind = ServiceRequest::KIND;
    let record = visible(tx, actor, kind, id)?;
    let rule = (kind.rule)(actor, Action::Step("rate"));
    if !rule.when.holds(tx, kind.table, id)? {
        return Err(Problem::forbidden(rule.otherwise));
    }
    if record.meta.state != "delivered" {
        return Err(Problem::conflict("not-delivered"));
    }
    let said = if verdict.trim().is_empty() { Datum::Empty } else { Datum::Line(verdict.trim().to_owned()) };
    let draft = Draft::of(&record).with(kind, "rating", Datum::Int(rating)).with(kind, "verdict", said);
    edit(tx, &Actor::system(), kind, id, &draft, &Write::default())?;
    step(tx, actor, kind, id, "rate", &Write::default())
}

/// A technology request becomes a need; the request leads to it. Errors: 404, 403, 409 when it has one or is of another
/// service.
pub fn open_need(tx: &mut Tx<'_>, actor: &Actor, needs: &dyn OpensNeed, id: Id) -> Result<Id> {
    let kind = ServiceRequest::KIND;
    let record = visible(tx, actor, kind, id)?;
    if !access::handles(actor) {
        return Err(Problem::forbidden("only-officers"));
    }
    let request = <ServiceRequest as Typed>::from_record(&record)?;
    if request.service != MemberService::Technology || request.need.is_some() {
        return Err(Problem::conflict("need-opened"));
    }
    let sort = match request.help {
        Some(TechnologyHelp::Development) => NewNeedSort::Development,
        Some(TechnologyHelp::Management) => NewNeedSort::Planning,
        _ => NewNeedSort::Diagnosis,
    };
    let new = NewNeed {
        title: request.title,
        statement: request.statement,
        sort,
        organisation: request.organisation,
        office: request.office,
        fictional: record.meta.fictional,
    };
    let need = needs.open(tx, actor, &new)?;
    let draft = Draft::of(&record).with(kind, "need", Datum::Link(need));
    edit(tx, &Actor::system(), kind, id, &draft, &Write::default())?;
    Ok(need)
}

pub(crate) fn has_outcome(_: &mut dyn Reads, record: &Record) -> Result<()> {
    if record.value(ServiceRequest::KIND, "outcome").is_empty() {
        return Err(Problem::conflict("outcome-missing"));
    }
    Ok(())
}

pub(crate) fn has_rating(_: &mut dyn Reads, record: &Record) -> Result<()> {
    if record.value(ServiceRequest::KIND, "rating").is_empty() {
        return Err(Problem::conflict("rating-missing"));
    }
    Ok(())
}

pub(crate) fn asking_agreed(tx: &mut Tx<'_>, _: &Actor, record: &Record) -> Result<()> {
    note(tx, record, "asking_agreed")
}

pub(crate) fn asked_agreed(tx: &mut Tx<'_>, _: &Actor, record: &Record) -> Result<()> {
    note(tx, record, "asked_agreed")
}

/// Writes down when somebody agreed.
fn note(tx: &mut Tx<'_>, record: &Record, field: &'static str) -> Result<()> {
    let kind = Introduction::KIND;
    let record = load(tx, kind, record.meta.id)?.ok_or_else(Problem::not_found)?;
    let draft = Draft::of(&record).with(kind, field, Datum::Date(record.meta.state_since));
    let write = Write { effective: Some(record.meta.state_since), ..Write::default() };
    edit(tx, &Actor::system(), kind, record.meta.id, &draft, &write).map(|_| ())
}

pub(crate) fn both_agreed(_: &mut dyn Reads, record: &Record) -> Result<()> {
    let agreed = |field: &str| !record.value(Introduction::KIND, field).is_empty();
    if agreed("asking_agreed") && agreed("asked_agreed") {
        return Ok(());
    }
    Err(Problem::conflict("consent-missing"))
}
