//! How long records of this room are kept.

use entente_web::retention::{Retention, Since, Then};

use crate::{Correction, Evidence, Expert};

/// What is looked at again, and when.
pub(crate) fn rules() -> Vec<Retention> {
    let rule = |kind, since, months, then, reason| Retention { kind, since, months, then, reason };
    vec![
        rule(Expert::KIND, Since::Changed, 24, Then::Review, "retention-catalogue-expert"),
        rule(Evidence::KIND, Since::Changed, 120, Then::Review, "retention-catalogue-evidence"),
        rule(
            Correction::KIND,
            Since::State(&["made", "declined"]),
            24,
            Then::Erase,
            "retention-catalogue-correction",
        ),
    ]
}
