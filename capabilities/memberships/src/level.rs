//! Levels of a scheme: what they cost, and what they entitle to.

use entente_kernel::{FieldProblem, Id, Money, Text};
use entente_record::{Meta, Record, Typed};

use crate::words::{MemberService, MemberTier};

/// A level.
#[derive(Debug, Clone, Record)]
#[record(
    kind = "level",
    table = "membership_level",
    prefix = "LVL",
    path = "membership-levels",
    rule = crate::access::terms,
    check = check
)]
pub struct Level {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// What it is called.
    #[field(required, listed, order, max = 200, search = 3)]
    pub name: Text,
    /// The scheme.
    #[field(link = "scheme", listed, filter)]
    pub scheme: Id,
    /// How high it stands.
    #[field(listed, filter)]
    pub tier: MemberTier,
    /// The fee for a year.
    #[field(listed, required)]
    pub fee: Option<Money>,
    /// What it is for.
    #[field(prose, max = 5000)]
    pub about: Text,
    /// What it entitles to.
    #[rows(table = "membership_entitlement")]
    pub entitlements: Vec<Entitlement>,
}

/// A service that a level entitles to.
#[derive(Debug, Clone, PartialEq, Eq, Record)]
#[part]
pub struct Entitlement {
    /// The service.
    pub service: MemberService,
    /// How often a year; without it there is no limit.
    pub per_year: Option<i64>,
}

/// A fee and quotas are not below zero; each service stands there once.
fn check(record: &Record) -> Vec<FieldProblem> {
    let Ok(level) = <Level as Typed>::from_record(record) else { return Vec::new() };
    let mut wrong = Vec::new();
    if level.fee.is_some_and(|fee| fee.minor < 0) {
        wrong.push(FieldProblem::new("fee", "negative"));
    }
    for (at, own) in level.entitlements.iter().enumerate() {
        if own.per_year.is_some_and(|n| n < 0) {
            wrong.push(FieldProblem::new(format!("entitlements.{at}.per_year"), "negative"));
        }
        if level.entitlements.iter().take(at).any(|other| other.service == own.service) {
            wrong.push(FieldProblem::new(format!("entitlements.{at}.service"), "taken"));
        }
    }
    wrong
}
