//! How long records of this room are kept.

use entente_web::retention::{Retention, Since, Then};

use crate::{Consent, Petition, Purpose};

/// What is looked at again, and when.
pub(crate) fn rules() -> Vec<Retention> {
    let rule = |kind, since, months, then, reason| Retention { kind, since, months, then, reason };
    vec![
        rule(
            Petition::KIND,
            Since::State(&["answered", "declined"]),
            36,
            Then::Erase,
            "retention-privacy-petition",
        ),
        rule(Consent::KIND, Since::State(&["withdrawn"]), 36, Then::Review, "retention-privacy-consent"),
        rule(Purpose::KIND, Since::Changed, 0, Then::Keep, "retention-privacy-purpose"),
    ]
}
