//! A month as weeks that begin on Monday.

use entente_kernel::{Date, Period};
use jiff::Span;

/// A month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Month {
    first: Date,
}

impl Month {
    /// The month of a day.
    pub(crate) fn of(day: Date) -> Self {
        Self { first: day.first_of_month() }
    }

    /// Reads `2026-11`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        format!("{text}-01").parse().ok().filter(|_| text.len() == 7).map(Self::of)
    }

    /// As addresses write it.
    pub(crate) fn word(self) -> String {
        self.first.strftime("%Y-%m").to_string()
    }

    /// Its first day.
    pub(crate) fn first(self) -> Date {
        self.first
    }

    /// From its first to its last day.
    pub(crate) fn days(self) -> Period {
        Period { from: Some(self.first), to: Some(self.first.last_of_month()) }
    }

    /// The month before; stays where the calendar ends.
    pub(crate) fn before(self) -> Self {
        self.first.yesterday().map_or(self, Self::of)
    }

    /// The month behind.
    pub(crate) fn behind(self) -> Self {
        self.first.last_of_month().tomorrow().map_or(self, Self::of)
    }

    /// Its weeks from Monday to Sunday; `None` for days of other months.
    pub(crate) fn weeks(self) -> Vec<[Option<Date>; 7]> {
        let mut weeks = Vec::new();
        let mut week = [None; 7];
        let mut day = Some(self.first);
        while let Some(today) = day.filter(|day| Self::of(*day) == self) {
            let place = usize::try_from(today.weekday().to_monday_zero_offset()).unwrap_or(0);
            if place == 0 && week.iter().any(Option::is_some) {
                weeks.push(week);
                week = [None; 7];
            }
            if let Some(slot) = week.get_mut(place) {
                *slot = Some(today);
            }
            day = today.tomorrow().ok();
        }
        weeks.push(week);
        weeks
    }
}

/// The day so many days later, or earlier; stays where the calendar ends.
pub(crate) fn plus(day: Date, days: i64) -> Date {
    Span::new().try_days(days).ok().and_then(|span| day.checked_add(span).ok()).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn weeks_begin_on_monday_and_hold_every_day_once() {
        for (month, weeks, monday) in
            [("2026-11", 6, 2), ("2027-02", 4, 1), ("2026-02", 5, 2), ("2028-02", 5, 7)]
        {
            let month = Month::parse(month).unwrap();
            let all = month.weeks();
            let days: Vec<Date> = all.iter().flatten().flatten().copied().collect();
            assert_eq!(days.first().copied(), Some(month.first()));
            assert_eq!(Some(days[days.len() - 1]), month.days().to);
            assert!(days.windows(2).all(|two| two[0].tomorrow().unwrap() == two[1]));
            let first_monday = all.iter().find_map(|week| week[0]).map(Date::day);
            assert_eq!((all.len(), first_monday), (weeks, Some(monday)), "{month:?}");
        }
    }

    #[test]
    fn months_are_read_and_followed_over_the_year() {
        let month = Month::parse("2026-12").unwrap();
        assert_eq!((month.behind().word(), month.before().word()), ("2027-01".into(), "2026-11".into()));
        for wrong in ["", "2026-13", "2026-1", "2026-11-02", "x"] {
            assert_eq!(Month::parse(wrong), None, "{wrong}");
        }
        assert_eq!(plus(date(2026, 2, 27), 2), date(2026, 3, 1));
        assert_eq!(plus(date(2026, 3, 1), -1), date(2026, 2, 28));
    }
}
