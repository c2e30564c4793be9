//! Judges the ranking on open benchmarks, exactly with the product's code.
//!
//! ```text
//! judge scifact FOLDER
//! judge xquad FOLDER [CC-CEDICT text]
//! judge speed DOCUMENTS [CC-CEDICT text]
//! judge dump DOCUMENTS FOLDER [CC-CEDICT text]
//! judge calibrate DATA [CC-CEDICT text]
//! judge coverage PAPERS.jsonl [CC-CEDICT text]
//! ```
//! FOLDER holds `corpus.jsonl.zst`, `queries.tsv`, `qrels.tsv` (scifact) or `passages.tsv`, `queries.tsv` (xquad).
//! `speed` measures on a made-up corpus, `dump` writes that corpus and its questions as tables for other engines.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a judge may stop at bad input"
)]

#[path = "judge/coverage.rs"]
mod coverage;
#[path = "judge/made_up.rs"]
mod made_up;
#[path = "judge/speed.rs"]
mod speed;

use std::collections::{HashMap, HashSet};
use std::fs::read_to_string;
use std::io::Read as _;
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
        ["calibrate", data, dictionary @ ..] => calibrate(data, &glossary(dictionary)),
        ["speed", documents, dictionary @ ..] => {
            speed::speed(documents.parse().unwrap(), &glossary(dictionary));
        }
        ["dump", documents, folder, dictionary @ ..] => {
            speed::dump(documents.parse().unwrap(), folder, &glossary(dictionary));
        }
        ["coverage", papers, dictionary @ ..] => coverage::coverage(papers, &glossary(dictionary)),
        _ => {
            eprintln!("judge scifact|xquad|speed|dump|calibrate|coverage, see the head of examples/judge.rs");
        }
    }
}

/// A text file, packed with gzip or not.
fn unpacked(path: &str) -> String {
    if !path.ends_with(".gz") {
        return read_to_string(path).unwrap();
    }
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(std::fs::File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    text
}

fn glossary(dictionary: &[&str]) -> Glossary {
    let mut glossary = Glossary::shipped();
    println!("glossary: {} pairs", glossary.len());
    for path in dictionary {
        let started = Instant::now();
        let done = cedict::import(&mut glossary, &unpacked(path));
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

fn read_corpus(folder: &str) -> Index {
    let packed = std::fs::File::open(format!("{folder}/corpus.jsonl.zst")).unwrap();
    let corpus = String::from_utf8(zstd::decode_all(packed).unwrap()).unwrap();
    let mut index = Index::new();
    for line in corpus.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let id: usize =
            row["id"].as_str().map_or_else(|| row["id"].to_string(), str::to_owned).parse().unwrap();
        document(id, row["title"].as_str().unwrap(), row["text"].as_str().unwrap(), &mut index);
    }
    index
}

fn read_right(folder: &str) -> HashMap<String, HashSet<u128>> {
    let mut right: HashMap<String, HashSet<u128>> = HashMap::new();
    for row in rows(&format!("{folder}/qrels.tsv")) {
        right.entry(row[0].clone()).or_default().insert(row[1].parse().unwrap());
    }
    right
}

fn scifact(folder: &str) {
    let (index, right) = (read_corpus(folder), read_right(folder));
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

/// Score and size of a first candidate, and whether it is right.
type Sample = (f64, f64, bool);

/// The first candidates of needs; every second need has lost its right answers.
fn samples(
    index: &Index,
    asked: &[(&str, HashSet<u128>)],
    glossary: &Glossary,
    scope: Scope<'_>,
) -> Vec<Sample> {
    let mut found = Vec::new();
    for (at, (text, right)) in asked.iter().enumerate() {
        let frozen = index.freeze(&Query::new(text, glossary), Audience::Public);
        let ranking = index.rank(&frozen, scope, 20, |_| None);
        let answered = at % 2 == 0;
        let first = ranking.candidates.iter().find(|ranked| answered || !right.contains(&ranked.id));
        found.extend(first.map(|r| (r.score, frozen.size(), answered && right.contains(&r.id))));
    }
    found
}

/// Fits the two calibrations; long needs are whole passages that are asked for in the other language.
fn calibrate(data: &str, glossary: &Glossary) {
    let corpus = read_corpus(&format!("{data}/scifact"));
    let claims = rows(&format!("{data}/scifact/queries.tsv"));
    let right = read_right(&format!("{data}/scifact"));
    let known = |row: &Vec<String>| right.contains_key(&row[0]);
    let asked: Vec<(&str, HashSet<u128>)> =
        claims.iter().filter(|row| known(row)).map(|row| (row[1].as_str(), right[&row[0]].clone())).collect();
    let mut documents = vec![("scifact", 1.0, samples(&corpus, &asked, &Glossary::new(), DOCUMENTS))];
    let mut owners = Vec::new();
    let folder = format!("{data}/xquad_zh_en");
    let (passages, questions) =
        (rows(&format!("{folder}/passages.tsv")), rows(&format!("{folder}/queries.tsv")));
    let number: HashMap<&str, u128> =
        passages.iter().enumerate().map(|(at, row)| (row[0].as_str(), at as u128)).collect();
    let mut articles: HashMap<&str, u128> = HashMap::new();
    for row in &passages {
        let next = 1_000_000 + articles.len() as u128;
        articles.entry(row[1].as_str()).or_insert(next);
    }
    for (name, from, to) in [("en->en", 0, 0), ("zh->zh", 1, 1), ("en->zh", 0, 1), ("zh->en", 1, 0)] {
        let mut index = Index::new();
        for (at, row) in passages.iter().enumerate() {
            let owner = Some(articles[row[1].as_str()]);
            index.put(&Document {
                id: at as u128,
                owner,
                kind: 0,
                audience: Audience::Public,
                title: "",
                text: &row[2 + to],
            });
        }
        let short: Vec<(&str, u128)> =
            questions.iter().map(|row| (row[1 + from].as_str(), number[row[3].as_str()])).collect();
        let long: Vec<(&str, u128)> =
            passages.iter().enumerate().map(|(at, row)| (row[2 + from].as_str(), at as u128)).collect();
        // A question is answered by far more of its words than a claim or a need; documents are not calibrated on it.
        for (asked, of_documents_too, is_long) in [(short, 0.0, false), (long, 0.5, true)] {
            if is_long && from == to {
                continue;
            }
            let of_documents: Vec<_> = asked.iter().map(|(text, id)| (*text, HashSet::from([*id]))).collect();
            let article = |id: u128| articles[passages[id as usize][1].as_str()];
            let of_owners: Vec<_> =
                asked.iter().map(|(text, id)| (*text, HashSet::from([article(*id)]))).collect();
            documents.push((name, of_documents_too, samples(&index, &of_documents, glossary, DOCUMENTS)));
            owners.push((name, 0.5, samples(&index, &of_owners, glossary, OWNERS)));
        }
    }
    for (name, sets) in [("documents", documents), ("owners", owners)] {
        let fitted = fit(&sets);
        println!("{name}: bias {:.3} score {:.3} size {:.3}", fitted[0], fitted[1], fitted[2]);
        for (set, _, samples) in &sets {
            report(set, samples, fitted);
        }
    }
}

fn sure(sample: &Sample, fitted: [f64; 3]) -> f64 {
    let odds = fitted[0] + fitted[1] * sample.0.ln() + fitted[2] * sample.1.ln();
    1.0 / (1.0 + (-odds).exp())
}

/// Logistic regression by Newton's method; each set counts by its weight, however long it is.
fn fit(sets: &[(&str, f64, Vec<Sample>)]) -> [f64; 3] {
    let mut fitted = [0.0; 3];
    for _ in 0..50 {
        let (mut slope, mut curve) = ([0.0; 3], [[0.0; 3]; 3]);
        for (_, weight, samples) in sets {
            for sample in samples {
                let chance = sure(sample, fitted);
                let weight = weight / samples.len() as f64;
                let values = [1.0, sample.0.ln(), sample.1.ln()];
                for (at, value) in values.iter().enumerate() {
                    slope[at] += weight * (chance - f64::from(u8::from(sample.2))) * value;
                    for (beside, other) in values.iter().enumerate() {
                        curve[at][beside] += weight * chance * (1.0 - chance) * value * other;
                    }
                }
            }
        }
        let step = solve(curve, slope);
        for (value, step) in fitted.iter_mut().zip(step) {
            *value -= step;
        }
    }
    fitted
}

/// Three linear equations, by elimination.
fn solve(mut left: [[f64; 3]; 3], mut right: [f64; 3]) -> [f64; 3] {
    for at in 0..3 {
        let (pivot, known) = (left[at], right[at]);
        for row in (0..3).filter(|row| *row != at) {
            let times = left[row][at] / pivot[at];
            for (value, above) in left[row].iter_mut().zip(pivot) {
                *value -= times * above;
            }
            right[row] -= times * known;
        }
    }
    std::array::from_fn(|at| right[at] / left[at][at])
}

fn report(name: &str, samples: &[Sample], fitted: [f64; 3]) {
    let sized: Vec<(f64, bool)> = samples.iter().map(|s| (sure(s, fitted), s.2)).collect();
    let of = |right: bool| sized.iter().filter(move |s| s.1 == right).copied().collect::<Vec<_>>();
    let (yes, no) = (of(true), of(false));
    let wins: f64 = yes.iter().map(|a| no.iter().filter(|b| a.0 > b.0).count() as f64).sum();
    let mut error = 0.0;
    for bin in 0..10 {
        let inside: Vec<_> = sized.iter().filter(|s| ((s.0 * 10.0) as usize).min(9) == bin).collect();
        let gap = inside.iter().map(|s| s.0 - f64::from(u8::from(s.1))).sum::<f64>();
        error += gap.abs() / sized.len() as f64;
    }
    let strong: Vec<_> = sized.iter().filter(|s| s.0 >= entente_matching::confidence::STRONG).collect();
    let right = strong.iter().filter(|s| s.1).count();
    let size = samples.iter().map(|s| s.1).sum::<f64>() / samples.len() as f64;
    for least in [0.7, 0.75, 0.8, 0.85, 0.9] {
        let above: Vec<_> = sized.iter().filter(|s| s.0 >= least).collect();
        let right = above.iter().filter(|s| s.1).count();
        print!("  {least}: {}, right {:.2};", above.len(), right as f64 / above.len().max(1) as f64);
    }
    println!(
        "  {name} ({size:.0} words): right {:.2}, AUROC of right {:.3}, calibration error {error:.3}, strong {} of {}, right {:.2}",
        yes.len() as f64 / sized.len() as f64,
        wins / (yes.len() * no.len()).max(1) as f64,
        strong.len(),
        sized.len(),
        right as f64 / strong.len().max(1) as f64
    );
}

fn rows(path: &str) -> Vec<Vec<String>> {
    let text = read_to_string(path).unwrap();
    text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}
