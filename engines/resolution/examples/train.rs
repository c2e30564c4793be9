//! Makes the weights from judged texts, and says by cross-validation how good they are.
//!
//! ```text
//! train REGISTRY.jsonl.zst AFFILIATIONS.tsv [OUT.tsv]
//! ```

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "a trainer may stop at bad input"
)]

use std::collections::HashSet;
use std::fmt::Write as _;

use entente_resolution::features::{FEATURES, Values};
use entente_resolution::score::{probabilities, score};
use entente_resolution::{Memory, Name, NameSort, Organisation, Registry, resolve_with};
use serde_json::Value as Json;

const FOLDS: usize = 5;
const ROUNDS: usize = 300;
const RATE: f64 = 0.08;
const SHRINK: f64 = 1e-4;

/// Not learned: a text that somebody confirmed word for word is that organisation, however rare this is in the data.
const CONFIRMED: (&str, f64) = ("remembered-text", 14.0);

struct Row {
    text: String,
    /// None in it: the text means none.
    right: HashSet<u128>,
}

/// One text with its candidates: the values of each, and whether it is right.
struct Case {
    values: Vec<Values>,
    ids: Vec<u128>,
    right: Vec<bool>,
    truth: HashSet<u128>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let registry = Registry::new(&organisations(&arguments[0]));
    let rows = rows(&arguments[1]);
    println!("{} organisations, {} texts", registry.len(), rows.len());
    let fold = |at: usize| at % FOLDS;
    let plain: Vec<Case> = rows.iter().map(|row| case(&registry, &Memory::default(), row)).collect();
    let found = plain.iter().filter(|c| c.right.iter().any(|r| *r)).count();
    let findable = plain.iter().filter(|c| !c.truth.is_empty()).count();
    println!("the right one is among the candidates: {:.3}", found as f64 / findable as f64);
    let mut remembering: Vec<Case> = Vec::new();
    let mut order: Vec<usize> = Vec::new();
    for held_out in 0..FOLDS {
        let mut memory = Memory::default();
        for (_, row) in rows.iter().enumerate().filter(|(at, _)| fold(*at) != held_out) {
            if row.right.is_empty() {
                memory.confirm(&registry, &row.text, None);
            }
            for id in &row.right {
                memory.confirm(&registry, &row.text, Some(*id));
            }
        }
        for (at, row) in rows.iter().enumerate().filter(|(at, _)| fold(*at) == held_out) {
            remembering.push(case(&registry, &memory, row));
            order.push(at);
        }
    }
    let (mut plain_out, mut memory_out) = (Vec::new(), Vec::new());
    for held_out in 0..FOLDS {
        let teach = plain.iter().enumerate().filter(|(at, _)| fold(*at) != held_out).map(|(_, c)| c);
        let teach_too =
            remembering.iter().zip(&order).filter(|(_, at)| fold(**at) != held_out).map(|(c, _)| c);
        let weights = train(&teach.chain(teach_too).collect::<Vec<_>>());
        let tried = plain.iter().enumerate().filter(|(at, _)| fold(*at) == held_out).map(|(_, c)| c);
        plain_out.extend(tried.map(|c| answer(&weights, c)));
        let tried = remembering.iter().zip(&order).filter(|(_, at)| fold(**at) == held_out).map(|(c, _)| c);
        memory_out.extend(tried.map(|c| answer(&weights, c)));
    }
    judge("plain", &plain_out);
    judge("with confirmed links", &memory_out);
    let weights = train(&plain.iter().chain(&remembering).collect::<Vec<_>>());
    let mut text = String::new();
    for (name, weight) in FEATURES.iter().zip(weights) {
        println!("{name:<24} {weight:.3}");
        writeln!(text, "{name}\t{weight:.4}").unwrap();
    }
    if let Some(out) = arguments.get(2) {
        std::fs::write(out, text).unwrap();
    }
}

fn case(registry: &Registry, memory: &Memory, row: &Row) -> Case {
    let found = resolve_with(&[0.0; FEATURES.len()], registry, memory, &row.text);
    Case {
        right: found.candidates.iter().map(|c| row.right.contains(&c.id)).collect(),
        ids: found.candidates.iter().map(|c| c.id).collect(),
        values: found.candidates.iter().map(|c| c.values).collect(),
        truth: row.right.clone(),
    }
}

/// Maximises the likelihood of the right candidates, or of "none" where there is none among them (Adam).
fn train(cases: &[&Case]) -> Values {
    let mut weights = [0.0; FEATURES.len()];
    let fixed = FEATURES.iter().position(|feature| *feature == CONFIRMED.0).unwrap();
    weights[fixed] = CONFIRMED.1;
    let (mut first, mut second) = ([0.0; FEATURES.len()], [0.0; FEATURES.len()]);
    for round in 1..=ROUNDS {
        let mut slope = [0.0; FEATURES.len()];
        for case in cases {
            let scores: Vec<f64> = case.values.iter().map(|v| score(&weights, v)).collect();
            let chances = probabilities(&scores);
            let right: f64 = chances.iter().zip(&case.right).filter(|(_, r)| **r).map(|(p, _)| p).sum();
            let any = case.right.iter().any(|r| *r);
            for ((values, chance), is_right) in case.values.iter().zip(&chances).zip(&case.right) {
                let wanted = if any && *is_right { chance / right.max(1e-12) } else { 0.0 };
                for (slope, value) in slope.iter_mut().zip(values) {
                    *slope += (chance - wanted) * value;
                }
            }
        }
        for at in (0..weights.len()).filter(|at| *at != fixed) {
            let slope = slope[at] / cases.len() as f64 + SHRINK * weights[at];
            first[at] = 0.9 * first[at] + 0.1 * slope;
            second[at] = 0.999 * second[at] + 0.001 * slope * slope;
            let power = i32::try_from(round).unwrap();
            let (a, b) =
                (first[at] / (1.0 - 0.9_f64.powi(power)), second[at] / (1.0 - 0.999_f64.powi(power)));
            weights[at] -= RATE * a / (b.sqrt() + 1e-8);
        }
    }
    weights
}

/// Probability and rightness of the first candidate, and whether there is anything to find.
fn answer(weights: &Values, case: &Case) -> (f64, bool, bool) {
    let scores: Vec<f64> = case.values.iter().map(|v| score(weights, v)).collect();
    let chances = probabilities(&scores);
    let best = (0..chances.len())
        .max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(case.ids[*b].cmp(&case.ids[*a])));
    let findable = !case.truth.is_empty();
    best.map_or((0.0, false, findable), |at| (chances[at], case.right[at], findable))
}

fn judge(name: &str, answers: &[(f64, bool, bool)]) {
    let findable = answers.iter().filter(|a| a.2).count() as f64;
    let at = |threshold: f64| {
        let named: Vec<_> = answers.iter().filter(|a| a.0 >= threshold).collect();
        let right = named.iter().filter(|a| a.1).count() as f64;
        (right / (named.len() as f64).max(1.0), right / findable)
    };
    let f1 = |(p, r): (f64, f64)| 2.0 * p * r / (p + r);
    let steps = (1..100).map(|n| f64::from(n) / 100.0);
    let best = steps.clone().max_by(|a, b| f1(at(*a)).total_cmp(&f1(at(*b)))).unwrap();
    let (p, r) = at(best);
    println!("{name}: F1 {:.4} at {best:.2} (P {p:.3} R {r:.3})", f1((p, r)));
    let sure = steps.clone().find(|t| at(*t).0 >= 0.95);
    if let Some(sure) = sure {
        println!("  precision 0.95 from {sure:.2} on, recall {:.3}", at(sure).1);
    }
    for threshold in [0.3, 0.35, 0.4, 0.45, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95] {
        let (p, r) = at(threshold);
        println!("  {threshold:.2}: P {p:.4} R {r:.4} F1 {:.4}", f1((p, r)));
    }
}

fn number(ror: &str) -> u128 {
    ror.bytes().fold(0, |sum, byte| sum << 8 | u128::from(byte))
}

fn rows(path: &str) -> Vec<Row> {
    let text = std::fs::read_to_string(path).unwrap();
    let read = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let right = cells[2].split('|').filter(|id| *id != "NONE").map(number).collect();
        (cells[3] == "yes").then(|| Row { text: cells[1].to_owned(), right })
    };
    text.lines().skip(1).filter_map(read).collect()
}

fn organisations(path: &str) -> Vec<Organisation> {
    let packed = std::fs::File::open(path).unwrap();
    let text = String::from_utf8(zstd::decode_all(packed).unwrap()).unwrap();
    text.lines().map(|line| organisation(&serde_json::from_str(line).unwrap())).collect()
}

fn organisation(json: &Json) -> Organisation {
    let text = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
    let has = |list: &Json, word: &str| list.as_array().is_some_and(|all| all.iter().any(|w| w == word));
    let mut names: Vec<Name> = vec![Name { text: text("name"), sort: NameSort::Full }];
    for name in json["names"].as_array().unwrap() {
        let sort = if has(&name[2], "acronym") {
            NameSort::Acronym
        } else if has(&name[2], "label") || has(&name[2], "ror_display") {
            NameSort::Full
        } else {
            NameSort::Other
        };
        names.push(Name { text: name[0].as_str().unwrap().to_owned(), sort });
    }
    let relations = json["rel"].as_array().unwrap();
    let parents =
        relations.iter().filter(|r| r[0] == "parent").map(|r| number(r[1].as_str().unwrap())).collect();
    Organisation {
        id: number(&text("id")),
        names,
        country: text("country"),
        city: vec![text("city")],
        region: text("admin1"),
        teaches: has(&json["types"], "education"),
        active: text("status") == "active",
        parents,
    }
}
