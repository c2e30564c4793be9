//! Where the columns go.

use askama::Template;
use entente_exchange::{
    Mapping, Run, State, Target, keep_preset, keys, lines, needed, preset_of, remap, set_job, targets,
};
use entente_jobs::{New, enqueue};
use entente_kernel::{Problem, Result};
use entente_record::{Kind, open_groups};
use serde_json::json;

use super::words::label;
use super::{of_act, owner};
use crate::cx::{Act, Cx};
use crate::input;
use crate::locale::T;
use crate::reply::Reply;
use crate::shell::Page;

/// Lines shown of each column.
const SHOWN: usize = 3;

/// Days for which jobs of imports are kept.
pub(super) const DAYS: i64 = 30;

#[derive(Template)]
#[template(path = "import_map.html")]
struct MapPage<'a> {
    t: &'a T,
    heading: String,
    many: String,
    path: String,
    here: String,
    csrf: String,
    file: String,
    lines: String,
    problem: Option<String>,
    columns: Vec<Column>,
    keys: Vec<(String, String, bool)>,
    classes: Vec<(&'static str, String, bool)>,
    always: Vec<Always>,
}

/// What every new record gets whose line says nothing.
struct Always {
    name: String,
    label: String,
    value: String,
    options: Vec<(String, String)>,
}

struct Column {
    title: String,
    samples: Vec<String>,
    places: Vec<(String, String, bool)>,
    used: bool,
}

/// The form that gives each column its place.
pub(super) fn page(
    cx: &mut Cx<'_>,
    run: &Run,
    kind: &'static Kind,
    problem: Option<&Problem>,
) -> Result<Reply> {
    let open = open_groups(cx.reads, &cx.actor, kind, None)?;
    let may = |field: &entente_record::Field| open.contains(&field.group);
    let (targets, keys) = (targets(kind, &may), keys(kind, &may));
    let samples = lines(cx.reads, run.id, None, -1, 40)?;
    let column = |(at, title): (usize, &String)| {
        let chosen = run.mapping.columns.get(at).cloned().flatten();
        let cells =
            samples.iter().filter_map(|line| line.cells.get(at)).filter(|cell| !cell.trim().is_empty());
        Column {
            title: title.clone(),
            samples: cells.take(SHOWN).map(|cell| cell.chars().take(60).collect()).collect(),
            places: places(&cx.t, kind, &targets, chosen.as_deref()),
            used: chosen.is_some(),
        }
    };
    let page = MapPage {
        t: &cx.t,
        heading: cx.t.m("import-columns"),
        many: cx.t.m(&format!("{}-many", kind.name)),
        path: format!("/{}", kind.path),
        here: format!("/imports/{}", run.id),
        csrf: cx.csrf(),
        file: run.file.clone(),
        lines: cx.t.a("import-lines", "n", run.lines),
        problem: problem.map(|problem| match problem.fields.first() {
            Some(wrong) => cx.t.wrong(wrong),
            None => cx.t.problem(problem),
        }),
        columns: run.header.iter().enumerate().map(column).collect(),
        keys: key_choices(&cx.t, kind, &targets, &keys, &run.mapping.key),
        classes: ["internal", "members", "public"]
            .map(|word| (word, cx.t.m(&format!("class-{word}")), run.mapping.class == word))
            .into(),
        always: always(&cx.t, kind, &targets, run),
    };
    let body = page.render().map_err(Problem::internal)?;
    let heading = page.heading.clone();
    cx.page(&Page::new(heading, format!("/{}", kind.path)), &body)
}

fn places(t: &T, kind: &Kind, targets: &[Target], chosen: Option<&str>) -> Vec<(String, String, bool)> {
    let number = ("reference".to_owned(), t.m("reference"), chosen == Some("reference"));
    let place =
        |target: &Target| (target.name.clone(), label(t, kind, target), chosen == Some(target.name.as_str()));
    std::iter::once(number).chain(targets.iter().map(place)).collect()
}

fn key_choices(
    t: &T,
    kind: &Kind,
    targets: &[Target],
    keys: &[String],
    chosen: &str,
) -> Vec<(String, String, bool)> {
    let named = |key: &String| {
        let label = match (key.as_str(), targets.iter().find(|target| target.name == *key)) {
            (_, Some(target)) => label(t, kind, target),
            ("reference", _) => t.m("reference"),
            _ => kind.title().map_or_else(String::new, |f| t.m(&format!("{}-{}", kind.name, f.name))),
        };
        (key.clone(), label, key == chosen)
    };
    keys.iter().map(named).collect()
}

fn always(t: &T, kind: &Kind, all: &[Target], run: &Run) -> Vec<Always> {
    let open = |target: &&Target| run.mapping.column(&target.name).is_none();
    let shown = |target: &Target| Always {
        name: target.name.clone(),
        label: label(t, kind, target),
        value: run.mapping.always.get(&target.name).cloned().unwrap_or_default(),
        options: input::options(t, target.field.shape),
    };
    needed(all).into_iter().filter(open).map(shown).collect()
}

/// Keeps the places and the repairs, and has every line tried.
pub(super) fn check(act: &mut Act<'_, '_>) -> Result<Reply> {
    let (run, kind) = of_act(act)?;
    let open = open_groups(act.tx, &act.actor, kind, None)?;
    let may = |field: &entente_record::Field| open.contains(&field.group);
    let mapping = sent(act, &run, &targets(kind, &may), &keys(kind, &may))?;
    remap(act.tx, &run, &mapping)?;
    let owner = owner(act.actor.account)?;
    // What is mended belongs to the kept places, so that the next file needs it no more.
    let named = act.ask.fields.one("preset").to_owned();
    let earlier = preset_of(act.tx, owner, kind.name, &run.header)?.map(|preset| preset.name);
    if let Some(name) = Some(named).filter(|name| !name.is_empty()).or(earlier) {
        keep_preset(act.tx, owner, kind.name, &name, &run.header, &mapping)?;
    }
    let input = json!({ "run": run.id.to_string() });
    let new =
        New { kind: "import-check", owner: Some(owner), key: None, input, not_before: None, days: DAYS };
    let job = enqueue(act.tx, &new)?;
    set_job(act.tx, run.id, State::Checking, job)?;
    Ok(Reply::see(format!("/imports/{}", run.id)))
}

/// The mapping as the form or the page of repairs sends it.
fn sent(act: &Act<'_, '_>, run: &Run, targets: &[Target], keys: &[String]) -> Result<Mapping> {
    let fields = &act.ask.fields;
    let mut mapping = run.mapping.clone();
    if fields.has("columns.sent") {
        let known = |name: &str| name == "reference" || targets.iter().any(|target| target.name == name);
        let chosen = |at: usize| Some(fields.one(&format!("to.{at}")).to_owned()).filter(|to| known(to));
        mapping.columns = (0..run.header.len()).map(chosen).collect();
        let key = fields.one("key");
        mapping.key = keys.iter().find(|known| *known == key).cloned().unwrap_or_default();
        let class = fields.one("class");
        if ["internal", "members", "public"].contains(&class) {
            class.clone_into(&mut mapping.class);
        }
        let said = |target: &&Target| {
            Some((target.name.clone(), fields.one(&format!("always.{}", target.name)).to_owned()))
        };
        mapping.always =
            needed(targets).iter().filter_map(said).filter(|(_, value)| !value.is_empty()).collect();
        refuse_two_to_one(&mapping)?;
    }
    for (target, value, instead) in repairs(act) {
        let repaired = mapping.instead.entry(target).or_default();
        repaired.insert(value, instead);
    }
    Ok(mapping)
}

fn refuse_two_to_one(mapping: &Mapping) -> Result<()> {
    let used: Vec<&String> = mapping.columns.iter().flatten().collect();
    let twice = used.iter().enumerate().any(|(at, to)| used.iter().take(at).any(|before| before == to));
    if used.is_empty() {
        return Err(Problem::field("columns", "import-no-columns"));
    }
    if twice { Err(Problem::field("columns", "import-column-twice")) } else { Ok(()) }
}

/// Target, value in the file, and what is to be read instead; of those that somebody gave.
fn repairs(act: &Act<'_, '_>) -> Vec<(String, String, String)> {
    let fields = &act.ask.fields;
    let one = |at: usize| {
        let part = |name: &str| fields.one(&format!("repair.{at}.{name}")).to_owned();
        (part("target"), part("value"), part("instead"), part("empty"))
    };
    let count = (0..).take_while(|at| fields.has(&format!("repair.{at}.target"))).count();
    let given = (0..count).map(one).filter(|(_, _, instead, empty)| !instead.is_empty() || !empty.is_empty());
    given
        .map(|(target, value, instead, empty)| {
            (target, value, if empty.is_empty() { instead } else { String::new() })
        })
        .collect()
}
