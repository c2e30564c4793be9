//! Times and memory on a made-up corpus, one figure a line: name, tab, number, unit.

use std::fs::{File, create_dir_all, read_to_string};
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::time::{Duration, Instant};

use entente_matching::{Audience, Glossary, Index, Query, Scope};

use crate::made_up::{Corpus, Made};
use crate::{DOCUMENTS, OWNERS};

const QUESTIONS: usize = 500;
/// Times that a question is asked; the fastest counts, so that what else runs on the machine weighs less.
const ROUNDS: usize = 3;
const BATCH: usize = 50_000;

pub(crate) fn speed(documents: usize, glossary: &Glossary) {
    let corpus = Corpus::new(documents, glossary);
    let mut index = Index::new();
    let mut indexing = Duration::ZERO;
    for from in (0..documents).step_by(BATCH) {
        let made: Vec<Made> = (from..documents.min(from + BATCH)).map(|id| corpus.document(id)).collect();
        let started = Instant::now();
        index.put_all(made.iter().map(|made| made.as_document(documents)));
        indexing += started.elapsed();
    }
    println!("documents\t{}", index.len());
    println!("indexing\t{:.0} documents/s", documents as f64 / indexing.as_secs_f64());
    println!("memory by its own count\t{} MiB", index.memory() >> 20);
    println!("resident after indexing\t{} MiB", resident());
    let english: Vec<String> = (0..QUESTIONS).map(|number| corpus.question(number)).collect();
    let chinese: Vec<String> = (0..QUESTIONS).map(|number| corpus.chinese_question(number)).collect();
    for (name, questions, scope) in [
        ("documents, same language", &english, DOCUMENTS),
        ("documents, Chinese to English", &chinese, DOCUMENTS),
        ("owners, same language", &english, OWNERS),
        ("owners, Chinese to English", &chinese, OWNERS),
    ] {
        time(name, questions, scope, &index, glossary);
    }
    println!("resident while serving\t{} MiB", resident());
}

fn time(name: &str, questions: &[String], scope: Scope<'_>, index: &Index, glossary: &Glossary) {
    let (mut bound, mut plain, mut whole) = (Vec::new(), Vec::new(), Vec::new());
    for question in questions {
        let mut fastest = [Duration::MAX; 3];
        for _ in 0..ROUNDS {
            let started = Instant::now();
            let frozen = index.freeze(&Query::new(question, glossary), Audience::Internal);
            let freezing = started.elapsed();
            let ranking = index.rank(&frozen, scope, 20, |_| None);
            let ranked = started.elapsed();
            for candidate in &ranking.candidates {
                black_box(index.reasons(&frozen, scope, candidate.id));
            }
            for (time, now) in fastest.iter_mut().zip([freezing, ranked, started.elapsed()]) {
                *time = now.min(*time);
            }
        }
        bound.push(fastest[0]);
        plain.push(fastest[1]);
        whole.push(fastest[2]);
    }
    for (what, mut times) in [("", plain), (", with reasons for 20", whole), (", binding alone", bound)] {
        times.sort();
        for percent in [50, 99] {
            let time = times[(times.len() * percent / 100).min(times.len() - 1)];
            println!("{name}{what}, p{percent}\t{:.2} ms", time.as_secs_f64() * 1e3);
        }
    }
}

/// Resident memory of this process in MiB; 0 where the system does not tell.
fn resident() -> u64 {
    let status = read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) >> 10
}

/// Writes the corpus and the questions in its language as tables, for other engines.
pub(crate) fn dump(documents: usize, folder: &str, glossary: &Glossary) {
    let corpus = Corpus::new(documents, glossary);
    create_dir_all(folder).unwrap();
    let mut table = BufWriter::new(File::create(format!("{folder}/docs.tsv")).unwrap());
    for id in 0..documents {
        let made = corpus.document(id);
        writeln!(table, "{id}\t{}\t{}", made.title, made.text).unwrap();
    }
    table.flush().unwrap();
    let mut table = BufWriter::new(File::create(format!("{folder}/questions.tsv")).unwrap());
    for number in 0..QUESTIONS {
        writeln!(table, "{}", corpus.question(number)).unwrap();
    }
    table.flush().unwrap();
}
