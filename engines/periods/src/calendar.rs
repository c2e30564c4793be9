//! Where membership years begin and end.

use entente_kernel::Date;
use jiff::ToSpan;

use crate::Term;

/// How the years of a scheme run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Year {
    /// On this month and day for everybody; a first year may be short.
    Fixed {
        /// 1 to 12.
        month: i8,
        /// 1 to 31; where the month has no such day, the first day of the next month.
        day: i8,
    },
    /// From the member's own first day.
    Rolling,
}

/// `day` moved by so many days; stays where the calendar ends.
#[must_use]
pub fn plus(day: Date, days: i64) -> Date {
    jiff::Span::new().try_days(days).ok().and_then(|span| day.checked_add(span).ok()).unwrap_or(day)
}

/// The day of this month and day in a year, or the first of the next month where there is none.
fn in_year(year: i16, month: i8, day: i8) -> Option<Date> {
    if let Ok(date) = Date::new(year, month, day) {
        return Some(date);
    }
    let (year, month) = if month == 12 { (year.checked_add(1)?, 1) } else { (year, month.checked_add(1)?) };
    Date::new(year, month, 1).ok()
}

/// The anniversary of `day` after so many years: a year that began on 29 February begins on 1 March where there is no
/// such day, and on 29 February again in leap years.
#[must_use]
pub fn anniversary(day: Date, years: i16) -> Date {
    day.year().checked_add(years).and_then(|year| in_year(year, day.month(), day.day())).unwrap_or(day)
}

/// The first paid year of somebody who joins, or joins again, on `start`.
#[must_use]
pub fn first(year: Year, start: Date) -> Term {
    following(year, start, start)
}

/// The paid year that begins on `start` in a run that began on `anchor`.
#[must_use]
pub fn following(year: Year, anchor: Date, start: Date) -> Term {
    let next = match year {
        Year::Rolling => (0..=2)
            .filter_map(|more| start.year().checked_sub(anchor.year())?.checked_add(more))
            .map(|years| anniversary(anchor, years))
            .find(|day| *day > start),
        Year::Fixed { month, day } => (0..=2)
            .filter_map(|more| in_year(start.year().checked_add(more)?, month, day))
            .find(|next| *next > start),
    };
    let until = next.and_then(|day| day.checked_sub(1.day()).ok()).unwrap_or(start);
    Term { since: start, until }
}
