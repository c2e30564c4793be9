//! What this room counts.

use entente_measures::{Chart, Dimension, Measure, Moment, Standard, TileSpec};
use entente_record::Filter;

use crate::{Organisation, Person};

/// By what partners are told apart.
const PARTNERS: &[Dimension] = &[
    Dimension::Field("sort"),
    Dimension::Field("domicile"),
    Dimension::Place("latitude", "longitude", "city"),
    Dimension::Province("region", "domicile"),
];

/// Those that still exist.
fn active(_: &Moment) -> Vec<Filter> {
    vec![Filter::Is("status", "active".into())]
}

/// The measures.
pub(crate) fn measures() -> Vec<Measure> {
    vec![
        Measure {
            filters: active,
            reads: &["status"],
            ..Measure::count("partners", Organisation::KIND, PARTNERS)
        },
        Measure::count(
            "organisations",
            Organisation::KIND,
            &[Dimension::Field("status"), Dimension::Field("sort")],
        ),
        Measure::count("people", Person::KIND, &[Dimension::Field("contact_rule")]),
    ]
}

/// What stands on home pages.
pub(crate) fn standard() -> Vec<Standard> {
    let overview: &[&str] = &["leadership", "auditor"];
    let one = |roles, order, tile| Standard { roles, order, tile };
    vec![
        one(overview, 50, TileSpec::new("partners", Chart::Number, &[])),
        one(overview, 60, TileSpec::new("partners", Chart::Bars, &["sort"])),
        one(overview, 61, TileSpec::new("partners", Chart::Bars, &["domicile"])),
        one(overview, 90, TileSpec::new("partners", Chart::Map, &["place"]).wide()),
    ]
}
