//! The routes of this room beyond those that every kind has.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use entente_access::Action;
use entente_api::{Answer, Api, Caller, respond};
use entente_kernel::{Id, Problem, Result};
use entente_matching::{Band, Reasons};
use entente_record::{Typed, visible};
use entente_store::Reads;
use serde_json::{Value as Json, json};

use crate::ranking::{Bar, Candidate, Matching};
use crate::{Engagement, Need};

/// Candidates listed of each sort.
const MOST: usize = 20;

#[derive(Clone)]
struct Room {
    api: Api,
    matching: Arc<Matching>,
}

/// `GET /api/v1/needs/{id}/candidates`: the ranking with its reasons, for those who may propose an engagement.
pub fn routes(api: Api, matching: Arc<Matching>) -> Router {
    Router::new().route("/api/v1/needs/{id}/candidates", get(candidates)).with_state(Room { api, matching })
}

async fn candidates(State(room): State<Room>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let caller = Caller::of(&headers);
    let operation = caller.operation.clone();
    let db = room.api.db.clone();
    let work = db.read(move |reads| {
        let actor = caller.actor(reads, room.api.authenticate)?;
        let id = Id::parse(&id).ok_or_else(Problem::not_found)?;
        let need = visible(reads, &actor, Need::KIND, id)?;
        let rule = (Engagement::KIND.rule)(&actor, Action::Create);
        if rule.when != entente_access::Cond::All {
            return Err(Problem::forbidden(rule.otherwise));
        }
        answer(reads, &room.matching, &Need::from_record(&need)?)
    });
    respond(work.await, &operation)
}

fn answer(reads: &mut dyn Reads, matching: &Matching, need: &Need) -> Result<Answer> {
    let found = matching.rank(reads, need, MOST)?;
    let names = matching.names(reads)?;
    let list = |candidates: &[Candidate]| -> Vec<Json> {
        let one = |c: &Candidate| {
            let name = names.get(&c.id).map(|name| json!({ "en": name.en, "zh": name.zh }));
            json!({
                "id": c.id.to_string(), "name": name, "score": c.score, "band": band(c.band),
                "barred": c.bar.map(bar), "reasons": reasons(&c.reasons),
            })
        };
        candidates.iter().map(one).collect()
    };
    Ok(Answer::ok(json!({
        "experts": list(&found.experts),
        "technologies": list(&found.technologies),
        "no_good_match": found.no_good_match,
    })))
}

fn band(band: Band) -> &'static str {
    match band {
        Band::Strong => "strong",
        Band::Possible => "possible",
        Band::Weak => "weak",
    }
}

fn bar(bar: Bar) -> &'static str {
    match bar {
        Bar::OptedOut => "opted_out",
        Bar::Loaded => "loaded",
        Bar::Asked => "asked",
    }
}

/// Each reason names the record or the words that moved the score, and by how much exactly.
fn reasons(reasons: &Reasons) -> Json {
    let words = |matched: &[entente_matching::Matched]| -> Vec<Json> {
        matched.iter().map(|m| json!({ "asked": m.source, "found": m.found, "amount": m.amount })).collect()
    };
    match reasons {
        Reasons::Words(matched) => json!(words(matched)),
        Reasons::Pieces(pieces) => {
            let piece = |p: &entente_matching::Piece| {
                let id = Id(uuid::Uuid::from_u128(p.document)).to_string();
                json!({ "evidence": id, "amount": p.amount, "words": words(&p.matched) })
            };
            json!(pieces.iter().map(piece).collect::<Vec<_>>())
        }
    }
}
