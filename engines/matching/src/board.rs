//! First pass over the postings: a rough score of every document that holds a word of the need, in single precision
//! and without the adjacent pairs, term at a time. From it come a lower and an upper bound of each exact score;
//! only the few documents near the top are then scored exactly from their own terms.

use crate::candidates::Scope;
use crate::frozen::{Choice, Frozen, Matcher, View};
use crate::index::shard::{Shard, index};
use crate::index::{Audience, Index};

/// Rounding of single precision, generously, in units of score.
pub(crate) const SLACK: f64 = 1e-4;

/// Rough score of one document for one view; bit g % 32 of `groups` is set when group g matched.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    score: f32,
    groups: u32,
}

/// The most that a pair adds, and the groups whose words it needs.
#[derive(Clone, Copy, Debug)]
struct PairBound {
    groups: u32,
    share: f64,
}

#[derive(Debug)]
struct Sheet {
    cells: Vec<Cell>,
    touched: Vec<u32>,
    pairs: Vec<PairBound>,
}

/// A live document of the scope that holds a word of the need; its exact score is at least `low`, less [`SLACK`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rough {
    pub(crate) slot: u32,
    pub(crate) low: f32,
}

/// The rough scores of one shard.
#[derive(Debug)]
pub(crate) struct Board<'i> {
    pub(crate) class: Audience,
    pub(crate) shard: &'i Shard,
    /// In no particular order.
    pub(crate) rough: Vec<Rough>,
    sheets: Vec<Sheet>,
}

/// Rough scores of everything in the scope that the need's audience may see.
pub(crate) fn boards<'i>(of: &'i Index, frozen: &Frozen, scope: Scope<'_>) -> Vec<Board<'i>> {
    let fill = |(class, shard)| {
        let sheets: Vec<Sheet> = frozen.views.iter().map(|view| Sheet::fill(view, frozen, shard)).collect();
        Board { class, shard, rough: merge(&sheets, shard, scope), sheets }
    };
    of.visible(frozen.audience).map(fill).collect()
}

fn merge(sheets: &[Sheet], shard: &Shard, scope: Scope<'_>) -> Vec<Rough> {
    let mut rough = Vec::with_capacity(sheets.iter().map(|sheet| sheet.touched.len()).sum());
    for (at, sheet) in sheets.iter().enumerate() {
        let (earlier, rest) = sheets.split_at(at);
        for slot in &sheet.touched {
            let counts = shard.kinds.get(index(*slot)).is_some_and(|kind| scope.counts(*kind));
            let seen = earlier.iter().any(|sheet| sheet.cell(*slot).groups != 0);
            if counts && !seen && shard.forward(*slot).is_some() {
                let low = rest.iter().map(|sheet| sheet.cell(*slot).score).fold(0.0, f32::max);
                rough.push(Rough { slot: *slot, low });
            }
        }
    }
    rough
}

impl Board<'_> {
    /// The exact score is at most this, plus [`SLACK`].
    pub(crate) fn high(&self, slot: u32) -> f64 {
        self.sheets.iter().map(|sheet| sheet.high(slot)).fold(0.0, f64::max)
    }

    /// What all pairs together can add at most.
    pub(crate) fn pairs(&self) -> f64 {
        let sums = self.sheets.iter().map(|sheet| sheet.pairs.iter().map(|pair| pair.share).sum::<f64>());
        sums.fold(0.0, f64::max)
    }
}

impl Sheet {
    fn fill(view: &View, frozen: &Frozen, shard: &Shard) -> Self {
        let mut sheet =
            Self { cells: vec![Cell::default(); shard.slots()], touched: Vec::new(), pairs: Vec::new() };
        let mut synonyms = Synonyms::default();
        for (at, group) in view.groups.iter().enumerate() {
            let share = group.explained.share;
            match &group.matcher {
                Matcher::Adjacent(pair) => sheet.pairs.push(PairBound::new(view, frozen, *pair, share)),
                Matcher::Any(choices) => {
                    let mut add = |slot, frequency: f32| {
                        let norm =
                            single(view.norm(shard.lengths.get(index(slot)).copied().unwrap_or_default()));
                        sheet.add(slot, bit(at), single(share) * frequency / (frequency + norm));
                    };
                    match choices.as_slice() {
                        [only] => visit(only, frozen, shard, &mut add),
                        several => synonyms.visit(several, frozen, shard, &mut add),
                    }
                }
            }
        }
        sheet
    }

    #[inline]
    fn add(&mut self, slot: u32, group: u32, amount: f32) {
        if let Some(cell) = self.cells.get_mut(index(slot)) {
            if cell.groups == 0 {
                self.touched.push(slot);
            }
            cell.groups |= group;
            cell.score += amount;
        }
    }

    #[inline]
    fn cell(&self, slot: u32) -> Cell {
        self.cells.get(index(slot)).copied().unwrap_or_default()
    }

    fn high(&self, slot: u32) -> f64 {
        let cell = self.cell(slot);
        let met = self.pairs.iter().filter(|pair| cell.groups & pair.groups == pair.groups);
        f64::from(cell.score) + met.map(|pair| pair.share).sum::<f64>()
    }
}

impl PairBound {
    fn new(view: &View, frozen: &Frozen, pair: usize, share: f64) -> Self {
        let (first, second) = frozen.pairs.get(pair).copied().unwrap_or_default();
        let single_word = |term: usize| {
            let asks = |matcher: &Matcher| match matcher {
                Matcher::Any(choices) => matches!(choices.as_slice(), [only] if only.terms == [term]),
                Matcher::Adjacent(_) => false,
            };
            view.groups.iter().position(|group| asks(&group.matcher)).map_or(0, bit)
        };
        Self { groups: single_word(first) | single_word(second), share }
    }
}

/// Adds up the frequencies of synonyms before they saturate.
#[derive(Debug, Default)]
struct Synonyms {
    frequencies: Vec<f32>,
    touched: Vec<u32>,
}

impl Synonyms {
    fn visit(&mut self, choices: &[Choice], frozen: &Frozen, shard: &Shard, add: &mut impl FnMut(u32, f32)) {
        self.frequencies.resize(shard.slots(), 0.0);
        for choice in choices {
            visit(choice, frozen, shard, &mut |slot, frequency| {
                if let Some(sum) = self.frequencies.get_mut(index(slot)) {
                    if *sum <= 0.0 {
                        self.touched.push(slot);
                    }
                    *sum += frequency;
                }
            });
        }
        for slot in self.touched.drain(..) {
            if let Some(sum) = self.frequencies.get_mut(index(slot)) {
                add(slot, std::mem::take(sum));
            }
        }
    }
}

/// Documents that hold all terms of an alternative, with the frequency of the rarest times its probability.
fn visit(choice: &Choice, frozen: &Frozen, shard: &Shard, add: &mut impl FnMut(u32, f32)) {
    let numbers = choice.terms.iter().filter_map(|place| frozen.terms.get(*place));
    let Some(mut lists) = numbers.map(|number| shard.postings(*number)).collect::<Option<Vec<_>>>() else {
        return;
    };
    lists.sort_by_key(|list| list.live());
    let Some((rarest, others)) = lists.split_first() else { return };
    let probability = single(choice.probability);
    if others.is_empty() {
        for (slot, frequency) in rarest.iter() {
            add(slot, probability * count(frequency));
        }
        return;
    }
    let mut found: Vec<(u32, u32)> = rarest.iter().collect();
    for other in others {
        let mut walk = other.iter().peekable();
        found.retain_mut(|(slot, frequency)| {
            while walk.next_if(|(other, _)| other < slot).is_some() {}
            let Some((_, other)) = walk.next_if(|(other, _)| other == slot) else { return false };
            *frequency = (*frequency).min(other);
            true
        });
    }
    for (slot, frequency) in found {
        add(slot, probability * count(frequency));
    }
}

fn bit(group: usize) -> u32 {
    1 << (group % 32)
}

#[inline]
#[expect(clippy::as_conversions, reason = "rough scores are single precision; SLACK covers the rounding")]
pub(crate) fn single(number: f64) -> f32 {
    number as f32
}

#[inline]
#[expect(clippy::as_conversions, reason = "rough scores are single precision; SLACK covers the rounding")]
fn count(number: u32) -> f32 {
    number as f32
}
