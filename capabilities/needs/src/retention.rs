//! How long records of this room are kept.

use entente_web::retention::{Retention, Since, Then};

use crate::{Candidacy, Conflict, Engagement};

/// What is looked at again, and when.
pub(crate) fn rules() -> Vec<Retention> {
    let rule = |kind, since, months, then, reason| Retention { kind, since, months, then, reason };
    vec![
        rule(
            Engagement::KIND,
            Since::State(&["rated", "declined"]),
            72,
            Then::Erase,
            "retention-needs-engagement",
        ),
        rule(Candidacy::KIND, Since::Changed, 36, Then::Erase, "retention-needs-candidacy"),
        rule(Conflict::KIND, Since::Day("until"), 36, Then::Review, "retention-needs-conflict"),
    ]
}
