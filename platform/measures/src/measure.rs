//! What is counted.

use entente_access::{Action, Actor, Audience, Cond};
use entente_record::{Expression, Filter, Kind, Query, Shape};

use crate::{Dimension, Moment};

/// How the records make the number.
#[derive(Clone, Copy)]
pub enum What {
    /// Their number.
    Count,
    /// The sum of this field, a whole number or money; sums of money are per currency.
    Sum(&'static str),
    /// The part of them that these filters leave, of all of them.
    Share(fn(&Moment) -> Vec<Filter>),
    /// The middle one of the days from one day to another; of an even number the lower of the two in the middle.
    /// Records without both days do not count.
    Median {
        /// The first day.
        from: fn(&Moment) -> Expression,
        /// The last day.
        to: fn(&Moment) -> Expression,
    },
}

/// In what the number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Records, or a sum of whole numbers.
    Count,
    /// Minor units of a currency.
    Money,
    /// Days.
    Days,
    /// Records of other records.
    Share,
}

/// A measure as a room registers it. Its name is the locale message `measure-<name>`; `measure-<name>-definition` says
/// what is counted, which date decides, and what is left out.
#[derive(Clone, Copy)]
pub struct Measure {
    /// Unique, e.g. `partners`.
    pub name: &'static str,
    /// The records.
    pub kind: &'static Kind,
    /// How they make the number.
    pub what: What,
    /// Which of them count.
    pub filters: fn(&Moment) -> Vec<Filter>,
    /// The fields that the filters look at: who may not see one of them has no such measure.
    pub reads: &'static [&'static str],
    /// The narrowest readership that has this measure at all.
    pub audience: Audience,
    /// By what it can be told apart.
    pub by: &'static [Dimension],
}

/// All records count.
fn all(_: &Moment) -> Vec<Filter> {
    Vec::new()
}

impl Measure {
    /// The number of all records of a kind, for everyone who may see some.
    #[must_use]
    pub const fn count(name: &'static str, kind: &'static Kind, by: &'static [Dimension]) -> Self {
        Self { name, kind, what: What::Count, filters: all, reads: &[], audience: Audience::Public, by }
    }

    /// In what the number is.
    #[must_use]
    pub fn unit(&self) -> Unit {
        match self.what {
            What::Count => Unit::Count,
            What::Sum(field) if self.is_money(field) => Unit::Money,
            What::Sum(_) => Unit::Count,
            What::Share(_) => Unit::Share,
            What::Median { .. } => Unit::Days,
        }
    }

    fn is_money(&self, field: &str) -> bool {
        self.kind.field(field).is_some_and(|f| matches!(f.shape, Shape::Money))
    }

    /// The money field that is summed.
    pub(crate) fn money(&self) -> Option<&'static str> {
        match self.what {
            What::Sum(field) if self.is_money(field) => Some(field),
            _ => None,
        }
    }

    /// True when this reader has the measure; `open` are the field groups that are open to the reader on every record.
    #[must_use]
    pub fn is_open(&self, actor: &Actor, open: &[&str]) -> bool {
        let sum = if let What::Sum(field) = self.what { Some(field) } else { None };
        let visible = |name: &str| self.kind.field(name).is_some_and(|f| open.contains(&f.group));
        actor.audience >= self.audience
            && (self.kind.rule)(actor, Action::See).when != Cond::Nothing
            && self.reads.iter().copied().chain(sum).all(visible)
    }

    /// The dimensions that this reader has.
    #[must_use]
    pub fn dimensions(&self, open: &[&str]) -> Vec<Dimension> {
        self.by.iter().copied().filter(|d| d.is_open(self.kind, open)).collect()
    }

    /// The dimension of that name, if this reader has it.
    #[must_use]
    pub fn dimension(&self, open: &[&str], name: &str) -> Option<Dimension> {
        self.dimensions(open).into_iter().find(|d| d.name() == name)
    }

    /// The records that count.
    pub(crate) fn query(&self, actor: &Actor, at: &Moment) -> Query {
        let mut filters = (self.filters)(at);
        let whole = |field: &str| Filter::Where(format!("{{t}}.{field} IS NOT NULL"), Vec::new());
        match self.what {
            What::Sum(field) if self.is_money(field) => filters.push(whole(&format!("{field}_minor"))),
            What::Sum(field) => filters.push(whole(field)),
            What::Median { from, to } => {
                let present = |e: Expression| Filter::Where(format!("{} IS NOT NULL", e.text), e.params);
                filters.extend([present(from(at)), present(to(at))]);
            }
            What::Count | What::Share(_) => {}
        }
        Query { filters, as_of: at.as_of(), ..Query::new(actor.lang) }
    }
}
