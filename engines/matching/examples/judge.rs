//! Judges the ranking on open benchmarks, exactly with the product's code.
//!
//! ```text
//! judge scifact FOLDER
//! judge xquad FOLDER [CC-CEDICT text]
//! judge speed DOCUMENTS [CC-CEDICT text]
//! ```
//! FOLDER holds `corpus.jsonl.zst`, `queries.tsv`, `qrels.tsv` (scifact) or `passages.tsv`, `queries.tsv` (xquad).

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a judge may stop at bad input"
)]

use std::collections::{HashMap, HashSet};
use std::fs::read_to_string;
use std::time::Instant;

use entente_matching::{Audience, Document, Glossary, Index, Query, Ranking, Scope, Target, cedict};

const DOCUMENTS: Scope<'_> = Scope { target: Target::Documents, kinds: &[] };
const OWNERS: Scope<'_> = Scope { target: Target::Owners, kinds: &[] };

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["scifact", folder] => scifact(folder),
        ["xquad", folder, dictionary @ ..] => xquad(folder, &glossary(dictionary)),
        ["speed", documents, dictionary @ ..] => speed(documents.parse().unwrap(), &glossary(dictionary)),
        _ => eprintln!("judge scifact FOLDER | judge xquad FOLDER [CEDICT] | judge speed DOCUMENTS [CEDICT]"),
    }
}

fn glossary(dictionary: &[&str]) -> Glossary {
    let mut glossary = Glossary::shipped();
    println!("glossary: {} pairs", glossary.len());
    for path in dictionary {
        let started = Instant::now();
        let done = cedict::import(&mut glossary, &read_to_string(path).unwrap());
        println!("dictionary: {} pairs, {} broken lines, {:?}", done.pairs, done.broken, started.elapsed());
    }
    glossary
}

fn document(id: usize, title: &str, text: &str, index: &mut Index) {
    let owner = Some(1_000_000_000 + (id / 10) as u128);
    index.put(&Document { id: id as u128, owner, kind: 0, audience: Audience::Public, title, text });
}

fn search(index: &Index, text: &str, glossary: &Glossary) -> Ranking {
    index.rank(&index.freeze(&Query::new(text, glossary), Audience::Public), DOCUMENTS, 100, |_| None)
}

/// nDCG@10 and recall@100 over the queries seen so far.
#[derive(Default)]
struct Judged {
    gain: f64,
    recall: f64,
    queries: f64,
    /// Confidence of the first candidate, and whether it is right.
    first: Vec<(f64, bool)>,
    /// The same with every right answer taken out: a need without an answer.
    best_wrong: Vec<f64>,
}

impl Judged {
    fn add(&mut self, ranking: &Ranking, right: &HashSet<u128>) {
        let hit = |at: usize| ranking.candidates.get(at).is_some_and(|ranked| right.contains(&ranked.id));
        let discount = |at: usize| 1.0 / (at as f64 + 2.0).log2();
        let ideal: f64 = (0..right.len().min(10)).map(discount).sum();
        self.gain += (0..10).filter(|at| hit(*at)).map(discount).sum::<f64>() / ideal;
        self.recall += (0..100).filter(|at| hit(*at)).count() as f64 / right.len() as f64;
        self.queries += 1.0;
        if let Some(first) = ranking.candidates.first() {
            self.first.push((first.score, hit(0)));
        }
        let wrong = ranking.candidates.iter().find(|ranked| !right.contains(&ranked.id));
        self.best_wrong.extend(wrong.map(|ranked| ranked.score));
    }

    fn print(&self, name: &str) {
        println!(
            "{name}: nDCG@10 {:.4}  recall@100 {:.4}",
            self.gain / self.queries,
            self.recall / self.queries
        );
    }

    /// AUROC of the first confidence between needs with and without an answer (even and odd queries), and how
    /// often a first candidate at or above a threshold is right.
    fn print_confidence(&self) {
        let with: Vec<f64> = self.first.iter().step_by(2).map(|first| first.0).collect();
        let without: Vec<f64> = self.best_wrong.iter().skip(1).step_by(2).copied().collect();
        let wins: f64 = with.iter().map(|a| without.iter().filter(|b| a > b).count() as f64).sum();
        println!("no answer AUROC {:.3}", wins / (with.len() * without.len()) as f64);
        for threshold in [0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6] {
            let right = self.first.iter().step_by(2).filter(|first| first.0 >= threshold && first.1).count();
            let above = with.iter().chain(&without).filter(|score| **score >= threshold).count();
            let share = right as f64 / above.max(1) as f64;
            println!("  first candidates >= {threshold:.2}: {above}, right {share:.2}");
        }
    }
}

fn scifact(folder: &str) {
    let packed = std::fs::File::open(format!("{folder}/corpus.jsonl.zst")).unwrap();
    let corpus = String::from_utf8(zstd::decode_all(packed).unwrap()).unwrap();
    let mut index = Index::new();
    for line in corpus.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let id: usize =
            row["id"].as_str().map_or_else(|| row["id"].to_string(), str::to_owned).parse().unwrap();
        document(id, row["title"].as_str().unwrap(), row["text"].as_str().unwrap(), &mut index);
    }
    let mut right: HashMap<String, HashSet<u128>> = HashMap::new();
    for row in rows(&format!("{folder}/qrels.tsv")) {
        right.entry(row[0].clone()).or_default().insert(row[1].parse().unwrap());
    }
    let mut judged = Judged::default();
    for row in rows(&format!("{folder}/queries.tsv")) {
        if let Some(right) = right.get(&row[0]) {
            judged.add(&search(&index, &row[1], &Glossary::new()), right);
        }
    }
    judged.print("scifact");
    judged.print_confidence();
}

fn xquad(folder: &str, glossary: &Glossary) {
    let passages = rows(&format!("{folder}/passages.tsv"));
    let mut indexes = [Index::new(), Index::new(), Index::new()];
    let mut ids: HashMap<String, u128> = HashMap::new();
    for (at, row) in passages.iter().enumerate() {
        ids.insert(row[0].clone(), at as u128);
        document(at, "", &row[2], &mut indexes[0]);
        document(at, "", &row[3], &mut indexes[1]);
        document(at, "", &row[2], &mut indexes[2]);
        document(at + 1000, "", &row[3], &mut indexes[2]);
    }
    let queries = rows(&format!("{folder}/queries.tsv"));
    for (name, column, corpus) in [
        ("en->en", 1, 0),
        ("zh->zh", 2, 1),
        ("en->zh", 1, 1),
        ("zh->en", 2, 0),
        ("en->both", 1, 2),
        ("zh->both", 2, 2),
    ] {
        let mut judged = Judged::default();
        for row in &queries {
            let right = ids[&row[3]];
            let both =
                if corpus == 2 { HashSet::from([right, right + 1000]) } else { HashSet::from([right]) };
            judged.add(&search(&indexes[corpus], &row[column], glossary), &both);
        }
        judged.print(name);
    }
}

fn rows(path: &str) -> Vec<Vec<String>> {
    let text = read_to_string(path).unwrap();
    text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// Times on made-up documents of about 60 words whose words fall off as in natural text.
fn speed(documents: usize, glossary: &Glossary) {
    let mut state = 42_u64;
    let mut draw = |words: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let uniform = (state >> 11) as f64 / (1_u64 << 53) as f64;
        ((words as f64).powf(uniform) as usize - 1).min(words - 1)
    };
    let pairs: Vec<(&str, &str)> =
        glossary.pairs().map(|pair| (&*pair.english, &*pair.chinese)).take(20_000).collect();
    let started = Instant::now();
    let mut index = Index::new();
    for id in 0..documents {
        let text: Vec<String> = (0..45)
            .map(|at| {
                if at % 5 == 0 {
                    pairs[draw(pairs.len())].0.to_owned()
                } else {
                    format!("w{}x", draw(60_000))
                }
            })
            .collect();
        document(id, &text[..5].join(" "), &text.join(" "), &mut index);
    }
    let built = started.elapsed();
    println!("{documents} documents in {built:?}, {} MiB", index.memory() >> 20);
    let english: Vec<String> = (0..200)
        .map(|_| {
            (0..12)
                .map(|at| {
                    if at % 2 == 0 {
                        format!("w{}x", draw(60_000))
                    } else {
                        pairs[draw(pairs.len())].0.into()
                    }
                })
                .collect::<Vec<String>>()
                .join(" ")
        })
        .collect();
    let chinese: Vec<String> = (0..200)
        .map(|_| (0..10).map(|_| pairs[draw(pairs.len())].1).collect::<Vec<_>>().join("的"))
        .collect();
    for (name, queries, scope) in [
        ("documents, same language", &english, DOCUMENTS),
        ("documents, Chinese to English", &chinese, DOCUMENTS),
        ("owners, same language", &english, OWNERS),
        ("owners, Chinese to English", &chinese, OWNERS),
    ] {
        let mut times = Vec::new();
        for text in queries {
            let started = Instant::now();
            let frozen = index.freeze(&Query::new(text, glossary), Audience::Internal);
            let ranking = index.rank(&frozen, scope, 20, |_| None);
            let plain = started.elapsed();
            let mut reasons = 0;
            for ranked in &ranking.candidates {
                std::hint::black_box(index.reasons(&frozen, scope, ranked.id));
                reasons += 1;
            }
            times.push((plain, started.elapsed(), reasons));
        }
        let mut plain: Vec<_> = times.iter().map(|time| time.0).collect();
        let mut whole: Vec<_> = times.iter().map(|time| time.1).collect();
        plain.sort();
        whole.sort();
        println!(
            "{name}: p50 {:?} p99 {:?}; with reasons for 20 p50 {:?} p99 {:?}",
            plain[100], plain[197], whole[100], whole[197]
        );
    }
}
