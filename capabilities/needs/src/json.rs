//! Candidates as the JSON interface shows them.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use entente_api::{Answer, Api, Caller, respond};
use entente_kernel::{Id, Problem};
use entente_matching::{Band, Matched, Piece, Reasons};
use serde_json::{Value as Json, json};

use crate::acts::{Chosen, refuse_others};
use crate::ranker::id_of;
use crate::ranking::{Candidate, Matching};

/// Candidates listed of each sort.
const MOST: usize = 20;

#[derive(Clone)]
struct Room {
    api: Api,
    matching: Arc<Matching>,
}

/// `/api/v1/needs/{id}/candidates`: the ranking with its reasons; with an expert's id behind it, where that expert
/// stands. For those who may judge candidates.
pub fn api_routes(api: Api, matching: Arc<Matching>) -> Router {
    Router::new()
        .route("/api/v1/needs/{id}/candidates", get(candidates))
        .route("/api/v1/needs/{id}/candidates/{expert}", get(one))
        .with_state(Room { api, matching })
}

async fn candidates(State(room): State<Room>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let caller = Caller::of(&headers);
    let operation = caller.operation.clone();
    let db = room.api.db.clone();
    let work = db.read(move |reads| {
        let actor = caller.actor(reads, room.api.authenticate)?;
        let id = Id::parse(&id).ok_or_else(Problem::not_found)?;
        let need = refuse_others(reads, &actor, id)?;
        let found = room.matching.rank(reads, &need, MOST)?;
        Ok(Answer::ok(json!({
            "experts": found.experts.iter().map(candidate).collect::<Vec<_>>(),
            "technologies": found.technologies.iter().map(candidate).collect::<Vec<_>>(),
            "no_good_match": found.no_good_match,
        })))
    });
    respond(work.await, &operation)
}

async fn one(
    State(room): State<Room>,
    Path((id, expert)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let caller = Caller::of(&headers);
    let operation = caller.operation.clone();
    let db = room.api.db.clone();
    let work = db.read(move |reads| {
        let actor = caller.actor(reads, room.api.authenticate)?;
        let parse = |text: &str| Id::parse(text).ok_or_else(Problem::not_found);
        let need = refuse_others(reads, &actor, parse(&id)?)?;
        let (rank, found) = room.matching.why_not(reads, &need, Chosen::Expert(parse(&expert)?))?;
        Ok(Answer::ok(json!({ "rank": rank, "candidate": candidate(&found) })))
    });
    respond(work.await, &operation)
}

fn candidate(c: &Candidate) -> Json {
    let name = c.expert.as_ref().map(|x| json!({ "en": x.name.en, "zh": x.name.zh }));
    json!({
        "id": c.id.to_string(), "name": name, "score": c.score, "confidence": c.confidence, "band": band(c.band),
        "barred": c.standing.bar.as_ref().map(crate::bars::Bar::code), "notice": c.standing.notice,
        "reasons": reasons(&c.reasons),
    })
}

/// The band's word, as in JSON, columns and locale keys.
pub(crate) fn band(band: Band) -> &'static str {
    match band {
        Band::Strong => "strong",
        Band::Possible => "possible",
        Band::Weak => "weak",
    }
}

/// Each reason names the record or the words that moved the score, and by how much exactly.
fn reasons(reasons: &Reasons) -> Json {
    let words = |matched: &[Matched]| -> Vec<Json> {
        matched.iter().map(|m| json!({ "asked": m.source, "found": m.found, "amount": m.amount })).collect()
    };
    match reasons {
        Reasons::Words(matched) => json!(words(matched)),
        Reasons::Pieces(pieces) => {
            let piece = |p: &Piece| {
                let id = id_of(p.document).to_string();
                json!({ "evidence": id, "amount": p.amount, "words": words(&p.matched) })
            };
            json!(pieces.iter().map(piece).collect::<Vec<_>>())
        }
    }
}
