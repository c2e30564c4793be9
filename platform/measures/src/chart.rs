//! Tiles: a measure, what it is told apart by, and how it is drawn.

use entente_kernel::{FieldProblem, Id};
use entente_record::Choice;

use crate::{Dimension, Key, Measure, Slice};

/// How a tile is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum Chart {
    /// One number, with what changed.
    Number,
    /// Bars, in pieces with a second dimension.
    Bars,
    /// Lines over the last twelve months.
    Lines,
    /// Two dimensions, shaded.
    Matrix,
    /// Points on a map.
    Map,
    /// A grid of provinces.
    Provinces,
}

/// What a tile shows, by names: what a room supplies, and what is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TileSpec {
    /// The measure.
    pub measure: String,
    /// How it is drawn.
    pub chart: Chart,
    /// The dimensions.
    pub by: Vec<String>,
    /// What it is narrowed to: dimension and value.
    pub slices: Vec<(String, Key)>,
    /// As wide as the page.
    pub wide: bool,
}

/// A tile of somebody's dashboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// Its id.
    pub id: Id,
    /// What it shows.
    pub spec: TileSpec,
}

/// A tile that a room supplies for the home pages of some roles.
#[derive(Debug, Clone)]
pub struct Standard {
    /// Whose home pages.
    pub roles: &'static [&'static str],
    /// Lower comes first.
    pub order: u8,
    /// The tile.
    pub tile: TileSpec,
}

impl TileSpec {
    /// A tile of a measure.
    #[must_use]
    pub fn new(measure: &str, chart: Chart, by: &[&str]) -> Self {
        let by = by.iter().map(|name| (*name).to_owned()).collect();
        Self { measure: measure.to_owned(), chart, by, slices: Vec::new(), wide: false }
    }

    /// As wide as the page.
    #[must_use]
    pub fn wide(self) -> Self {
        Self { wide: true, ..self }
    }

    /// The dimensions of the tile; `None` when the reader lacks one.
    #[must_use]
    pub fn dimensions(&self, measure: &Measure, open: &[&str]) -> Option<Vec<Dimension>> {
        self.by.iter().map(|name| measure.dimension(open, name)).collect()
    }

    /// The slices of the tile; `None` when the reader lacks a dimension.
    #[must_use]
    pub fn narrowed(&self, measure: &Measure, open: &[&str]) -> Option<Vec<Slice>> {
        let slice = |(name, key): &(String, Key)| {
            Some(Slice { dimension: measure.dimension(open, name)?, key: key.clone() })
        };
        self.slices.iter().map(slice).collect()
    }
}

/// What keeps dimensions from being drawn like that: the wrong fields of the form.
#[must_use]
pub fn unfit(chart: Chart, by: &[Dimension]) -> Vec<FieldProblem> {
    let places = |d: &Dimension| matches!(d, Dimension::Place(..));
    let units = |d: &Dimension| matches!(d, Dimension::Province(..));
    let plain = by.iter().all(|d| !places(d) && !units(d));
    let twice = matches!(by, [one, two] if one.name() == two.name());
    let (right, code) = match chart {
        Chart::Number => (by.is_empty(), "tile-by-none"),
        Chart::Bars => (plain && matches!(by.len(), 1 | 2), "tile-by-one"),
        Chart::Lines => (plain && by.len() <= 1, "tile-by-at-most-one"),
        Chart::Matrix => (plain && by.len() == 2, "tile-by-two"),
        Chart::Map => (by.len() == 1 && by.iter().all(places), "tile-by-place"),
        Chart::Provinces => (by.len() == 1 && by.iter().all(units), "tile-by-province"),
    };
    match (right, twice) {
        (false, _) => vec![FieldProblem::new("by", code)],
        (true, true) => vec![FieldProblem::new("by2", "tile-by-twice")],
        (true, false) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_chart_takes_the_dimensions_that_it_can_draw() {
        let (state, year) = (Dimension::State, Dimension::Year("signed"));
        let (place, unit) = (Dimension::Place("a", "b", "c"), Dimension::Province("a", "b"));
        let code = |chart, by: &[Dimension]| unfit(chart, by).first().map(|wrong| wrong.code);
        for (chart, by) in [
            (Chart::Number, &[][..]),
            (Chart::Bars, &[state]),
            (Chart::Bars, &[state, year]),
            (Chart::Lines, &[]),
            (Chart::Lines, &[state]),
            (Chart::Matrix, &[state, year]),
            (Chart::Map, &[place]),
            (Chart::Provinces, &[unit]),
        ] {
            assert_eq!(code(chart, by), None, "{chart:?}");
        }
        assert_eq!(code(Chart::Number, &[state]), Some("tile-by-none"));
        assert_eq!(code(Chart::Bars, &[]), Some("tile-by-one"));
        assert_eq!(code(Chart::Bars, &[place]), Some("tile-by-one"));
        assert_eq!(code(Chart::Bars, &[state, state]), Some("tile-by-twice"));
        assert_eq!(code(Chart::Matrix, &[state]), Some("tile-by-two"));
        assert_eq!(code(Chart::Map, &[unit]), Some("tile-by-place"));
        assert_eq!(code(Chart::Provinces, &[]), Some("tile-by-province"));
    }
}
