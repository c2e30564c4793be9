//! What this room offers to others: obligations about their records.

use entente_access::Actor;
use entente_contracts::{Kept, Obligations, Promise};
use entente_kernel::{Id, Result};
use entente_record::{Datum, Draft, Filter, Held, Kind, Query, Record, create, list};
use entente_store::{Reads, Tx};

use crate::{Task, TaskSort, queries};

/// Most obligations of one record that are looked at.
const MOST: usize = 1000;

/// Obligations as this room keeps them.
#[derive(Debug, Clone, Copy, Default)]
pub struct KeptObligations;

impl Obligations for KeptObligations {
    fn promise(
        &self,
        tx: &mut Tx<'_>,
        (kind, about): (&'static Kind, Id),
        fictional: bool,
        promises: &[Promise],
    ) -> Result<()> {
        let line = |text: &str| if text.is_empty() { Datum::Empty } else { Datum::Line(text.to_owned()) };
        for promise in promises {
            let task = Task::KIND;
            let draft = Draft { fictional, ..Draft::new(task) }
                .with(task, "title", promise.title.hold())
                .with(task, "sort", TaskSort::Obligation.hold())
                .with(task, "due", Datum::Date(promise.due))
                .with(task, "remind", Datum::Int(promise.remind))
                .with(task, "owner", line(&promise.owner))
                .with(task, "office", line(&promise.office))
                .with(task, "about", Datum::Link(about))
                .with(task, "about_kind", Datum::Line(kind.name.to_owned()));
            create(tx, &Actor::system(), task, &draft)?;
        }
        Ok(())
    }

    fn kept(&self, reads: &mut dyn Reads, actor: &Actor, about: Id) -> Result<Kept> {
        let filters = vec![
            Filter::Is("about", about.into()),
            Filter::Is("sort", entente_record::Choice::word(TaskSort::Obligation).into()),
        ];
        let query = Query { filters, limit: MOST, ..Query::new(actor.lang) };
        let tasks = list(reads, actor, Task::KIND, &query)?.records;
        let today = reads.today();
        let count = |fits: &dyn Fn(&Record) -> bool| {
            i64::try_from(tasks.iter().filter(|task| fits(task)).count()).unwrap_or(i64::MAX)
        };
        let open = |task: &Record| task.meta.state == "open";
        Ok(Kept {
            done: count(&|task| task.meta.state == "done"),
            open: count(&open),
            overdue: count(&|task| open(task) && queries::day(task).is_some_and(|day| day < today)),
        })
    }

    fn moved_since(&self) -> &'static str {
        "EXISTS (SELECT 1 FROM task o WHERE o.about = {t}.id AND o.deleted_at IS NULL AND o.changed_at >= {1})"
    }
}
