//! What must hold among needs, whoever wrote them.

use entente_record::Invariant;

use crate::Need;

/// One rule each, with the question for what breaks it.
pub(crate) fn all() -> Vec<Invariant> {
    vec![
        Invariant {
            kind: Need::KIND,
            rule: "a need is introduced only after an expert has accepted",
            broken_by: "SELECT n.id FROM need n WHERE n.state IN ('introduced', 'negotiation', 'converted')
                          AND NOT EXISTS (SELECT 1 FROM engagement e WHERE e.need = n.id
                            AND e.state IN ('accepted', 'working', 'delivered', 'rated'))",
        },
        Invariant {
            kind: Need::KIND,
            rule: "a declined need says why",
            broken_by: "SELECT n.id FROM need n WHERE n.state = 'declined'
                          AND NOT EXISTS (SELECT 1 FROM step_log s WHERE s.record = n.id AND s.step = 'decline'
                            AND s.reason IS NOT NULL AND s.reason <> '')",
        },
    ]
}
