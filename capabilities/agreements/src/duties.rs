//! The days on which duties fall.

use entente_contracts::Promise;
use entente_kernel::{Date, Result};
use entente_record::{Record, Typed};
use jiff::ToSpan;

use crate::Agreement;
use crate::agreement::Duty;

/// Most days of one duty; a term without an end has no last one.
const MOST: usize = 60;

/// Days ahead on which the owner hears of it.
const REMIND: i64 = 14;

/// The days of a duty within the term: the first, and again every so many months, each counted from the first so that
/// the end of a month stays the end of a month.
#[must_use]
pub fn days(duty: &Duty, until: Option<Date>) -> Vec<Date> {
    let inside = |day: &Date| until.is_none_or(|until| *day <= until);
    let Some(every) = duty.every else { return vec![duty.first] };
    let day = |time: usize| {
        let months = i64::try_from(time).ok()?.checked_mul(every)?;
        duty.first.checked_add(months.months()).ok()
    };
    let most = if until.is_none() { 12 } else { MOST };
    (0..most).map_while(day).take_while(inside).collect()
}

/// The duties of an agreement as promises, from a day on.
pub(crate) fn dated(agreement: &Record, from: Date) -> Result<Vec<Promise>> {
    let agreement = Agreement::from_record(agreement)?;
    let mut promises = Vec::new();
    for duty in &agreement.duties {
        for due in days(duty, agreement.until).into_iter().filter(|day| *day >= from) {
            promises.push(Promise {
                title: duty.what.clone(),
                due,
                remind: REMIND,
                owner: duty.owner_name.clone(),
                office: agreement.office.clone(),
            });
        }
    }
    promises.sort_by_key(|promise| promise.due);
    Ok(promises)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::DutySort;
    use entente_kernel::Text;

    fn duty(first: &str, every: Option<i64>) -> Duty {
        Duty {
            what: Text::en("Report"),
            sort: DutySort::Report,
            first: first.parse().unwrap(),
            every,
            amount: None,
            owner_name: String::new(),
        }
    }

    fn shown(duty: &Duty, until: Option<&str>) -> Vec<String> {
        days(duty, until.map(|day| day.parse().unwrap())).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_end_of_a_month_stays_the_end_of_a_month() {
        let quarterly = duty("2027-11-30", Some(3));
        let found = shown(&quarterly, Some("2028-12-31"));
        assert_eq!(found, ["2027-11-30", "2028-02-29", "2028-05-30", "2028-08-30", "2028-11-30"]);
    }

    #[test]
    fn once_is_once_and_no_term_gives_a_year_of_months() {
        assert_eq!(shown(&duty("2026-05-01", None), Some("2026-01-01")), ["2026-05-01"]);
        assert_eq!(shown(&duty("2026-05-01", Some(1)), None).len(), 12);
        assert_eq!(shown(&duty("2026-05-01", Some(1)), Some("2099-01-01")).len(), MOST);
        assert!(shown(&duty("2026-05-01", Some(1)), Some("2026-04-30")).is_empty());
    }
}
