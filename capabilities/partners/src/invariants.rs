//! What must hold among partners, whoever wrote them.

use entente_record::Invariant;

use crate::{Duplicate, Naming};

/// One rule each, with the question for what breaks it.
pub(crate) fn all() -> Vec<Invariant> {
    vec![
        Invariant {
            kind: Naming::KIND,
            rule: "a text that is linked leaves nobody with words alone",
            broken_by: "SELECT n.id FROM naming n WHERE n.state IN ('linked', 'confirmed') AND n.deleted_at IS NULL
                          AND EXISTS (SELECT 1 FROM person_mention m JOIN person p ON p.id = m.owner
                            WHERE m.organisation = n.written AND m.recorded_to IS NULL AND p.deleted_at IS NULL)
                          AND EXISTS (SELECT 1 FROM outbox_cursor c JOIN chain_head h ON h.outbox_seq = c.seq
                            WHERE c.consumer = 'partners-linking')",
        },
        Invariant {
            kind: Duplicate::KIND,
            rule: "of two that were merged one is gone",
            broken_by: "SELECT d.id FROM duplicate d WHERE d.state = 'merged' AND d.deleted_at IS NULL
                          AND NOT EXISTS (SELECT 1 FROM record_merge m WHERE m.undone_at IS NULL
                            AND ((m.gone = d.one AND m.kept = d.other) OR (m.gone = d.other AND m.kept = d.one)))",
        },
    ]
}
