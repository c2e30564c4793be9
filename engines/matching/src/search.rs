//! The search behind a ranking: bounds from the first pass, exact scores for the few near the top.

use std::cmp::Ordering;

use crate::board::{Board, Rough, SLACK};
use crate::candidates::{Scope, Target, best_first};
use crate::floor::Floor;
use crate::frozen::{Counts, Frozen};
use crate::index::Index;
use crate::index::shard::{NO_OWNER, Shard, index};
use crate::score::{MISSING_PIECE, PIECES, owner_score};

/// One need, one scope.
pub(crate) struct Search<'a> {
    pub(crate) of: &'a Index,
    pub(crate) frozen: &'a Frozen,
    pub(crate) scope: Scope<'a>,
}

/// An owner whose exact score is between these, give or take [`SLACK`].
struct Bounded {
    low: f64,
    high: f64,
    owner: u128,
}

/// Bounds of an owner's closest pieces, falling.
#[derive(Clone, Copy, Default)]
struct Closest {
    low: [f32; PIECES],
    high: [f32; PIECES],
}

/// The best of those scored exactly so far.
struct Best {
    floor: Floor,
    found: Vec<(f64, u128)>,
    /// Scores up to this are none.
    nothing: f64,
}

impl Best {
    fn new(wanted: usize, nothing: f64) -> Self {
        Self { floor: Floor::new(wanted), found: Vec::new(), nothing }
    }

    fn push(&mut self, score: f64, id: u128) {
        if score > self.nothing && score >= self.floor.value() {
            self.floor.push(score);
            self.found.push((score, id));
        }
    }

    fn sorted(mut self, wanted: usize) -> Vec<(f64, u128)> {
        self.found.sort_by(best_first);
        self.found.truncate(wanted);
        self.found
    }
}

impl<'a> Search<'a> {
    /// The best, exactly scored; ties by id.
    pub(crate) fn best(&self, wanted: usize) -> Vec<(f64, u128)> {
        match self.scope.target {
            Target::Documents => self.best_documents(wanted),
            Target::Owners => self.best_owners(wanted),
        }
    }

    /// How many candidates that are not barred come before this score and id, and how many there are in all.
    pub(crate) fn standing(&self, own: (f64, u128), bar: impl Fn(u128) -> Option<u16>) -> (usize, usize) {
        let (mut before, mut total) = (0, 0);
        let mut seen = |low: f64, high: f64, id: u128, exact: &mut dyn FnMut() -> f64| {
            let surely_listed = low > self.scope.floor() + SLACK;
            if surely_listed && high + SLACK < own.0 {
                total += 1;
                return;
            }
            let score = if surely_listed && low - SLACK > own.0 { low } else { exact() };
            if score > self.scope.floor() {
                total += 1;
                let earlier = best_first(&(score, id), &own) == Ordering::Less;
                before += usize::from(earlier && bar(id).is_none());
            }
        };
        let mut counts = Counts::default();
        match self.scope.target {
            Target::Documents => self.each_window(|board| {
                for rough in board.rough() {
                    let mut exact = || self.document(board, rough.slot, &mut counts);
                    seen(
                        f64::from(rough.low),
                        f64::from(rough.high),
                        id(board.shard, rough.slot),
                        &mut exact,
                    );
                }
            }),
            Target::Owners => {
                for Bounded { low, high, owner } in self.owners() {
                    seen(low, high, owner, &mut || self.of.score(self.frozen, self.scope, owner));
                }
            }
        }
        (before, total)
    }

    fn boards(&self) -> impl Iterator<Item = Board<'a>> {
        self.of.visible(self.frozen.audience).map(|(class, shard)| Board::new(class, shard, self.frozen))
    }

    fn counts(&self, shard: &Shard, slot: u32) -> bool {
        shard.live(slot) && shard.kinds.get(index(slot)).is_some_and(|kind| self.scope.counts(*kind))
    }

    /// Every window of every shard, with all documents that hold a word of the need.
    fn each_window(&self, mut visit: impl FnMut(&Board<'a>)) {
        for mut board in self.boards() {
            let shard = board.shard;
            while board.advance(-1.0, |slot| self.counts(shard, slot)) {
                visit(&board);
            }
        }
    }

    fn document(&self, board: &Board<'_>, slot: u32, counts: &mut Counts) -> f64 {
        self.of.document_score((board.class, slot), self.frozen, counts)
    }

    fn best_documents(&self, wanted: usize) -> Vec<(f64, u128)> {
        let mut best = Best::new(wanted, self.scope.floor());
        let mut counts = Counts::default();
        for mut board in self.boards() {
            let shard = board.shard;
            while board.advance(best.floor.value(), |slot| self.counts(shard, slot)) {
                for rough in promising(&board, wanted) {
                    if f64::from(rough.high) + SLACK < best.floor.value() {
                        break;
                    }
                    best.push(self.document(&board, rough.slot, &mut counts), id(shard, rough.slot));
                }
            }
        }
        best.sorted(wanted)
    }

    fn best_owners(&self, wanted: usize) -> Vec<(f64, u128)> {
        let mut near = self.owners();
        let mut lows = Floor::new(wanted);
        for bounded in near.iter().filter(|bounded| bounded.low > MISSING_PIECE) {
            lows.push(bounded.low);
        }
        let least = lows.value() - 2.0 * SLACK;
        near.retain(|bounded| bounded.high >= least);
        near.sort_by(|a, b| b.high.total_cmp(&a.high));
        let mut best = Best::new(wanted, self.scope.floor());
        for bounded in near {
            if bounded.high + SLACK < best.floor.value() {
                break;
            }
            best.push(self.of.score(self.frozen, self.scope, bounded.owner), bounded.owner);
        }
        best.sorted(wanted)
    }

    /// All owners of a document that holds a word of the need.
    fn owners(&self) -> Vec<Bounded> {
        let mut closest = vec![Closest::default(); self.of.owner_count()];
        self.each_window(|board| {
            for rough in board.rough() {
                let owner = board.shard.owners.get(index(rough.slot)).copied().unwrap_or(NO_OWNER);
                if let Some(closest) = closest.get_mut(index(owner)) {
                    insert(&mut closest.low, rough.low);
                    insert(&mut closest.high, rough.high);
                }
            }
        });
        let touched = (0_u32..).zip(closest).filter(|(_, closest)| closest.high[0] > 0.0);
        touched
            .filter_map(|(number, closest)| {
                let score = |pieces: [f32; PIECES]| owner_score(&pieces.map(f64::from));
                let owner = self.of.owner_id(number)?;
                Some(Bounded { low: score(closest.low), high: score(closest.high), owner })
            })
            .collect()
    }
}

fn id(shard: &Shard, slot: u32) -> u128 {
    shard.ids.get(index(slot)).copied().unwrap_or_default()
}

/// The documents of a window that can be among the wanted of this window alone, highest bound first.
fn promising(board: &Board<'_>, wanted: usize) -> Vec<Rough> {
    let mut near: Vec<Rough> = board.rough().collect();
    let mut lows = Floor::new(wanted);
    for rough in &near {
        lows.push(f64::from(rough.low));
    }
    let least = lows.value() - 2.0 * SLACK;
    near.retain(|rough| f64::from(rough.high) >= least);
    near.sort_by(|a, b| b.high.total_cmp(&a.high));
    near
}

/// Puts a score among five that fall.
fn insert(five: &mut [f32; PIECES], mut moving: f32) {
    for place in five {
        if moving > *place {
            std::mem::swap(place, &mut moving);
        }
    }
}
