//! The OpenAPI 3.1 description, assembled from the registered kinds.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use entente_record::{Children, Field, Kind, Registry, Shape};
use serde_json::{Map, Value as Json, json};

use crate::answer::{Answer, respond};
use crate::state::{Api, Caller};

pub(crate) async fn show(State(api): State<Api>, headers: HeaderMap) -> Response {
    respond(Ok(Answer::ok(document(&api.registry))), &Caller::of(&headers).operation)
}

/// The description of every path of every kind.
#[must_use]
pub fn document(registry: &Registry) -> Json {
    let (mut paths, mut schemas) = (Map::new(), Map::new());
    schemas.insert("Problem".into(), problem());
    for kind in registry.kinds() {
        schemas.insert(kind.name.into(), record_schema(kind));
        schemas.insert(format!("{}_input", kind.name), input_schema(kind));
        paths.insert(format!("/api/v1/{}", kind.path), collection(kind));
        paths.insert(format!("/api/v1/{}/{{id}}", kind.path), item(kind));
        paths.insert(format!("/api/v1/{}/{{id}}/history", kind.path), history(kind));
        paths.insert(format!("/api/v1/{}/{{id}}/notes", kind.path), notes(kind));
        if kind.states.is_some() {
            paths.insert(format!("/api/v1/{}/{{id}}/steps/{{step}}", kind.path), steps(kind));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Entente", "version": env!("CARGO_PKG_VERSION"), "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" } },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
        "security": [{}, { "token": [] }],
    })
}

fn problem() -> Json {
    json!({
        "type": "object",
        "required": ["type", "title", "status", "code", "fields", "operation"],
        "properties": {
            "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" },
            "code": { "type": "string" }, "operation": { "type": "string" }, "values": { "type": "object" },
            "fields": { "type": "array", "items": { "type": "object", "required": ["field", "code"], "properties": {
                "field": { "type": "string" }, "code": { "type": "string" }, "values": { "type": "object" } } } },
        },
    })
}

fn value_schema(field: &Field) -> Json {
    let text = |max: usize| json!({ "type": ["string", "null"], "maxLength": max });
    match field.shape {
        Shape::Bilingual | Shape::BilingualProse => json!({
            "type": ["object", "null"], "additionalProperties": false,
            "properties": { "en": { "type": "string", "maxLength": field.max }, "zh": { "type": "string", "maxLength": field.max } },
        }),
        Shape::Int => json!({ "type": ["integer", "null"], "format": "int64" }),
        Shape::Flag => json!({ "type": ["boolean", "null"] }),
        Shape::Date => json!({ "type": ["string", "null"], "format": "date" }),
        Shape::Link(_) => json!({ "type": ["string", "null"], "format": "uuid" }),
        Shape::Choice(_, words) => {
            let words = words.iter().map(|w| json!(w)).chain([Json::Null]).collect::<Vec<_>>();
            json!({ "enum": words })
        }
        Shape::Choices(_, words) => json!({ "type": ["array", "null"], "items": { "enum": words } }),
        Shape::Money => json!({
            "type": ["object", "null"], "required": ["amount", "currency"],
            "properties": { "amount": { "type": "string" }, "currency": { "type": "string", "minLength": 3, "maxLength": 3 } },
        }),
        _ => text(field.max),
    }
}

fn part_schema(part: &Children) -> Json {
    let properties: Map<String, Json> =
        part.fields.iter().map(|f| (f.name.to_owned(), value_schema(f))).collect();
    json!({ "type": "array", "items": { "type": "object", "additionalProperties": false, "properties": properties } })
}

fn input_schema(kind: &Kind) -> Json {
    let mut properties: Map<String, Json> =
        kind.fields.iter().filter(|f| !f.fixed).map(|f| (f.name.to_owned(), value_schema(f))).collect();
    properties.extend(kind.children.iter().map(|p| (p.name.to_owned(), part_schema(p))));
    properties.insert("class".into(), json!({ "enum": ["public", "members", "internal", "restricted"] }));
    properties.insert("effective".into(), json!({ "type": "string", "format": "date" }));
    properties.insert("reason".into(), json!({ "type": "string" }));
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

fn record_schema(kind: &Kind) -> Json {
    let mut properties: Map<String, Json> =
        kind.fields.iter().map(|f| (f.name.to_owned(), value_schema(f))).collect();
    properties.extend(kind.children.iter().map(|p| (p.name.to_owned(), part_schema(p))));
    for (name, schema) in [
        ("id", json!({ "type": "string", "format": "uuid" })),
        ("version", json!({ "type": "integer" })),
        ("reference", json!({ "type": "string" })),
        ("class", json!({ "type": "string" })),
        ("fictional", json!({ "type": "boolean" })),
    ] {
        properties.insert(name.into(), schema);
    }
    json!({ "type": "object", "required": ["id", "version", "fictional"], "properties": properties })
}

fn body(schema: &Json) -> Json {
    json!({ "application/json": { "schema": schema } })
}

fn named(name: &str) -> Json {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The answers of an operation: its own, and a problem for everything else.
fn answers(status: &str, schema: &Json) -> Json {
    json!({
        status: { "description": "Done", "content": body(schema) },
        "default": { "description": "A problem", "content": { "application/problem+json": { "schema": named("Problem") } } },
    })
}

fn parameter(name: &str, place: &str, required: bool, schema: &Json) -> Json {
    json!({ "name": name, "in": place, "required": required, "schema": schema })
}

fn id() -> Json {
    parameter("id", "path", true, &json!({ "type": "string", "format": "uuid" }))
}

fn if_match() -> Json {
    parameter("If-Match", "header", true, &json!({ "type": "string" }))
}

fn items(schema: &Json) -> Json {
    json!({ "type": "object", "required": ["items"], "properties": { "items": { "type": "array", "items": schema } } })
}

fn collection(kind: &Kind) -> Json {
    let text = json!({ "type": "string" });
    let mut parameters =
        vec![parameter("limit", "query", false, &json!({ "type": "integer", "minimum": 1, "maximum": 200 }))];
    for name in ["cursor", "order", "state", "tag", "as_of", "known"] {
        parameters.push(parameter(name, "query", false, &text));
    }
    parameters
        .extend(kind.fields.iter().filter(|f| f.filter).map(|f| parameter(f.name, "query", false, &text)));
    json!({
        "get": { "operationId": format!("list_{}", kind.name), "parameters": parameters, "responses": answers("200", &items(&named(kind.name))) },
        "post": {
            "operationId": format!("create_{}", kind.name),
            "parameters": [parameter("Idempotency-Key", "header", false, &text)],
            "requestBody": { "required": true, "content": body(&named(&format!("{}_input", kind.name))) },
            "responses": answers("201", &named(kind.name)),
        },
    })
}

fn item(kind: &Kind) -> Json {
    let done = answers("200", &named(kind.name));
    let day = json!({ "type": "string" });
    json!({
        "get": {
            "operationId": format!("read_{}", kind.name),
            "parameters": [id(), parameter("as_of", "query", false, &day), parameter("known", "query", false, &day)],
            "responses": done.clone(),
        },
        "patch": {
            "operationId": format!("edit_{}", kind.name), "parameters": [id(), if_match()],
            "requestBody": { "required": true, "content": body(&named(&format!("{}_input", kind.name))) },
            "responses": done.clone(),
        },
        "delete": { "operationId": format!("trash_{}", kind.name), "parameters": [id(), if_match()], "responses": done },
    })
}

fn history(kind: &Kind) -> Json {
    let entries = items(&json!({ "type": "object" }));
    json!({ "get": { "operationId": format!("history_of_{}", kind.name), "parameters": [id()], "responses": answers("200", &entries) } })
}

fn notes(kind: &Kind) -> Json {
    let note =
        json!({ "type": "object", "required": ["body"], "properties": { "body": { "type": "string" } } });
    json!({
        "get": { "operationId": format!("notes_on_{}", kind.name), "parameters": [id()], "responses": answers("200", &items(&json!({ "type": "object" }))) },
        "post": {
            "operationId": format!("note_on_{}", kind.name), "parameters": [id()],
            "requestBody": { "required": true, "content": body(&note) },
            "responses": answers("201", &json!({ "type": "object" })),
        },
    })
}

fn steps(kind: &Kind) -> Json {
    let names: Vec<&str> =
        kind.states.map_or_else(Vec::new, |s| s.steps.iter().map(|step| step.name).collect());
    let input = json!({ "type": "object", "additionalProperties": false, "properties": {
        "reason": { "type": "string" }, "effective": { "type": "string", "format": "date" } } });
    json!({ "post": {
        "operationId": format!("step_{}", kind.name),
        "parameters": [id(), parameter("step", "path", true, &json!({ "enum": names })), if_match()],
        "requestBody": { "required": false, "content": body(&input) },
        "responses": answers("200", &named(kind.name)),
    } })
}
