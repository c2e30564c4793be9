//! Reading: lists, records, their history and notes.

use axum::extract::{Path, Query as Pairs, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use entente_access::Audience;
use entente_kernel::{Id, Instant, Problem, Result};
use entente_record::{AsOf, COUNTED, Kind, as_of, chronology, json_for, open_groups, visible};
use serde_json::json;

use crate::answer::{Answer, respond};
use crate::query;
use crate::state::{Api, Caller};

/// An id in a path; anything else is a record that does not exist.
pub(crate) fn id_of(text: &str) -> Result<Id> {
    Id::parse(text).ok_or_else(Problem::not_found)
}

pub(crate) async fn list(
    State(api): State<Api>,
    Path(path): Path<String>,
    Pairs(pairs): Pairs<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Response {
    let caller = Caller::of(&headers);
    let operation = caller.operation.clone();
    let work = async move {
        let kind = api.kind(&path)?;
        let zone = api.db.zone().clone();
        api.db
            .read(move |reads| {
                let actor = caller.actor(reads, api.authenticate)?;
                let open = open_groups(reads, &actor, kind, None)?;
                let query = query::read(&pairs, kind, &actor, &open, &zone, reads.now())?;
                let page = entente_record::list(reads, &actor, kind, &query)?;
                let items: Vec<_> = page.records.iter().map(|r| json_for(&actor, kind, r, &open)).collect();
                let body =
                    json!({ "items": items, "count": page.count.min(COUNTED), "more": page.count > COUNTED });
                let mut answer = Answer::ok(body);
                for (cursor, rel) in [(page.next, "next"), (page.previous, "prev")] {
                    if let Some(cursor) = cursor {
                        answer = answer.with(header::LINK, link(&path, &pairs, &cursor.to_string(), rel));
                    }
                }
                Ok(answer)
            })
            .await
    };
    respond(work.await, &operation)
}

/// The same list at another place.
fn link(path: &str, pairs: &[(String, String)], cursor: &str, rel: &str) -> String {
    let mut query = String::new();
    for (name, value) in pairs.iter().filter(|(name, _)| name != "cursor") {
        query += &format!("{}={}&", escape(name), escape(value));
    }
    format!("</api/v1/{path}?{query}cursor={}>; rel=\"{rel}\"", escape(cursor))
}

/// Percent-encodes everything but unreserved characters (RFC 3986).
fn escape(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out += &format!("%{byte:02X}");
        }
    }
    out
}

pub(crate) async fn one(
    State(api): State<Api>,
    Path((path, id)): Path<(String, String)>,
    Pairs(pairs): Pairs<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Response {
    let caller = Caller::of(&headers);
    let operation = caller.operation.clone();
    let work = async move {
        let (kind, id) = (api.kind(&path)?, id_of(&id)?);
        let zone = api.db.zone().clone();
        api.db
            .read(move |reads| {
                let actor = caller.actor(reads, api.authenticate)?;
                let now = visible(reads, &actor, kind, id)?;
                let open = open_groups(reads, &actor, kind, Some(id))?;
                let Some(at) = point(&pairs, &zone, reads.now())? else {
                    let version = now.meta.version;
                    return Ok(Answer::ok(json_for(&actor, kind, &now, &open)).version(version));
                };
                let then = as_of(reads, kind, id, at)?.ok_or_else(Problem::not_found)?;
                Ok(Answer::ok(json_for(&actor, kind, &then.record, &open)))
            })
            .await
    };
    respond(work.await, &operation)
}

/// The point in both times that `as_of` and `known` name. Errors: 422.
fn point(pairs: &[(String, String)], zone: &entente_kernel::TimeZone, now: Instant) -> Result<Option<AsOf>> {
    let one = |name: &str| pairs.iter().find(|(n, v)| n == name && !v.is_empty()).map(|(_, v)| v.as_str());
    let wrong = |name: &str| Problem::field(name, "query");
    let known =
        one("known").map(|text| query::instant(text, zone).ok_or_else(|| wrong("known"))).transpose()?;
    let day = one("as_of").map(|text| text.parse().map_err(|_| wrong("as_of"))).transpose()?;
    Ok(match (day, known) {
        (None, None) => None,
        (day, known) => {
            Some(AsOf { day: day.unwrap_or_else(|| now.date(zone)), known: known.unwrap_or(now) })
        }
    })
}

pub(crate) async fn history(
    State(api): State<Api>,
    Path((path, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let caller = Caller::of(&headers);
    let operation = caller.operation.clone();
    let work = async move {
        let (kind, id): (&'static Kind, Id) = (api.kind(&path)?, id_of(&id)?);
        api.db
            .read(move |reads| {
                let actor = caller.actor(reads, api.authenticate)?;
                visible(reads, &actor, kind, id)?;
                let open = open_groups(reads, &actor, kind, Some(id))?;
                let entries = chronology(reads, kind, id)?;
                let staff = actor.audience == Audience::Internal;
                let shown = entries.iter().filter(|_| staff).map(|entry| {
                    json!({
                        "act": entry.act,
                        "reason": entry.reason,
                        "effective_from": entry.effective.0.to_string(),
                        "effective_to": entry.effective.1.map(|d| d.to_string()),
                        "recorded_from": entry.recorded.0.to_string(),
                        "recorded_to": entry.recorded.1.map(|at| at.to_string()),
                        "record": json_for(&actor, kind, &entry.record, &open),
                    })
                });
                Ok(Answer::ok(json!({ "items": shown.collect::<Vec<_>>() })))
            })
            .await
    };
    respond(work.await, &operation)
}

pub(crate) async fn notes(
    State(api): State<Api>,
    Path((path, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let caller = Caller::of(&headers);
    let operation = caller.operation.clone();
    let work = async move {
        let (kind, id) = (api.kind(&path)?, id_of(&id)?);
        api.db
            .read(move |reads| {
                let actor = caller.actor(reads, api.authenticate)?;
                visible(reads, &actor, kind, id)?;
                let notes = entente_record::notes(reads, &actor, kind, id)?;
                let items = notes
                    .iter()
                    .map(|n| json!({ "id": n.id.to_string(), "body": n.body, "at": n.at.to_string() }));
                Ok(Answer::ok(json!({ "items": items.collect::<Vec<_>>() })))
            })
            .await
    };
    respond(work.await, &operation)
}
