//! The tasks about a record, on its page.

use askama::Template;
use entente_access::{Action, Cond};
use entente_kernel::{Problem, Result};
use entente_record::{Datum, Kind, Record};
use entente_web::{Cx, T};

use crate::{Task, queries, steps};

#[derive(Template)]
#[template(path = "panel.html")]
struct Panel<'a> {
    t: &'a T,
    csrf: String,
    here: String,
    new: Option<String>,
    rows: Vec<Row>,
}

struct Row {
    id: String,
    version: i64,
    title: String,
    title_lang: &'static str,
    day: String,
    owner: String,
    late: bool,
    bound: bool,
    proven: bool,
}

/// The section; nothing for those who see no tasks, and on tasks themselves.
pub(crate) fn show(cx: &mut Cx<'_>, record: &Record) -> Result<Option<String>> {
    let Some(kind) = kind_here(cx) else { return Ok(None) };
    if (Task::KIND.rule)(&cx.actor, Action::See).when == Cond::Nothing {
        return Ok(None);
    }
    let id = record.meta.id;
    let may = (Task::KIND.rule)(&cx.actor, Action::Create).when != Cond::Nothing;
    let tasks = queries::about(cx.reads, &cx.actor, id)?;
    if tasks.is_empty() && !may {
        return Ok(None);
    }
    let mut rows = Vec::new();
    for task in &tasks {
        let proven = steps::has_evidence(cx.reads, task).is_ok();
        rows.push(row(cx, task, proven && may));
    }
    let here = format!("/{}/{id}", kind.path);
    let new = may.then(|| format!("/tasks/new?about={}:{id}", kind.name));
    let panel = Panel { t: &cx.t, csrf: cx.csrf(), here, new, rows };
    panel.render().map(Some).map_err(Problem::internal)
}

/// The kind whose page is shown; panels on every kind are not told.
fn kind_here(cx: &Cx<'_>) -> Option<&'static Kind> {
    let path = cx.ask.path.split('/').nth(1)?;
    crate::about().iter().find(|kind| kind.path == path).copied()
}

fn row(cx: &Cx<'_>, task: &Record, proven: bool) -> Row {
    let title = task.title_text();
    let (title, lang) = cx.t.text(&title);
    let day = queries::day(task);
    let line = |name: &str| match task.value(Task::KIND, name) {
        Datum::Line(line) => line.clone(),
        _ => String::new(),
    };
    Row {
        id: task.meta.id.to_string(),
        version: task.meta.version,
        title: title.to_owned(),
        title_lang: lang.unwrap_or(cx.t.lang.tag()),
        day: day.map(|day| cx.t.day(day)).unwrap_or_default(),
        owner: line("owner"),
        late: day.is_some_and(|day| day < cx.today()),
        bound: line("sort") == "obligation",
        proven,
    }
}
