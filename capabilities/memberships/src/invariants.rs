//! What must hold among memberships, whoever wrote them.

use entente_record::{Invariant, Kind};

use crate::{Invoice, Membership, MembershipPeriod, ServiceRequest};

/// One rule each, with the question for what breaks it.
pub(crate) fn all() -> Vec<Invariant> {
    let rule = |kind: &'static Kind, rule, broken_by| Invariant { kind, rule, broken_by };
    vec![
        rule(
            MembershipPeriod::KIND,
            "valid periods of a membership do not overlap",
            "SELECT p.id FROM membership_period p WHERE p.state = 'valid' AND p.deleted_at IS NULL AND EXISTS (
               SELECT 1 FROM membership_period o WHERE o.membership = p.membership AND o.id <> p.id
                 AND o.state = 'valid' AND o.deleted_at IS NULL AND o.since <= p.until AND o.until >= p.since)",
        ),
        rule(
            Membership::KIND,
            "a membership says what its valid periods say: its first day and the last one that is paid for",
            "SELECT m.id FROM membership m WHERE m.deleted_at IS NULL AND m.member_since IS NOT NULL AND (
               m.member_since <> (SELECT MIN(p.since) FROM membership_period p WHERE p.membership = m.id
                 AND p.state = 'valid' AND p.deleted_at IS NULL)
               OR m.paid_until <> (SELECT MAX(p.until) FROM membership_period p WHERE p.membership = m.id
                 AND p.state = 'valid' AND p.deleted_at IS NULL))",
        ),
        rule(
            Membership::KIND,
            "what is known of a membership reaches back to its first day",
            "SELECT m.id FROM membership m WHERE m.deleted_at IS NULL AND m.member_since IS NOT NULL
               AND m.member_since < (SELECT MIN(h.effective_from) FROM membership_history h WHERE h.id = m.id)",
        ),
        rule(
            Membership::KIND,
            "a membership that was approved has the approval of each office that decides",
            "SELECT m.id FROM membership m WHERE m.deleted_at IS NULL AND m.state IN ('approved', 'signed', 'active')
               AND EXISTS (SELECT 1 FROM membership_office o WHERE o.owner = m.id AND o.recorded_to IS NULL
                 AND o.part <> 'informed' AND NOT EXISTS (SELECT 1 FROM membership_approval a
                   WHERE a.membership = m.id AND a.office = o.office AND a.deleted_at IS NULL))",
        ),
        rule(
            Invoice::KIND,
            "a fee that was issued is in the currency of its scheme",
            "SELECT i.id FROM invoice i JOIN membership m ON m.id = i.membership JOIN scheme s ON s.id = m.scheme
               WHERE i.deleted_at IS NULL AND i.state IN ('issued', 'paid') AND i.amount_currency <> s.currency",
        ),
        rule(
            ServiceRequest::KIND,
            "a request that was granted takes from the quota of a year",
            "SELECT r.id FROM service_request r WHERE r.deleted_at IS NULL
               AND r.state IN ('assigned', 'delivered', 'rated') AND r.quota_year IS NULL",
        ),
        rule(
            ServiceRequest::KIND,
            "a declined request says why",
            "SELECT r.id FROM service_request r WHERE r.state = 'declined' AND NOT EXISTS (SELECT 1 FROM step_log s
               WHERE s.record = r.id AND s.step = 'decline' AND s.reason IS NOT NULL AND s.reason <> '')",
        ),
    ]
}
