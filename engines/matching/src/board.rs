//! First pass over the postings of a shard, one window of its documents after the other: rough scores in single
//! precision and without the adjacent pairs, from which come a lower and an upper bound of each exact score. Given the
//! score that a document needs, groups are read from the heaviest on; as soon as the groups left cannot carry a
//! document to it by themselves, only documents met before are followed, and when few of those are left the rest of
//! the lists is not read at all.

use crate::frozen::{Frozen, View};
use crate::index::Audience;
use crate::index::shard::{Shard, index};
use crate::norm::{Norm, count, single};
use crate::plan::{Lists, Plan, Step};

/// Rounding of single precision, generously, in units of score.
pub(crate) const SLACK: f64 = 1e-4;
/// Documents in a window: its scores stay in the nearest caches.
const WINDOW: u32 = 1 << 14;
/// Postings that are read in the time of one exact score, roughly.
const EXACT: usize = 150;

/// Rough score of one document for one view; bit g % 32 of `groups` is set when group g matched.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    score: f32,
    groups: u32,
}

/// A live document of the scope whose exact score is between these, give or take [`SLACK`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rough {
    pub(crate) slot: u32,
    pub(crate) low: f32,
    pub(crate) high: f32,
}

/// A walk through the windows of one shard.
#[derive(Debug)]
pub(crate) struct Board<'i> {
    pub(crate) class: Audience,
    pub(crate) shard: &'i Shard,
    sheets: Vec<Sheet<'i>>,
    from: u32,
    to: u32,
}

/// One view's scores in a window; positions are slots less the window's first.
#[derive(Debug)]
struct Sheet<'i> {
    shard: &'i Shard,
    norm: Norm<'i>,
    plan: Plan<'i>,
    /// Groups that the cells know of.
    read: usize,
    cells: Vec<Cell>,
    /// Positions of the cells that are not empty.
    touched: Vec<u32>,
    synonyms: Synonyms,
}

/// Adds up the frequencies of synonyms before they saturate.
#[derive(Debug, Default)]
struct Synonyms {
    frequencies: Vec<f32>,
    touched: Vec<u32>,
}

impl<'i> Board<'i> {
    pub(crate) fn new(class: Audience, shard: &'i Shard, frozen: &'i Frozen) -> Self {
        let sheets = frozen.views.iter().map(|view| Sheet::new(view, frozen, shard));
        Self { class, shard, sheets: sheets.collect(), from: 0, to: 0 }
    }

    /// Fills the next window with the documents that `counts` lets through and that may attain the floor; false after
    /// the last one.
    pub(crate) fn advance(&mut self, floor: f64, counts: impl Fn(u32) -> bool) -> bool {
        let slots = u32::try_from(self.shard.slots()).unwrap_or(u32::MAX);
        self.from = self.to;
        self.to = slots.min(self.from.saturating_add(WINDOW));
        for sheet in &mut self.sheets {
            sheet.fill((self.from, self.to), single(floor - SLACK), &counts);
        }
        self.from < slots
    }

    /// The documents of the window, in no particular order.
    pub(crate) fn rough(&self) -> impl Iterator<Item = Rough> {
        self.sheets.iter().enumerate().flat_map(move |(at, sheet)| {
            let (earlier, rest) = self.sheets.split_at(at);
            let first = move |place: &&u32| earlier.iter().all(|sheet| sheet.cell(**place).groups == 0);
            sheet.touched.iter().filter(first).map(move |place| {
                let cells = rest.iter().map(|sheet| (sheet, sheet.cell(*place)));
                cells.fold(Rough { slot: self.from + place, low: 0.0, high: 0.0 }, |rough, (sheet, cell)| {
                    let high =
                        if cell.groups == 0 { 0.0 } else { cell.score + sheet.step().most(cell.groups) };
                    Rough { low: rough.low.max(cell.score), high: rough.high.max(high), ..rough }
                })
            })
        })
    }
}

impl<'i> Sheet<'i> {
    fn new(view: &'i View, frozen: &Frozen, shard: &'i Shard) -> Self {
        let plan = Plan::new(view, frozen, shard);
        let places = if plan.groups.is_empty() { 0 } else { shard.slots().min(index(WINDOW)) };
        let frequencies = if plan.groups.iter().any(|group| group.ways.len() > 1) { places } else { 0 };
        Self {
            shard,
            norm: Norm::new(view, shard),
            plan,
            read: 0,
            cells: vec![Cell::default(); places],
            touched: Vec::new(),
            synonyms: Synonyms { frequencies: vec![0.0; frequencies], touched: Vec::new() },
        }
    }

    fn fill(&mut self, (from, to): (u32, u32), floor: f32, counts: &impl Fn(u32) -> bool) {
        for place in self.touched.drain(..) {
            if let Some(cell) = self.cells.get_mut(index(place)) {
                *cell = Cell::default();
            }
        }
        let windows = self.shard.slots().div_ceil(index(WINDOW)).max(1);
        self.read = 0;
        while self.read < self.plan.groups.len() {
            let newcomers = self.step().rest >= floor;
            if !newcomers {
                self.keep(from, floor, counts);
                if self.touched.len() * EXACT <= self.plan.postings(self.read) / windows {
                    return;
                }
            }
            self.add((from, to), newcomers);
            self.read += 1;
        }
        self.keep(from, floor, counts);
    }

    fn step(&self) -> &Step {
        const NOTHING: &Step = &Step::NOTHING;
        self.plan.steps.get(self.read).unwrap_or(NOTHING)
    }

    /// Drops documents out of scope and those that cannot attain the floor any more.
    fn keep(&mut self, from: u32, floor: f32, counts: &impl Fn(u32) -> bool) {
        let Self { plan, read, cells, touched, .. } = self;
        let Some(step) = plan.steps.get(*read) else { return };
        touched.retain(|place| {
            let Some(cell) = cells.get_mut(index(*place)) else { return false };
            let kept = step.attains(cell.score, cell.groups, floor) && counts(from + place);
            if !kept {
                *cell = Cell::default();
            }
            kept
        });
    }

    /// Adds the next group's part to the documents that hold it: all of them, or only those met before.
    fn add(&mut self, (from, to): (u32, u32), newcomers: bool) {
        let Self { shard, norm, plan, cells, touched, synonyms, read } = self;
        let Some(Lists { bit, share, ways, .. }) = plan.groups.get_mut(*read) else { return };
        let mut add = |place: u32, frequency: f32| {
            let Some(cell) = cells.get_mut(index(place)) else { return };
            if cell.groups == 0 {
                if !newcomers {
                    return;
                }
                touched.push(place);
            }
            cell.groups |= *bit;
            cell.score += *share * frequency / (frequency + norm.of(from + place));
        };
        if let [only] = ways.as_mut_slice() {
            let probability = only.probability;
            only.each(shard, from, to, |slot, frequency| add(slot - from, probability * count(frequency)));
            return;
        }
        for way in ways {
            let probability = way.probability;
            way.each(shard, from, to, |slot, frequency| {
                synonyms.add(slot - from, probability * count(frequency));
            });
        }
        synonyms.drain(add);
    }

    #[inline]
    fn cell(&self, place: u32) -> Cell {
        self.cells.get(index(place)).copied().unwrap_or_default()
    }
}

impl Synonyms {
    #[inline]
    fn add(&mut self, place: u32, frequency: f32) {
        if let Some(sum) = self.frequencies.get_mut(index(place)) {
            if *sum <= 0.0 {
                self.touched.push(place);
            }
            *sum += frequency;
        }
    }

    fn drain(&mut self, mut add: impl FnMut(u32, f32)) {
        for place in self.touched.drain(..) {
            if let Some(sum) = self.frequencies.get_mut(index(place)) {
                add(place, std::mem::take(sum));
            }
        }
    }
}
