//! Between values, columns and JSON.

use entente_access::{Actor, Audience};
use entente_kernel::{Currency, Id, Lang, Money, Result, Text, sort_key};
use entente_store::{Row, Value};
use serde_json::{Map, Value as Json, json};

use crate::datum::money;
use crate::{Children, Datum, Field, Kind, Record, Shape};

/// The stored columns of a value, sort keys included.
pub(crate) fn to_columns(field: &Field, datum: &Datum, out: &mut Vec<Value>) {
    let empty = Text::default();
    match (field.shape, datum) {
        (Shape::Bilingual | Shape::BilingualProse, datum) => {
            let text = if let Datum::Text(text) = datum { text } else { &empty };
            out.push(text.en.clone().into());
            out.push(text.zh.clone().into());
            if !field.key_columns().is_empty() {
                out.extend(Lang::ALL.map(|lang| Value::Bytes(sort_key(text.show(lang), lang))));
            }
        }
        (Shape::Money, Datum::Money(money)) => {
            out.push(money.minor.into());
            out.push(money.currency.code().into());
        }
        (Shape::Money, _) => out.extend([Value::Null, Value::Null]),
        (_, datum) => {
            out.push(match datum {
                Datum::Line(s) => s.into(),
                Datum::Int(n) => (*n).into(),
                Datum::Flag(b) => (*b).into(),
                Datum::Date(d) => (*d).into(),
                Datum::Link(id) => (*id).into(),
                Datum::Words(words) => Value::Text(format!("|{}|", words.join("|"))),
                _ => Value::Null,
            });
            if !field.key_columns().is_empty() {
                let line = if let Datum::Line(line) = datum { line } else { "" };
                out.extend(Lang::ALL.map(|lang| Value::Bytes(sort_key(line, lang))));
            }
        }
    }
}

/// Takes a value out of the row's columns beginning at `at` (without sort keys); moves `at` on.
pub(crate) fn from_columns(field: &Field, row: &mut Row, at: &mut usize) -> Result<Datum> {
    let first = *at;
    *at += match field.shape {
        Shape::Bilingual | Shape::BilingualProse | Shape::Money => 2,
        _ => 1,
    };
    if !matches!(field.shape, Shape::Bilingual | Shape::BilingualProse) && row.value(first).is_null() {
        return Ok(field.shape.nothing());
    }
    Ok(match field.shape {
        Shape::Bilingual | Shape::BilingualProse => {
            let text = Text { en: row.take(first)?, zh: row.take(first + 1)? };
            if text.is_empty() { Datum::Empty } else { Datum::Text(text) }
        }
        Shape::Money => {
            let code: String = row.take(first + 1)?;
            money(row.take(first)?, &code).map_or(Datum::Empty, Datum::Money)
        }
        Shape::Int => Datum::Int(row.take(first)?),
        Shape::Flag => Datum::Flag(row.take(first)?),
        Shape::Date => Datum::Date(row.take(first)?),
        Shape::Link(_) => Datum::Link(row.take(first)?),
        Shape::Choices(_, _) => {
            let words: String = row.take(first)?;
            Datum::Words(words.trim_matches('|').split('|').map(str::to_owned).collect())
        }
        _ => Datum::Line(row.take(first)?),
    })
}

/// The JSON of one value.
pub(crate) fn json_of(datum: &Datum) -> Json {
    match datum {
        Datum::Empty => Json::Null,
        Datum::Line(s) => json!(s),
        Datum::Text(t) => {
            let mut both = Map::new();
            for lang in Lang::ALL {
                if let Some(text) = t.get(lang) {
                    both.insert(lang.code().into(), json!(text));
                }
            }
            Json::Object(both)
        }
        Datum::Int(n) => json!(n),
        Datum::Flag(b) => json!(b),
        Datum::Date(d) => json!(d.to_string()),
        Datum::Money(m) => json!({ "amount": m.decimal(), "currency": m.currency.code() }),
        Datum::Link(id) => json!(id.to_string()),
        Datum::Words(words) => json!(words),
    }
}

/// The record as the API shows it; only fields that `may` allows.
#[must_use]
pub fn to_json(kind: &Kind, record: &Record, may: &dyn Fn(&Field) -> bool) -> Json {
    let meta = &record.meta;
    let mut out = Map::new();
    out.insert("id".into(), json!(meta.id.to_string()));
    out.insert("version".into(), json!(meta.version));
    out.insert("reference".into(), json!(meta.reference));
    if kind.states.is_some() {
        out.insert("state".into(), json!(meta.state));
        out.insert("state_since".into(), json!(meta.state_since.to_string()));
    }
    out.insert("class".into(), json!(meta.class));
    out.insert("fictional".into(), json!(meta.fictional));
    for (field, datum) in kind.fields.iter().zip(&record.values).filter(|(f, _)| may(f)) {
        out.insert(field.name.into(), json_of(datum));
    }
    for (part, rows) in kind.children.iter().zip(&record.children) {
        let rows = rows.iter().map(|row| row_json(part, row, may)).collect();
        out.insert(part.name.into(), Json::Array(rows));
    }
    Json::Object(out)
}

/// The record as an actor reads it as JSON: fields of open groups; outsiders see neither the reference number nor the
/// class, and the public word of the state.
#[must_use]
pub fn json_for(actor: &Actor, kind: &Kind, record: &Record, open: &[&str]) -> Json {
    let mut json = to_json(kind, record, &|field| open.contains(&field.group));
    if actor.audience < Audience::Internal
        && let Some(members) = json.as_object_mut()
    {
        members.remove("reference");
        members.remove("class");
        if let Some(state) = kind.states.and_then(|s| s.state(&record.meta.state)) {
            members.insert("state".into(), json!(state.public));
        }
    }
    json
}

pub(crate) fn row_json(part: &Children, row: &[Datum], may: &dyn Fn(&Field) -> bool) -> Json {
    let shown = part.fields.iter().zip(row).filter(|(f, _)| may(f));
    Json::Object(shown.map(|(field, datum)| (field.name.to_owned(), json_of(datum))).collect())
}

/// Understands one JSON value for a field; the error is a message key.
pub fn from_json(field: &Field, json: &Json) -> std::result::Result<Datum, &'static str> {
    if json.is_null() {
        return Ok(field.shape.nothing());
    }
    let text = json.as_str();
    match field.shape {
        Shape::Bilingual | Shape::BilingualProse => {
            let object = json.as_object().ok_or("json-text")?;
            if object.keys().any(|key| key != "en" && key != "zh") {
                return Err("json-text");
            }
            let part = |key: &str| match object.get(key) {
                None | Some(Json::Null) => Ok(""),
                Some(value) => value.as_str().ok_or("json-text"),
            };
            let text = Text::new(part("en")?, part("zh")?);
            Ok(if text.is_empty() { Datum::Empty } else { Datum::Text(text) })
        }
        Shape::Int => json.as_i64().map(Datum::Int).ok_or("number"),
        Shape::Flag => json.as_bool().map(Datum::Flag).ok_or("json-flag"),
        Shape::Date => text.and_then(|t| t.parse().ok()).map(Datum::Date).ok_or("date"),
        Shape::Link(_) => text.and_then(Id::parse).map(Datum::Link).ok_or("link-unknown"),
        Shape::Money => {
            let amount = json.get("amount").and_then(Json::as_str).ok_or("money-format")?;
            let code = json.get("currency").and_then(Json::as_str).ok_or("currency")?;
            let currency = Currency::parse(code).ok_or("currency")?;
            let parsed = Money::parse(amount, currency);
            parsed.map(Datum::Money).map_err(|p| p.fields.first().map_or("money-format", |f| f.code))
        }
        Shape::Choices(_, _) => {
            let words = json.as_array().ok_or("json-list")?;
            let words: Option<Vec<String>> = words.iter().map(|w| w.as_str().map(str::to_owned)).collect();
            let words = words.ok_or("json-list")?;
            Ok(if words.is_empty() { Datum::Empty } else { Datum::Words(words) })
        }
        _ => match text {
            Some("") => Ok(Datum::Empty),
            Some(line) => Ok(Datum::Line(line.to_owned())),
            None => Err("json-line"),
        },
    }
}

/// Understands the JSON list of a part; the error names the row, the field and the message key.
pub fn rows_from_json(
    part: &Children,
    json: &Json,
) -> std::result::Result<Vec<Vec<Datum>>, (String, &'static str)> {
    let wrong = |code| (part.name.to_owned(), code);
    let mut rows = Vec::new();
    for (number, row) in json.as_array().ok_or_else(|| wrong("json-list"))?.iter().enumerate() {
        let row = row.as_object().ok_or_else(|| wrong("json-list"))?;
        let at = |name: &str| format!("{}.{number}.{name}", part.name);
        if let Some(unknown) = row.keys().find(|key| !part.fields.iter().any(|f| f.name == key.as_str())) {
            return Err((at(unknown), "unknown-field"));
        }
        let read = |field: &Field| {
            let json = row.get(field.name).unwrap_or(&Json::Null);
            from_json(field, json).map_err(|code| (at(field.name), code))
        };
        rows.push(part.fields.iter().map(read).collect::<std::result::Result<Vec<_>, _>>()?);
    }
    Ok(rows)
}
