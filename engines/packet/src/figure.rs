//! A figure and the rows that add up to it.

use entente_kernel::Text;

/// How the rows make the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Each row counts one.
    Count,
    /// The amounts of the rows are added.
    Sum,
    /// Rows with amount 1 of all rows; the others have amount 0.
    Share,
    /// The middle one of the amounts, in days; of an even number the lower of the two in the middle.
    Median,
}

impl Rule {
    /// All rules, with their words in packets.
    pub const ALL: [(Self, &'static str); 4] =
        [(Self::Count, "count"), (Self::Sum, "sum"), (Self::Share, "share"), (Self::Median, "median")];

    /// The word in packets.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(rule, _)| *rule == self).map_or("", |(_, word)| word)
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, own)| *own == word).map(|(rule, _)| *rule)
    }
}

/// A row behind a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The record's id, as text.
    pub id: String,
    /// The SHA-256, in lower-case hex, of its canonical content at the packet's point in both times.
    pub sha256: String,
    /// What it adds: 1 for counts, minor units for money, days for medians, 1 or 0 for shares.
    pub amount: i64,
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The measure's key.
    pub measure: String,
    /// What the measure is called.
    pub name: Text,
    /// What it counts.
    pub definition: Text,
    /// What this figure is narrowed to, in words; empty for the whole.
    pub of: Text,
    /// The unit: `count`, `days`, `share`, or a currency's ISO 4217 code for its minor units.
    pub unit: String,
    /// How the rows make the number.
    pub rule: Rule,
    /// What it is narrowed to, as names and values of the measure's address.
    pub query: Vec<(String, String)>,
    /// The number: of a share the part; the whole are its rows.
    pub value: i64,
    /// The rows, in order of ids, none twice.
    pub rows: Vec<Row>,
}

/// What is wrong between a figure and its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    Order,
    Doubled,
    Sum,
}

impl Figure {
    /// The number that the rows make; `None` when it leaves 64 bits or a row cannot stand in such a figure.
    #[must_use]
    pub fn added(&self) -> Option<i64> {
        let amounts = self.rows.iter().map(|row| row.amount);
        let all = |fits: fn(i64) -> bool| self.rows.iter().all(|row| fits(row.amount));
        match self.rule {
            Rule::Count => all(|n| n == 1).then(|| i64::try_from(self.rows.len()).ok()).flatten(),
            Rule::Share if !all(|n| n == 0 || n == 1) => None,
            Rule::Sum | Rule::Share => amounts.into_iter().try_fold(0_i64, i64::checked_add),
            Rule::Median => {
                let mut days: Vec<i64> = amounts.collect();
                days.sort_unstable();
                Some(days.get(days.len().saturating_sub(1) / 2).copied().unwrap_or(0))
            }
        }
    }

    /// What is wrong between the number and its rows, if anything is.
    pub(crate) fn fault(&self) -> Option<Fault> {
        for (one, next) in self.rows.iter().zip(self.rows.iter().skip(1)) {
            if one.id == next.id {
                return Some(Fault::Doubled);
            }
            if one.id > next.id {
                return Some(Fault::Order);
            }
        }
        (self.added() != Some(self.value)).then_some(Fault::Sum)
    }
}
