//! What must hold among agreements, whoever wrote them.

use entente_record::Invariant;

use crate::{Agreement, AgreementText, Assent, Registration};

/// One rule each, with the question for what breaks it.
pub(crate) fn all() -> Vec<Invariant> {
    vec![
        Invariant {
            kind: Agreement::KIND,
            rule: "an agreement in force was signed by every party and by us on one version, or taken over with a reason",
            broken_by: "SELECT a.id FROM agreement a WHERE a.state = 'in_force'
                  AND NOT EXISTS (SELECT 1 FROM step_log s WHERE s.record = a.id AND s.step = 'take_over'
                    AND s.reason IS NOT NULL AND s.reason <> '')
                  AND NOT EXISTS (SELECT 1 FROM agreement_text x WHERE x.agreement = a.id AND x.state = 'sent'
                    AND EXISTS (SELECT 1 FROM assent u WHERE u.text = x.id AND u.digest = x.digest
                      AND u.sort = 'signature' AND u.state = 'given' AND u.organisation IS NULL)
                    AND NOT EXISTS (SELECT 1 FROM agreement_party p WHERE p.owner = a.id AND p.recorded_to IS NULL
                      AND NOT EXISTS (SELECT 1 FROM assent g WHERE g.text = x.id AND g.digest = x.digest
                        AND g.sort = 'signature' AND g.state = 'given' AND g.organisation = p.organisation)))",
        },
        Invariant {
            kind: Assent::KIND,
            rule: "an approval or signature names the hash of the version that it is about",
            broken_by: "SELECT s.id FROM assent s JOIN agreement_text x ON x.id = s.text WHERE s.digest <> x.digest
                          OR s.agreement <> x.agreement",
        },
        Invariant {
            kind: AgreementText::KIND,
            rule: "no version was written after the one that all signed",
            broken_by: "SELECT x.id FROM agreement_text x WHERE EXISTS (SELECT 1 FROM agreement_text o
                          WHERE o.agreement = x.agreement AND o.number < x.number AND o.state = 'sent'
                            AND EXISTS (SELECT 1 FROM assent u WHERE u.text = o.id AND u.sort = 'signature'
                              AND u.state = 'given' AND u.organisation IS NULL)
                            AND NOT EXISTS (SELECT 1 FROM agreement_party p WHERE p.owner = o.agreement
                              AND p.recorded_to IS NULL AND NOT EXISTS (SELECT 1 FROM assent g WHERE g.text = o.id
                                AND g.sort = 'signature' AND g.state = 'given'
                                AND g.organisation = p.organisation)))",
        },
        Invariant {
            kind: Agreement::KIND,
            rule: "a renewed or superseded agreement has a successor that came into force",
            broken_by: "SELECT a.id FROM agreement a WHERE a.state IN ('renewed', 'superseded')
                          AND NOT EXISTS (SELECT 1 FROM agreement n JOIN step_log s ON s.record = n.id
                            WHERE n.replaces = a.id AND s.to_state = 'in_force')",
        },
        Invariant {
            kind: Registration::KIND,
            rule: "a registered contract has number and day",
            broken_by: "SELECT r.id FROM registration r WHERE r.state IN ('registered', 'changed')
                          AND (r.number IS NULL OR r.registered_on IS NULL)",
        },
    ]
}
