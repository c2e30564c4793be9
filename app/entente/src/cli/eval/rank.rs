//! `entente eval rank`

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use entente_access::Audience;
use entente_contracts::{Offer, OfferSort};
use entente_kernel::Text;
use entente_matching::{Band, Glossary, cedict};
use entente_needs::ranker::{Ranker, Wanted, id_of};
use serde_json::Value as Json;

use super::{lines, table};
use crate::cli::model;

/// What is ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Group {
    /// The owners of the texts, as experts are ranked by their evidence.
    Owner,
}

#[derive(Args)]
pub(crate) struct Rank {
    /// JSON lines: id, title, text, and where there are any title_zh, text_zh, owner.
    #[arg(long)]
    corpus: PathBuf,
    /// A table with tabs and the columns query_id and text.
    #[arg(long)]
    queries: PathBuf,
    /// Most candidates of a query.
    #[arg(long, default_value_t = 100)]
    k: usize,
    /// Ranks owners instead of texts; texts without an owner count in the statistics alone.
    #[arg(long)]
    group: Option<Group>,
    /// A CC-CEDICT dictionary, packed with gzip or not, beside the shipped glossary.
    #[arg(long)]
    dictionary: Option<PathBuf>,
    /// A folder with a model of meaning: tokenizer.json and model.safetensors.
    #[arg(long)]
    embeddings: Option<PathBuf>,
    /// Where to write, for each query, the confidence in its first candidate and the band.
    #[arg(long)]
    confidence: Option<PathBuf>,
    /// Where to write the ranking: query, Q0, id, rank, score, entente.
    #[arg(long)]
    run: PathBuf,
}

/// Texts taken in at a time.
const CHUNK: usize = 20_000;

/// A corpus, ready to be asked.
struct Corpus {
    ranker: Ranker,
    glossary: Glossary,
    /// The corpus's own names, by number.
    names: Vec<String>,
    wanted: Wanted,
}

impl Rank {
    pub(super) fn run(&self) -> Result<(), String> {
        let corpus = self.corpus()?;
        let queries = table(&self.queries, ["query_id", "text"])?;
        let (mut run, mut confidences) = (String::new(), String::from("query_id\tconfidence\tband\n"));
        for [query, text] in &queries {
            let ranking = corpus.ranker.bind(text, &corpus.glossary).rank(corpus.wanted, self.k);
            for (at, ranked) in ranking.candidates.iter().enumerate() {
                let name = usize::try_from(ranked.id).ok().and_then(|at| corpus.names.get(at));
                let name = name.map_or("", String::as_str);
                let _ = writeln!(run, "{query} Q0 {name} {} {:.9} entente", at + 1, ranked.score);
            }
            let (sure, band) =
                ranking.candidates.first().map_or((0.0, Band::Weak), |r| (r.confidence, r.band));
            let _ = writeln!(confidences, "{query}\t{sure:.6}\t{}", word(band));
        }
        let write = |path: &PathBuf, text: &str| {
            fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))
        };
        write(&self.run, &run)?;
        if let Some(path) = &self.confidence {
            write(path, &confidences)?;
        }
        println!("{} texts, {} queries", corpus.names.len(), queries.len());
        Ok(())
    }

    fn corpus(&self) -> Result<Corpus, String> {
        let glossary = self.glossary()?;
        let model = self.embeddings.as_deref().map(model).transpose()?;
        let (mut ranker, mut offers) = (Ranker::with(model.as_ref()), Vec::new());
        let by_owner = self.group == Some(Group::Owner);
        let mut seen: HashSet<String> = HashSet::new();
        let mut names: Vec<String> = Vec::new();
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let mut number_of = |name: String| {
            *numbers.entry(name).or_insert_with_key(|name| {
                names.push(name.clone());
                names.len() - 1
            })
        };
        for (at, line) in lines(&self.corpus)?.enumerate() {
            let line = line?;
            if line.trim().is_empty() {
                continue;
            }
            let wrong = |what: String| format!("{}, line {}: {what}", self.corpus.display(), at + 1);
            let row: Json = serde_json::from_str(&line).map_err(|e| wrong(e.to_string()))?;
            let own = word_of(&row, "id").ok_or_else(|| wrong("no id".into()))?;
            if !seen.insert(own.clone()) {
                return Err(wrong(format!("id {own} was there before")));
            }
            // Owners and texts have numbers of their own: a text may be called as its owner is. A text without an owner
            // counts in the statistics, as technologies do beside evidence.
            let id = number_of(if by_owner { format!("{own}\u{0}") } else { own });
            let owner = word_of(&row, "owner").filter(|_| by_owner).map(&mut number_of);
            let text = |en: &str, zh: &str| {
                Text::new(word_of(&row, en).unwrap_or_default(), word_of(&row, zh).unwrap_or_default())
            };
            offers.push(Offer {
                id: id_of(u128::try_from(id).unwrap_or_default()),
                owner: owner.map(|owner| id_of(u128::try_from(owner).unwrap_or_default())),
                sort: if owner.is_some() { OfferSort::Evidence } else { OfferSort::Technology },
                audience: Audience::Internal,
                title: text("title", "title_zh"),
                text: text("text", "text_zh"),
            });
            if offers.len() == CHUNK {
                ranker.put_all(&offers);
                offers.clear();
            }
        }
        ranker.put_all(&offers);
        let wanted = if by_owner { Wanted::Experts } else { Wanted::Technologies };
        Ok(Corpus { ranker, glossary, names, wanted })
    }

    fn glossary(&self) -> Result<Glossary, String> {
        let mut glossary = Glossary::shipped();
        if let Some(path) = &self.dictionary {
            let text: Vec<String> = lines(path)?.collect::<Result<_, _>>()?;
            let done = cedict::import(&mut glossary, &text.join("\n"));
            if done.pairs == 0 {
                return Err(format!("{} is not a CC-CEDICT dictionary", path.display()));
            }
        }
        Ok(glossary)
    }
}

/// A string or number of a row.
fn word_of(row: &Json, key: &str) -> Option<String> {
    match row.get(key)? {
        Json::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn word(band: Band) -> &'static str {
    match band {
        Band::Strong => "strong",
        Band::Possible => "possible",
        Band::Weak => "weak",
    }
}
