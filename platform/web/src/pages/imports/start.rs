//! Beginning an import, and those that were begun.

use std::io::{Cursor, Read};
use std::sync::Arc;

use askama::Template;
use entente_exchange::{Mapping, Run, begin as begin_run, guess, keys, preset_of, runs, targets};
use entente_files::{FileType, Limits, Sheet, unguarded};
use entente_kernel::{Class, FieldProblem, Problem, Result};
use entente_record::{Kind, open_groups};
use entente_store::{By, Tx};

use super::owner;
use super::words::vocabulary;
use crate::ask::Ask;
use crate::cx::Cx;
use crate::locale::T;
use crate::reply::Reply;
use crate::shell::Page;
use crate::web::Web;

/// Lines by which the columns are guessed.
const SAMPLES: usize = 50;

#[derive(Template)]
#[template(path = "import_start.html")]
struct StartPage<'a> {
    t: &'a T,
    heading: String,
    many: String,
    path: String,
    csrf: String,
    rows: String,
    most: u64,
    bytes: u64,
    problem: Option<String>,
    earlier: Vec<Earlier>,
}

#[derive(Template)]
#[template(path = "import_all.html")]
struct AllPage<'a> {
    t: &'a T,
    earlier: Vec<Earlier>,
}

struct Earlier {
    href: String,
    file: String,
    kind: String,
    lines: String,
    state: &'static str,
    state_label: String,
    at: String,
}

/// The form for a file or pasted rows.
pub(super) fn page(cx: &mut Cx<'_>, kind: &'static Kind, problem: Option<&Problem>) -> Result<Reply> {
    let owner = owner(cx.actor.account)?;
    let earlier = runs(cx.reads, owner, Some(kind.name), 10)?;
    let said = |problem: &Problem| match problem.fields.first() {
        Some(wrong) => cx.t.wrong(wrong),
        None => [Some(cx.t.problem(problem)), cx.t.help(problem.code, &problem.args)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" "),
    };
    let page = StartPage {
        t: &cx.t,
        heading: cx.t.a("import-of", "kind", cx.t.m(&format!("{}-many", kind.name))),
        many: cx.t.m(&format!("{}-many", kind.name)),
        path: format!("/{}", kind.path),
        csrf: cx.csrf(),
        most: cx.web.house().uploads.limits.file >> 20,
        bytes: cx.web.house().uploads.limits.file,
        rows: cx.ask.fields.one("rows").to_owned(),
        problem: problem.map(said),
        earlier: earlier.iter().map(|run| shown(cx, run)).collect(),
    };
    let body = page.render().map_err(Problem::internal)?;
    let heading = page.heading.clone();
    cx.page(&Page::new(heading, format!("/{}", kind.path)), &body)
}

/// All imports of the one who asks.
pub(super) fn all(cx: &mut Cx<'_>) -> Result<Reply> {
    let owner = owner(cx.actor.account)?;
    let earlier = runs(cx.reads, owner, None, 50)?;
    let body = AllPage { t: &cx.t, earlier: earlier.iter().map(|run| shown(cx, run)).collect() };
    let body = body.render().map_err(Problem::internal)?;
    let title = cx.t.m("imports");
    cx.page(&Page::new(title, ""), &body)
}

fn shown(cx: &Cx<'_>, run: &Run) -> Earlier {
    Earlier {
        href: format!("/imports/{}", run.id),
        file: run.file.clone(),
        kind: cx.t.m(&format!("{}-many", run.kind)),
        lines: cx.t.number(run.lines),
        state: run.state.word(),
        state_label: cx.t.m(&format!("import-state-{}", run.state.word())),
        at: cx.t.moment(run.created_at),
    }
}

/// Reads the rows in the bounded child, guesses where the columns go, and keeps the lines. Errors: what the file is not.
pub(super) async fn begin(web: Web, ask: Arc<Ask>, kind: &'static Kind) -> Result<Reply> {
    let bounded = web.house().bounded.clone();
    let (name, rows, excel) = given(&web, &ask)?;
    let read = tokio::task::spawn_blocking(move || bounded.table(rows, &Limits::default()));
    let mut sheets = read.await.map_err(Problem::internal)?.map_err(beside_the_file)?;
    if !excel {
        sheets.sheets.iter_mut().for_each(without_guards);
    }
    let sheet = sheets.sheets.into_iter().max_by_key(|sheet| sheet.lines.len()).unwrap_or_default();
    let by = By { actor: None, operation: ask.operation.clone() };
    let (house, asked) = (web.clone(), Arc::clone(&ask));
    let id = web.db().write(by, move |tx| keep(tx, &house, &asked, kind, &name, &sheet)).await?;
    Ok(Reply::see(format!("/imports/{id}")))
}

/// What a file is not stands beside its field, with everything else as it was sent.
fn beside_the_file(problem: Problem) -> Problem {
    match problem.class {
        Class::Malformed | Class::WrongType | Class::TooLarge => {
            let field = FieldProblem { field: "file".into(), code: problem.code, args: problem.args };
            Problem { detail: problem.detail, ..Problem::invalid(vec![field]) }
        }
        _ => problem,
    }
}

/// Takes away the apostrophes by which text files keep spreadsheet programs from seeing formulas.
fn without_guards(sheet: &mut Sheet) {
    for cell in sheet.lines.iter_mut().flat_map(|line| &mut line.cells) {
        *cell = unguarded(cell).to_owned();
    }
}

/// The file that came along, or the pasted rows, with a name, and whether it is Excel's. Errors: `import-empty` when there is neither.
fn given(web: &Web, ask: &Ask) -> Result<(String, Box<dyn Read + Send>, bool)> {
    let rows = ask.fields.one("rows");
    match ask.take_file() {
        Ok(file) => {
            let excel = file.is == FileType::Xlsx;
            Ok((file.name.clone(), Box::new(file.bytes()?), excel))
        }
        Err(_) if rows.is_empty() => Err(Problem::field("rows", "import-empty")),
        Err(_) => {
            let name = web.locales().of(ask.lang().unwrap_or_default()).m("import-pasted");
            Ok((name, Box::new(Cursor::new(rows.as_bytes().to_vec())), false))
        }
    }
}

fn keep(
    tx: &mut Tx<'_>,
    web: &Web,
    ask: &Ask,
    kind: &'static Kind,
    file: &str,
    sheet: &Sheet,
) -> Result<entente_kernel::Id> {
    let (actor, _) = web.who(tx, ask)?;
    let owner = owner(actor.account)?;
    let at = sheet.header();
    let header = sheet.columns(at);
    let lines: Vec<(i64, Vec<String>)> = sheet
        .body(at)
        .iter()
        .map(|line| (i64::try_from(line.number).unwrap_or(0), line.cells.clone()))
        .collect();
    let mapping = match preset_of(tx, owner, kind.name, &header)? {
        Some(preset) => preset.mapping,
        None => {
            let open = open_groups(tx, &actor, kind, None)?;
            let may = |field: &entente_record::Field| open.contains(&field.group);
            let (targets, keys) = (targets(kind, &may), keys(kind, &may));
            let samples: Vec<Vec<String>> =
                lines.iter().take(SAMPLES).map(|(_, cells)| cells.clone()).collect();
            guess(kind, &targets, &keys, &vocabulary(web, kind, &targets), &header, &samples)
        }
    };
    let mapping = Mapping {
        class: if mapping.class.is_empty() { "internal".into() } else { mapping.class },
        ..mapping
    };
    begin_run(tx, owner, kind, file, &header, &lines, &mapping)
}
