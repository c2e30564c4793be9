//! How much of Chinese papers' words has a translation, by the mass of their inverse document frequencies.

use std::collections::{HashMap, HashSet};
use std::fs::read_to_string;

use entente_matching::query::Asked;
use entente_matching::{Glossary, Language, Query};

pub(crate) fn coverage(papers: &str, glossary: &Glossary) {
    let mut papers_of: HashMap<(String, bool), f64> = HashMap::new();
    let text = read_to_string(papers).unwrap();
    let mut all = 0.0;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let paper: serde_json::Value = serde_json::from_str(line).unwrap();
        let words = ["title", "abstract"].map(|part| paper[part].as_str().unwrap_or_default()).join("\n");
        all += 1.0;
        for unit in units(&words, glossary) {
            *papers_of.entry(unit).or_default() += 1.0;
        }
    }
    let (mut known, mut whole) = (0.0, 0.0);
    for ((_, translated), papers) in &papers_of {
        let mass = papers * (1.0_f64 + (all - papers + 0.5) / (papers + 0.5)).ln();
        whole += mass;
        known += if *translated { mass } else { 0.0 };
    }
    println!("papers\t{all}");
    println!("covered\t{:.1} %", 100.0 * known / whole);
}

/// The words of a text, each with whether it has a translation into English.
fn units(text: &str, glossary: &Glossary) -> HashSet<(String, bool)> {
    let query = Query::new(text, glossary);
    let Some(english) = query.renderings.iter().find(|r| r.language == Language::English) else {
        return HashSet::new();
    };
    let known = english.groups.iter().filter(|group| group.asked == Asked::Any);
    let known = known.map(|group| (group.source.clone(), true));
    known.chain(english.untranslated.iter().map(|part| (part.clone(), false))).collect()
}
