//! Tasks by what they are about, and by when they are due.

use std::collections::BTreeMap;

use entente_access::Actor;
use entente_kernel::{Date, Id, Lang, Period, Result, Text};
use entente_record::{Datum, Filter, Order, Query, Record, link_titles, list};
use entente_store::Reads;

use crate::Task;

/// Most tasks that a calendar or a section looks at.
const MOST: usize = 1000;

/// The open tasks about a record that the actor may see, soonest first.
pub fn about(reads: &mut dyn Reads, actor: &Actor, record: Id) -> Result<Vec<Record>> {
    open(reads, actor, vec![Filter::Is("about", record.into())])
}

/// The open tasks that the actor may see and that are due in these days, soonest first.
pub fn due(reads: &mut dyn Reads, actor: &Actor, days: Period) -> Result<Vec<Record>> {
    let from = days.from.map(|day| Filter::From("due", day.into()));
    let to = days.to.map(|day| Filter::To("due", day.into()));
    open(reads, actor, from.into_iter().chain(to).collect())
}

fn open(reads: &mut dyn Reads, actor: &Actor, mut filters: Vec<Filter>) -> Result<Vec<Record>> {
    filters.push(Filter::State(vec!["open".into()]));
    let order = Order { by: "due", descending: false };
    let query = Query { filters, order, limit: MOST, ..Query::new(Lang::En) };
    Ok(list(reads, actor, Task::KIND, &query)?.records)
}

/// The day until which the task is to be done.
pub fn day(task: &Record) -> Option<Date> {
    match task.value(Task::KIND, "due") {
        Datum::Date(day) => Some(*day),
        _ => None,
    }
}

/// The names of the records that the tasks are about, as far as the actor may read them.
pub fn about_titles(reads: &mut dyn Reads, actor: &Actor, tasks: &[Record]) -> Result<BTreeMap<Id, Text>> {
    let mut titles = BTreeMap::new();
    for kind in crate::about() {
        let here =
            |task: &Record| match (task.value(Task::KIND, "about_kind"), task.value(Task::KIND, "about")) {
                (Datum::Line(word), Datum::Link(id)) if word == kind.name => Some(*id),
                _ => None,
            };
        let ids: Vec<Id> = tasks.iter().filter_map(here).collect();
        if !ids.is_empty() {
            titles.extend(link_titles(reads, actor, kind, &ids)?);
        }
    }
    Ok(titles)
}
