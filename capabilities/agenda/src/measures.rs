//! What this room counts.

use entente_access::Audience;
use entente_measures::{Dimension, Measure, Moment};
use entente_record::Filter;

use crate::Task;

const BY: &[Dimension] = &[Dimension::Field("office"), Dimension::Field("sort"), Dimension::Year("due")];

fn open(_: &Moment) -> Vec<Filter> {
    vec![Filter::State(vec!["open".into()])]
}

/// Open, and due before that day.
fn overdue(at: &Moment) -> Vec<Filter> {
    let late = Filter::Where("{t}.due < {1}".into(), vec![at.day.into()]);
    open(at).into_iter().chain([late]).collect()
}

/// The measures.
pub(crate) fn measures() -> Vec<Measure> {
    let tasks = |name| Measure { audience: Audience::Internal, ..Measure::count(name, Task::KIND, BY) };
    vec![
        Measure { filters: open, ..tasks("tasks-open") },
        Measure { filters: overdue, ..tasks("tasks-overdue") },
    ]
}
