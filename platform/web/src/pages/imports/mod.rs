//! Tables in: a file or pasted rows, where its columns go, what each line would do, doing it, undoing it.

mod mapping;
mod outcome;
mod start;
mod words;
mod work;

use std::sync::Arc;

use axum::http::Method;
use entente_access::Action;
use entente_exchange::{Run, run};
use entente_kernel::{Id, Problem, Result};
use entente_record::Kind;
use entente_store::Reads;

use crate::ask::Ask;
use crate::cx::{Act, Cx};
use crate::reply::Reply;
use crate::room::{Gate, Route};
use crate::web::Web;

pub(crate) use work::works;

/// `/organisations/import`: beginning an import of this kind.
pub(crate) fn of_kind(kind: &'static Kind) -> [Route; 2] {
    let (path, may) = (format!("/{}/import", kind.path), Gate::May(kind, Action::Create));
    [
        Route::get(path.clone(), may, move |cx| start::page(cx, kind, None)),
        Route::wait(Method::POST, path, may, move |web: Web, ask: Arc<Ask>| start::begin(web, ask, kind))
            .with_file(|_| Ok(()))
            .or_again(move |cx, problem| start::page(cx, kind, Some(problem))),
    ]
}

/// `/imports`: the imports of the one who asks.
pub(crate) fn routes() -> Vec<Route> {
    let own = Gate::Account;
    vec![
        Route::get("/imports", own, start::all),
        Route::get("/imports/{id}", own, page),
        Route::post("/imports/{id}/check", own, mapping::check).or_again(page_again),
        Route::post("/imports/{id}/commit", own, outcome::commit).or_again(page_again),
        Route::post("/imports/{id}/undo", own, outcome::undo).or_again(page_again),
        Route::post("/imports/{id}/stop", own, outcome::stop),
        Route::post("/imports/{id}/go-on", own, outcome::go_on),
        Route::get("/imports/{id}/rejected.csv", own, outcome::rejected),
    ]
}

/// Columns first; once every line was tried, what they would do.
fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    let (run, kind) = asked(cx)?;
    let remap = cx.ask.asked("columns") == "yes" && run.batch.is_none() && !run.state.at_work();
    if remap || run.state == entente_exchange::State::Mapping && run.batch.is_none() {
        mapping::page(cx, &run, kind, None)
    } else {
        outcome::page(cx, &run, kind)
    }
}

fn page_again(cx: &mut Cx<'_>, problem: &Problem) -> Result<Reply> {
    let (run, kind) = asked(cx)?;
    mapping::page(cx, &run, kind, Some(problem))
}

fn asked(cx: &mut Cx<'_>) -> Result<(Run, &'static Kind)> {
    let (id, owner) = (cx.ask.id()?, owner(cx.actor.account)?);
    known(cx.reads, cx.web, owner, id)
}

fn of_act(act: &mut Act<'_, '_>) -> Result<(Run, &'static Kind)> {
    let (id, owner) = (act.ask.id()?, owner(act.actor.account)?);
    known(act.tx, act.web, owner, id)
}

fn known(reads: &mut dyn Reads, web: &Web, owner: Id, id: Id) -> Result<(Run, &'static Kind)> {
    let run = run(reads, owner, id)?;
    let kind = web.registry().kind(&run.kind).ok_or_else(Problem::not_found)?;
    Ok((run, kind))
}

fn owner(account: Option<Id>) -> Result<Id> {
    account.ok_or_else(Problem::not_found)
}
