//! The JSON interface over HTTP, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use entente_access::{Actor, Audience};
use entente_api::{Api, document, router};
use entente_kernel::{Id, Lang, Result, SeededChance};
use entente_record::Registry;
use entente_store::Reads;
use entente_testkit::kinds::{Pact, migrations, who};
use entente_testkit::{Bench, on_each_engine};
use serde_json::{Value as Json, json};
use tower::ServiceExt;

/// `clerk` and `keeper` are staff, `guest` is a member's contact; any other token is not valid.
#[expect(clippy::unnecessary_wraps, reason = "the signature of an Authenticate")]
fn authenticate(_: &mut dyn Reads, token: &str, _: Option<Lang>) -> Result<Option<Actor>> {
    let audience = match token {
        "clerk" | "keeper" => Audience::Internal,
        "guest" => Audience::Members,
        _ => return Ok(None),
    };
    Ok(Some(Actor { account: Some(Id::new(&SeededChance::new(5))), ..who(token, audience) }))
}

struct Caller<'a> {
    bench: &'a Bench,
    token: &'static str,
}

struct Got {
    status: StatusCode,
    etag: String,
    link: String,
    body: Json,
}

impl Caller<'_> {
    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&Json>) -> Got {
        let api = Api { db: self.bench.db.clone(), registry: Registry::new(vec![Pact::KIND]), authenticate };
        let mut request = Request::builder().method(method).uri(path);
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.map_or_else(Body::empty, |json| Body::from(json.to_string()));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let answer = router(api).oneshot(request.body(body).unwrap()).await.unwrap();
            let text = |name: &str| {
                answer.headers().get(name).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default()
            };
            let (status, etag, link) = (answer.status(), text("etag"), text("link"));
            let bytes = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
            Got { status, etag, link, body: serde_json::from_slice(&bytes).unwrap_or(Json::Null) }
        })
    }

    fn get(&self, path: &str) -> Got {
        self.ask("GET", path, &[], None)
    }

    fn post(&self, path: &str, body: &Json) -> Got {
        self.ask("POST", path, &[], Some(body))
    }
}

fn as_one<'a>(bench: &'a Bench, token: &'static str) -> Caller<'a> {
    Caller { bench, token }
}

fn pact(name: &str) -> Json {
    json!({ "name": { "en": name }, "matter": "peace", "class": "internal" })
}

#[test]
fn a_record_is_made_read_changed_and_trashed() {
    on_each_engine(&migrations(), |bench| {
        let clerk = as_one(bench, "clerk");
        let made = clerk.post("/api/v1/pacts", &pact("Arden"));
        assert_eq!((made.status, made.etag.as_str()), (StatusCode::CREATED, "\"1\""));
        let path = format!("/api/v1/pacts/{}", made.body["id"].as_str().unwrap());
        assert_eq!(clerk.get(&path).body["name"]["en"], "Arden");
        let change = json!({ "name": { "en": "Arden", "zh": "雅顿" }, "reason": "Chinese name found" });
        assert_eq!(clerk.ask("PATCH", &path, &[], Some(&change)).status, StatusCode::PRECONDITION_REQUIRED);
        let changed = clerk.ask("PATCH", &path, &[("if-match", "\"1\"")], Some(&change));
        assert_eq!((changed.status, changed.body["name"]["zh"].as_str()), (StatusCode::OK, Some("雅顿")));
        let stale = clerk.ask("PATCH", &path, &[("if-match", "\"1\"")], Some(&pact("Other")));
        assert_eq!(
            (stale.status, stale.body["code"].as_str()),
            (StatusCode::PRECONDITION_FAILED, Some("stale"))
        );
        let history = clerk.get(&format!("{path}/history")).body;
        assert_eq!(history["items"].as_array().unwrap().last().unwrap()["reason"], "Chinese name found");
        assert_eq!(clerk.ask("DELETE", &path, &[("if-match", "\"2\"")], None).status, StatusCode::OK);
        assert_eq!(clerk.get("/api/v1/pacts").body["count"], 0);
    });
}

#[test]
fn steps_are_taken_by_name_and_refused_with_a_code() {
    on_each_engine(&migrations(), |bench| {
        let clerk = as_one(bench, "clerk");
        let mut body = pact("Arden");
        body["parties"] =
            json!([{ "name": { "en": "North" } }, { "name": { "en": "South" }, "since": "2020-01-01" }]);
        let made = clerk.post("/api/v1/pacts", &body);
        let path = format!("/api/v1/pacts/{}/steps", made.body["id"].as_str().unwrap());
        let take = |name: &str, version: &str, body: Json| {
            clerk.ask("POST", &format!("{path}/{name}"), &[("if-match", version)], Some(&body))
        };
        assert_eq!(take("end", "\"1\"", json!({ "reason": "x" })).body["code"], "step-impossible");
        assert_eq!(take("dance", "\"1\"", json!({})).status, StatusCode::NOT_FOUND);
        assert_eq!(take("sign", "\"1\"", json!({})).body["state"], "live");
        assert_eq!(take("end", "\"2\"", json!({})).body["fields"][0]["field"], "reason");
        assert_eq!(take("end", "\"2\"", json!({ "reason": "done" })).body["state"], "over");
    });
}

#[test]
fn nobody_reads_filters_or_writes_what_is_not_open_to_them() {
    on_each_engine(&migrations(), |bench| {
        let (keeper, clerk, guest) =
            (as_one(bench, "keeper"), as_one(bench, "clerk"), as_one(bench, "guest"));
        let mut body = pact("Arden");
        body["clause"] = json!({ "en": "the canary clause" });
        let refused = clerk.post("/api/v1/pacts", &body);
        assert_eq!(
            refused.body["fields"][0],
            json!({ "field": "clause", "code": "unknown-field", "values": {} })
        );
        let made = keeper.post("/api/v1/pacts", &body);
        let id = made.body["id"].as_str().unwrap().to_owned();
        for path in ["", "/history", "/notes"].map(|end| format!("/api/v1/pacts/{id}{end}")) {
            assert_eq!(guest.get(&path).status, StatusCode::NOT_FOUND, "{path}");
            assert!(!clerk.get(&path).body.to_string().contains("canary"), "{path}");
        }
        assert!(keeper.get(&format!("/api/v1/pacts/{id}")).body.to_string().contains("canary"));
        assert_eq!(guest.get("/api/v1/pacts").body["count"], 0);
        assert_eq!(
            guest
                .ask("PATCH", &format!("/api/v1/pacts/{id}"), &[("if-match", "\"1\"")], Some(&pact("X")))
                .status,
            404
        );
        assert_eq!(guest.post("/api/v1/pacts", &pact("Mine")).body["code"], "only-staff");
        assert_eq!(as_one(bench, "").post("/api/v1/pacts", &pact("Mine")).status, StatusCode::UNAUTHORIZED);
        assert_eq!(as_one(bench, "stolen").get("/api/v1/pacts").status, StatusCode::UNAUTHORIZED);
        assert_eq!(clerk.get("/api/v1/pacts?order=clause").body["fields"][0]["field"], "order");
        assert_eq!(clerk.get("/api/v1/pacts?clause=x").status, StatusCode::UNPROCESSABLE_ENTITY);
        let mut foreign = pact("Second");
        foreign["replaces"] = json!(Id::new(&SeededChance::new(99)).to_string());
        assert_eq!(keeper.post("/api/v1/pacts", &foreign).body["fields"][0]["code"], "link-unknown");
    });
}

#[test]
fn a_repeated_creation_answers_the_same_and_makes_one() {
    on_each_engine(&migrations(), |bench| {
        let clerk = as_one(bench, "clerk");
        let create =
            |body: &Json| clerk.ask("POST", "/api/v1/pacts", &[("idempotency-key", "k1")], Some(body));
        let (first, second) = (create(&pact("Arden")), create(&pact("Arden")));
        assert_eq!((second.status, &second.body), (StatusCode::CREATED, &first.body));
        assert_eq!(create(&pact("Other")).body["code"], "idempotency-reused");
        assert_eq!(clerk.get("/api/v1/pacts").body["count"], 1);
    });
}

#[test]
fn lists_page_by_links_filter_and_look_back() {
    on_each_engine(&migrations(), |bench| {
        let clerk = as_one(bench, "clerk");
        for name in ["C", "a", "B"] {
            clerk.post("/api/v1/pacts", &pact(name));
        }
        let first = clerk.get("/api/v1/pacts?limit=2&matter=peace");
        let names = |got: &Got| -> Vec<String> {
            got.body["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|i| i["name"]["en"].as_str().unwrap().to_owned())
                .collect()
        };
        assert_eq!(names(&first), ["a", "B"]);
        let next = first.link.split(['<', '>']).nth(1).unwrap().to_owned();
        assert_eq!(names(&clerk.get(&next)), ["C"]);
        assert_eq!(clerk.get("/api/v1/pacts?as_of=2025-01-01").body["count"], 0);
        assert_eq!(clerk.get("/api/v1/pacts?as_of=2026-03-02").body["count"], 3);
        assert_eq!(clerk.get("/api/v1/pacts?limit=0").body["fields"][0]["field"], "limit");
    });
}

#[test]
fn bad_input_is_named_and_nothing_is_half_written() {
    on_each_engine(&migrations(), |bench| {
        let clerk = as_one(bench, "clerk");
        for (body, field, code) in [
            (json!({ "matter": "peace" }), "name", "required"),
            (json!({ "name": { "en": "x", "fr": "y" }, "matter": "peace" }), "name", "json-text"),
            (json!({ "name": { "en": "x" }, "matter": "war" }), "matter", "choice"),
            (json!({ "name": { "en": "x" }, "matter": "peace", "colour": 1 }), "colour", "unknown-field"),
            (json!({ "name": { "en": "x" }, "matter": "peace", "class": "secret" }), "class", "choice"),
            (json!({ "name": { "en": "x".repeat(301) }, "matter": "peace" }), "name", "too-long"),
            (
                json!({ "name": { "en": "x" }, "matter": "peace", "effective": "2999-01-01" }),
                "effective",
                "effective-future",
            ),
            (
                json!({ "name": { "en": "x" }, "matter": "peace", "price": { "amount": "1.005", "currency": "EUR" } }),
                "price",
                "money-decimals",
            ),
            (
                json!({ "name": { "en": "x" }, "matter": "peace", "parties": [{ "since": "2020-01-01" }] }),
                "parties.0.name",
                "required",
            ),
        ] {
            let got = clerk.post("/api/v1/pacts", &body);
            assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
            let fields = got.body["fields"].as_array().unwrap();
            assert!(fields.iter().any(|f| f["field"] == field && f["code"] == code), "{fields:?} for {body}");
        }
        assert_eq!(clerk.post("/api/v1/pacts", &json!([1])).body["code"], "json");
        assert_eq!(clerk.get("/api/v1/pacts/not-an-id").status, StatusCode::NOT_FOUND);
        assert_eq!(clerk.get("/api/v1/ghosts").status, StatusCode::NOT_FOUND);
        let left = bench.db.read_now(|r| r.count("SELECT count(*) FROM pact_history", &[])).unwrap();
        assert_eq!(left, 0);
    });
}

#[test]
fn the_description_names_every_path_and_every_field() {
    let described = document(&Registry::new(vec![Pact::KIND]));
    assert_eq!(described["openapi"], "3.1.0");
    for path in ["/api/v1/pacts", "/api/v1/pacts/{id}", "/api/v1/pacts/{id}/steps/{step}"] {
        assert!(described["paths"].get(path).is_some(), "{path}");
    }
    for field in Pact::KIND.fields {
        let schema = described.pointer(&format!("/components/schemas/pact/properties/{}", field.name));
        assert!(schema.is_some(), "{}", field.name);
    }
}
