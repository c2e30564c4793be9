//! For when, and as known when.

use entente_kernel::{Date, Instant, TimeZone};
use entente_record::AsOf;
use entente_store::Reads;

/// The point in both times for which a figure is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The day.
    pub day: Date,
    /// What was known at this instant.
    pub known: Instant,
    /// The day and the day of knowledge as the reader named them; nothing for "now".
    pub said: Option<(Date, Option<Date>)>,
}

impl Moment {
    /// Now.
    #[must_use]
    pub fn now(reads: &dyn Reads) -> Self {
        Self { day: reads.today(), known: reads.now(), said: None }
    }

    /// The end of a day, as known now or at the end of another day.
    #[must_use]
    pub fn on(reads: &dyn Reads, day: Date, known: Option<Date>, zone: &TimeZone) -> Self {
        let at = known.map_or_else(|| reads.now(), |known| Instant::end_of(known, zone));
        Self { day, known: at, said: Some((day, known)) }
    }

    /// What an address asks for: now, unless it names a day or a day of knowledge.
    #[must_use]
    pub fn asked(reads: &dyn Reads, day: Option<Date>, known: Option<Date>, zone: &TimeZone) -> Self {
        match (day, known) {
            (None, None) => Self::now(reads),
            (day, known) => Self::on(reads, day.unwrap_or_else(|| reads.today()), known, zone),
        }
    }

    /// The same knowledge about another day.
    #[must_use]
    pub fn moved(self, day: Date) -> Self {
        Self { day, said: Some((day, self.said.and_then(|(_, known)| known))), ..self }
    }

    /// For a list; nothing for "now".
    #[must_use]
    pub fn as_of(&self) -> Option<AsOf> {
        self.said.map(|_| AsOf { day: self.day, known: self.known })
    }
}
