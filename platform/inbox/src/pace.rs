//! How often somebody wants letters, and when the next one is due.

use entente_kernel::{Date, Instant, TimeZone};

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Half a minute after something happened, outside the quiet hours.
    Instant,
    /// Once a day.
    Daily,
    /// Once a week.
    Weekly,
    /// Never.
    Off,
}

impl Pace {
    /// All of them, with their words in columns, forms and locale keys (`digest-<word>`).
    pub const ALL: [(Self, &'static str); 4] =
        [(Self::Instant, "instant"), (Self::Daily, "daily"), (Self::Weekly, "weekly"), (Self::Off, "off")];

    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.into_iter().find(|(pace, _)| *pace == self).map_or("", |(_, word)| word)
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, own)| *own == word).map(|(pace, _)| pace)
    }
}

/// When somebody wants letters. Hours are those of the installation's time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// How often.
    pub pace: Pace,
    /// The hour of daily and weekly letters, 0 to 23.
    pub hour: i64,
    /// The day of weekly letters, from Monday (1) to Sunday (7).
    pub weekday: i64,
    /// From this hour to before that one instant letters wait; across midnight when the first is the later one.
    pub quiet: Option<(i64, i64)>,
}

impl Default for Settings {
    /// Every morning.
    fn default() -> Self {
        Self { pace: Pace::Daily, hour: 8, weekday: 1, quiet: None }
    }
}

/// Seconds for which an instant letter waits for what else happens.
const SETTLE: i64 = 30;

impl Settings {
    /// When a letter is due about something that happens at `at`; `None` for never.
    #[must_use]
    pub fn due(&self, at: Instant, zone: &TimeZone) -> Option<Instant> {
        match self.pace {
            Pace::Off => None,
            Pace::Instant => Some(self.after_quiet(at.plus_seconds(SETTLE), zone)),
            Pace::Daily => Some(next(at, zone, self.hour, |_| true)),
            Pace::Weekly => Some(next(at, zone, self.hour, |day| {
                i64::from(day.weekday().to_monday_one_offset()) == self.weekday
            })),
        }
    }

    /// The same instant, or the end of the quiet hours that it falls into.
    pub(crate) fn after_quiet(&self, at: Instant, zone: &TimeZone) -> Instant {
        let hour = i64::from(at.zoned(zone).hour());
        match self.quiet {
            Some((from, to)) if from < to && (from..to).contains(&hour) => next(at, zone, to, |_| true),
            Some((from, to)) if from > to && !(to..from).contains(&hour) => next(at, zone, to, |_| true),
            _ => at,
        }
    }
}

/// The first time behind `at` when it is that hour on a day that is wanted.
fn next(at: Instant, zone: &TimeZone, hour: i64, wanted: impl Fn(Date) -> bool) -> Instant {
    let mut day = at.date(zone);
    for _ in 0..9 {
        let begin = on(day, hour, zone);
        if begin > at && wanted(day) {
            return begin;
        }
        day = day.tomorrow().unwrap_or(day);
    }
    at
}

/// That hour of a day; where the clocks skip it, the moment of the skip.
fn on(day: Date, hour: i64, zone: &TimeZone) -> Instant {
    let hour = i8::try_from(hour).unwrap_or(0).clamp(0, 23);
    let there = day.at(hour, 0, 0, 0).to_zoned(zone.clone());
    there.map_or(Instant(0), |zoned| Instant(zoned.timestamp().as_microsecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(settings: Settings, at: &str) -> Option<String> {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let due = settings.due(Instant::parse(at).unwrap(), &zone);
        due.map(|due| due.zoned(&zone).strftime("%a %H:%M:%S").to_string())
    }

    #[test]
    fn letters_are_due_in_the_zone_of_the_installation() {
        let daily = Settings::default();
        // 00:30 UTC on a Monday is 08:30 in Shanghai.
        assert_eq!(due(daily, "2026-03-02T00:30:00Z").as_deref(), Some("Tue 08:00:00"));
        assert_eq!(due(daily, "2026-03-01T23:59:00Z").as_deref(), Some("Mon 08:00:00"));
        assert_eq!(due(daily, "2026-03-02T00:00:00Z").as_deref(), Some("Tue 08:00:00"), "strictly later");
        let weekly = Settings { pace: Pace::Weekly, hour: 17, weekday: 5, ..daily };
        assert_eq!(due(weekly, "2026-03-02T00:30:00Z").as_deref(), Some("Fri 17:00:00"));
        assert_eq!(due(weekly, "2026-03-06T09:00:01Z").as_deref(), Some("Fri 17:00:00"));
        assert_eq!(due(Settings { pace: Pace::Off, ..daily }, "2026-03-02T00:30:00Z"), None);
    }

    #[test]
    fn instant_letters_wait_for_the_end_of_quiet_hours_also_across_midnight() {
        let instant = Settings { pace: Pace::Instant, ..Settings::default() };
        assert_eq!(due(instant, "2026-03-02T14:30:00Z").as_deref(), Some("Mon 22:30:30"));
        let night = Settings { quiet: Some((22, 7)), ..instant };
        assert_eq!(due(night, "2026-03-02T14:30:00Z").as_deref(), Some("Tue 07:00:00"));
        assert_eq!(
            due(night, "2026-03-02T13:59:30Z").as_deref(),
            Some("Tue 07:00:00"),
            "settling ends in them"
        );
        assert_eq!(due(night, "2026-03-02T18:30:00Z").as_deref(), Some("Tue 07:00:00"));
        assert_eq!(due(night, "2026-03-02T23:00:00Z").as_deref(), Some("Tue 07:00:30"));
        let noon = Settings { quiet: Some((12, 14)), ..instant };
        assert_eq!(due(noon, "2026-03-02T05:00:00Z").as_deref(), Some("Mon 14:00:00"));
        assert_eq!(due(noon, "2026-03-02T06:00:00Z").as_deref(), Some("Mon 14:00:30"));
        let none = Settings { quiet: Some((9, 9)), ..instant };
        assert_eq!(due(none, "2026-03-02T01:10:00Z").as_deref(), Some("Mon 09:10:30"));
    }
}
