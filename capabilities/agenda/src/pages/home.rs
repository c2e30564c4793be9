//! What is due for the reader, on the home page.

use askama::Template;
use entente_access::{Action, Cond};
use entente_kernel::{Period, Problem, Result};
use entente_web::{Cx, T};

use super::{Row, shown};
use crate::Task;
use crate::month::plus;
use crate::whose::{self, Whose};

/// Days ahead that are looked at.
const AHEAD: i64 = 7;

/// The longest reminder.
const LONGEST: i64 = 366;

#[derive(Template)]
#[template(path = "home.html")]
struct Home<'a> {
    t: &'a T,
    rows: Vec<Row>,
}

/// Overdue, due within a week, and whatever the reader wanted to be reminded of by now.
pub(crate) fn show(cx: &mut Cx<'_>) -> Result<Option<String>> {
    if (Task::KIND.rule)(&cx.actor, Action::See).when == Cond::Nothing {
        return Ok(None);
    }
    let today = cx.today();
    let days = Period { from: None, to: Some(plus(today, LONGEST)) };
    let mut due = whose::due(cx.web, cx.reads, &cx.actor, Whose::Mine, days)?;
    due.retain(|row| row.day <= plus(today, row.remind.max(AHEAD)));
    let rows = due.iter().map(|row| shown(cx, row)).collect();
    Home { t: &cx.t, rows }.render().map(Some).map_err(Problem::internal)
}
