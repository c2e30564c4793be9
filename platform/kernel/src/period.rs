//! Spans of civil days.

use jiff::civil::Date;

use crate::{FieldProblem, Problem, Result};

/// From the first day to the last day, both included; an open end is unknown or unlimited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Period {
    /// The first day, if known.
    pub from: Option<Date>,
    /// The last day, if there is one.
    pub to: Option<Date>,
}

impl Period {
    /// A period. Errors: `period-order` on the field `to` when it ends before it begins.
    pub fn new(from: Option<Date>, to: Option<Date>) -> Result<Self> {
        match (from, to) {
            (Some(from), Some(to)) if to < from => {
                Err(Problem::invalid(vec![FieldProblem::new("to", "period-order")]))
            }
            _ => Ok(Self { from, to }),
        }
    }

    /// True when `day` lies in the period.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// True when some day lies in both.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let before =
            |end: Option<Date>, start: Option<Date>| matches!((end, start), (Some(e), Some(s)) if e < s);
        !before(self.to, other.from) && !before(other.to, self.from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn both_ends_are_included() {
        let may = Period::new(Some(date(2026, 5, 1)), Some(date(2026, 5, 31))).unwrap();
        assert!(may.covers(date(2026, 5, 31)) && !may.covers(date(2026, 6, 1)));
        let june = Period::new(Some(date(2026, 6, 1)), None).unwrap();
        assert!(!may.overlaps(&june));
        assert!(may.overlaps(&Period::default()));
        assert!(Period::new(june.from, may.from).is_err());
    }
}
