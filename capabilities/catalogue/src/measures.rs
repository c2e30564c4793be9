//! What this room counts.

use entente_measures::{Chart, Dimension, Measure, Moment, Standard, TileSpec, What};
use entente_record::Filter;

use crate::{Evidence, Expert, Technology};

/// Readiness from which a technology counts as near to use: shown at work in its surroundings.
const NEAR_USE: i64 = 7;

/// Those whose readiness somebody assessed.
fn assessed(_: &Moment) -> Vec<Filter> {
    vec![Filter::Where("{t}.trl IS NOT NULL".into(), Vec::new())]
}

fn near_use(_: &Moment) -> Vec<Filter> {
    vec![Filter::From("trl", NEAR_USE.into())]
}

const TECHNOLOGIES: &[Dimension] = &[Dimension::Field("trl"), Dimension::Field("fields")];

/// The measures.
pub(crate) fn measures() -> Vec<Measure> {
    vec![
        Measure::count(
            "experts",
            Expert::KIND,
            &[Dimension::Field("fields"), Dimension::Field("opted_out"), Dimension::Year("checked")],
        ),
        Measure::count("evidence", Evidence::KIND, &[Dimension::Field("sort"), Dimension::Field("year")]),
        Measure::count("technologies", Technology::KIND, TECHNOLOGIES),
        Measure {
            filters: assessed,
            reads: &["trl"],
            what: What::Share(near_use),
            ..Measure::count("technologies-near-use", Technology::KIND, &[Dimension::Field("fields")])
        },
    ]
}

/// What stands on home pages.
pub(crate) fn standard() -> Vec<Standard> {
    let overview: &[&str] = &["leadership", "auditor"];
    let one = |roles, order, tile| Standard { roles, order, tile };
    vec![
        one(overview, 51, TileSpec::new("experts", Chart::Number, &[])),
        one(overview, 52, TileSpec::new("technologies", Chart::Number, &[])),
        one(overview, 70, TileSpec::new("experts", Chart::Bars, &["fields"])),
        one(overview, 71, TileSpec::new("technologies", Chart::Matrix, &["fields", "trl"])),
    ]
}
