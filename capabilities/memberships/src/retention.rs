//! How long records of this room are kept.

use entente_web::retention::{Retention, Since, Then};

use crate::{
    BulletinSubscription, Introduction, Invoice, Membership, MembershipApproval, MembershipPeriod,
    ServiceRequest,
};

/// What is looked at again, and when.
pub(crate) fn rules() -> Vec<Retention> {
    let rule = |kind, since, months, then, reason| Retention { kind, since, months, then, reason };
    let over = Since::State(&["declined", "withdrawn", "expelled"]);
    vec![
        rule(Membership::KIND, over, 120, Then::Review, "retention-membership"),
        rule(MembershipPeriod::KIND, Since::Changed, 120, Then::Keep, "retention-membership-period"),
        rule(
            MembershipApproval::KIND,
            Since::Day("given_on"),
            120,
            Then::Erase,
            "retention-membership-approval",
        ),
        rule(Invoice::KIND, Since::Day("issued"), 180, Then::Review, "retention-invoice"),
        rule(
            ServiceRequest::KIND,
            Since::State(&["rated", "declined"]),
            72,
            Then::Erase,
            "retention-service-request",
        ),
        rule(
            Introduction::KIND,
            Since::State(&["introduced", "refused"]),
            36,
            Then::Erase,
            "retention-introduction",
        ),
        rule(BulletinSubscription::KIND, Since::Changed, 36, Then::Review, "retention-subscription"),
    ]
}
