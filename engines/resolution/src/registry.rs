//! The organisations that a text may name, with the names under which each is known.

use std::collections::HashMap;
use std::sync::Arc;

use entente_kernel::fold;

use crate::places::countries_in;
use crate::text::words;

/// What a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameSort {
    /// The name shown, or a full name in another language.
    Full,
    /// Another name in use, or a former one.
    Other,
    /// Initials.
    Acronym,
}

/// A name of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// As written.
    pub text: String,
    /// What it is.
    pub sort: NameSort,
}

/// What is known of an organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Organisation {
    /// Opaque; unique in the registry.
    pub id: u128,
    /// The first one is shown.
    pub names: Vec<Name>,
    /// ISO 3166 code; empty when unknown.
    pub country: String,
    /// Names of the city.
    pub city: Vec<String>,
    /// Name of the province or state.
    pub region: String,
    /// True for a university or college.
    pub teaches: bool,
    /// False when it is closed, or withdrawn by its source.
    pub active: bool,
    /// Organisations that it is a part of.
    pub parents: Vec<u128>,
}

/// Place of an organisation in the registry.
pub(crate) type Place = u32;

/// A name, as words of the vocabulary.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) owner: Place,
    pub(crate) sort: NameSort,
    /// In reading order.
    pub(crate) words: Box<[u32]>,
    /// Sum of the weights of its distinct words.
    pub(crate) mass: f64,
}

/// An organisation, as the scorer needs it.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) id: u128,
    pub(crate) shown: String,
    pub(crate) country: String,
    pub(crate) city: Vec<Box<[u32]>>,
    pub(crate) region: Box<[u32]>,
    pub(crate) teaches: bool,
    pub(crate) active: bool,
    pub(crate) parents: Vec<u128>,
    /// False once it was forgotten or replaced.
    pub(crate) live: bool,
}

/// The registry with its indexes.
#[derive(Debug, Default)]
pub struct Registry {
    pub(crate) held: Vec<Held>,
    pub(crate) entries: Vec<Entry>,
    vocabulary: HashMap<Arc<str>, u32>,
    /// The words by their numbers.
    texts: Vec<Arc<str>>,
    /// Weight of each word: the rarer, the heavier.
    pub(crate) weights: Vec<f64>,
    /// Names that hold a word, by word.
    pub(crate) postings: Vec<Vec<u32>>,
    /// Organisations by their initials.
    pub(crate) acronyms: HashMap<Box<str>, Vec<Place>>,
    /// How many organisations have a name of just these words.
    pub(crate) shared: HashMap<Box<[u32]>, u32>,
    places: HashMap<u128, Place>,
    /// Words with one letter left out, for slips.
    slips: HashMap<Box<str>, Vec<u32>>,
}

/// A registry in the making, for organisations that come piece by piece.
#[derive(Debug, Default)]
pub struct Gathering(Registry);

impl Gathering {
    /// Takes an organisation in, unless there is one with its id.
    pub fn add(&mut self, organisation: &Organisation) {
        if !self.0.places.contains_key(&organisation.id) {
            self.0.add(organisation);
        }
    }

    /// The registry with its indexes.
    #[must_use]
    pub fn finish(mut self) -> Registry {
        self.0.settle(0);
        self.0
    }
}

/// Least letters of a word in which a slip is forgiven.
const LONG: usize = 5;

impl Registry {
    /// Builds the indexes. An id that comes twice keeps its first organisation.
    #[must_use]
    pub fn new(organisations: &[Organisation]) -> Self {
        let mut gathering = Gathering::default();
        for organisation in organisations {
            gathering.add(organisation);
        }
        gathering.finish()
    }

    /// Takes an organisation in, in place of what had its id. Words that were known keep the weight that they had.
    pub fn put(&mut self, organisation: &Organisation) {
        self.forget(organisation.id);
        let first = self.entries.len();
        self.add(organisation);
        self.settle(first);
    }

    /// Takes an organisation out.
    pub fn forget(&mut self, id: u128) {
        let Some(place) = self.places.remove(&id) else { return };
        if let Some(held) = self.held.get_mut(index(place)) {
            held.live = false;
        }
        for entry in self.entries.iter().filter(|entry| entry.owner == place) {
            if let Some(count) = self.shared.get_mut(&entry.words) {
                *count = count.saturating_sub(1);
            }
        }
    }

    /// Number of organisations.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// True without any organisation.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The name shown of an organisation.
    #[must_use]
    pub fn shown(&self, id: u128) -> Option<&str> {
        self.place(id).and_then(|at| self.held.get(index(at))).map(|held| held.shown.as_str())
    }

    pub(crate) fn place(&self, id: u128) -> Option<Place> {
        self.places.get(&id).copied()
    }

    /// The number of a known word.
    pub(crate) fn word(&self, text: &str) -> Option<u32> {
        self.vocabulary.get(text).copied()
    }

    /// True when a name of another organisation than `except` holds the word, or nothing is excepted.
    pub(crate) fn others_have(&self, word: u32, except: Option<u128>) -> bool {
        let Some(except) = except.and_then(|id| self.place(id)) else { return true };
        let names = self.postings.get(index(word)).into_iter().flatten();
        let owners = names.filter_map(|number| self.entries.get(index(*number))).map(|entry| entry.owner);
        owners.into_iter().any(|owner| owner != except && self.at(owner).is_some())
    }

    /// Known words that differ from this one by one letter, left out, put in or exchanged.
    pub(crate) fn near(&self, text: &str) -> Vec<u32> {
        if text.chars().count() < LONG || !text.is_ascii() {
            return Vec::new();
        }
        let mut found: Vec<u32> = Vec::new();
        for shorter in shorter(text) {
            found.extend(self.slips.get(shorter.as_str()).into_iter().flatten());
            found.extend(self.word(&shorter));
        }
        found.extend(self.slips.get(text).into_iter().flatten());
        found.sort_unstable();
        found.dedup();
        found
    }

    fn add(&mut self, organisation: &Organisation) {
        let Ok(place) = Place::try_from(self.held.len()) else { return };
        self.places.insert(organisation.id, place);
        for name in &organisation.names {
            let row = self.row(own_part(&name.text, &organisation.country));
            if row.is_empty() {
                continue;
            }
            if name.sort == NameSort::Acronym {
                let folded = acronym(&name.text);
                let known = self.acronyms.entry(folded.into()).or_default();
                if known.last() != Some(&place) {
                    known.push(place);
                }
            }
            let known = self.entries.iter().rev().take_while(|e| e.owner == place).any(|e| e.words == row);
            if !known {
                *self.shared.entry(row.clone()).or_default() += 1;
                self.entries.push(Entry { owner: place, sort: name.sort, words: row, mass: 0.0 });
            }
        }
        let city =
            organisation.city.iter().map(|city| self.row(city)).filter(|row| !row.is_empty()).collect();
        let region = self.row(&organisation.region);
        self.held.push(Held {
            id: organisation.id,
            shown: organisation.names.first().map(|name| name.text.clone()).unwrap_or_default(),
            country: organisation.country.clone(),
            city,
            region,
            teaches: organisation.teaches,
            active: organisation.active,
            parents: organisation.parents.clone(),
            live: true,
        });
    }

    fn row(&mut self, text: &str) -> Box<[u32]> {
        words(text).into_iter().map(|word| self.number(&word.text)).collect()
    }

    /// The number of a word, a new one for a new word.
    fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.word(text) {
            return number;
        }
        let (number, shared) = (u32::try_from(self.texts.len()).unwrap_or(u32::MAX), Arc::<str>::from(text));
        self.texts.push(Arc::clone(&shared));
        self.vocabulary.insert(shared, number);
        number
    }

    /// Postings, weights by rarity, masses and slips for the entries from this one on.
    fn settle(&mut self, first: usize) {
        self.postings.resize_with(self.texts.len(), Vec::new);
        for (number, entry) in (0_u32..).zip(&self.entries).skip(first) {
            for word in distinct(&entry.words) {
                let Some(names) = self.postings.get_mut(index(word)) else { continue };
                names.push(number);
                let text = self.texts.get(index(word)).filter(|text| names.len() == 1 && slips(text));
                for shorter in text.into_iter().flat_map(|text| shorter(text)) {
                    self.slips.entry(shorter.into()).or_default().push(word);
                }
            }
        }
        let all = float(self.places.len()).max(1.0);
        let fresh = self.postings.iter().skip(self.weights.len());
        self.weights.extend(fresh.map(|names| (1.0 + all / (1.0 + float(names.len()))).ln()));
        for at in first..self.entries.len() {
            let mass = self.entries.get(at).map_or(0.0, |entry| self.mass(&distinct(&entry.words)));
            if let Some(entry) = self.entries.get_mut(at) {
                entry.mass = mass;
            }
        }
    }

    /// The organisation at a place, unless it was forgotten.
    pub(crate) fn at(&self, place: Place) -> Option<&Held> {
        self.held.get(index(place)).filter(|held| held.live)
    }

    /// The sum of the weights of some words.
    pub(crate) fn mass(&self, words: &[u32]) -> f64 {
        words.iter().map(|word| self.weights.get(index(*word)).copied().unwrap_or(0.0)).sum()
    }
}

/// Registries add the country to names that are not unique, "Siemens (Germany)"; it says where, not who.
fn own_part<'n>(name: &'n str, country: &str) -> &'n str {
    let Some((before, last)) = name.trim().strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) else {
        return name;
    };
    if !before.trim().is_empty() && countries_in(&words(last)).contains(&country) { before } else { name }
}

/// Initials as they are compared.
pub(crate) fn acronym(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// True for words in which a slip is forgiven.
fn slips(text: &str) -> bool {
    text.is_ascii() && text.len() >= LONG
}

/// The word with each of its letters left out in turn.
fn shorter(text: &str) -> impl Iterator<Item = String> + '_ {
    (0..text.len()).map(move |at| {
        let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
        format!("{before}{after}")
    })
}

/// Each word once, in order of number.
pub(crate) fn distinct(words: &[u32]) -> Vec<u32> {
    let mut all = words.to_vec();
    all.sort_unstable();
    all.dedup();
    all
}

pub(crate) fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "counts far below 2^52")]
pub(crate) fn float(count: usize) -> f64 {
    count as f64
}
