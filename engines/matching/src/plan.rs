//! One rendering of a need laid over one shard: the lists of each group, and what each group can add at most. Groups
//! stand by falling bound, so that a search knows before each of them how much is still to be had (MaxScore: Turtle &
//! Flood, "Query Evaluation: Strategies and Optimizations", 1995).

use crate::frozen::{Choice, Frozen, Matcher, View};
use crate::index::postings::{Posting, Postings, from_slot};
use crate::index::shard::Shard;
use crate::norm::single;

/// See the module.
#[derive(Debug)]
pub(crate) struct Plan<'i> {
    pub(crate) groups: Vec<Lists<'i>>,
    /// What is to be had before each group, and after the last one.
    pub(crate) steps: Vec<Step>,
}

/// One group's lists.
#[derive(Debug)]
pub(crate) struct Lists<'i> {
    /// Bit g % 32 for group g of the rendering.
    pub(crate) bit: u32,
    pub(crate) share: f32,
    pub(crate) ways: Vec<Way<'i>>,
    /// Postings that a walk through the group reads, roughly.
    pub(crate) postings: usize,
    bound: f32,
    place: usize,
}

/// One alternative: documents that hold all its terms.
#[derive(Debug)]
pub(crate) struct Way<'i> {
    pub(crate) probability: f32,
    rarest: Walk<'i>,
    others: Vec<Walk<'i>>,
}

/// A place in one term's list, which only moves on.
#[derive(Debug)]
struct Walk<'i> {
    term: u32,
    rest: &'i [Posting],
}

/// What the groups from here on, and the pairs, can still add.
#[derive(Debug)]
pub(crate) struct Step {
    /// To a document of which nothing was met so far.
    pub(crate) rest: f32,
    /// Groups met so far that a pair needs, and what it then adds at most, beyond `rest`.
    pairs: Vec<(u32, f32)>,
    /// The sum of the latter.
    all_pairs: f32,
}

/// A pair's words as places among the planned groups, none when no group asks for that word alone.
struct Pair {
    words: [Option<usize>; 2],
    bound: f32,
}

impl Step {
    pub(crate) const NOTHING: Self = Self { rest: 0.0, pairs: Vec::new(), all_pairs: 0.0 };

    /// The most that can be added to a document that matched these groups.
    #[inline]
    pub(crate) fn most(&self, groups: u32) -> f32 {
        let open = self.pairs.iter().filter(|(needed, _)| groups & needed == *needed);
        self.rest + open.map(|(_, bound)| bound).sum::<f32>()
    }

    /// True when a document with this score and these groups can attain the floor.
    #[inline]
    pub(crate) fn attains(&self, score: f32, groups: u32, floor: f32) -> bool {
        let sure = score + self.rest;
        sure >= floor || (sure + self.all_pairs >= floor && score + self.most(groups) >= floor)
    }
}

impl<'i> Plan<'i> {
    pub(crate) fn new(view: &View, frozen: &Frozen, shard: &'i Shard) -> Self {
        let shortest = view.norm(shard.shortest.unwrap_or_default());
        let reach = |frequency: f64| frequency / (frequency + shortest);
        let mut groups: Vec<Lists<'i>> = Vec::new();
        for (place, group) in view.groups.iter().enumerate() {
            let Matcher::Any(choices) = &group.matcher else { continue };
            let found: Vec<(Way<'i>, f64)> =
                choices.iter().filter_map(|choice| Way::new(choice, frozen, shard)).collect();
            let frequency: f64 = found.iter().map(|(_, most)| most).sum();
            let ways: Vec<Way<'i>> = found.into_iter().map(|(way, _)| way).collect();
            let share = group.explained.share;
            groups.push(Lists {
                bit: 1 << (place % 32),
                share: single(share),
                postings: ways.iter().map(|way| way.rarest.rest.len()).sum(),
                ways,
                bound: single(share * reach(frequency)),
                place,
            });
        }
        groups.retain(|group| !group.ways.is_empty());
        groups.sort_by(|a, b| b.bound.total_cmp(&a.bound));
        let mut pairs = Vec::new();
        for group in &view.groups {
            if let Matcher::Adjacent(pair) = group.matcher
                && let Some((words, most)) = words(view, frozen, shard, pair)
            {
                let planned = |place: usize| groups.iter().position(|group| group.place == place);
                let words = words.map(|word| word.and_then(planned));
                let bound = single(group.explained.share * reach(f64::from(most)));
                pairs.push(Pair { words, bound });
            }
        }
        let steps = (0..=groups.len()).map(|at| step(&groups, &pairs, at)).collect();
        Self { groups, steps }
    }

    /// Postings from this group on, roughly.
    pub(crate) fn postings(&self, from: usize) -> usize {
        self.groups.iter().skip(from).map(|group| group.postings).sum()
    }
}

/// The groups of a pair's words, and the most often that it occurs in a document; none when the shard lacks a word.
fn words(view: &View, frozen: &Frozen, shard: &Shard, pair: usize) -> Option<([Option<usize>; 2], u32)> {
    let (first, second) = frozen.pairs.get(pair).copied()?;
    let most = |term: usize| shard.postings(*frozen.terms.get(term)?).map(Postings::most);
    let alone = |term: usize| {
        let asks = |matcher: &Matcher| match matcher {
            Matcher::Any(choices) => matches!(choices.as_slice(), [only] if only.terms == [term]),
            Matcher::Adjacent(_) => false,
        };
        view.groups.iter().position(|group| asks(&group.matcher))
    };
    let least = most(first)?.min(most(second)?);
    (least > 0).then(|| ([alone(first), alone(second)], least))
}

fn step(groups: &[Lists<'_>], pairs: &[Pair], at: usize) -> Step {
    let rest = groups.iter().skip(at).map(|group| group.bound).sum();
    let mut step = Step { rest, ..Step::NOTHING };
    for pair in pairs {
        let met = pair.words.iter().flatten().filter(|word| **word < at);
        let needed = met.filter_map(|word| groups.get(*word)).fold(0, |bits, group| bits | group.bit);
        if needed == 0 {
            step.rest += pair.bound;
        } else {
            step.pairs.push((needed, pair.bound));
            step.all_pairs += pair.bound;
        }
    }
    step
}

impl<'i> Way<'i> {
    /// With the probability times the greatest frequency that any document can have; none when the shard lacks a term.
    fn new(choice: &Choice, frozen: &Frozen, shard: &'i Shard) -> Option<(Self, f64)> {
        let mut walks = Vec::with_capacity(choice.terms.len());
        let mut most = u32::MAX;
        for place in &choice.terms {
            let term = *frozen.terms.get(*place)?;
            let list = shard.postings(term).filter(|list| list.live() > 0)?;
            most = most.min(list.most());
            walks.push(Walk { term, rest: list.list() });
        }
        walks.sort_by_key(|walk| std::cmp::Reverse(walk.rest.len()));
        let rarest = walks.pop()?;
        let way = Self { probability: single(choice.probability), rarest, others: walks };
        Some((way, choice.probability * f64::from(most)))
    }

    /// Each document between two slots, with the frequency of the rarest term in it.
    #[inline]
    pub(crate) fn each(&mut self, shard: &Shard, from: u32, to: u32, mut visit: impl FnMut(u32, u32)) {
        let Self { rarest, others, .. } = self;
        if others.is_empty() {
            return rarest.each(shard, from, to, visit);
        }
        rarest.each(shard, from, to, |slot, mut least| {
            for other in &mut *others {
                least = least.min(other.frequency(shard, slot));
                if least == 0 {
                    return;
                }
            }
            visit(slot, least);
        });
    }
}

impl Walk<'_> {
    #[inline]
    fn each(&mut self, shard: &Shard, from: u32, to: u32, mut visit: impl FnMut(u32, u32)) {
        self.rest = from_slot(self.rest, from);
        let mut passed = 0;
        for posting in self.rest {
            if posting.slot() >= to {
                break;
            }
            visit(posting.slot(), shard.frequency(self.term, *posting));
            passed += 1;
        }
        self.rest = self.rest.get(passed..).unwrap_or_default();
    }

    /// The frequency in one document, 0 when it is not there.
    #[inline]
    fn frequency(&mut self, shard: &Shard, slot: u32) -> u32 {
        self.rest = from_slot(self.rest, slot);
        let here = self.rest.first().filter(|posting| posting.slot() == slot);
        here.map_or(0, |posting| shard.frequency(self.term, *posting))
    }
}
