//! Time as an argument: recorded times are UTC instants, effective dates are civil dates in the installation's zone.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// A UTC instant in whole microseconds since 1970-01-01T00:00:00Z: what both engines store exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Instant(pub i64);

impl Instant {
    /// The instant in `zone`. Out-of-range values clamp to the epoch.
    #[must_use]
    pub fn zoned(self, zone: &TimeZone) -> Zoned {
        Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone.clone())
    }

    /// The civil date of this instant in `zone`.
    #[must_use]
    pub fn date(self, zone: &TimeZone) -> Date {
        self.zoned(zone).date()
    }

    /// The last instant of civil day `date` in `zone`: what "as of D" means. Saturates at the calendar's ends.
    #[must_use]
    pub fn end_of(date: Date, zone: &TimeZone) -> Self {
        let next = date.tomorrow().unwrap_or(date).to_zoned(zone.clone());
        Self(next.map_or(i64::MAX, |start| start.timestamp().as_microsecond() - 1))
    }

    /// This instant plus `seconds` (may be negative), saturating.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// Reads RFC 3339, e.g. `2026-03-01T08:00:00Z`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.parse::<Timestamp>().ok().map(|t| Self(t.as_microsecond()))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH))
    }
}

/// Where "now" comes from.
pub trait Clock: Send + Sync {
    /// The current instant.
    fn now(&self) -> Instant;
}

/// The machine's clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
    fn now(&self) -> Instant {
        Instant(Timestamp::now().as_microsecond())
    }
}

/// A clock that stands still until it is moved. For tests and for building the demo world's past.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// A clock that shows `at`.
    #[must_use]
    pub fn at(at: Instant) -> Self {
        Self(AtomicI64::new(at.0))
    }

    /// Moves the clock to `at`.
    pub fn set(&self, at: Instant) {
        self.0.store(at.0, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Instant {
        Instant(self.0.load(Ordering::SeqCst))
    }
}

/// The civil date that `clock` shows in `zone`.
pub fn today_in(clock: &dyn Clock, zone: &TimeZone) -> Date {
    clock.now().date(zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_of_a_day_is_the_end_of_that_day_in_the_zone() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let end = Instant::end_of(Date::new(2026, 3, 1).unwrap(), &zone);
        assert_eq!(end.to_string(), "2026-03-01T15:59:59.999999Z");
        assert_eq!(end.date(&zone), Date::new(2026, 3, 1).unwrap());
    }
}
