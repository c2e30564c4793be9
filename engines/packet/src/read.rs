//! A packet out of JSON. Nothing beside what a packet has is let pass: the bytes are compared afterwards.

use entente_kernel::Text;
use serde_json::Value as Json;

use crate::canonical::as_whole;
use crate::packet::FORM;
use crate::{Figure, Form, Packet, Row, Rule};

/// The content of a packet; the error names the part that is missing or of another shape.
pub(crate) fn packet(content: &Json) -> Result<Packet, &'static str> {
    if line(content, "form")? != FORM {
        return Err("form");
    }
    Ok(Packet {
        report: line(content, "report")?,
        reference: line(content, "reference")?,
        title: text(content, "title")?,
        institution: text(content, "institution")?,
        audience: line(content, "audience")?,
        as_of: line(content, "as_of")?,
        known_at: line(content, "known_at")?,
        languages: all(content, "languages", |one| one.as_str().map(str::to_owned).ok_or("languages"))?,
        figures: all(content, "figures", figure)?,
        forms: all(content, "forms", form)?,
    })
}

/// A text of an object.
pub(crate) fn line(json: &Json, name: &'static str) -> Result<String, &'static str> {
    json.get(name).and_then(Json::as_str).map(str::to_owned).ok_or(name)
}

fn text(json: &Json, name: &'static str) -> Result<Text, &'static str> {
    let both = json.get(name).ok_or(name)?;
    let side = |lang: &str| match both.get(lang) {
        Some(Json::Null) => Ok(None),
        Some(Json::String(words)) => Ok(Some(words.clone())),
        _ => Err(name),
    };
    Ok(Text { en: side("en")?, zh: side("zh")? })
}

fn all<T>(
    json: &Json,
    name: &'static str,
    read: impl Fn(&Json) -> Result<T, &'static str>,
) -> Result<Vec<T>, &'static str> {
    json.get(name).and_then(Json::as_array).ok_or(name)?.iter().map(read).collect()
}

fn form(json: &Json) -> Result<Form, &'static str> {
    Ok(Form { lang: line(json, "lang")?, media: line(json, "media")?, sha256: line(json, "sha256")? })
}

fn figure(json: &Json) -> Result<Figure, &'static str> {
    let pair = |pair: &Json| match pair.as_array().map(Vec::as_slice) {
        Some([Json::String(name), Json::String(value)]) => Ok((name.clone(), value.clone())),
        _ => Err("query"),
    };
    Ok(Figure {
        measure: line(json, "measure")?,
        name: text(json, "name")?,
        definition: text(json, "definition")?,
        of: text(json, "of")?,
        unit: line(json, "unit")?,
        rule: Rule::parse(&line(json, "rule")?).ok_or("rule")?,
        query: all(json, "query", pair)?,
        value: json.get("value").and_then(as_whole).ok_or("value")?,
        rows: all(json, "rows", row)?,
    })
}

fn row(json: &Json) -> Result<Row, &'static str> {
    Ok(Row {
        id: line(json, "id")?,
        sha256: line(json, "sha256")?,
        amount: json.get("amount").and_then(as_whole).ok_or("amount")?,
    })
}
