//! Ranking of what can answer a need: documents themselves (technologies, patents, calls) or the owners of documents
//! (experts, teams) by their five closest pieces of evidence. Exact, ties by id.

use std::cmp::Ordering;

use crate::confidence::{self, Band, Calibration};
use crate::frozen::{Counts, Frozen};
use crate::index::shard::index;
use crate::index::{Index, Place};
use crate::score::{MISSING_PIECE, owner_score};
use crate::search::Search;

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
        let search = Search { of: self, frozen, scope };
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
