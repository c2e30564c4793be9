//! A need bound to the statistics of an audience at one moment. Everything that scores it afterwards (ranking,
//! reasons, "why not") uses these numbers, whatever happens to the index meanwhile.

use std::collections::BTreeMap;

use crate::index::forward::Forward;
use crate::index::shard::index;
use crate::index::stats::{Lengths, float};
use crate::index::{Audience, Index, TITLE_WEIGHT};
use crate::query::{Alternative, Asked, Group, Language, Query, Rendering};
use crate::score::{idf, length_norm, saturation};

/// Groups of one rendering that are kept, heaviest first: bounds the time that an essay of a need takes.
pub const MOST_GROUPS: usize = 200;

/// One group with its frozen statistics, for "show the need's words and their translations".
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// Language of the rendering.
    pub language: Language,
    /// The need's own words.
    pub source: String,
    /// Single word or adjacent pair.
    pub asked: Asked,
    /// Best first, each with the number of documents that may hold it.
    pub alternatives: Vec<(Alternative, u64)>,
    /// Inverse document frequency of the group.
    pub idf: f64,
    /// The most that the group can add to a score.
    pub share: f64,
}

#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) text: String,
    pub(crate) probability: f64,
    /// Places in [`Frozen::terms`], at least one.
    pub(crate) terms: Vec<usize>,
}

#[derive(Clone, Debug)]
pub(crate) enum Matcher {
    Any(Vec<Choice>),
    /// Place in [`Frozen::pairs`].
    Adjacent(usize),
}

#[derive(Clone, Debug)]
pub(crate) struct Bound {
    pub(crate) matcher: Matcher,
    pub(crate) explained: Explained,
}

#[derive(Clone, Debug)]
pub(crate) struct View {
    pub(crate) language: Language,
    pub(crate) groups: Vec<Bound>,
    untranslated: Vec<String>,
    /// Words asked for, with those that could not be translated.
    size: f64,
    doubled_mean: f64,
}

/// A need bound to an audience's statistics.
#[derive(Clone, Debug)]
pub struct Frozen {
    pub(crate) audience: Audience,
    pub(crate) views: Vec<View>,
    /// Numbers of all terms asked for, rising.
    pub(crate) terms: Vec<u32>,
    /// Adjacent pairs asked for, as places in `terms`, rising.
    pub(crate) pairs: Vec<(usize, usize)>,
    filter: Vec<u64>,
}

/// Frequencies of the asked terms and pairs in one document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    terms: Vec<u32>,
    pairs: Vec<u32>,
}

impl View {
    /// The document's length norm in this view's language.
    #[inline]
    pub(crate) fn norm(&self, lengths: Lengths) -> f64 {
        length_norm(f64::from(self.doubled(lengths)), self.doubled_mean)
    }

    /// The document's doubled length in this view's language.
    #[inline]
    pub(crate) fn doubled(&self, lengths: Lengths) -> u32 {
        match self.language {
            Language::English => lengths.doubled_words(),
            Language::Chinese => lengths.doubled_characters(),
        }
    }

    /// The norm as a line over the doubled length: its value at 0 and its slope.
    pub(crate) fn norm_line(&self) -> (f64, f64) {
        let start = length_norm(0.0, self.doubled_mean);
        (start, length_norm(1.0, self.doubled_mean) - start)
    }

    /// What each group adds to the score of a document with these counts.
    pub(crate) fn contributions(&self, counts: &Counts, lengths: Lengths) -> impl Iterator<Item = f64> {
        let norm = self.norm(lengths);
        self.groups
            .iter()
            .map(move |group| group.explained.share * saturation(counts.frequency(&group.matcher), norm))
    }
}

impl Counts {
    fn frequency(&self, matcher: &Matcher) -> f64 {
        match matcher {
            Matcher::Adjacent(pair) => f64::from(self.pairs.get(*pair).copied().unwrap_or(0)),
            Matcher::Any(choices) => {
                choices.iter().map(|choice| choice.probability * f64::from(self.least(&choice.terms))).sum()
            }
        }
    }

    /// Frequency of the rarest of some terms.
    pub(crate) fn least(&self, terms: &[usize]) -> u32 {
        terms.iter().map(|term| self.terms.get(*term).copied().unwrap_or(0)).min().unwrap_or(0)
    }
}

impl Frozen {
    /// The groups of every rendering with their translations and weights.
    pub fn explain(&self) -> impl Iterator<Item = &Explained> {
        self.views.iter().flat_map(|view| view.groups.iter().map(|group| &group.explained))
    }

    /// Parts of the need that have no translation into the language.
    pub fn untranslated(&self) -> impl Iterator<Item = (Language, &str)> {
        self.views.iter().flat_map(|view| view.untranslated.iter().map(|part| (view.language, part.as_str())))
    }

    /// How many words the need has, those without a translation too: of its renderings the longer one's.
    #[must_use]
    pub fn size(&self) -> f64 {
        let sizes = self.views.iter().map(|view| view.size);
        sizes.fold(0.0, f64::max)
    }

    /// The audience for whom the need was bound.
    #[must_use]
    pub fn audience(&self) -> Audience {
        self.audience
    }

    /// Counts the asked terms and pairs in a document.
    pub(crate) fn count(&self, forward: Forward<'_>, counts: &mut Counts) {
        counts.terms.clear();
        counts.terms.resize(self.terms.len(), 0);
        counts.pairs.clear();
        counts.pairs.resize(self.pairs.len(), 0);
        let mut before: Option<usize> = None;
        forward.each(TITLE_WEIGHT, |term, weight, start| {
            let place = self.place(term);
            if let Some(count) = place.and_then(|at| counts.terms.get_mut(at)) {
                *count = count.saturating_add(weight);
            }
            if let (Some(first), Some(second), false) = (before, place, start)
                && let Ok(pair) = self.pairs.binary_search(&(first, second))
                && let Some(count) = counts.pairs.get_mut(pair)
            {
                *count = count.saturating_add(weight);
            }
            before = place;
        });
    }

    /// The score of a document, 0 to 1.
    pub(crate) fn score(&self, forward: Forward<'_>, lengths: Lengths, counts: &mut Counts) -> f64 {
        self.count(forward, counts);
        let scores = self.views.iter().map(|view| view.contributions(counts, lengths).sum::<f64>());
        scores.fold(0.0, f64::max)
    }

    #[inline]
    fn place(&self, term: u32) -> Option<usize> {
        let bits = self.filter.get(index(term >> 6) & 63)?;
        if bits >> (term & 63) & 1 == 0 {
            return None;
        }
        self.terms.binary_search(&term).ok()
    }
}

impl Index {
    /// Binds a need to the statistics of what an audience may see now.
    #[must_use]
    pub fn freeze(&self, query: &Query, audience: Audience) -> Frozen {
        let totals = self.totals(audience);
        let documents = float(totals.documents);
        let (words, characters) = totals.doubled_means();
        let mut binder = Binder { index: self, audience, documents, terms: BTreeMap::new() };
        let mut weighed: Vec<(&Rendering, Vec<Weighed<'_>>, f64)> = Vec::new();
        for rendering in &query.renderings {
            let (groups, mass) = binder.weigh(rendering);
            weighed.push((rendering, groups, mass));
        }
        let terms: Vec<u32> =
            binder.terms.values().filter_map(|found| found.map(|(number, _)| number)).collect();
        let mut frozen =
            Frozen { audience, views: Vec::new(), terms, pairs: Vec::new(), filter: vec![0; 64] };
        frozen.terms.sort_unstable();
        for term in &frozen.terms {
            if let Some(bits) = frozen.filter.get_mut(index(term >> 6) & 63) {
                *bits |= 1 << (term & 63);
            }
        }
        frozen.pairs = pairs(&weighed, &binder, &frozen.terms);
        for (rendering, groups, mass) in weighed {
            let doubled_mean = if rendering.language == Language::English { words } else { characters };
            let groups = groups
                .into_iter()
                .map(|group| binder.bind(&group, rendering.language, mass, &frozen))
                .collect();
            let (language, untranslated) = (rendering.language, rendering.untranslated.clone());
            let asked = rendering.groups.iter().filter(|group| group.asked == Asked::Any).count();
            let words = u32::try_from(asked + rendering.untranslated_words).unwrap_or(u32::MAX);
            frozen.views.push(View { language, groups, untranslated, size: f64::from(words), doubled_mean });
        }
        frozen
    }
}

struct Weighed<'q> {
    group: &'q Group,
    idf: f64,
    place: usize,
}

/// Looks terms up once per query; the map gives number and document frequency, none for an unknown term.
struct Binder<'i, 'q> {
    index: &'i Index,
    audience: Audience,
    documents: f64,
    terms: BTreeMap<&'q str, Option<(u32, u64)>>,
}

impl<'q> Binder<'_, 'q> {
    /// The heaviest groups in the need's order, and the mass that normalises them.
    fn weigh(&mut self, rendering: &'q Rendering) -> (Vec<Weighed<'q>>, f64) {
        let mut groups: Vec<Weighed<'q>> = Vec::with_capacity(rendering.groups.len());
        for (place, group) in rendering.groups.iter().enumerate() {
            groups.push(Weighed { group, idf: self.group_idf(group), place });
        }
        let weight = |weighed: &Weighed<'_>| weighed.group.weight * weighed.idf;
        if groups.len() > MOST_GROUPS {
            groups.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then(a.place.cmp(&b.place)));
            groups.truncate(MOST_GROUPS);
            groups.sort_by_key(|weighed| weighed.place);
        }
        let known: f64 = groups.iter().map(weight).sum();
        let single = |weighed: &&Weighed<'_>| weighed.group.asked == Asked::Any;
        let words = u32::try_from(groups.iter().filter(single).count()).unwrap_or(u32::MAX).max(1);
        let mean = groups.iter().filter(single).map(weight).sum::<f64>() / f64::from(words);
        let missed = u32::try_from(rendering.untranslated_words.min(MOST_GROUPS)).unwrap_or(0);
        (groups, known + mean * f64::from(missed))
    }

    /// The document frequency of a pair is taken to be that of its words if they met by chance, and so its idf to be
    /// the sum of theirs: pairs are not counted in the index.
    fn group_idf(&mut self, group: &'q Group) -> f64 {
        if group.asked == Asked::Adjacent {
            let tokens = group.alternatives.iter().flat_map(|only| &only.tokens);
            return tokens.map(|token| idf(self.documents, float(self.frequency(token)))).sum();
        }
        let frequency: f64 = group
            .alternatives
            .iter()
            .map(|one| one.probability * float(self.alternative_frequency(one)))
            .sum();
        idf(self.documents, frequency)
    }

    fn alternative_frequency(&mut self, alternative: &'q Alternative) -> u64 {
        alternative.tokens.iter().map(|token| self.frequency(token)).min().unwrap_or(0)
    }

    fn frequency(&mut self, token: &'q str) -> u64 {
        let (of, audience) = (self.index, self.audience);
        let look_up = || of.term(token).map(|number| (number, of.document_frequency(number, audience)));
        self.terms.entry(token).or_insert_with(look_up).map_or(0, |(_, frequency)| frequency)
    }

    /// Places of an alternative's tokens among the asked terms; none when one is not in the index.
    fn places(&self, alternative: &Alternative, terms: &[u32]) -> Option<Vec<usize>> {
        let place = |token: &String| {
            let (number, _) = self.terms.get(token.as_str()).copied().flatten()?;
            terms.binary_search(&number).ok()
        };
        alternative.tokens.iter().map(place).collect()
    }

    fn bind(&self, weighed: &Weighed<'q>, language: Language, mass: f64, frozen: &Frozen) -> Bound {
        let group = weighed.group;
        let choices: Vec<Choice> = group
            .alternatives
            .iter()
            .filter_map(|one| {
                let terms = self.places(one, &frozen.terms)?;
                Some(Choice { text: one.text.clone(), probability: one.probability, terms })
            })
            .collect();
        let pair = choices.first().and_then(|only| pair(&only.terms));
        let matcher = match (group.asked, pair.map(|pair| frozen.pairs.binary_search(&pair))) {
            (Asked::Adjacent, Some(Ok(place))) => Matcher::Adjacent(place),
            (Asked::Adjacent, _) => Matcher::Any(Vec::new()),
            (Asked::Any, _) => Matcher::Any(choices),
        };
        let frequency = |one: &Alternative| {
            let found = one.tokens.iter().map(|token| self.terms.get(token.as_str()).copied().flatten());
            found.map(|known| known.map_or(0, |(_, frequency)| frequency)).min().unwrap_or(0)
        };
        let explained = Explained {
            language,
            source: group.source.clone(),
            asked: group.asked,
            alternatives: group.alternatives.iter().map(|one| (one.clone(), frequency(one))).collect(),
            idf: weighed.idf,
            share: group.weight * weighed.idf / mass,
        };
        Bound { matcher, explained }
    }
}

fn pairs(
    weighed: &[(&Rendering, Vec<Weighed<'_>>, f64)],
    binder: &Binder<'_, '_>,
    terms: &[u32],
) -> Vec<(usize, usize)> {
    let groups = weighed.iter().flat_map(|(_, groups, _)| groups);
    let adjacent = groups.filter(|weighed| weighed.group.asked == Asked::Adjacent);
    let alternatives = adjacent.flat_map(|weighed| weighed.group.alternatives.first());
    let mut found: Vec<(usize, usize)> =
        alternatives.filter_map(|only| pair(&binder.places(only, terms)?)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn pair(places: &[usize]) -> Option<(usize, usize)> {
    match places {
        [first, second] => Some((*first, *second)),
        _ => None,
    }
}
