//! What somebody typed, as a question to an index.

use tantivy::Term;
use tantivy::query::{BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use crate::words::{BEGUN, beginning, is_characters, runs, whole};

/// Runs of letters or characters that are looked at; what follows is left out.
const MOST: usize = 12;

/// The typed words, folded.
pub(crate) struct Asked {
    runs: Vec<String>,
    whole: String,
}

/// The fields of an index that a question concerns.
pub(crate) struct Fields {
    pub(crate) kind: Field,
    pub(crate) exact: Field,
    /// The beginnings of whole names.
    pub(crate) start: Field,
    pub(crate) names: Field,
    /// The beginnings of the words of names.
    pub(crate) begun: Field,
    pub(crate) pinyin: Field,
    pub(crate) body: Field,
}

/// How far a question reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Names, their words perhaps unfinished.
    Names,
    /// Also pinyin and other texts.
    Texts,
    /// Also names with one letter wrong.
    Slips,
}

type Part = Box<dyn Query>;

impl Asked {
    /// `None` when there is nothing to look for.
    pub(crate) fn read(words: &str) -> Option<Self> {
        let short: String = words.chars().take(200).collect();
        let runs: Vec<String> = runs(&short).into_iter().take(MOST).collect();
        (!runs.is_empty()).then(|| Self { whole: whole(&short), runs })
    }

    /// Every run must occur; exact and early names count more.
    pub(crate) fn query(&self, fields: &Fields, kinds: &[&str], reach: Reach) -> BooleanQuery {
        let mut parts: Vec<(Occur, Part)> = Vec::new();
        for run in &self.runs {
            parts.push((Occur::Must, run_query(run, fields, reach)));
        }
        parts.push((Occur::Should, boost(term(fields.exact, &self.whole), 40.0)));
        parts.push((Occur::Should, boost(term(fields.start, &beginning(&self.whole)), 12.0)));
        if let Some(first) = self.runs.first() {
            parts.push((Occur::Should, boost(term(fields.start, &beginning(first)), 5.0)));
        }
        if !kinds.is_empty() {
            let any = kinds.iter().map(|kind| (Occur::Should, boost(term(fields.kind, kind), 0.0)));
            parts.push((Occur::Must, Box::new(BooleanQuery::new(any.collect()))));
        }
        BooleanQuery::new(parts)
    }
}

fn run_query(run: &str, fields: &Fields, reach: Reach) -> Part {
    if is_characters(run) {
        return characters(run, fields, reach);
    }
    let letters = run.chars().count();
    let begun = if letters <= BEGUN { term(fields.begun, run) } else { prefix(fields.names, run) };
    let mut ways: Vec<(Occur, Part)> =
        vec![(Occur::Should, boost(term(fields.names, run), 4.0)), (Occur::Should, boost(begun, 3.0))];
    // One or two letters begin so many words that only names say anything.
    if reach != Reach::Names && letters > 1 {
        ways.push((Occur::Should, boost(prefix(fields.pinyin, run), 3.0)));
        if letters > 2 {
            ways.push((Occur::Should, boost(prefix(fields.body, run), 1.0)));
        }
    }
    if reach == Reach::Slips && letters >= 5 {
        let near = FuzzyTermQuery::new_prefix(Term::from_field_text(fields.names, run), 1, true);
        ways.push((Occur::Should, Box::new(near)));
        let begins = FuzzyTermQuery::new_prefix(Term::from_field_text(fields.exact, run), 1, true);
        ways.push((Occur::Should, boost(Box::new(begins), 5.0)));
    }
    Box::new(BooleanQuery::new(ways))
}

/// Every pair of characters must occur, in names or in the text; a single one by itself.
fn characters(run: &str, fields: &Fields, reach: Reach) -> Part {
    let letters: Vec<char> = run.chars().collect();
    let pairs: Vec<String> = match letters.as_slice() {
        [one] => vec![one.to_string()],
        many => many.windows(2).map(|pair| pair.iter().collect()).collect(),
    };
    let all = pairs.iter().map(|pair| {
        let mut ways: Vec<(Occur, Part)> = vec![(Occur::Should, boost(term(fields.names, pair), 3.0))];
        if reach != Reach::Names {
            ways.push((Occur::Should, boost(term(fields.body, pair), 1.0)));
        }
        let part: Part = Box::new(BooleanQuery::new(ways));
        (Occur::Must, part)
    });
    Box::new(BooleanQuery::new(all.collect()))
}

fn term(field: Field, text: &str) -> Part {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}

fn prefix(field: Field, text: &str) -> Part {
    Box::new(FuzzyTermQuery::new_prefix(Term::from_field_text(field, text), 0, true))
}

fn boost(query: Part, by: f32) -> Part {
    Box::new(BoostQuery::new(query, by))
}
