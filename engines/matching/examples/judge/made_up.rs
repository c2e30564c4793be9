//! A made-up corpus whose words fall off as in natural text freed of stop words, and questions that have answers in it.
//!
//! Words: the rank r of a word is drawn with probability in proportion to 1 / (r + 80) (Zipf-Mandelbrot, exponent 1)
//! out of 200,000, so that the commonest is in 6 % of the documents and half of all words used are rarer than the
//! 4,000th. Every fifth place of a document is a glossary term, drawn in the same way out of 20,000; with the words of
//! a dictionary's explanations among them ("one", "sb"), the commonest term's word is in 17 %. A document has 36 to
//! 54 places (about 60 words with the terms' words), its title the first five again. Ten documents share an owner;
//! they lie far apart in the index.

use entente_matching::{Audience, Document, Glossary};

const VOCABULARY: usize = 200_000;
const TERMS: usize = 20_000;
const SHIFT: f64 = 80.0;

pub(crate) struct Corpus {
    pub(crate) documents: usize,
    terms: Vec<(String, String)>,
}

pub(crate) struct Made {
    pub(crate) id: usize,
    pub(crate) title: String,
    pub(crate) text: String,
    /// The words and terms of the text, and the glossary's number where one is a term.
    places: Vec<(String, Option<usize>)>,
}

/// A generator of its own for each document and question, so that any of them can be made again (splitmix64).
struct Draw(u64);

impl Draw {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, end: usize) -> usize {
        ((self.uniform() * end as f64) as usize).min(end - 1)
    }

    /// A rank below `end`, by inversion of the distribution's integral.
    fn rank(&mut self, end: usize) -> usize {
        let rank = SHIFT * ((end as f64 + SHIFT) / SHIFT).powf(self.uniform()) - SHIFT;
        (rank as usize).min(end - 1)
    }
}

/// A word of letters alone that the stemmer leaves as it is.
fn word(rank: usize) -> String {
    const SYLLABLES: [&str; 30] = [
        "ba", "bo", "bu", "da", "do", "du", "fa", "fo", "fu", "ga", "go", "gu", "ka", "ko", "ku", "la", "lo",
        "lu", "ma", "mo", "mu", "pa", "po", "pu", "ra", "ro", "ru", "va", "vo", "vu",
    ];
    let (mut made, mut rest) = (String::new(), rank + 30);
    while rest > 0 {
        made.push_str(SYLLABLES[rest % 30]);
        rest /= 30;
    }
    made + "n"
}

impl Corpus {
    /// Terms come from all over the glossary.
    pub(crate) fn new(documents: usize, glossary: &Glossary) -> Self {
        let pairs: Vec<_> = glossary.pairs().collect();
        let count = TERMS.min(pairs.len());
        let pair = |at: usize| pairs[(at * 7919) % pairs.len()];
        let terms = (0..count).map(|at| (pair(at).english.to_string(), pair(at).chinese.to_string()));
        Self { documents, terms: terms.collect() }
    }

    pub(crate) fn document(&self, id: usize) -> Made {
        let mut draw = Draw(id as u64 * 2 + 1_000_000_007);
        let mut place = |at: usize| {
            if at.is_multiple_of(5) {
                let term = draw.rank(self.terms.len());
                (self.terms[term].0.clone(), Some(term))
            } else {
                (word(draw.rank(VOCABULARY)), None)
            }
        };
        let places: Vec<_> = (0..36 + id % 19).map(&mut place).collect();
        let text = |places: &[(String, Option<usize>)]| {
            places.iter().map(|place| place.0.as_str()).collect::<Vec<_>>().join(" ")
        };
        Made { id, title: text(&places[..5]), text: text(&places), places }
    }

    /// 8 to 15 words and terms of one document in their order, a few of them side by side, and two from elsewhere.
    pub(crate) fn question(&self, number: usize) -> String {
        let mut draw = Draw(number as u64 * 2);
        let made = self.document(draw.below(self.documents));
        let wanted = 8 + draw.below(8);
        let mut left: Vec<&str> = made.places.iter().map(|place| place.0.as_str()).collect();
        while left.len() > wanted {
            left.remove(draw.below(left.len()));
        }
        let others = [word(draw.rank(VOCABULARY)), self.terms[draw.rank(self.terms.len())].0.clone()];
        left.into_iter().map(str::to_owned).chain(others).collect::<Vec<_>>().join(" ")
    }

    /// The Chinese for the terms of one document, and two from elsewhere: 9 to 13 terms.
    pub(crate) fn chinese_question(&self, number: usize) -> String {
        let mut draw = Draw(number as u64 * 2 + 500_000_000_000);
        let made = self.document(draw.below(self.documents));
        let own = made.places.iter().filter_map(|place| place.1);
        let others = [draw.rank(self.terms.len()), draw.rank(self.terms.len())];
        let terms: Vec<&str> = own.chain(others).map(|term| self.terms[term].1.as_str()).collect();
        terms.join("的")
    }
}

impl Made {
    pub(crate) fn as_document(&self, documents: usize) -> Document<'_> {
        let owner = Some(1_000_000_000 + (self.id % documents.div_ceil(10)) as u128);
        let (title, text) = (&*self.title, &*self.text);
        Document { id: self.id as u128, owner, kind: 0, audience: Audience::Public, title, text }
    }
}
