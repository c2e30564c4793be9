//! Tasks and obligations.

use entente_kernel::{Date, FieldProblem, Id, Text};
use entente_record::{Choice, Datum, Meta, Record};

/// How binding a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum TaskSort {
    /// Something to do.
    Task,
    /// Something that was promised: done only with evidence or a note.
    Obligation,
}

/// Something to be done until a day.
#[derive(Debug, Clone, Record)]
#[record(
    kind = "task",
    prefix = "TSK",
    path = "tasks",
    rule = crate::access::task,
    states = crate::steps::TASK,
    check = check
)]
pub struct Task {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// What is to be done.
    #[field(required, listed, order, max = 200, search = 5)]
    pub title: Text,
    /// How binding it is.
    #[field(filter)]
    pub sort: TaskSort,
    /// Until when.
    #[field(listed, filter, order)]
    pub due: Date,
    /// Days before, on which it begins to stand on the owner's home page.
    #[field()]
    pub remind: Option<i64>,
    /// Who does it: a log-in name, or a name as people write it.
    #[field(listed, filter, max = 100)]
    pub owner: String,
    /// The office in charge.
    #[field(office, filter, max = 60)]
    pub office: String,
    /// What shows that it was done.
    #[field(prose, max = 5000, search = 1)]
    pub evidence: Text,
    /// The record that it is about.
    #[field(fixed, listed, link = "*")]
    pub about: Option<Id>,
    /// The kind of that record.
    #[field(fixed, max = 60, group = "inner")]
    pub about_kind: String,
}

/// Reminders come before the day, at most a year; a record of no kind would be open to all.
fn check(record: &Record) -> Vec<FieldProblem> {
    let mut wrong = Vec::new();
    if let Datum::Int(days) = record.value(Task::KIND, "remind")
        && !(0..=366).contains(days)
    {
        wrong.push(FieldProblem::new("remind", "remind-days").with("max", 366));
    }
    let is_empty = |field: &str| record.value(Task::KIND, field).is_empty();
    if is_empty("about") != is_empty("about_kind") {
        wrong.push(FieldProblem::new("about", "link-unknown"));
    }
    wrong
}
