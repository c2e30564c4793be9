//! Work in the background: one's own, and for keepers everybody's.

use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use entente_access::{Actor, accounts};
use entente_jobs::{File, Job, New, State, cancel, chunk, enqueue, files, get, list, retry};
use entente_kernel::{Id, Instant, Problem, Result};
use entente_store::Reads;
use futures_util::{StreamExt, stream};

use super::exports::{Format, still_held};
use crate::ask::{Ask, escape};
use crate::cx::{Act, Cx};
use crate::locale::T;
use crate::reply::Reply;
use crate::room::{Gate, Route};
use crate::shell::Page;
use crate::web::Web;

/// What files may be; anything else is bytes.
const MEDIA: [&str; 4] = [Format::Csv.media(), Format::Xlsx.media(), Format::Json.media(), "application/zip"];

/// Days for which a package of everything is kept: it stands in the database that it holds.
const PACKAGE_DAYS: i64 = 2;

/// Jobs on a page.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "jobs.html")]
struct JobsPage<'a> {
    t: &'a T,
    csrf: String,
    everybody: Option<bool>,
    rows: Vec<Row>,
    days: i64,
}

struct Row {
    id: String,
    kind: String,
    owner: String,
    state: State,
    state_label: String,
    progress: String,
    problem: String,
    at: String,
    files: Vec<(String, String)>,
    until: String,
    link: Option<String>,
}

pub(super) fn routes(keepers: &'static [&'static str]) -> Vec<Route> {
    let own = Gate::Account;
    vec![
        Route::get("/jobs", own, page),
        Route::post("/jobs/package", Gate::Roles(keepers), package),
        Route::post("/jobs/{id}/cancel", own, |act| change(act, cancel)),
        Route::post("/jobs/{id}/retry", own, |act| change(act, retry)),
        Route::wait(axum::http::Method::GET, "/jobs/{id}/files/{name}", own, download),
    ]
}

/// One's own jobs; keepers of accounts may look at everybody's.
fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    let keeper = cx.actor.has_any(cx.web.house().account_keepers);
    let all = keeper && cx.ask.asked("all") == "yes";
    let found = list(cx.reads, if all { None } else { cx.actor.account }, None, SHOWN)?;
    let mut rows = Vec::with_capacity(found.len());
    for job in &found {
        rows.push(row(cx, job)?);
    }
    let page =
        JobsPage { t: &cx.t, csrf: cx.csrf(), everybody: keeper.then_some(all), rows, days: PACKAGE_DAYS };
    let body = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("jobs");
    cx.page(&Page::new(title, ""), &body)
}

fn row(cx: &mut Cx<'_>, job: &Job) -> Result<Row> {
    let owner = match job.owner {
        Some(owner) => accounts::find(cx.reads, owner)?
            .map_or_else(String::new, |account| account.profile.name.show(cx.t.lang).to_owned()),
        None => cx.web.house().institution.show(cx.t.lang).to_owned(),
    };
    let numbers = [("done", cx.t.number(job.done)), ("total", cx.t.number(job.total))];
    let open = is_open(job, &cx.actor, cx.reads.now());
    let kept = if open { files(cx.reads, job.id)? } else { Vec::new() };
    let address = |name: &str| format!("/jobs/{}/files/{}", job.id, escape(name));
    let run = job.input.get("run").and_then(serde_json::Value::as_str);
    Ok(Row {
        id: job.id.to_string(),
        kind: cx.t.m(&format!("job-{}", job.kind)),
        owner,
        state: job.state,
        state_label: cx.t.m(&format!("job-state-{}", job.state.word())),
        progress: if job.total > 0 { cx.t.with("import-progress", &numbers) } else { String::new() },
        problem: job
            .problem
            .as_ref()
            .map(|code| cx.t.with(&format!("problem-{code}"), &[]))
            .unwrap_or_default(),
        at: cx.t.moment(job.created_at),
        until: if kept.is_empty() {
            String::new()
        } else {
            cx.t.a("job-until", "at", cx.t.moment(job.expires_at))
        },
        files: kept.iter().map(|file| (address(&file.name), file.name.clone())).collect(),
        link: run.filter(|_| job.owner == cx.actor.account).map(|run| format!("/imports/{run}")),
    })
}

fn change(act: &mut Act<'_, '_>, how: fn(&mut entente_store::Tx<'_>, Id) -> Result<()>) -> Result<Reply> {
    let id = act.ask.id()?;
    let keeper = act.actor.has_any(act.web.house().account_keepers);
    if !keeper && get(act.tx, id)?.owner != act.actor.account {
        return Err(Problem::not_found());
    }
    how(act.tx, id)?;
    Ok(Reply::see(if keeper && act.ask.fields.one("all") == "yes" { "/jobs?all=yes" } else { "/jobs" }))
}

/// Puts down the job that packs up everything; the program supplies who does it.
fn package(act: &mut Act<'_, '_>) -> Result<Reply> {
    let input = serde_json::Value::Null;
    let owner = act.actor.account;
    enqueue(act.tx, &New { kind: "package", owner, key: None, input, not_before: None, days: PACKAGE_DAYS })?;
    Ok(Reply::see("/jobs").toast("export-begun", ""))
}

/// A file of one's own job, piece by piece.
async fn download(web: Web, ask: Arc<Ask>) -> Result<Reply> {
    let (job, name) = (ask.id()?, ask.param("name").to_owned());
    let known = own_file(&web, &ask, job, name.clone()).await?;
    let (db, file) = (web.db().clone(), known.name.clone());
    let pieces = stream::unfold(0_i64, move |number| {
        let (db, file) = (db.clone(), file.clone());
        async move {
            match db.read(move |reads| chunk(reads, job, &file, number)).await {
                Ok(Some(bytes)) => Some((Ok(bytes), number + 1)),
                Ok(None) => None,
                Err(problem) => Some((Err(std::io::Error::other(problem.to_string())), i64::MAX)),
            }
        }
    });
    let media = MEDIA.into_iter().find(|media| *media == known.media).unwrap_or("application/octet-stream");
    // Whoever packs the answer may ask again after its end.
    Ok(Reply::file(media, name, Body::from_stream(pieces.fuse())))
}

/// True for the owner, until the job expires, and as long as the owner holds the rights by which its files were made.
fn is_open(job: &Job, actor: &Actor, now: Instant) -> bool {
    let own = job.owner.is_some() && job.owner == actor.account;
    own && job.expires_at > now && still_held(&job.outcome, actor)
}

/// The file of a job of the one who asks. Errors: 404 for anything else.
async fn own_file(web: &Web, ask: &Arc<Ask>, job: Id, name: String) -> Result<File> {
    let (asked, house) = (Arc::clone(ask), web.clone());
    let look = move |reads: &mut dyn Reads| {
        let cx = house.cx(reads, &asked)?;
        let found = get(cx.reads, job)?;
        // What is still being written is no file yet.
        if !is_open(&found, &cx.actor, cx.reads.now()) || found.state != State::Done {
            return Err(Problem::not_found());
        }
        files(cx.reads, job)?.into_iter().find(|file| file.name == name).ok_or_else(Problem::not_found)
    };
    web.db().read(look).await
}
