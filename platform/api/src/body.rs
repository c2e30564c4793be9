//! Bodies of changes.

use entente_kernel::{Class, FieldProblem, Problem, Result};
use entente_record::{Draft, Kind, Write, from_json, rows_from_json};
use serde_json::{Map, Value as Json};

/// Reads a JSON object. Errors: 400 `json`; 413 is the server's.
pub(crate) fn object(bytes: &[u8]) -> Result<Map<String, Json>> {
    if bytes.is_empty() {
        return Ok(Map::new());
    }
    let json =
        serde_json::from_slice(bytes).map_err(|e| Problem::new(Class::Malformed, "json").with("where", e))?;
    match json {
        Json::Object(object) => Ok(object),
        _ => Err(Problem::new(Class::Malformed, "json").with("where", "not an object")),
    }
}

/// Overlays a draft with the members of `object`; members outside the kind, of closed groups or set by acts only are
/// refused. Errors: 422 naming each wrong member.
pub(crate) fn overlay(
    draft: &mut Draft,
    kind: &Kind,
    object: &Map<String, Json>,
    open: &[&str],
) -> Result<()> {
    let mut wrong = Vec::new();
    for (name, json) in object {
        let field = kind.fields.iter().zip(draft.values.iter_mut()).find(|(f, _)| f.name == name);
        let part = kind.children.iter().zip(draft.children.iter_mut()).find(|(p, _)| p.name == name);
        let outcome = match (name.as_str(), field, part) {
            ("class", None, _) => {
                json.as_str().map(|class| class.clone_into(&mut draft.class)).ok_or("choice")
            }
            ("effective", None, _) => match json.as_str().and_then(|text| text.parse().ok()) {
                Some(date) => {
                    draft.effective = Some(date);
                    Ok(())
                }
                None => Err("date"),
            },
            ("reason", None, _) => {
                json.as_str().map(|reason| draft.reason = Some(reason.to_owned())).ok_or("json-line")
            }
            (_, Some((field, slot)), _) if !field.fixed && open.contains(&field.group) => {
                from_json(field, json).map(|datum| *slot = datum)
            }
            (_, None, Some((part, slot))) => match rows_from_json(part, json) {
                Ok(rows) => {
                    *slot = rows;
                    Ok(())
                }
                Err((at, code)) => {
                    wrong.push(FieldProblem::new(at, code));
                    Ok(())
                }
            },
            _ => Err("unknown-field"),
        };
        if let Err(code) = outcome {
            wrong.push(FieldProblem::new(name.clone(), code));
        }
    }
    if !["public", "members", "internal", "restricted"].contains(&draft.class.as_str()) {
        wrong.push(FieldProblem::new("class", "choice"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Problem::invalid(wrong)) }
}

/// Reason and effective day of a step. Errors: 422.
pub(crate) fn step(object: &Map<String, Json>, seen: i64) -> Result<Write> {
    let mut write = Write { seen: Some(seen), ..Write::default() };
    for (name, json) in object {
        match (name.as_str(), json.as_str()) {
            ("reason", Some(reason)) => write.reason = Some(reason.to_owned()),
            ("effective", Some(text)) => {
                write.effective = Some(text.parse().map_err(|_| Problem::field("effective", "date"))?);
            }
            _ => return Err(Problem::field(name.clone(), "unknown-field")),
        }
    }
    Ok(write)
}
