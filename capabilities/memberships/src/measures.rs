//! What this room counts.

use entente_access::Audience;
use entente_measures::{Chart, Dimension, Measure, Moment, Standard, TileSpec, What};
use entente_record::Filter;

use crate::{Invoice, Level, Membership, ServiceRequest};

const MEMBERS: &[Dimension] = &[
    Dimension::Field("branch"),
    Dimension::Link("level", Level::KIND),
    Dimension::Field("tier"),
    Dimension::Field("sector"),
    Dimension::Year("member_since"),
];
const SERVICES: &[Dimension] = &[
    Dimension::Field("service"),
    Dimension::State,
    Dimension::Field("quota_year"),
    Dimension::Year("target"),
];

fn active() -> Filter {
    Filter::State(vec!["active".into()])
}

/// In a paid year or its grace on the day.
pub(crate) fn members(at: &Moment) -> Vec<Filter> {
    let text = "{t}.lasts_until >= {1} AND {t}.run_since <= {1}";
    vec![active(), Filter::Where(text.into(), vec![at.day.into()])]
}

/// In the grace behind a paid year.
pub(crate) fn grace(at: &Moment) -> Vec<Filter> {
    let late = Filter::Where("{t}.paid_until < {1}".into(), vec![at.day.into()]);
    members(at).into_iter().chain([late]).collect()
}

/// Beyond the grace, and neither renewed nor given up.
pub(crate) fn lapsed(at: &Moment) -> Vec<Filter> {
    vec![active(), Filter::Where("{t}.lasts_until < {1}".into(), vec![at.day.into()])]
}

/// To be renewed within 60 days.
pub(crate) fn renewing(at: &Moment) -> Vec<Filter> {
    let soon = entente_periods::plus(at.day, 60);
    let due = Filter::Where("{t}.paid_until <= {1}".into(), vec![soon.into()]);
    members(at).into_iter().chain([due]).collect()
}

/// On the way to membership.
pub(crate) fn applying(_: &Moment) -> Vec<Filter> {
    vec![Filter::State(["applied", "vetted", "approved", "signed"].map(str::to_owned).to_vec())]
}

/// Everybody who was ever a member.
fn joined(_: &Moment) -> Vec<Filter> {
    vec![Filter::Where("{t}.member_since IS NOT NULL".into(), Vec::new())]
}

fn open() -> Filter {
    Filter::State(["received", "triaged", "assigned"].map(str::to_owned).to_vec())
}

/// Open behind its target.
pub(crate) fn late(at: &Moment) -> Vec<Filter> {
    vec![open(), Filter::Where("{t}.target < {1}".into(), vec![at.day.into()])]
}

fn delivered(_: &Moment) -> Vec<Filter> {
    vec![Filter::State(["delivered", "rated"].map(str::to_owned).to_vec())]
}

fn invoiced(_: &Moment) -> Vec<Filter> {
    vec![Filter::State(["issued", "paid"].map(str::to_owned).to_vec())]
}

fn paid(_: &Moment) -> Vec<Filter> {
    vec![Filter::State(vec!["paid".into()])]
}

pub(crate) fn overdue(at: &Moment) -> Vec<Filter> {
    let late = Filter::Where("{t}.due < {1}".into(), vec![at.day.into()]);
    vec![Filter::State(vec!["issued".into()]), late]
}

/// The measures.
pub(crate) fn measures() -> Vec<Measure> {
    let inside = |measure| Measure { audience: Audience::Internal, ..measure };
    let of = |name, filters| inside(Measure { filters, ..Measure::count(name, Membership::KIND, MEMBERS) });
    let services = |name| inside(Measure::count(name, ServiceRequest::KIND, SERVICES));
    let by: &'static [Dimension] = &[Dimension::Field("year"), Dimension::State];
    let fees = |name, filters| {
        inside(Measure { filters, what: What::Sum("amount"), ..Measure::count(name, Invoice::KIND, by) })
    };
    vec![
        of("members", members),
        of("members-grace", grace),
        of("members-lapsed", lapsed),
        of("members-renewing", renewing),
        of("members-joined", joined),
        Measure {
            by: &[Dimension::State, Dimension::Field("branch")],
            ..of("membership-applications", applying)
        },
        services("service-requests"),
        Measure { filters: late, ..services("service-requests-late") },
        Measure { what: What::Share(delivered), ..services("service-share-delivered") },
        fees("fees-invoiced", invoiced),
        fees("fees-paid", paid),
        Measure { what: What::Count, ..fees("fees-overdue", overdue) },
    ]
}

/// What stands on home pages.
pub(crate) fn standard() -> Vec<Standard> {
    let overview: &[&str] = &["leadership", "auditor"];
    let one = |order, tile| Standard { roles: overview, order, tile };
    vec![
        one(15, TileSpec::new("members", Chart::Number, &[])),
        one(62, TileSpec::new("members", Chart::Bars, &["branch"])),
        one(63, TileSpec::new("members", Chart::Lines, &[])),
    ]
}
