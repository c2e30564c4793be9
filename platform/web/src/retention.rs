//! How long records are kept, as rooms declare it. Nothing is erased by it: it says what is due for a decision.

use entente_access::Actor;
use entente_kernel::{Date, Instant, Result};
use entente_record::{Filter, Kind, Listing, Order, Query, list};
use entente_store::Reads;

/// From when the time runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// The last change.
    Changed,
    /// The day on which it came into one of these states.
    State(&'static [&'static str]),
    /// The day in this field.
    Day(&'static str),
}

/// What is to be done then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Erase its personal data, if nothing speaks against it.
    Erase,
    /// Look whether it is still needed.
    Review,
    /// Keep it for good.
    Keep,
}

impl Then {
    /// Its word in locale keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Erase => "erase",
            Self::Review => "review",
            Self::Keep => "keep",
        }
    }
}

/// How long records of a kind are kept.
#[derive(Clone, Copy)]
pub struct Retention {
    /// The kind.
    pub kind: &'static Kind,
    /// From when.
    pub since: Since,
    /// How long.
    pub months: i32,
    /// What then.
    pub then: Then,
    /// Why, as a locale key.
    pub reason: &'static str,
}

impl Retention {
    /// What is due on that day and the actor may see, the longest due first; nothing for what is kept.
    pub fn due(
        &self,
        reads: &mut dyn Reads,
        actor: &Actor,
        today: Date,
        limit: usize,
    ) -> Result<Option<Listing>> {
        if self.then == Then::Keep {
            return Ok(None);
        }
        let until = today.saturating_sub(jiff::Span::new().months(self.months));
        let passed = match self.since {
            Since::Changed => {
                let end = Instant::end_of(until, &jiff::tz::TimeZone::UTC);
                Filter::Where("{t}.changed_at <= {1}".into(), vec![end.into()])
            }
            Since::State(_) => Filter::Where("{t}.state_since <= {1}".into(), vec![until.into()]),
            Since::Day(field) => Filter::To(field, until.into()),
        };
        let there = Filter::Where(
            "NOT EXISTS (SELECT 1 FROM erased_record e WHERE e.record = {t}.id)".into(),
            Vec::new(),
        );
        let mut filters = vec![passed, there];
        if let Since::State(words) = self.since {
            filters.push(Filter::State(words.iter().map(|word| (*word).to_owned()).collect()));
        }
        let order = Order { by: "changed_at", descending: false };
        let query = Query { filters, order, limit, ..Query::new(actor.lang) };
        list(reads, actor, self.kind, &query).map(Some)
    }
}
