//! Tiles on a page.

use askama::Template;
use entente_kernel::{Problem, Result};
use entente_measures::TileSpec;

use super::draw::draw;
use super::exhibit::Exhibit;
use super::labels;
use super::period::Period;
use crate::cx::Cx;
use crate::locale::T;

#[derive(Template)]
#[template(path = "tiles.html")]
struct Tiles<'a> {
    t: &'a T,
    tiles: Vec<TileView>,
}

/// A tile as the page shows it.
struct TileView {
    id: String,
    wide: bool,
    heading: String,
    told_apart: String,
    href: String,
    definition: String,
    /// Nothing when the reader may not see a part of it.
    body: Option<String>,
}

/// The tiles, drawn in their order.
pub(super) fn tiles(cx: &mut Cx<'_>, specs: &[TileSpec], period: Period) -> Result<String> {
    let mut tiles = Vec::with_capacity(specs.len());
    for (at, spec) in specs.iter().enumerate() {
        tiles.push(tile(cx, spec, period, format!("tile-{at}"))?);
    }
    Tiles { t: &cx.t, tiles }.render().map_err(Problem::internal)
}

fn tile(cx: &mut Cx<'_>, spec: &TileSpec, period: Period, id: String) -> Result<TileView> {
    let Some(mut exhibit) = Exhibit::of(cx, spec, period)? else {
        let heading = cx.t.m("tile-closed");
        let (told_apart, href, definition) = Default::default();
        return Ok(TileView { id, wide: spec.wide, heading, told_apart, href, definition, body: None });
    };
    let body = draw(cx, &mut exhibit, spec.chart, &id)?;
    Ok(TileView {
        wide: spec.wide,
        heading: exhibit.heading(),
        told_apart: exhibit.told_apart(),
        href: exhibit.whole(),
        definition: labels::definition(&cx.t, &exhibit.measure),
        body: Some(body),
        id,
    })
}
