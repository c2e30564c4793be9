//! The whole course of one membership, and what it comes to on a day.

use entente_kernel::Date;

use crate::plus;

/// A paid stretch, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term {
    /// The first day.
    pub since: Date,
    /// The last day.
    pub until: Date,
}

/// Days on which a membership rested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Break {
    /// The first day.
    pub from: Date,
    /// The day on which it went on; open while it rests.
    pub to: Option<Date>,
}

/// What a membership is on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Before its first day.
    NotYet,
    /// In a paid year.
    Active,
    /// Within the days of grace after one.
    Grace,
    /// It rests.
    Suspended,
    /// Beyond the grace, and not renewed.
    Lapsed,
    /// Withdrawn or expelled.
    Ended,
}

impl Standing {
    /// True for those who count as members: in a paid year or in grace.
    #[must_use]
    pub fn is_member(self) -> bool {
        matches!(self, Self::Active | Self::Grace)
    }
}

/// What is wrong with the terms of a course, with the place of the later one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Ends before it begins.
    Order(usize),
    /// Begins while another one lasts.
    Overlap(usize),
}

/// One membership of one legal entity in one branch, with all its re-joinings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course<'a> {
    /// The paid years, in any order.
    pub terms: &'a [Term],
    /// Days of grace behind each.
    pub grace: i64,
    /// When it rested.
    pub breaks: &'a [Break],
    /// The days on which it was given up or taken away; a later term begins anew.
    pub ends: &'a [Date],
}

impl Course<'_> {
    /// The first day of all; re-joining keeps it.
    #[must_use]
    pub fn since(&self) -> Option<Date> {
        self.terms.iter().map(|term| term.since).min()
    }

    /// The last paid day of all.
    #[must_use]
    pub fn paid_until(&self) -> Option<Date> {
        self.terms.iter().map(|term| term.until).max()
    }

    /// The last day on which it lasts without a renewal.
    #[must_use]
    pub fn lasts_until(&self) -> Option<Date> {
        self.paid_until().map(|day| plus(day, self.grace))
    }

    /// The first day of the last run: terms that follow each other within the grace are one run.
    #[must_use]
    pub fn run_since(&self) -> Option<Date> {
        let mut terms = self.terms.to_vec();
        terms.sort_unstable();
        let mut run: Option<(Date, Date)> = None;
        for term in terms {
            let ended = |last: Date| self.ends.iter().any(|end| *end <= term.since && *end <= plus(last, 1));
            run = Some(match run {
                Some((since, last)) if term.since <= plus(last, 1) && !ended(last) => {
                    (since, last.max(plus(term.until, self.grace)))
                }
                _ => (term.since, plus(term.until, self.grace)),
            });
        }
        run.map(|(since, _)| since)
    }

    /// What the membership is on a day.
    #[must_use]
    pub fn standing(&self, day: Date) -> Standing {
        let begun: Vec<&Term> = self.terms.iter().filter(|term| term.since <= day).collect();
        let Some(last) = begun.iter().map(|term| term.since).max() else { return Standing::NotYet };
        if self.ends.iter().any(|end| *end <= day && *end > last) {
            return Standing::Ended;
        }
        if self.breaks.iter().any(|rest| rest.from <= day && rest.to.is_none_or(|to| day < to)) {
            return Standing::Suspended;
        }
        if begun.iter().any(|term| day <= term.until) {
            return Standing::Active;
        }
        if begun.iter().any(|term| day <= plus(term.until, self.grace)) {
            return Standing::Grace;
        }
        Standing::Lapsed
    }

    /// What is wrong with the terms, in the order in which they stand.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (at, term) in self.terms.iter().enumerate() {
            if term.until < term.since {
                faults.push(Fault::Order(at));
            } else if self.terms.iter().take(at).any(|o| o.since <= term.until && term.since <= o.until) {
                faults.push(Fault::Overlap(at));
            }
        }
        faults
    }
}
