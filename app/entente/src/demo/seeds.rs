//! The real organisations and published figures of the demo: only what their texts say, each with its source. None of
//! them is invented, so none is marked so.

use entente_access::Actor;
use entente_kernel::{Date, Problem, Result, Text};
use entente_partners::Organisation;
use entente_record::{Datum, Draft, Kind, create};
use entente_reporting::Claim;
use entente_store::Tx;
use serde_json::Value as Json;

use super::texts::{line, rows};

const ORGANISATIONS: &str = include_str!("../../demo/seeds/organisations.jsonl");
const CLAIMS: &str = include_str!("../../demo/seeds/claims.jsonl");

/// Makes them.
pub(super) fn load(tx: &mut Tx<'_>) -> Result<()> {
    for row in rows([ORGANISATIONS])? {
        organisation(tx, &row)?;
    }
    for row in rows([CLAIMS])? {
        claim(tx, &row)?;
    }
    Ok(())
}

fn both(en: &str, zh: &str) -> Datum {
    let text = Text::new(en, zh);
    if text.is_empty() { Datum::Empty } else { Datum::Text(text) }
}

fn word(text: &str) -> Datum {
    if text.is_empty() { Datum::Empty } else { Datum::Line(text.to_owned()) }
}

fn make(tx: &mut Tx<'_>, kind: &'static Kind, draft: &Draft, row: &Json) -> Result<()> {
    let made = create(tx, &Actor::system(), kind, draft);
    made.map(|_| ()).map_err(|p| p.because(row))
}

fn organisation(tx: &mut Tx<'_>, row: &Json) -> Result<()> {
    let kind = Organisation::KIND;
    let mut draft = Draft { class: "public".into(), ..Draft::new(kind) }
        .with(kind, "name", both(line(row, "en"), line(row, "zh")))
        .with(kind, "sort", word(line(row, "sort")))
        .with(kind, "status", word("active"))
        .with(kind, "domicile", word(line(row, "country")))
        .with(kind, "about", both(line(row, "about"), ""))
        .with(kind, "source", word(line(row, "source")));
    let aliases = row.get("aliases").and_then(Json::as_array).cloned().unwrap_or_default();
    if let Some(names) = draft.children.first_mut() {
        for alias in aliases.iter().filter_map(Json::as_str) {
            names.push(vec![word(alias), Datum::Empty, word("alias"), Datum::Empty, Datum::Empty]);
        }
    }
    make(tx, kind, &draft, row)
}

fn claim(tx: &mut Tx<'_>, row: &Json) -> Result<()> {
    let kind = Claim::KIND;
    let day = line(row, "date").parse::<Date>().map_or(Datum::Empty, Datum::Date);
    let figure = row.get("figure").and_then(Json::as_i64).map_or(Datum::Empty, Datum::Int);
    let mut draft = Draft { class: "public".into(), ..Draft::new(kind) }
        .with(kind, "wording", both(line(row, "wording"), line(row, "wording_zh")))
        .with(kind, "subject", both(line(row, "subject_en"), line(row, "subject_zh")))
        .with(kind, "measure", word(line(row, "measure")))
        .with(kind, "narrowed", word(line(row, "narrowed")))
        .with(kind, "scope", both(line(row, "scope_en"), line(row, "scope_zh")))
        .with(kind, "figure", figure)
        .with(kind, "qualifier", word(line(row, "qualifier")))
        .with(kind, "unit", both(line(row, "unit_en"), line(row, "unit_zh")))
        .with(kind, "said_for", day)
        .with(kind, "evidence", word("unverified"))
        .with(kind, "remark", both(line(row, "note"), ""));
    let sources = row.get("sources").and_then(Json::as_array).cloned().unwrap_or_default();
    let part = draft.children.first_mut().ok_or_else(|| Problem::internal("claims have sources"))?;
    for text in sources.iter().filter_map(Json::as_str) {
        part.push(vec![word(text), Datum::Empty, Datum::Empty]);
    }
    make(tx, kind, &draft, row)
}
