//! Approvals of applications: each office that decides gives its own, by another person.

use entente_kernel::{Date, Id};
use entente_record::{Meta, Record};

/// One office's approval.
#[derive(Debug, Clone, Record)]
#[record(
    kind = "membership_approval",
    prefix = "MAP",
    path = "membership-approvals",
    rule = crate::access::made_by_steps
)]
pub struct MembershipApproval {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// Who approved.
    #[field(fixed, required, listed, personal, max = 200)]
    pub approver: String,
    /// The application.
    #[field(fixed, link = "membership", listed, filter)]
    pub membership: Id,
    /// For which office.
    #[field(fixed, office, required, listed, filter, max = 60)]
    pub office: String,
    /// On which day.
    #[field(fixed, listed, filter, order)]
    pub given_on: Date,
    /// The account.
    #[field(fixed, max = 60, group = "inner")]
    pub account: String,
    /// What was approved: legal entity, branch and level of that moment. It holds for nothing else.
    #[field(fixed, max = 200, group = "inner")]
    pub of_what: String,
}
