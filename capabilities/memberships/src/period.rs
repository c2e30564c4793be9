//! Periods of memberships: what was paid for, from day to day. They are made by steps of the membership.

use entente_kernel::{Date, FieldProblem, Id};
use entente_record::{Datum, Meta, Record};

use crate::words::PeriodSort;

/// A paid period.
#[derive(Debug, Clone, Record)]
#[record(
    kind = "membership_period",
    prefix = "MPD",
    path = "membership-periods",
    rule = crate::access::made_by_steps,
    states = crate::steps::PERIOD,
    check = check
)]
pub struct MembershipPeriod {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// From day to day.
    #[field(fixed, required, listed, max = 40)]
    pub span: String,
    /// The membership.
    #[field(fixed, link = "membership", listed, filter)]
    pub membership: Id,
    /// The level that was paid for.
    #[field(fixed, link = "level", listed, filter)]
    pub level: Id,
    /// How it came about.
    #[field(fixed, listed, filter)]
    pub sort: PeriodSort,
    /// The first day.
    #[field(fixed, listed, filter, order)]
    pub since: Date,
    /// The last day.
    #[field(fixed, listed, filter, order)]
    pub until: Date,
}

/// It does not end before it begins.
fn check(record: &Record) -> Vec<FieldProblem> {
    match (record.value(MembershipPeriod::KIND, "since"), record.value(MembershipPeriod::KIND, "until")) {
        (Datum::Date(since), Datum::Date(until)) if until < since => {
            vec![FieldProblem::new("until", "period-order")]
        }
        _ => Vec::new(),
    }
}
