//! Charts as SVG, drawn on the server from plain marks: pure functions, no script, no style attribute.
//!
//! Places across are percentages and places down are pixels, so that text keeps its size at any width; only the map
//! scales as a whole. Colours come from classes (`c-…`) that the style sheet fills by theme. A mark is a link to the rows
//! behind it, and [`table`] says the same in words. Land outline: Natural Earth 1:110m (public domain) as packed by
//! npm `world-atlas` 2.0.2 (ISC), simplified to whole tenths of a degree; land alone, no borders.

mod bars;
mod lines;
mod map;
mod matrix;
mod number;
mod parts;
mod provinces;
mod table;
mod tile;

pub use bars::{bars, stacked};
pub use lines::{Series, lines};
pub use map::{Point, map};
pub use matrix::matrix;
pub use number::{compact, exact};
pub use parts::{Frame, Mark};
pub use provinces::{PROVINCES, Province, provinces};
pub use table::{Cell, table};
pub use tile::{Change, tile};
