//! A tile's measure, dimensions and slices, all open to the reader.

use std::collections::BTreeMap;

use entente_charts::Mark;
use entente_kernel::{Result, Text};
use entente_measures::{Asked, Dimension, Figure, Key, Measure, Slice, TileSpec, address};
use entente_record::open_groups;

use super::labels;
use super::period::Period;
use crate::cx::Cx;
use crate::locale::T;

/// What a tile draws.
pub(super) struct Exhibit {
    pub(super) t: T,
    pub(super) measure: Measure,
    pub(super) by: Vec<Dimension>,
    pub(super) slices: Vec<Slice>,
    pub(super) period: Period,
    pub(super) names: BTreeMap<String, Text>,
}

impl Exhibit {
    /// Nothing when a part of it is not open to the reader.
    pub(super) fn of(cx: &mut Cx<'_>, spec: &TileSpec, period: Period) -> Result<Option<Self>> {
        let Some(measure) = cx.web.measures().iter().find(|m| m.name == spec.measure).copied() else {
            return Ok(None);
        };
        let open = open_groups(cx.reads, &cx.actor, measure.kind, None)?;
        let parts = (spec.dimensions(&measure, &open), spec.narrowed(&measure, &open));
        let (true, (Some(by), Some(slices))) = (measure.is_open(&cx.actor, &open), parts) else {
            return Ok(None);
        };
        Ok(Some(Self { t: cx.t.clone(), measure, by, slices, period, names: BTreeMap::new() }))
    }

    pub(super) fn asked(&self) -> Asked {
        Asked { by: self.by.clone(), slices: self.slices.clone(), at: self.period.at }
    }

    /// What it is called: the measure, then what it is narrowed to.
    pub(super) fn heading(&self) -> String {
        let mut heading = labels::measure(&self.t, &self.measure);
        for slice in &self.slices {
            heading += " · ";
            heading += &labels::key(&self.t, &self.measure, &slice.dimension, &slice.key, &self.names);
        }
        heading
    }

    /// By what it is told apart, in words.
    pub(super) fn told_apart(&self) -> String {
        let names: Vec<String> =
            self.by.iter().map(|d| labels::dimension(&self.t, &self.measure, d)).collect();
        names.join(" × ")
    }

    /// The word for a value of dimension number `at`.
    pub(super) fn key(&self, at: usize, key: &Key) -> String {
        self.by.get(at).map_or_else(String::new, |dimension| {
            labels::key(&self.t, &self.measure, dimension, key, &self.names)
        })
    }

    /// A figure as a mark that leads to its rows.
    pub(super) fn mark(&self, label: String, figure: &Figure) -> Mark {
        self.mark_at(label, figure, self.period)
    }

    /// The same at another point in time.
    pub(super) fn mark_at(&self, label: String, figure: &Figure, period: Period) -> Mark {
        let unit = self.measure.unit();
        let (shown, said) = labels::number(&self.t, unit, figure);
        let own = self.by.iter().zip(&figure.keys).map(|(d, key)| Slice { dimension: *d, key: key.clone() });
        let slices: Vec<Slice> = self.slices.iter().cloned().chain(own).collect();
        let rows = address(&self.measure, &slices, figure.currency.as_deref(), &period.at);
        Mark { label, amount: labels::size(unit, figure), shown, said, href: (!figure.few).then_some(rows) }
    }

    /// The page of the measure with all of its values.
    pub(super) fn whole(&self) -> String {
        let by = self.by.first().map(Dimension::name).unwrap_or_default();
        let mut href = format!("/measures/{}?by={by}", self.measure.name);
        if let Some((day, known)) = self.period.at.said {
            href += &format!("&as_of={day}");
            href += &known.map(|known| format!("&known={known}")).unwrap_or_default();
        }
        href
    }
}
