//! Measures: figures as of any day, each with the rows that add up to it; and the dashboards made of them.
//!
//! A room declares what is counted ([`Measure`]) and by what it can be told apart ([`Dimension`]). [`figures`] computes
//! it at a [`Moment`] with the reader's rights, in one statement; [`address`] names the rows behind a number as an
//! address of the kind's list, and [`narrowed`] turns that address back into the very filters of the number. Figures
//! that outsiders could use to single out records that are not public are held back ([`FEWEST`]).

mod address;
mod chart;
mod compute;
mod counted;
pub mod dashboards;
mod dimension;
mod few;
mod measure;
mod moment;
mod over;

pub use address::{address, narrowed};
pub use chart::{Chart, Standard, Tile, TileSpec, unfit};
pub use compute::{Asked, Figure, Figures, called, figures};
pub use counted::{Counted, behind, counted};
pub use dimension::{Dimension, Key, Slice};
pub use few::FEWEST;
pub use measure::{Measure, Unit, What};
pub use moment::Moment;
pub use over::over;

use entente_store::Migration;

/// The tables of dashboards.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    vec![Migration { name: "measures-0001", sql: include_str!("../migrations/0001_measures.sql") }]
}
