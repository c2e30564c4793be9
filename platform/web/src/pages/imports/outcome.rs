//! What the lines would do, or did; writing them, stopping, undoing, and those that were not taken.

use askama::Template;
use axum::body::Body;
use entente_exchange::{Group, Line, Outcome, Run, State, Wrong, counts, groups, lines, set_job, targets};
use entente_files::{Cell, CsvFile};
use entente_jobs::{Job, New, enqueue, get};
use entente_kernel::{Problem, Result};
use entente_record::{Kind, open_groups};
use serde_json::json;

use super::mapping::DAYS;
use super::words::label;
use super::{asked, of_act, owner};
use crate::cx::{Act, Cx};
use crate::input;
use crate::locale::T;
use crate::reply::Reply;
use crate::shell::Page;

/// Values of one sort of mistake that are shown for repair.
const VALUES: usize = 25;

#[derive(Template)]
#[template(path = "import_run.html")]
struct RunPage<'a> {
    t: &'a T,
    many: String,
    path: String,
    here: String,
    csrf: String,
    file: String,
    state: State,
    state_label: String,
    work: Option<AtWork>,
    tiles: Vec<Tile>,
    takes: i64,
    wrong: i64,
    groups: Vec<Repairs>,
    batch: Option<String>,
    undone: Option<String>,
}

/// A job at it, or one that stopped on the way.
struct AtWork {
    done: i64,
    total: i64,
    text: String,
    stopped: Option<String>,
}

struct Tile {
    word: &'static str,
    label: String,
    number: String,
}

struct Repairs {
    title: String,
    help: String,
    lines: String,
    values: Vec<Repair>,
}

struct Repair {
    at: usize,
    target: String,
    value: String,
    lines: String,
    options: Vec<(String, String)>,
}

/// The page of a run whose lines were tried.
pub(super) fn page(cx: &mut Cx<'_>, run: &Run, kind: &'static Kind) -> Result<Reply> {
    let counts = counts(cx.reads, run.id)?;
    let job = run.job.map(|job| get(cx.reads, job)).transpose()?;
    let tile = |word, number| Tile {
        word,
        label: cx.t.m(&format!("import-outcome-{word}")),
        number: cx.t.number(number),
    };
    let tiles = vec![
        tile("new", counts.new),
        tile("change", counts.change),
        tile("same", counts.same),
        tile("wrong", counts.wrong),
    ];
    let page = RunPage {
        t: &cx.t.clone(),
        many: cx.t.m(&format!("{}-many", kind.name)),
        path: format!("/{}", kind.path),
        here: format!("/imports/{}", run.id),
        csrf: cx.csrf(),
        file: run.file.clone(),
        state: run.state,
        state_label: cx.t.m(&format!("import-state-{}", run.state.word())),
        work: job.as_ref().filter(|_| run.state.at_work()).map(|job| at_work(&cx.t, job)),
        tiles,
        takes: counts.new + counts.change,
        wrong: counts.wrong,
        groups: repairs(cx, run, kind)?,
        batch: run.batch.map(|batch| format!("/{}?batch={batch}", kind.path)),
        undone: job.as_ref().filter(|_| run.state == State::Undone).map(|job| undone(&cx.t, job)),
    };
    let body = page.render().map_err(Problem::internal)?;
    if cx.ask.part.as_deref().is_some_and(|part| part.contains("run")) {
        return Ok(Reply::html(body));
    }
    let title = cx.t.a("import-of", "kind", page.many.clone());
    cx.page(&Page::new(title, format!("/{}", kind.path)), &body)
}

fn at_work(t: &T, job: &Job) -> AtWork {
    let numbers = [("done", t.number(job.done)), ("total", t.number(job.total))];
    let stopped = job.state.is_over().then(|| match &job.problem {
        Some(code) => t.with(&format!("problem-{code}"), &[]),
        None => t.m("import-stopped"),
    });
    AtWork { done: job.done, total: job.total.max(1), text: t.with("import-progress", &numbers), stopped }
}

fn undone(t: &T, job: &Job) -> String {
    let of = |name: &str| job.outcome.get(name).and_then(serde_json::Value::as_i64).unwrap_or(0);
    t.with("import-undone", &[("back", of("back").to_string()), ("left", of("left").to_string())])
}

/// What is wrong, sort by sort, with the values that one repair mends.
fn repairs(cx: &mut Cx<'_>, run: &Run, kind: &'static Kind) -> Result<Vec<Repairs>> {
    if run.state.at_work() {
        return Ok(Vec::new());
    }
    let open = open_groups(cx.reads, &cx.actor, kind, None)?;
    let targets = targets(kind, &|field| open.contains(&field.group));
    let mut next = 0;
    let mut all = Vec::new();
    for group in groups(cx.reads, run.id, VALUES)? {
        let target = targets.iter().find(|target| target.name == group.of.target);
        let options =
            target.filter(|_| mendable(&group)).map(|target| input::options(&cx.t, target.field.shape));
        let mut values = Vec::new();
        for (value, lines) in group.values.iter().filter(|(value, _)| options.is_some() && !value.is_empty())
        {
            values.push(Repair {
                at: next,
                target: group.of.target.clone(),
                value: value.clone(),
                lines: cx.t.number(i64::try_from(*lines).unwrap_or(0)),
                options: options.clone().unwrap_or_default(),
            });
            next += 1;
        }
        let column = target
            .map_or_else(|| field_label(&cx.t, kind, &group.of.target), |target| label(&cx.t, kind, target));
        all.push(Repairs {
            title: format!("{column}: {}", of_group(&cx.t, &group.of)),
            help: cx.t.maybe(&format!("import-repair-{}", group.of.code)).unwrap_or_default(),
            lines: cx.t.a("import-lines", "n", group.lines),
            values,
        });
    }
    Ok(all)
}

/// Mistakes that another reading of the value mends; a missing or repeated one is mended in the file.
fn mendable(group: &Group) -> bool {
    !matches!(group.of.code.as_str(), "required" | "twice-in-file" | "taken")
}

fn field_label(t: &T, kind: &Kind, name: &str) -> String {
    let name = if name == "title" { kind.title().map_or(name, |field| field.name) } else { name };
    t.maybe(&format!("{}-{name}", kind.name)).or_else(|| t.maybe(name)).unwrap_or_else(|| name.to_owned())
}

/// What is wrong with all lines of a group, in words.
fn of_group(t: &T, wrong: &Wrong) -> String {
    t.maybe(&format!("import-group-{}", wrong.code)).unwrap_or_else(|| sentence(t, wrong))
}

/// What is wrong, in words.
fn sentence(t: &T, wrong: &Wrong) -> String {
    let variables: Vec<(&str, String)> = wrong.args.iter().map(|(n, v)| (n.as_str(), v.clone())).collect();
    t.with(&format!("problem-{}", wrong.code), &variables)
}

/// Has the lines written.
pub(super) fn commit(act: &mut Act<'_, '_>) -> Result<Reply> {
    let (run, _) = of_act(act)?;
    if run.state != State::Checked {
        return Err(Problem::conflict("import-not-checked"));
    }
    put_down(act, &run, "import-commit", State::Committing)
}

/// Has what was written undone.
pub(super) fn undo(act: &mut Act<'_, '_>) -> Result<Reply> {
    let (run, _) = of_act(act)?;
    if run.batch.is_none() || run.state.at_work() || run.state == State::Undone {
        return Err(Problem::conflict("import-not-written"));
    }
    put_down(act, &run, "import-undo", State::Undoing)
}

fn put_down(act: &mut Act<'_, '_>, run: &Run, kind: &str, state: State) -> Result<Reply> {
    let owner = Some(owner(act.actor.account)?);
    let input = json!({ "run": run.id.to_string() });
    let job = enqueue(act.tx, &New { kind, owner, key: None, input, not_before: None, days: DAYS })?;
    set_job(act.tx, run.id, state, job)?;
    Ok(Reply::see(format!("/imports/{}", run.id)))
}

/// Stops the job at work.
pub(super) fn stop(act: &mut Act<'_, '_>) -> Result<Reply> {
    let (run, _) = of_act(act)?;
    let job = run.job.ok_or_else(Problem::not_found)?;
    entente_jobs::cancel(act.tx, job)?;
    Ok(Reply::see(format!("/imports/{}", run.id)))
}

/// Goes on with a job that stopped.
pub(super) fn go_on(act: &mut Act<'_, '_>) -> Result<Reply> {
    let (run, _) = of_act(act)?;
    let job = run.job.ok_or_else(Problem::not_found)?;
    entente_jobs::retry(act.tx, job)?;
    Ok(Reply::see(format!("/imports/{}", run.id)))
}

/// The lines that were not taken, as a file: their number, what is wrong, and everything that stands in them.
pub(super) fn rejected(cx: &mut Cx<'_>) -> Result<Reply> {
    let (run, kind) = asked(cx)?;
    let mut file = CsvFile::new(Vec::new(), true)?;
    let titles = [cx.t.m("import-line"), cx.t.m("import-wrong")];
    let text = |text: &String| Cell::Text(text.clone());
    file.line(&titles.iter().chain(&run.header).map(text).collect::<Vec<_>>())?;
    let mut after = -1;
    loop {
        let wrong = lines(cx.reads, run.id, Some(Outcome::Wrong), after, 1_000)?;
        let Some(last) = wrong.last() else { break };
        after = last.number;
        for line in &wrong {
            file.line(&cells(cx, kind, line))?;
        }
    }
    Ok(Reply::file("text/csv; charset=utf-8", "rejected.csv", Body::from(file.finish()?)))
}

fn cells(cx: &Cx<'_>, kind: &Kind, line: &Line) -> Vec<Cell> {
    let said: Vec<String> = line
        .wrong
        .iter()
        .map(|wrong| format!("{}: {}", field_label(&cx.t, kind, base(&wrong.target)), sentence(&cx.t, wrong)))
        .collect();
    let mut cells = vec![Cell::Int(line.number), Cell::Text(said.join(" "))];
    cells.extend(line.cells.iter().map(|cell| Cell::Text(cell.clone())));
    cells
}

/// The field of a place in one language.
fn base(target: &str) -> &str {
    target.strip_suffix("_en").or_else(|| target.strip_suffix("_zh")).unwrap_or(target)
}
