//! Ranking of what can answer a need: documents themselves (technologies, patents, calls) or the owners of documents
//! (experts, teams) by their five closest pieces of evidence. Exact, ties by id.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::board::{Board, SLACK, boards, single};
use crate::confidence::{self, Band, Calibration};
use crate::frozen::{Counts, Frozen};
use crate::index::shard::{NO_OWNER, index};
use crate::index::{Index, Place};
use crate::score::{MISSING_PIECE, PIECES, owner_score};

/// What is ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// Documents themselves.
    Documents,
    /// Owners of documents.
    Owners,
}

/// What is ranked, and by documents of which kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope<'a> {
    /// Documents or owners.
    pub target: Target,
    /// Kinds of supply that count; none given means all.
    pub kinds: &'a [u16],
}

/// A candidate with its place on the scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranked {
    /// Document or owner.
    pub id: u128,
    /// 0 to 1; see [`crate::score`].
    pub score: f64,
    /// How probably it is right, 0 to 1; see [`crate::confidence`].
    pub confidence: f64,
    /// In words.
    pub band: Band,
}

/// The answer to a search.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranking {
    /// Best first.
    pub candidates: Vec<Ranked>,
    /// Candidates that a hard filter holds back although they rank among or above those listed, with its code.
    pub barred: Vec<(Ranked, u16)>,
}

impl Ranking {
    /// True when nothing listed is more than a weak match. It does not mean that there is nobody.
    #[must_use]
    pub fn no_good_match(&self) -> bool {
        self.candidates.iter().all(|ranked| ranked.band == Band::Weak)
    }
}

impl Scope<'_> {
    pub(crate) fn counts(&self, kind: u16) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    /// How sure the target's scores are.
    #[must_use]
    pub fn calibration(&self) -> Calibration {
        match self.target {
            Target::Documents => confidence::DOCUMENTS,
            Target::Owners => confidence::OWNERS,
        }
    }

    pub(crate) fn ranked(&self, frozen: &Frozen, (score, id): (f64, u128)) -> Ranked {
        let confidence = self.calibration().confidence(score, frozen.size());
        Ranked { id, score, confidence, band: Band::of(confidence) }
    }

    /// The score above which a candidate is one at all.
    pub(crate) fn floor(&self) -> f64 {
        if self.target == Target::Owners { MISSING_PIECE } else { 0.0 }
    }
}

/// Best first: higher score, then lower id.
pub(crate) fn best_first(a: &(f64, u128), b: &(f64, u128)) -> Ordering {
    b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
}

impl Index {
    /// The `top` best candidates. `bar` answers with a reason code for candidates that must not be proposed.
    pub fn rank(
        &self,
        frozen: &Frozen,
        scope: Scope<'_>,
        top: usize,
        bar: impl Fn(u128) -> Option<u16>,
    ) -> Ranking {
        let search = Search { of: self, frozen, scope, boards: boards(self, frozen, scope) };
        let mut wanted = top;
        loop {
            let found = search.best(wanted);
            let mut ranking = Ranking::default();
            for pair in found.iter().take_while(|_| top > 0) {
                match bar(pair.1) {
                    None => ranking.candidates.push(scope.ranked(frozen, *pair)),
                    Some(code) => ranking.barred.push((scope.ranked(frozen, *pair), code)),
                }
                if ranking.candidates.len() == top {
                    return ranking;
                }
            }
            if found.len() < wanted || top == 0 {
                return ranking;
            }
            wanted = wanted.saturating_mul(4);
        }
    }

    /// The exact score of one candidate, in the ranking or not; [`MISSING_PIECE`] for an owner without evidence, 0
    /// for a document without a match.
    #[must_use]
    pub fn score(&self, frozen: &Frozen, scope: Scope<'_>, id: u128) -> f64 {
        match scope.target {
            Target::Documents => self
                .place(id)
                .filter(|place| self.in_scope(*place, frozen, scope))
                .map_or(0.0, |place| self.document_score(place, frozen, &mut Counts::default())),
            Target::Owners => {
                let pieces = self.pieces(id, frozen, scope);
                owner_score(&pieces.iter().map(|piece| piece.0).collect::<Vec<_>>())
            }
        }
    }

    /// How many candidates that are not barred come before this score and id, and how many there are in all.
    pub(crate) fn standing(
        &self,
        frozen: &Frozen,
        scope: Scope<'_>,
        own: (f64, u128),
        bar: impl Fn(u128) -> Option<u16>,
    ) -> (usize, usize) {
        let search = Search { of: self, frozen, scope, boards: boards(self, frozen, scope) };
        search.standing(own, bar)
    }

    pub(crate) fn in_scope(&self, (class, slot): Place, frozen: &Frozen, scope: Scope<'_>) -> bool {
        let kind = self.shard(class).and_then(|shard| shard.kinds.get(index(slot)));
        class <= frozen.audience && kind.is_some_and(|kind| scope.counts(*kind))
    }

    pub(crate) fn document_score(&self, (class, slot): Place, frozen: &Frozen, counts: &mut Counts) -> f64 {
        let Some(shard) = self.shard(class) else { return 0.0 };
        let lengths = shard.lengths.get(index(slot)).copied().unwrap_or_default();
        shard.forward(slot).map_or(0.0, |forward| frozen.score(forward, lengths, counts))
    }

    /// All of an owner's documents that count, closest first.
    pub(crate) fn pieces(&self, owner: u128, frozen: &Frozen, scope: Scope<'_>) -> Vec<(f64, u128)> {
        let mut counts = Counts::default();
        let places = self.owned_by(owner).iter().filter(|place| self.in_scope(**place, frozen, scope));
        let mut pieces: Vec<(f64, u128)> = places
            .filter_map(|place| {
                let id = self.shard(place.0)?.ids.get(index(place.1))?;
                Some((self.document_score(*place, frozen, &mut counts), *id))
            })
            .collect();
        pieces.sort_by(best_first);
        pieces
    }
}

struct Search<'a> {
    of: &'a Index,
    frozen: &'a Frozen,
    scope: Scope<'a>,
    boards: Vec<Board<'a>>,
}

/// A candidate between bounds.
struct Bounded {
    low: f64,
    high: f64,
    what: Place,
    id: u128,
}

impl Search<'_> {
    fn best(&self, wanted: usize) -> Vec<(f64, u128)> {
        let mut near = match self.scope.target {
            Target::Documents => self.near_documents(wanted),
            Target::Owners => self.near_owners(wanted),
        };
        near.sort_by(|a, b| b.high.total_cmp(&a.high).then(a.id.cmp(&b.id)));
        let mut exact: Vec<(f64, u128)> = Vec::new();
        let mut floor = Floor::new(wanted);
        let mut counts = Counts::default();
        for bounded in near {
            if bounded.high + SLACK < floor.value() {
                break;
            }
            let score = self.exact(&bounded, &mut counts);
            if score > self.scope.floor() {
                floor.push(score);
                exact.push((score, bounded.id));
            }
        }
        exact.sort_by(best_first);
        exact.truncate(wanted);
        exact
    }

    fn exact(&self, bounded: &Bounded, counts: &mut Counts) -> f64 {
        match self.scope.target {
            Target::Documents => self.of.document_score(bounded.what, self.frozen, counts),
            Target::Owners => self.of.score(self.frozen, self.scope, bounded.id),
        }
    }

    fn near_documents(&self, wanted: usize) -> Vec<Bounded> {
        let mut floor = Floor::new(wanted);
        for rough in self.boards.iter().flat_map(|board| &board.rough) {
            floor.push(f64::from(rough.low));
        }
        let least = floor.value() - 2.0 * SLACK;
        let mut near = Vec::new();
        for board in &self.boards {
            let pairs = board.pairs();
            for rough in board.rough.iter().filter(|rough| f64::from(rough.low) + pairs >= least) {
                let (low, high) = (f64::from(rough.low), board.high(rough.slot));
                if high >= least {
                    let id = board.shard.ids.get(index(rough.slot)).copied().unwrap_or_default();
                    near.push(Bounded { low, high, what: (board.class, rough.slot), id });
                }
            }
        }
        near
    }

    fn near_owners(&self, wanted: usize) -> Vec<Bounded> {
        let lows = self.owner_lows();
        let mut floor = Floor::new(wanted);
        let scores = lows.iter().map(|closest| owner_score(&closest.map(f64::from)));
        let scores: Vec<f64> = scores.collect();
        for score in scores.iter().filter(|score| **score > MISSING_PIECE) {
            floor.push(*score);
        }
        let least = floor.value() - 2.0 * SLACK;
        let pairs = self.boards.iter().map(Board::pairs).fold(0.0, f64::max);
        let mut near = Vec::new();
        for (number, score) in (0_u32..).zip(scores) {
            let untouched = lows.get(index(number)).is_none_or(|closest| closest[0] <= 0.0);
            if untouched || score + pairs < least {
                continue;
            }
            let Some(id) = self.of.owner_id(number) else { continue };
            let high = self.owner_high(id);
            if high >= least {
                near.push(Bounded { low: score, high, what: (self.frozen.audience, number), id });
            }
        }
        near
    }

    /// Rough scores of the five closest pieces of each owner, by owner's number.
    fn owner_lows(&self) -> Vec<[f32; PIECES]> {
        let mut closest = vec![[0.0_f32; PIECES]; self.of.owner_count()];
        for board in &self.boards {
            for rough in &board.rough {
                let owner = board.shard.owners.get(index(rough.slot)).copied().unwrap_or(NO_OWNER);
                if let Some(five) = closest.get_mut(index(owner)) {
                    insert(five, rough.low);
                }
            }
        }
        closest
    }

    fn owner_high(&self, owner: u128) -> f64 {
        let mut five = [0.0_f32; PIECES];
        for place in self.of.owned_by(owner) {
            if let Some(board) = self.boards.iter().find(|board| board.class == place.0)
                && self.of.in_scope(*place, self.frozen, self.scope)
            {
                insert(&mut five, single(board.high(place.1)));
            }
        }
        owner_score(&five.map(f64::from))
    }

    fn standing(&self, own: (f64, u128), bar: impl Fn(u128) -> Option<u16>) -> (usize, usize) {
        let all = match self.scope.target {
            Target::Documents => self.near_documents(usize::MAX),
            Target::Owners => self.near_owners(usize::MAX),
        };
        let mut counts = Counts::default();
        let (mut before, mut total) = (0, 0);
        for bounded in &all {
            let surely_listed = bounded.low > self.scope.floor() + SLACK;
            let surely_later = bounded.high + SLACK < own.0;
            if surely_listed && surely_later {
                total += 1;
                continue;
            }
            let score = self.exact(bounded, &mut counts);
            if score > self.scope.floor() {
                total += 1;
                let earlier = best_first(&(score, bounded.id), &own) == Ordering::Less;
                before += usize::from(earlier && bar(bounded.id).is_none());
            }
        }
        (before, total)
    }
}

/// Puts a score among five that fall.
fn insert(five: &mut [f32; PIECES], mut moving: f32) {
    for place in five {
        if moving > *place {
            std::mem::swap(place, &mut moving);
        }
    }
}

/// The n-th best score so far.
struct Floor {
    wanted: usize,
    heap: BinaryHeap<Lowest>,
    lowest: f64,
}

/// Orders a heap so that its top is the lowest score.
struct Lowest(f64);

impl Ord for Lowest {
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.total_cmp(&self.0)
    }
}

impl PartialOrd for Lowest {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Lowest {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Lowest {}

impl Floor {
    fn new(wanted: usize) -> Self {
        Self { wanted: wanted.max(1), heap: BinaryHeap::new(), lowest: -1.0 }
    }

    #[inline]
    fn push(&mut self, score: f64) {
        if score <= self.lowest {
            return;
        }
        if self.heap.len() == self.wanted {
            self.heap.pop();
        }
        self.heap.push(Lowest(score));
        if self.heap.len() == self.wanted {
            self.lowest = self.heap.peek().map_or(-1.0, |lowest| lowest.0);
        }
    }

    /// Nothing below this can be among the wanted; negative while fewer were seen.
    fn value(&self) -> f64 {
        self.lowest
    }
}
