//! Tasks as calendars show them.

use entente_access::Actor;
use entente_kernel::{Period, Result};
use entente_record::Typed;
use entente_store::Reads;
use entente_web::DueRow;

use crate::{Task, TaskSort, queries};

/// The open tasks of these days.
pub(crate) fn list(reads: &mut dyn Reads, actor: &Actor, days: Period) -> Result<Vec<DueRow>> {
    let tasks = queries::due(reads, actor, days)?;
    let titles = queries::about_titles(reads, actor, &tasks)?;
    let row = |record| {
        let task = <Task as Typed>::from_record(record)?;
        Ok(DueRow {
            day: task.due,
            remind: task.remind.unwrap_or(0),
            title: task.title,
            about: task.about.and_then(|id| titles.get(&id).cloned()).unwrap_or_default(),
            what: if task.sort == TaskSort::Obligation { "task-sort-obligation" } else { "task" },
            kind: Task::KIND.name,
            record: task.meta.id,
            field: "due",
            href: format!("/tasks/{}", task.meta.id),
            owner: task.owner,
            office: task.office,
            uid: format!("task-{}", task.meta.id),
            version: task.meta.version,
            changed_at: task.meta.changed_at,
        })
    };
    tasks.iter().map(row).collect()
}
