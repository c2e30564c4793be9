//! The jobs behind imports.

use std::sync::Arc;

use entente_access::sessions::actor_of_account;
use entente_access::{Action, Actor, Cond};
use entente_exchange::{Doing, Report, Run, check, commit, run, targets, undo};
use entente_jobs::{At, Work};
use entente_kernel::{Id, Problem, Result};
use entente_record::{Kind, link_titles, open_groups};
use entente_store::Reads;
use serde_json::{Value as Json, json};

use super::words::vocabulary;
use crate::web::Web;

/// Trying, writing and undoing lines, each as a job.
pub(crate) fn works(web: &Web) -> Vec<Work> {
    let work = |kind, act: fn(&At<'_>, &Doing, Report<'_>) -> Result<Json>| {
        let web = web.clone();
        Work { kind, run: Arc::new(move |at| at_work(&web, at, act)) }
    };
    vec![
        work("import-check", |at, doing, report| check(at.db, doing, report).map(|()| json!(null))),
        work("import-commit", |at, doing, report| commit(at.db, doing, report).map(|()| json!(null))),
        work("import-undo", |at, doing, report| {
            undo(at.db, doing, report).map(|undone| json!({ "back": undone.back, "left": undone.left }))
        }),
    ]
}

fn at_work(web: &Web, at: &At<'_>, act: fn(&At<'_>, &Doing, Report<'_>) -> Result<Json>) -> Result<Json> {
    let id = at.job.input.get("run").and_then(Json::as_str).and_then(Id::parse);
    let (Some(id), Some(owner)) = (id, at.job.owner) else { return Err(Problem::not_found()) };
    let (found, house) = (web.clone(), web.clone());
    let doing = at.db.read_now(move |reads| {
        let run = run(reads, owner, id)?;
        doing(reads, &found, &house, &run)
    })?;
    act(at, &doing, &mut |done, total| at.progress(done, total))
}

fn doing(reads: &mut dyn Reads, web: &Web, house: &Web, run: &Run) -> Result<Doing> {
    let kind = web.registry().kind(&run.kind).ok_or_else(Problem::not_found)?;
    let actor = who(reads, web, run.owner, kind)?;
    let open = open_groups(reads, &actor, kind, None)?;
    let targets = targets(kind, &|field| open.contains(&field.group));
    let (meaning, owner) = (web.clone(), run.owner);
    let house = house.clone();
    Ok(Doing {
        run: run.id,
        owner,
        kind,
        registry: web.registry().clone(),
        vocabulary: Arc::new(vocabulary(web, kind, &targets)),
        currency: web.house().currency.clone(),
        means: Arc::new(move |reads, actor, kind, text| means(reads, &meaning, actor, kind, text)),
        who: Arc::new(move |reads| who(reads, &house, owner, kind)),
    })
}

/// The owner with the rights of this moment. Errors: 403 when the account may not make such records any more.
fn who(reads: &mut dyn Reads, web: &Web, owner: Id, kind: &Kind) -> Result<Actor> {
    let actor = actor_of_account(reads, owner, web.roles())?;
    let actor = actor.ok_or_else(|| Problem::forbidden("not-allowed"))?;
    let rule = (kind.rule)(&actor, Action::Create);
    if rule.when == Cond::Nothing { Err(Problem::forbidden(rule.otherwise)) } else { Ok(actor) }
}

/// The record that a text means for certain, if the actor may see it.
fn means(
    reads: &mut dyn Reads,
    web: &Web,
    actor: &Actor,
    kind: &'static Kind,
    text: &str,
) -> Result<Option<Id>> {
    let Some(likely) = web.likely(kind.name) else { return Ok(None) };
    let Some(id) = (likely.certain)(reads, text)? else { return Ok(None) };
    Ok(link_titles(reads, actor, kind, &[id])?.contains_key(&id).then_some(id))
}
