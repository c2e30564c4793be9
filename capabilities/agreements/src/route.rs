//! Approval routes: who must approve which agreements.

use entente_kernel::{FieldProblem, Money, Text};
use entente_record::{Datum, Meta, Record};

use crate::words::{AgreementSort, ApproverRole, Whither};

/// A route: agreements that fit it need an approval in each of its roles.
#[derive(Debug, Clone, Record)]
#[record(kind = "approval_route", prefix = "APR", path = "approval-routes", rule = crate::access::route, check = check)]
pub struct ApprovalRoute {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// What it is called.
    #[field(required, listed, order)]
    pub title: Text,
    /// For these kinds of agreements; for all when empty.
    #[field(filter)]
    pub sorts: Vec<AgreementSort>,
    /// From this value on, in the same currency.
    #[field(listed)]
    pub value_from: Option<Money>,
    /// For agreements of this office; of all when empty.
    #[field(office, listed, filter, max = 60)]
    pub office: String,
    /// With whom.
    #[field(listed)]
    pub whither: Whither,
    /// Who must approve.
    #[field(listed)]
    pub roles: Vec<ApproverRole>,
    /// In use.
    #[field(listed, filter)]
    pub in_force: bool,
}

/// A route that asks nobody would let everything through.
fn check(record: &Record) -> Vec<FieldProblem> {
    let mut wrong = Vec::new();
    if record.value(ApprovalRoute::KIND, "roles").is_empty() {
        wrong.push(FieldProblem::new("roles", "required"));
    }
    if let Datum::Money(money) = record.value(ApprovalRoute::KIND, "value_from")
        && money.minor < 0
    {
        wrong.push(FieldProblem::new("value_from", "negative"));
    }
    wrong
}
