//! How long records of this room are kept.

use entente_web::retention::{Retention, Since, Then};

use crate::{Agreement, Assent, Registration};

/// What is looked at again, and when.
pub(crate) fn rules() -> Vec<Retention> {
    let rule = |kind, since, months, then, reason| Retention { kind, since, months, then, reason };
    vec![
        rule(Agreement::KIND, Since::Changed, 0, Then::Keep, "retention-agreements-agreement"),
        rule(
            Agreement::KIND,
            Since::State(&["abandoned"]),
            36,
            Then::Review,
            "retention-agreements-abandoned",
        ),
        rule(Assent::KIND, Since::State(&["withdrawn"]), 120, Then::Erase, "retention-agreements-assent"),
        rule(Registration::KIND, Since::Changed, 0, Then::Keep, "retention-agreements-registration"),
    ]
}
