//! Why a candidate stands where it stands. The amount of a reason is the exact difference between the score and the
//! score without that piece, everything else frozen: statistics, glossary and the normaliser. Amounts need not sum
//! to the score: without a piece the sixth closest takes its place, and words saturate.

use crate::candidates::{Ranked, Scope, Target};
use crate::frozen::{Choice, Counts, Frozen, Matcher, View};
use crate::index::shard::index;
use crate::index::{Index, Place};
use crate::query::{Asked, Language};
use crate::score::{MISSING_PIECE, PIECES, owner_score};
use crate::search::Search;

/// A group of the need that a document answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Matched {
    /// Language of the rendering.
    pub language: Language,
    /// The need's own words.
    pub source: String,
    /// Single word or adjacent pair.
    pub asked: Asked,
    /// The alternatives that the document holds, best first.
    pub found: Vec<String>,
    /// The document's score less its score without this group.
    pub amount: f64,
}

/// One piece of evidence for an owner.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// The document.
    pub document: u128,
    /// Its own score, 0 to 1.
    pub score: f64,
    /// The owner's score less the owner's score without this document.
    pub amount: f64,
    /// What in it answers the need, heaviest first.
    pub matched: Vec<Matched>,
}

/// The reasons of one candidate.
#[derive(Clone, Debug, PartialEq)]
pub enum Reasons {
    /// For a document: the groups it answers, heaviest first.
    Words(Vec<Matched>),
    /// For an owner: the closest pieces that count, at most five.
    Pieces(Vec<Piece>),
}

/// The answer to "why not this one".
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The candidate with score and band.
    pub ranked: Ranked,
    /// Place among the candidates that are not barred, 1 for the best; none when nothing of the need is matched.
    pub rank: Option<usize>,
    /// Candidates in all.
    pub of: usize,
    /// The code of the hard filter that holds the candidate back.
    pub barred: Option<u16>,
    /// What speaks for it.
    pub reasons: Reasons,
}

impl Index {
    /// The reasons of a candidate, in the ranking or not.
    #[must_use]
    pub fn reasons(&self, frozen: &Frozen, scope: Scope<'_>, id: u128) -> Reasons {
        match scope.target {
            Target::Documents => {
                let place = self.place(id).filter(|place| self.in_scope(*place, frozen, scope));
                Reasons::Words(place.map(|place| self.matched(place, frozen)).unwrap_or_default())
            }
            Target::Owners => Reasons::Pieces(self.cited(id, frozen, scope)),
        }
    }

    /// Rank, score and reasons of any candidate, also one far down or barred.
    pub fn why_not(
        &self,
        frozen: &Frozen,
        scope: Scope<'_>,
        id: u128,
        bar: impl Fn(u128) -> Option<u16>,
    ) -> Standing {
        let score = self.score(frozen, scope, id);
        let search = Search { of: self, frozen, scope };
        let (before, of) = search.standing((score, id), &bar);
        let rank = (score > scope.floor()).then_some(before + 1);
        let reasons = self.reasons(frozen, scope, id);
        Standing { ranked: scope.ranked(frozen, (score, id)), rank, of, barred: bar(id), reasons }
    }

    fn cited(&self, owner: u128, frozen: &Frozen, scope: Scope<'_>) -> Vec<Piece> {
        let pieces = self.pieces(owner, frozen, scope);
        let scores: Vec<f64> = pieces.iter().take(PIECES + 1).map(|piece| piece.0).collect();
        let all = owner_score(&scores);
        let counted = pieces.iter().take(PIECES).filter(|(score, _)| *score > MISSING_PIECE);
        let cite = |(at, (score, document)): (usize, &(f64, u128))| {
            let mut others = scores.clone();
            others.remove(at);
            let amount = all - owner_score(&others);
            let matched = self.place(*document).map(|place| self.matched(place, frozen)).unwrap_or_default();
            Piece { document: *document, score: *score, amount, matched }
        };
        counted.enumerate().map(cite).collect()
    }

    /// The groups of the better rendering that a document answers.
    fn matched(&self, (class, slot): Place, frozen: &Frozen) -> Vec<Matched> {
        let Some((shard, forward)) = self.shard(class).and_then(|shard| Some((shard, shard.forward(slot)?)))
        else {
            return Vec::new();
        };
        let lengths = shard.lengths.get(index(slot)).copied().unwrap_or_default();
        let mut counts = Counts::default();
        frozen.count(forward, &mut counts);
        let parts: Vec<Vec<f64>> =
            frozen.views.iter().map(|view| view.contributions(&counts, lengths).collect()).collect();
        let sums: Vec<f64> = parts.iter().map(|parts| parts.iter().sum()).collect();
        let score = sums.iter().copied().fold(0.0, f64::max);
        let mut found = Vec::new();
        for (at, (view, parts)) in frozen.views.iter().zip(&parts).enumerate() {
            let elsewhere = sums
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != at)
                .map(|(_, sum)| *sum)
                .fold(0.0, f64::max);
            for (place, _) in parts.iter().enumerate().filter(|(_, part)| **part > 0.0) {
                let rest: f64 =
                    parts.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, p)| p).sum();
                let amount = score - rest.max(elsewhere);
                if amount > 0.0 {
                    found.extend(describe(view, place, &counts, amount));
                }
            }
        }
        found.sort_by(|a, b| b.amount.total_cmp(&a.amount));
        found
    }
}

fn describe(view: &View, place: usize, counts: &Counts, amount: f64) -> Option<Matched> {
    let group = view.groups.get(place)?;
    let held = |choice: &&Choice| counts.least(&choice.terms) > 0;
    let found = match &group.matcher {
        Matcher::Adjacent(_) => vec![group.explained.source.clone()],
        Matcher::Any(choices) => choices.iter().filter(held).map(|choice| choice.text.clone()).collect(),
    };
    let (source, asked) = (group.explained.source.clone(), group.explained.asked);
    Some(Matched { language: view.language, source, asked, found, amount })
}
