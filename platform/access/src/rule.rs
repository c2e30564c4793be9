//! What a rule answers.

use crate::Cond;

/// What someone wants to do with a record of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// See that it exists, in lists, search, counts, exports and on its page.
    See,
    /// Make one.
    Create,
    /// Change its fields.
    Edit,
    /// Put it into the trash, or take it out again.
    Trash,
    /// Write a note on it and read the notes of others.
    Note,
    /// Take a step of its lifecycle.
    Step(&'static str),
    /// See the fields of a group.
    Fields(&'static str),
}

/// On which records an action is allowed, and the reason that is given where it is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The records.
    pub when: Cond,
    /// A message key without the `problem-` prefix.
    pub otherwise: &'static str,
}

impl Rule {
    /// Allowed on every record.
    #[must_use]
    pub fn always() -> Self {
        Self { when: Cond::All, otherwise: "not-allowed" }
    }

    /// Never allowed, for this reason.
    #[must_use]
    pub fn never(otherwise: &'static str) -> Self {
        Self { when: Cond::Nothing, otherwise }
    }

    /// Allowed where the condition holds. One that can hold nowhere is [`Cond::Nothing`], so that gates close.
    #[must_use]
    pub fn when(when: Cond, otherwise: &'static str) -> Self {
        Self { when: when.folded(), otherwise }
    }

    /// Allowed on every record if `yes`.
    #[must_use]
    pub fn only_if(yes: bool, otherwise: &'static str) -> Self {
        if yes { Self::always() } else { Self::never(otherwise) }
    }
}
