//! The tiles of an own dashboard: one more, another place, another width, none.

use entente_access::Actor;
use entente_kernel::{Id, Problem, Result};
use entente_record::Choice;
use entente_store::{Cell, Reads, Tx};

use super::acts::touched;
use super::queries::{own, tiles_of};
use crate::{Tile, TileSpec};

/// Most tiles of a dashboard: each is a question to the database.
const MOST: usize = 40;

/// Where a tile goes, or how wide it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// One place to the front.
    Up,
    /// One place to the back.
    Down,
    /// As wide as the page.
    Wide,
    /// As wide as the others.
    Narrow,
}

/// Appends a tile. Errors: 409 when there are too many.
pub fn add_tile(tx: &mut Tx<'_>, actor: &Actor, id: Id, spec: &TileSpec) -> Result<Id> {
    own(tx, actor, id)?;
    if tiles_of(tx, id)?.len() >= MOST {
        return Err(Problem::conflict("too-many-tiles").with("max", MOST));
    }
    let tile = insert(tx, id, spec)?;
    touched(tx, id, "add tile", &[cell(None, Some(spec.measure.clone()))])?;
    Ok(tile)
}

/// Moves a tile or changes its width.
pub fn move_tile(tx: &mut Tx<'_>, actor: &Actor, id: Id, tile: Id, how: Move) -> Result<()> {
    own(tx, actor, id)?;
    let mut order: Vec<Tile> = tiles_of(tx, id)?;
    let at = order.iter().position(|t| t.id == tile).ok_or_else(Problem::not_found)?;
    match how {
        Move::Up if at > 0 => order.swap(at, at - 1),
        Move::Down if at + 1 < order.len() => order.swap(at, at + 1),
        Move::Up | Move::Down => return Ok(()),
        Move::Wide | Move::Narrow => {
            let sql = "UPDATE dashboard_tile SET wide = $1 WHERE id = $2";
            tx.execute(sql, &[(how == Move::Wide).into(), tile.into()])?;
        }
    }
    for (position, tile) in order.iter().enumerate() {
        let sql = "UPDATE dashboard_tile SET position = $1 WHERE id = $2";
        tx.execute(sql, &[position.into(), tile.id.into()])?;
    }
    touched(tx, id, "move tile", &[cell(None, Some(tile.to_string()))])
}

/// Takes a tile away; [`restore_tile`] brings it back to its place.
pub fn remove_tile(tx: &mut Tx<'_>, actor: &Actor, id: Id, tile: Id) -> Result<()> {
    let now = tx.now();
    mark_removed(tx, actor, (id, tile), now.into(), "remove tile")
}

/// Brings a removed tile back.
pub fn restore_tile(tx: &mut Tx<'_>, actor: &Actor, id: Id, tile: Id) -> Result<()> {
    mark_removed(tx, actor, (id, tile), entente_store::Value::Null, "restore tile")
}

fn mark_removed(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (id, tile): (Id, Id),
    at: entente_store::Value,
    act: &str,
) -> Result<()> {
    own(tx, actor, id)?;
    let sql = "UPDATE dashboard_tile SET removed_at = $1 WHERE id = $2 AND dashboard = $3";
    if tx.execute(sql, &[at, tile.into(), id.into()])? == 0 {
        return Err(Problem::not_found());
    }
    touched(tx, id, act, &[cell(None, Some(tile.to_string()))])
}

/// Writes a tile behind the others.
pub(super) fn insert(tx: &mut Tx<'_>, dashboard: Id, spec: &TileSpec) -> Result<Id> {
    let sql =
        "SELECT CAST(coalesce(max(position), -1) + 1 AS BIGINT) FROM dashboard_tile WHERE dashboard = $1";
    let position = tx.count(sql, &[dashboard.into()])?;
    let slices: Vec<String> =
        spec.slices.iter().map(|(name, key)| format!("{name}:{}", key.as_deref().unwrap_or(""))).collect();
    let tile = tx.new_id();
    tx.execute(
        "INSERT INTO dashboard_tile (id, dashboard, position, measure, chart, dimensions, slices, wide)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            tile.into(),
            dashboard.into(),
            position.into(),
            spec.measure.clone().into(),
            spec.chart.word().into(),
            spec.by.join("\n").into(),
            slices.join("\n").into(),
            spec.wide.into(),
        ],
    )?;
    Ok(tile)
}

fn cell(old: Option<String>, new: Option<String>) -> Cell {
    Cell { field: "tile".into(), old, new }
}
