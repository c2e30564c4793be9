//! Schemes of membership.

use entente_kernel::{Currency, FieldProblem, Text};
use entente_periods::Year;
use entente_record::{Datum, Meta, Record, Typed};

use crate::words::{MemberBranch, MemberService, YearMode};

/// A scheme: its branches, how its years run, what its fees are paid in.
#[derive(Debug, Clone, Record)]
#[record(kind = "scheme", prefix = "SCM", path = "schemes", rule = crate::access::terms, check = check)]
pub struct Scheme {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// What it is called.
    #[field(required, listed, order, max = 200, search = 5)]
    pub name: Text,
    /// How its years run.
    #[field(listed, filter)]
    pub mode: YearMode,
    /// The month in which a fixed year begins.
    #[field()]
    pub year_month: Option<i64>,
    /// The day of that month.
    #[field()]
    pub year_day: Option<i64>,
    /// Days behind a paid year in which it may still be renewed.
    #[field(listed, required)]
    pub grace_days: Option<i64>,
    /// What fees are paid in, an ISO 4217 code.
    #[field(required, listed, max = 3)]
    pub currency: String,
    /// What it is for.
    #[field(prose, max = 5000, search = 1)]
    pub about: Text,
    /// Its branches.
    #[rows(table = "scheme_branch")]
    pub branches: Vec<Branch>,
    /// Days in which requests for its services are to be answered.
    #[rows(table = "scheme_target")]
    pub targets: Vec<Target>,
}

/// A branch of a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Record)]
#[part]
pub struct Branch {
    /// Which.
    pub branch: MemberBranch,
    /// The year of its foundation.
    pub founded: Option<i64>,
    /// The office in charge.
    #[field(office, required, max = 60)]
    pub office: String,
}

/// Until when a service is to be delivered.
#[derive(Debug, Clone, PartialEq, Eq, Record)]
#[part]
pub struct Target {
    /// The service.
    pub service: MemberService,
    /// Days from the request on.
    pub days: i64,
}

/// A year begins on a day that there is; each branch stands there once; the currency is one.
fn check(record: &Record) -> Vec<FieldProblem> {
    let Ok(scheme) = <Scheme as Typed>::from_record(record) else { return Vec::new() };
    let mut wrong = Vec::new();
    let fixed = scheme.mode == YearMode::Fixed;
    if fixed && !scheme.year_month.is_some_and(|month| (1..=12).contains(&month)) {
        wrong.push(FieldProblem::new("year_month", "year-begin"));
    }
    if fixed && !scheme.year_day.is_some_and(|day| (1..=31).contains(&day)) {
        wrong.push(FieldProblem::new("year_day", "year-begin"));
    }
    if !scheme.grace_days.is_some_and(|days| (0..=366).contains(&days)) {
        wrong.push(FieldProblem::new("grace_days", "grace-days"));
    }
    if Currency::parse(&scheme.currency).is_none() {
        wrong.push(FieldProblem::new("currency", "currency"));
    }
    for (at, own) in scheme.branches.iter().enumerate() {
        if scheme.branches.iter().take(at).any(|other| other.branch == own.branch) {
            wrong.push(FieldProblem::new(format!("branches.{at}.branch"), "taken"));
        }
        if own.founded.is_some_and(|year| !(1500..=2200).contains(&year)) {
            wrong.push(FieldProblem::new(format!("branches.{at}.founded"), "year"));
        }
    }
    for (at, target) in scheme.targets.iter().enumerate().filter(|(_, t)| !(1..=366).contains(&t.days)) {
        let days = FieldProblem::new(format!("targets.{at}.days"), "target-days");
        wrong.push(days.with("days", target.days));
    }
    wrong
}

impl Scheme {
    /// How its years run, as periods are computed.
    #[must_use]
    pub fn year(&self) -> Year {
        let small = |n: Option<i64>| n.and_then(|n| i8::try_from(n).ok()).unwrap_or(1);
        match self.mode {
            YearMode::Rolling => Year::Rolling,
            YearMode::Fixed => Year::Fixed { month: small(self.year_month), day: small(self.year_day) },
        }
    }

    /// The offices of a new member of a branch: its own leads, those of the other branches decide too.
    #[must_use]
    pub fn offices(&self, branch: MemberBranch) -> Vec<Vec<Datum>> {
        let part = |own: &Branch| if own.branch == branch { "lead" } else { "joint" };
        let row = |own: &Branch| vec![Datum::Line(own.office.clone()), Datum::Line(part(own).into())];
        self.branches.iter().map(row).collect()
    }
}
