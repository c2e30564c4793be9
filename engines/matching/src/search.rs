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

/// Bounds of an owner's pieces.
#[derive(Clone, Copy, Default)]
struct Closest {
    /// The least that the closest pieces score, falling.
    low: [f32; PIECES],
    /// How much more all pieces together can score.
    more: f32,
}

impl Closest {
    #[inline]
    fn add(&mut self, rough: Rough) {
        // Without a branch: owners come in any order, and a processor that guesses wrong waits for memory each time.
        let mut moving = rough.low;
        for place in &mut self.low {
            (*place, moving) = (place.max(moving), place.min(moving));
        }
        self.more += rough.high - rough.low;
    }

    /// Bounds of the owner's score.
    fn bounds(&self) -> (f64, f64) {
        let low = owner_score(&self.low.map(f64::from));
        (low, low + f64::from(self.more) / 5.0)
    }
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
            Target::Documents => self.each_window(0.0, |board| {
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
                for Bounded { low, high, owner } in self.owners(&self.closest(), 0.0) {
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

    /// Every window of every shard, with all documents that can attain the floor.
    fn each_window(&self, floor: f64, mut visit: impl FnMut(&Board<'a>)) {
        for mut board in self.boards() {
            let shard = board.shard;
            while board.advance(floor, |slot| self.counts(shard, slot)) {
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
        let closest = self.closest();
        let mut lows = Floor::new(wanted);
        for (low, _) in closest.iter().map(Closest::bounds).filter(|(low, _)| *low > MISSING_PIECE) {
            lows.push(low);
        }
        let mut near = self.owners(&closest, lows.value() - 2.0 * SLACK);
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

    /// Owners that can attain a score, [`MISSING_PIECE`] left to those who have nothing closer.
    fn owners(&self, closest: &[Closest], least: f64) -> Vec<Bounded> {
        let least = least.max(MISSING_PIECE - SLACK);
        let bounded = |(number, closest): (u32, &Closest)| {
            let (low, high) = closest.bounds();
            (high >= least && (closest.low[0] > 0.0 || closest.more > 0.0))
                .then(|| Some(Bounded { low, high, owner: self.of.owner_id(number)? }))?
        };
        (0_u32..).zip(closest).filter_map(bounded).collect()
    }

    /// What the pieces of every owner score, by owner's number. Pieces fainter than a missing one count as that, and
    /// need not be met.
    fn closest(&self) -> Vec<Closest> {
        let mut closest = vec![Closest::default(); self.of.owner_count()];
        let (mut near, mut owners) = (Vec::new(), Vec::new());
        self.each_window(MISSING_PIECE - SLACK, |board| {
            // Three short loops rather than one long: each waits for memory at every step, and a processor fetches
            // for as many steps ahead as it can see.
            near.clear();
            near.extend(board.rough());
            owners.clear();
            let owner = |rough: &Rough| board.shard.owners.get(index(rough.slot)).copied();
            owners.extend(near.iter().map(|rough| owner(rough).unwrap_or(NO_OWNER)));
            for (owner, rough) in owners.iter().zip(&near) {
                if let Some(closest) = closest.get_mut(index(*owner)) {
                    closest.add(*rough);
                }
            }
        });
        closest
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
