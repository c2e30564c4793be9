//! A need put into both languages. Each rendering is a list of groups of synonyms (probabilistic structured query:
//! Darwish & Oard, SIGIR 2003): a word of the need with its translations counts as one word.
//!
//! A translation of several tokens counts where a document holds all of them, in any order, as often as the rarest
//! of them; a Chinese term is thus found by its overlapping bigrams, "heat exchanger" by its two stems.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::analysis::{Run, Script, Term, Word, bigrams, runs, single, terms};
use crate::glossary::{Glossary, MOST_TRANSLATIONS, Pair};

/// Each further sense of a word counts for this share of the one before it.
pub const SENSE_DECAY: f64 = 0.8;
/// Weight of two adjacent words of the need that are adjacent in a document, against 1 for a word.
pub const PAIR_WEIGHT: f64 = 0.1;
/// Saturation of repeated words of a need (k3 of Robertson & Zaragoza 2009, section 3.4).
const REPEATED: f64 = 8.0;

static STOP_TERMS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("../data/stop_zh.txt").split_whitespace().collect());

/// The language of a rendering.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// Words and codes.
    English,
    /// Character bigrams and codes.
    Chinese,
}

/// What a group asks of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Asked {
    /// One of the alternatives.
    Any,
    /// The two tokens of the only alternative, one right after the other in the same field.
    Adjacent,
}

/// One way to say a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// As shown to people.
    pub text: String,
    /// Index terms, all of which a document must hold.
    pub tokens: Vec<String>,
    /// Probability that this is meant, 0 to 1.
    pub probability: f64,
}

/// One unit of the need with its synonyms in the rendering's language.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The need's own words.
    pub source: String,
    /// What is asked.
    pub asked: Asked,
    /// Weight before the inverse document frequency: repetition in the need, times [`PAIR_WEIGHT`] for pairs.
    pub weight: f64,
    /// Best first; probabilities of translations sum to 1, the need's own word counts fully besides.
    pub alternatives: Vec<Alternative>,
}

/// The need in one language.
#[derive(Clone, Debug, PartialEq)]
pub struct Rendering {
    /// The language.
    pub language: Language,
    /// Groups in the order of the need's text.
    pub groups: Vec<Group>,
    /// Parts of the need that the glossary cannot put into this language.
    pub untranslated: Vec<String>,
    /// How many words those parts are taken for.
    pub untranslated_words: usize,
}

/// A need ready to be matched, independent of any index.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// One rendering per language that has anything to say, or to miss.
    pub renderings: Vec<Rendering>,
}

impl Query {
    /// Analyses a need's text and puts it into both languages with the glossary's help.
    #[must_use]
    pub fn new(text: &str, glossary: &Glossary) -> Self {
        let runs = runs(text);
        let mixed = runs.iter().any(|run| matches!(run, Run::Characters(_)));
        let mut english = Builder::new(Language::English);
        let mut chinese = Builder::new(Language::Chinese);
        let mut words: Vec<&Word> = Vec::new();
        for run in &runs {
            match run {
                Run::Word(word) => words.push(word),
                Run::Characters(run) => {
                    add_words(&words, mixed, glossary, &mut english, &mut chinese);
                    words.clear();
                    add_characters(run, glossary, &mut english, &mut chinese);
                }
            }
        }
        add_words(&words, mixed, glossary, &mut english, &mut chinese);
        let renderings = [english.finish(), chinese.finish()];
        let says = |r: &Rendering| !r.groups.is_empty() || !r.untranslated.is_empty();
        Self { renderings: renderings.into_iter().filter(says).collect() }
    }

    /// True when the text holds nothing that can be looked up.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.renderings.iter().all(|rendering| rendering.groups.is_empty())
    }
}

fn add_words(
    words: &[&Word],
    mixed: bool,
    glossary: &Glossary,
    english: &mut Builder,
    chinese: &mut Builder,
) {
    for word in words {
        english.add(&word.surface, Asked::Any, vec![own(word)]);
    }
    for (first, second) in words.iter().zip(words.iter().skip(1)) {
        let both = Alternative {
            text: format!("{} {}", first.surface, second.surface),
            tokens: vec![first.stem.clone(), second.stem.clone()],
            probability: 1.0,
        };
        english.add(&both.text.clone(), Asked::Adjacent, vec![both]);
    }
    let stems: Vec<&str> = words.iter().map(|word| word.stem.as_str()).collect();
    for segment in glossary.segment_english(&stems) {
        let part = words.get(segment.from..segment.to).unwrap_or_default();
        let source = part.iter().map(|word| word.surface.as_str()).collect::<Vec<_>>().join(" ");
        let pairs = glossary.chinese_of(&stems.get(segment.from..segment.to).unwrap_or_default().join(" "));
        let mut alternatives = translations(&pairs, |pair| (&pair.chinese, Script::Characters));
        match part {
            [word] if mixed || word.code => alternatives.insert(0, own(word)),
            // A name that no dictionary knows keeps its letters in many Chinese texts.
            [word] if alternatives.is_empty() && is_name(word) => {
                chinese.rendering.untranslated.push(source.clone());
                alternatives.push(own(word));
            }
            _ => {}
        }
        chinese.add_or_miss(&source, 1, alternatives);
    }
}

fn add_characters(run: &str, glossary: &Glossary, english: &mut Builder, chinese: &mut Builder) {
    let segments = glossary.segment_chinese(run, |piece| STOP_TERMS.contains(piece));
    let mut kept = String::new();
    let mut unknown = String::new();
    for segment in &segments {
        let part = run.get(segment.from..segment.to).unwrap_or_default();
        let stop = STOP_TERMS.contains(part);
        if segment.known {
            miss(&mut unknown, english);
        }
        if stop && (part == "的" || part.chars().count() > 1) {
            add_bigrams(&std::mem::take(&mut kept), run, chinese);
        } else {
            kept.push_str(part);
        }
        if segment.known && !stop {
            let pairs = glossary.english(part);
            english.add_or_miss(part, 1, translations(&pairs, |pair| (&pair.english, Script::Words)));
        } else if !segment.known {
            unknown.push_str(part);
        }
    }
    miss(&mut unknown, english);
    add_bigrams(&kept, run, chinese);
}

/// Characters without a translation are taken for one word per two of them.
fn miss(unknown: &mut String, english: &mut Builder) {
    if !unknown.is_empty() {
        english.add_or_miss(unknown, unknown.chars().count().div_ceil(2), Vec::new());
        unknown.clear();
    }
}

/// A single character is asked for only where the need, too, has it alone: elsewhere documents hold it in bigrams.
fn add_bigrams(kept: &str, run: &str, chinese: &mut Builder) {
    if kept.chars().nth(1).is_none() && kept != run {
        return;
    }
    for gram in bigrams(kept) {
        let own = Alternative { text: gram.to_owned(), tokens: vec![gram.to_owned()], probability: 1.0 };
        chinese.add(gram, Asked::Any, vec![own]);
    }
}

/// True for words that are written like names.
fn is_name(word: &Word) -> bool {
    word.surface.chars().next().is_some_and(char::is_uppercase)
}

fn own(word: &Word) -> Alternative {
    Alternative { text: word.surface.clone(), tokens: vec![word.stem.clone()], probability: 1.0 }
}

/// Distinct translations in order with their probabilities; those that cannot be looked up are left out.
fn translations<'a>(pairs: &[&'a Pair], side: impl Fn(&'a Pair) -> (&'a str, Script)) -> Vec<Alternative> {
    let mut found: Vec<Alternative> = Vec::new();
    let mut share = 1.0;
    for (text, script) in pairs.iter().map(|pair| side(pair)) {
        let mut tokens: Vec<String> = terms(text).into_iter().map(|Term { text, .. }| text).collect();
        tokens.dedup();
        if let (Script::Characters, [lone]) = (script, text.chars().collect::<Vec<_>>().as_slice()) {
            tokens = vec![single(*lone)];
        }
        if tokens.is_empty() || found.iter().any(|known| known.tokens == tokens) {
            continue;
        }
        found.push(Alternative { text: text.to_owned(), tokens, probability: share });
        share *= SENSE_DECAY;
        if found.len() == MOST_TRANSLATIONS {
            break;
        }
    }
    let total: f64 = found.iter().map(|alternative| alternative.probability).sum();
    for alternative in &mut found {
        alternative.probability /= total;
    }
    found
}

/// Collects groups, counting repeated ones once with a saturating weight.
struct Builder {
    rendering: Rendering,
    places: HashMap<(String, Asked), (usize, f64)>,
}

impl Builder {
    fn new(language: Language) -> Self {
        let rendering =
            Rendering { language, groups: Vec::new(), untranslated: Vec::new(), untranslated_words: 0 };
        Self { rendering, places: HashMap::new() }
    }

    fn add(&mut self, source: &str, asked: Asked, alternatives: Vec<Alternative>) {
        let key = alternatives.iter().map(|known| known.tokens.join(" ")).collect::<Vec<_>>().join("|");
        let count = self.rendering.groups.len();
        let (at, times) = self.places.entry((key, asked)).or_insert((count, 0.0));
        *times += 1.0;
        let repetition = *times * (REPEATED + 1.0) / (*times + REPEATED);
        let weight = repetition * if asked == Asked::Adjacent { PAIR_WEIGHT } else { 1.0 };
        match self.rendering.groups.get_mut(*at) {
            Some(group) => group.weight = weight,
            None => {
                self.rendering.groups.push(Group { source: source.to_owned(), asked, weight, alternatives });
            }
        }
    }

    fn add_or_miss(&mut self, source: &str, words: usize, alternatives: Vec<Alternative>) {
        if !alternatives.is_empty() {
            self.add(source, Asked::Any, alternatives);
        } else if !source.is_empty() {
            self.rendering.untranslated.push(source.to_owned());
            self.rendering.untranslated_words += words;
        }
    }

    fn finish(self) -> Rendering {
        self.rendering
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glossary::Origin;

    #[test]
    fn a_chinese_need_in_both_languages() {
        let mut glossary = Glossary::new();
        glossary.insert("heat exchanger", "换热器", Origin::Shipped);
        glossary.insert("corrosion", "腐蚀", Origin::Shipped);
        let query = Query::new("我们需要耐高温腐蚀的换热器，型号XK200", &glossary);
        let [english, chinese] = query.renderings.as_slice() else { panic!("two renderings") };
        let sources = |rendering: &Rendering| {
            rendering.groups.iter().map(|group| group.source.clone()).collect::<Vec<_>>()
        };
        assert_eq!(sources(english), ["腐蚀", "换热器", "XK200"]);
        assert_eq!(english.untranslated, ["耐高温", "型号"]);
        assert_eq!(sources(chinese), ["耐高", "高温", "温腐", "腐蚀", "换热", "热器", "型号", "XK200"]);
        assert!(Query::new(" ?! <p>", &glossary).is_empty());
    }

    #[test]
    fn repeated_words_are_one_group_and_pairs_weigh_a_tenth() {
        let query = Query::new("pump seal pump", &Glossary::new());
        let groups = &query.renderings[0].groups;
        assert_eq!(groups.len(), 4);
        assert!((groups[0].weight - 1.8).abs() < 1e-12);
        assert!((groups[2].weight - PAIR_WEIGHT).abs() < 1e-12);
    }
}
