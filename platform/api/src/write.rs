//! Changing: creation, edits, trash, steps and notes.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use entente_access::Actor;
use entente_kernel::{Class, Id, Problem, Result};
use entente_record::{
    Draft, Kind, Record, Write, add_note, json_for, open_groups, refuse_foreign_links, visible,
};
use entente_store::{Recall, Tx, recall, remember};
use serde_json::{Value as Json, json};

use crate::answer::{Answer, respond};
use crate::body;
use crate::read::id_of;
use crate::state::{Api, Caller};

/// Runs `work` as the caller's write.
async fn writing<F>(api: Api, caller: Caller, work: F) -> Response
where
    F: FnOnce(&mut Tx<'_>, &Api, &Actor) -> Result<Answer> + Send + 'static,
{
    let operation = caller.operation.clone();
    let authenticate = api.authenticate;
    let outcome = async move {
        let (caller, actor) = api
            .db
            .read(move |reads| {
                let actor = caller.actor(reads, authenticate)?;
                Ok((caller, actor))
            })
            .await?;
        let by = caller.by(&actor)?;
        let db = api.db.clone();
        db.write(by, move |tx| {
            // Rights are read again inside the write, so that none is used that was taken away meanwhile.
            let actor = caller.actor(tx, authenticate)?;
            work(tx, &api, &actor)
        })
        .await
    };
    respond(outcome.await, &operation)
}

/// The version named by `If-Match`. Errors: 428 without the header, 400 when it is not one of our tags.
fn seen(headers: &HeaderMap) -> Result<i64> {
    let tag =
        headers.get(header::IF_MATCH).ok_or_else(|| Problem::new(Class::PreconditionRequired, "if-match"))?;
    let version = tag.to_str().ok().and_then(|t| t.trim_matches('"').parse().ok());
    version.ok_or_else(|| Problem::new(Class::Malformed, "if-match"))
}

fn after(tx: &mut Tx<'_>, actor: &Actor, kind: &Kind, record: &Record) -> Result<Json> {
    let open = open_groups(tx, actor, kind, Some(record.meta.id))?;
    Ok(json_for(actor, kind, record, &open))
}

pub(crate) async fn create(
    State(api): State<Api>,
    Path(path): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let key = headers.get("idempotency-key").and_then(|v| v.to_str().ok()).map(str::to_owned);
    writing(api, Caller::of(&headers), move |tx, api, actor| {
        let kind = api.kind(&path)?;
        let object = body::object(&bytes)?;
        let request = [b"POST ", path.as_bytes(), b"\n", &bytes].concat();
        if let (Some(key), Some(account)) = (&key, actor.account)
            && let Recall::Answered { status, answer } = recall(tx, account, key, &request)?
        {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            let body = serde_json::from_str(&answer).map_err(Problem::internal)?;
            return Ok(Answer { status, body, headers: Vec::new() });
        }
        let mut draft = Draft::new(kind);
        let open = open_groups(tx, actor, kind, None)?;
        body::overlay(&mut draft, kind, &object, &open)?;
        refuse_foreign_links(tx, &api.registry, actor, kind, None, &draft)?;
        let record = entente_record::create(tx, actor, kind, &draft)?;
        let body = after(tx, actor, kind, &record)?;
        if let (Some(key), Some(account)) = (&key, actor.account) {
            remember(tx, account, key, &request, 201, &body.to_string())?;
        }
        let place = format!("/api/v1/{path}/{}", record.meta.id);
        let answer = Answer { status: StatusCode::CREATED, body, headers: Vec::new() };
        Ok(answer.with(header::LOCATION, place).version(record.meta.version))
    })
    .await
}

pub(crate) async fn edit(
    State(api): State<Api>,
    Path((path, id)): Path<(String, String)>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let version = seen(&headers);
    writing(api, Caller::of(&headers), move |tx, api, actor| {
        let (kind, id): (&'static Kind, Id) = (api.kind(&path)?, id_of(&id)?);
        let old = visible(tx, actor, kind, id)?;
        let write = Write { seen: Some(version?), ..Write::default() };
        let mut draft = Draft::of(&old);
        let open = open_groups(tx, actor, kind, Some(id))?;
        body::overlay(&mut draft, kind, &body::object(&bytes)?, &open)?;
        refuse_foreign_links(tx, &api.registry, actor, kind, Some(&old), &draft)?;
        let record = entente_record::edit(tx, actor, kind, id, &draft, &write)?;
        Ok(Answer::ok(after(tx, actor, kind, &record)?).version(record.meta.version))
    })
    .await
}

pub(crate) async fn trash(
    State(api): State<Api>,
    Path((path, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let version = seen(&headers);
    writing(api, Caller::of(&headers), move |tx, api, actor| {
        let (kind, id) = (api.kind(&path)?, id_of(&id)?);
        visible(tx, actor, kind, id)?;
        let write = Write { seen: Some(version?), ..Write::default() };
        let record = entente_record::trash(tx, actor, kind, id, &write)?;
        Ok(Answer::ok(after(tx, actor, kind, &record)?).version(record.meta.version))
    })
    .await
}

pub(crate) async fn step(
    State(api): State<Api>,
    Path((path, id, name)): Path<(String, String, String)>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let version = seen(&headers);
    writing(api, Caller::of(&headers), move |tx, api, actor| {
        let (kind, id) = (api.kind(&path)?, id_of(&id)?);
        visible(tx, actor, kind, id)?;
        let write = body::step(&body::object(&bytes)?, version?)?;
        let record = entente_record::step(tx, actor, kind, id, &name, &write)?;
        Ok(Answer::ok(after(tx, actor, kind, &record)?).version(record.meta.version))
    })
    .await
}

pub(crate) async fn note(
    State(api): State<Api>,
    Path((path, id)): Path<(String, String)>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    writing(api, Caller::of(&headers), move |tx, api, actor| {
        let (kind, id) = (api.kind(&path)?, id_of(&id)?);
        let object = body::object(&bytes)?;
        if let Some(unknown) = object.keys().find(|key| *key != "body") {
            return Err(Problem::field(unknown.clone(), "unknown-field"));
        }
        let text = object.get("body").and_then(Json::as_str).unwrap_or_default();
        let note = add_note(tx, actor, kind, id, text)?;
        let body = json!({ "id": note.to_string() });
        Ok(Answer { status: StatusCode::CREATED, body, headers: Vec::new() })
    })
    .await
}
