//! Length norms in single precision, for the first pass. It asks for them all over a window of documents, so they come
//! from a narrow column of its own that stays in the nearest caches.

use crate::frozen::View;
use crate::index::shard::{Shard, index};

/// The norms of a shard's documents for one view.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Norm<'i> {
    view: &'i View,
    shard: &'i Shard,
    column: &'i [u16],
    base: f32,
    slope: f32,
}

impl<'i> Norm<'i> {
    pub(crate) fn new(view: &'i View, shard: &'i Shard) -> Self {
        let (base, slope) = view.norm_line();
        let column = shard.doubled(view.language);
        Self { view, shard, column, base: single(base), slope: single(slope) }
    }

    #[inline]
    pub(crate) fn of(&self, slot: u32) -> f32 {
        let narrow = self.column.get(index(slot)).copied().unwrap_or_default();
        let doubled = if narrow == u16::MAX { self.long(slot) } else { u32::from(narrow) };
        self.base + self.slope * count(doubled)
    }

    /// A length that the column cannot hold.
    #[cold]
    fn long(&self, slot: u32) -> u32 {
        self.shard.lengths.get(index(slot)).map_or(0, |lengths| self.view.doubled(*lengths))
    }
}

#[inline]
#[expect(clippy::as_conversions, reason = "rough scores are single precision; SLACK covers the rounding")]
pub(crate) fn single(number: f64) -> f32 {
    number as f32
}

#[inline]
#[expect(clippy::as_conversions, reason = "rough scores are single precision; SLACK covers the rounding")]
pub(crate) fn count(number: u32) -> f32 {
    number as f32
}
