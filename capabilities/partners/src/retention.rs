//! How long records of this room are kept.

use entente_web::retention::{Retention, Since, Then};

use crate::Person;

/// What is looked at again, and when.
pub(crate) fn rules() -> Vec<Retention> {
    let rule = |kind, since, months, then, reason| Retention { kind, since, months, then, reason };
    vec![rule(Person::KIND, Since::Changed, 36, Then::Review, "retention-partners-person")]
}
