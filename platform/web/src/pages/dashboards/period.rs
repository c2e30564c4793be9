//! The days that a page asks for.

use entente_kernel::Date;
use entente_measures::Moment;

use crate::cx::Cx;

/// The two points in time of a page: what it shows, and with what it compares.
#[derive(Clone, Copy)]
pub(super) struct Period {
    /// What is shown.
    pub(super) at: Moment,
    /// With what numbers are compared.
    pub(super) since: Date,
    /// The comparison was asked for.
    pub(super) chosen: bool,
}

/// Reads `as_of`, `known` and `since` of the address; numbers are compared with a year before unless it says otherwise.
pub(super) fn period(cx: &Cx<'_>) -> Period {
    let day = |name: &str| cx.ask.asked(name).parse::<Date>().ok();
    let at = Moment::asked(&*cx.reads, day("as_of"), day("known"), cx.web.db().zone());
    let since = day("since").filter(|since| *since < at.day);
    Period { at, since: since.unwrap_or_else(|| months_before(at.day, 12)), chosen: since.is_some() }
}

/// The same day so many months before, or the last one of that month.
pub(super) fn months_before(day: Date, months: i16) -> Date {
    let count = day.year() * 12 + i16::from(day.month()) - 1 - months;
    let (year, month) = (count.div_euclid(12), i8::try_from(count.rem_euclid(12) + 1).unwrap_or(1));
    let first = Date::new(year, month, 1).unwrap_or(day);
    Date::new(year, month, day.day()).unwrap_or_else(|_| first.last_of_month())
}

/// The last twelve months and the day itself, oldest first.
pub(super) fn year_of_days(day: Date) -> Vec<Date> {
    (0..=12).rev().map(|back| months_before(day, back)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_end_where_they_end() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(months_before(day("2026-03-31"), 1), day("2026-02-28"));
        assert_eq!(months_before(day("2026-01-15"), 12), day("2025-01-15"));
        assert_eq!(months_before(day("2026-01-15"), 13), day("2024-12-15"));
        let all = year_of_days(day("2026-03-31"));
        assert_eq!((all.len(), all[0], all[12]), (13, day("2025-03-31"), day("2026-03-31")));
    }
}
