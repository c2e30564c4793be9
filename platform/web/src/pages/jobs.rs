//! Work in the background: one's own, and for keepers everybody's.

use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use entente_access::accounts;
use entente_jobs::{File, Job, State, cancel, chunk, files, get, list, retry};
use entente_kernel::{Id, Problem, Result};
use entente_store::Reads;
use futures_util::{StreamExt, stream};

use crate::ask::{Ask, escape};
use crate::cx::{Act, Cx};
use crate::locale::T;
use crate::reply::Reply;
use crate::room::{Gate, Route};
use crate::shell::Page;
use crate::web::Web;

/// Jobs on a page.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "jobs.html")]
struct JobsPage<'a> {
    t: &'a T,
    csrf: String,
    everybody: Option<bool>,
    rows: Vec<Row>,
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
    link: Option<String>,
}

pub(super) fn routes() -> Vec<Route> {
    let own = Gate::Account;
    vec![
        Route::get("/jobs", own, page),
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
    let page = JobsPage { t: &cx.t, csrf: cx.csrf(), everybody: keeper.then_some(all), rows };
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
    let kept = if job.owner == cx.actor.account { files(cx.reads, job.id)? } else { Vec::new() };
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
    let text = known.media.starts_with("text/csv");
    let media = if text { "text/csv; charset=utf-8" } else { "application/octet-stream" };
    // Whoever packs the answer may ask again after its end.
    Ok(Reply::file(media, name, Body::from_stream(pieces.fuse())))
}

/// The file of a job of the one who asks. Errors: 404 for anything else.
async fn own_file(web: &Web, ask: &Arc<Ask>, job: Id, name: String) -> Result<File> {
    let (asked, house) = (Arc::clone(ask), web.clone());
    let look = move |reads: &mut dyn Reads| {
        let cx = house.cx(reads, &asked)?;
        let owner = cx.actor.account;
        if get(cx.reads, job)?.owner != owner {
            return Err(Problem::not_found());
        }
        files(cx.reads, job)?.into_iter().find(|file| file.name == name).ok_or_else(Problem::not_found)
    };
    web.db().read(look).await
}
