//! Memberships: one legal entity in one branch of a scheme.

use entente_kernel::{Date, FieldProblem, Id, Text};
use entente_periods::Standing;
use entente_record::{Meta, Record, Typed};

use crate::words::{MemberBranch, MemberSector, MemberTier, OfficePart};

/// A membership. Its periods are records of their own; what they come to stands here, so that a count is one question.
#[derive(Debug, Clone, Record)]
#[record(
    kind = "membership",
    prefix = "MEM",
    path = "memberships",
    rule = crate::access::membership,
    states = crate::steps::MEMBERSHIP,
    check = check,
    years
)]
pub struct Membership {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// The name of the legal entity, which follows its record: see [`crate::names`].
    #[field(fixed, listed, order, max = 300, search = 5)]
    pub name: Text,
    /// The scheme.
    #[field(link = "scheme", filter)]
    pub scheme: Id,
    /// The branch.
    #[field(listed, filter)]
    pub branch: MemberBranch,
    /// The level.
    #[field(link = "level", listed, filter)]
    pub level: Id,
    /// How high that level stands.
    #[field(fixed, filter)]
    pub tier: Option<MemberTier>,
    /// The legal entity.
    #[field(link = "organisation", filter)]
    pub organisation: Id,
    /// Line of business.
    #[field(filter)]
    pub sector: MemberSector,
    /// The first day of all; re-joining keeps it.
    #[field(fixed, listed, filter, order)]
    pub member_since: Option<Date>,
    /// The first day of the present run.
    #[field(fixed)]
    pub run_since: Option<Date>,
    /// The last day that is paid for.
    #[field(fixed, listed, filter, order)]
    pub paid_until: Option<Date>,
    /// The last day of the grace behind it.
    #[field(fixed, filter, order)]
    pub lasts_until: Option<Date>,
    /// Why it wants to join.
    #[field(prose, max = 5000, search = 1)]
    pub motivation: Text,
    /// The number of the signed agreement.
    #[field(filter, max = 100)]
    pub agreement: String,
    /// What the secretariat notes.
    #[field(prose, max = 5000, group = "handling")]
    pub remark: Text,
    /// Who answers for it.
    #[rows(table = "membership_office")]
    pub offices: Vec<Office>,
    /// Subsidiaries that may use it, by explicit grant.
    #[rows(table = "membership_beneficiary")]
    pub beneficiaries: Vec<Beneficiary>,
}

/// An office and its part.
#[derive(Debug, Clone, PartialEq, Eq, Record)]
#[part]
pub struct Office {
    /// The office.
    #[field(office, required, max = 60)]
    pub office: String,
    /// Its part.
    pub part: OfficePart,
}

/// A subsidiary that may use the membership, from the first day to the last.
#[derive(Debug, Clone, PartialEq, Eq, Record)]
#[part]
pub struct Beneficiary {
    /// The subsidiary.
    #[field(link = "organisation")]
    pub organisation: Id,
    /// The first day.
    pub since: Date,
    /// The last day, once one is known.
    pub until: Option<Date>,
    /// Who granted it, and why.
    #[field(required, max = 300)]
    pub reason: String,
}

/// One or two offices lead, none of them twice; grants do not end before they begin.
fn check(record: &Record) -> Vec<FieldProblem> {
    let Ok(membership) = <Membership as Typed>::from_record(record) else { return Vec::new() };
    let mut wrong = Vec::new();
    let leads = membership.offices.iter().filter(|o| o.part == OfficePart::Lead).count();
    if !(1..=2).contains(&leads) {
        wrong.push(FieldProblem::new("offices", "lead-offices").with("n", leads));
    }
    for (at, own) in membership.offices.iter().enumerate() {
        if membership.offices.iter().take(at).any(|other| other.office == own.office) {
            wrong.push(FieldProblem::new(format!("offices.{at}.office"), "taken"));
        }
    }
    for (at, own) in membership.beneficiaries.iter().enumerate() {
        if own.until.is_some_and(|until| until < own.since) {
            wrong.push(FieldProblem::new(format!("beneficiaries.{at}.until"), "period-order"));
        }
        if own.organisation == membership.organisation {
            wrong.push(FieldProblem::new(format!("beneficiaries.{at}.organisation"), "own-subsidiary"));
        }
    }
    wrong
}

impl Membership {
    /// What it is on a day: its state, and while that is "active" what the days say.
    #[must_use]
    pub fn standing(&self, day: Date) -> Option<Standing> {
        match self.meta.state.as_str() {
            "suspended" => Some(Standing::Suspended),
            "withdrawn" | "expelled" if self.member_since.is_some() => Some(Standing::Ended),
            "active" => Some(match (self.run_since, self.paid_until, self.lasts_until) {
                (Some(since), _, _) if day < since => Standing::NotYet,
                (_, Some(paid), _) if day <= paid => Standing::Active,
                (_, _, Some(last)) if day <= last => Standing::Grace,
                _ => Standing::Lapsed,
            }),
            _ => None,
        }
    }

    /// The offices that have to approve: those that lead, and those that decide too.
    #[must_use]
    pub fn deciding(&self) -> Vec<&str> {
        let decides = |o: &&Office| o.part != OfficePart::Informed;
        self.offices.iter().filter(decides).map(|o| o.office.as_str()).collect()
    }
}
