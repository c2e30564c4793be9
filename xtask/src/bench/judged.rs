//! Ranking and resolution on judged data, through `entente eval` and nothing else.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Report;
use crate::shell::{self, Outcome};

/// Parts of the cross-validation of confirmed links.
const FOLDS: usize = 5;

/// The folder of the judged data, of the work, and the program.
pub(super) struct Judge<'a> {
    pub(super) entente: &'a Path,
    pub(super) data: Option<&'a Path>,
    pub(super) work: &'a Path,
}

/// The candidates of each query, best first.
type Ranked = HashMap<String, Vec<String>>;
/// How sure the first candidate of each query is, and its band.
type Sure = HashMap<String, (f64, String)>;

impl Judge<'_> {
    /// One row per figure; "not run" without data.
    ///
    /// # Errors
    /// When the program refuses a file.
    pub(super) fn run(&self, report: &mut Report) -> Outcome {
        let Some(data) = self.data else {
            for (what, bar) in ROWS {
                report.row(what, "not run", bar);
            }
            return Ok(());
        };
        fs::create_dir_all(self.work).map_err(|e| e.to_string())?;
        self.scifact(report, &data.join("open/scifact"))?;
        self.xquad(report, &data.join("open/xquad_zh_en"), dictionary(data).as_deref())?;
        let registry = data.join("ror/ror_organisations.jsonl.zst");
        self.organisations(report, &registry, &data.join("open/org_match/affiliations.tsv"))
    }

    fn file(&self, name: &str, text: &str) -> Outcome<PathBuf> {
        let path = self.work.join(name);
        fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))?;
        Ok(path)
    }

    /// Ranks; gives the candidates of each query, best first, and the confidence in the first.
    fn rank(&self, corpus: &Path, queries: &Path, dictionary: Option<&Path>) -> Outcome<(Ranked, Sure)> {
        let (run, sure) = (self.work.join("run"), self.work.join("confidence"));
        let mut command = Command::new(self.entente);
        command.args(["eval", "rank", "--corpus"]).arg(corpus).arg("--queries").arg(queries);
        command.arg("--run").arg(&run).arg("--confidence").arg(&sure);
        if let Some(dictionary) = dictionary {
            command.arg("--dictionary").arg(dictionary);
        }
        shell::output(&mut command)?;
        let mut ranking = Ranked::new();
        for line in read(&run)?.lines() {
            let cells: Vec<&str> = line.split(' ').collect();
            if let [query, _, id, ..] = cells.as_slice() {
                ranking.entry((*query).to_owned()).or_default().push((*id).to_owned());
            }
        }
        let rows = rows(&sure)?.into_iter().filter_map(|row| {
            let [query, sure, band] = row.try_into().ok()?;
            let sure: f64 = sure.parse().ok()?;
            Some((query, (sure, band)))
        });
        Ok((ranking, rows.collect()))
    }

    fn scifact(&self, report: &mut Report, folder: &Path) -> Outcome {
        let corpus = folder.join("corpus.jsonl.zst");
        let mut right: HashMap<String, HashSet<String>> = HashMap::new();
        for row in rows(&folder.join("qrels.tsv"))? {
            if let [query, document, ..] = row.as_slice() {
                right.entry(query.clone()).or_default().insert(document.clone());
            }
        }
        let (ranking, sure) = self.rank(&corpus, &folder.join("queries.tsv"), None)?;
        let (gain, recall) = quality(&ranking, &right);
        report.row(ROWS[0].0, &format!("{gain:.4} / {recall:.4}"), ROWS[0].1);
        // Every second query loses its answers: they are taken out of the corpus.
        let asked: Vec<&String> = {
            let mut all: Vec<&String> = right.keys().collect();
            all.sort();
            all
        };
        let gone: HashSet<&String> =
            asked.iter().skip(1).step_by(2).flat_map(|query| right.get(*query)).flatten().collect();
        let mut rest = String::new();
        let packed = fs::read(&corpus).map_err(|e| e.to_string())?;
        let text = zstd::decode_all(packed.as_slice()).map_err(|e| e.to_string())?;
        for line in String::from_utf8_lossy(&text).lines() {
            let row: serde_json::Value = serde_json::from_str(line).map_err(|e| e.to_string())?;
            let id = row.get("id").map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
            if id.is_some_and(|id| !gone.contains(&id)) {
                let _ = writeln!(rest, "{line}");
            }
        }
        let rest = self.file("scifact-without.jsonl", &rest)?;
        let (_, without) = self.rank(&rest, &folder.join("queries.tsv"), None)?;
        let mut samples: Vec<(f64, bool, bool, String)> = Vec::new();
        for (at, query) in asked.iter().enumerate() {
            let answered = at % 2 == 0;
            let said = if answered { &sure } else { &without };
            let Some((confidence, band)) = said.get(*query) else { continue };
            let first = ranking.get(*query).and_then(|all| all.first());
            let hit = answered && first.is_some_and(|id| right.get(*query).is_some_and(|r| r.contains(id)));
            samples.push((*confidence, answered, hit, band.clone()));
        }
        let strong: Vec<bool> = samples.iter().filter(|s| s.3 == "strong").map(|s| s.2).collect();
        report.row(
            ROWS[1].0,
            &format!(
                "{:.3}; {:.3}; {:.0} % of {}",
                auroc(&samples.iter().map(|s| (s.0, s.1)).collect::<Vec<_>>()),
                calibration_error(&samples.iter().map(|s| (s.0, s.2)).collect::<Vec<_>>()),
                100.0 * share(&strong),
                strong.len()
            ),
            ROWS[1].1,
        );
        Ok(())
    }

    fn xquad(&self, report: &mut Report, folder: &Path, dictionary: Option<&Path>) -> Outcome {
        let (passages, questions) = (rows(&folder.join("passages.tsv"))?, rows(&folder.join("queries.tsv"))?);
        let corpus = |language: usize| -> String {
            let key = if language == 0 { "text" } else { "text_zh" };
            let line = |row: &Vec<String>| {
                let (id, text) = (row.first()?, row.get(2 + language)?);
                Some(format!("{}\n", serde_json::json!({ "id": id, key: text })))
            };
            passages.iter().filter_map(line).collect()
        };
        let queries = |language: usize| -> String {
            let line = |row: &Vec<String>| Some(format!("{}\t{}\n", row.first()?, row.get(1 + language)?));
            format!("query_id\ttext\n{}", questions.iter().filter_map(line).collect::<String>())
        };
        let right: HashMap<String, HashSet<String>> = questions
            .iter()
            .filter_map(|row| Some((row.first()?.clone(), HashSet::from([row.get(3)?.clone()]))))
            .collect();
        let mut found = Vec::new();
        for (from, to, dictionary) in [
            (0, 1, dictionary),
            (1, 0, dictionary),
            (0, 0, dictionary),
            (1, 1, dictionary),
            (0, 1, None),
            (1, 0, None),
        ] {
            let corpus = self.file("xquad.jsonl", &corpus(to))?;
            let queries = self.file("xquad.tsv", &queries(from))?;
            let (ranking, _) = self.rank(&corpus, &queries, dictionary)?;
            found.push(format!("{:.3}", quality(&ranking, &right).0));
        }
        let measured = match found.as_slice() {
            [a, b, c, d, e, f] => format!("{a} and {b} / {c} and {d}; {e} and {f}"),
            _ => String::new(),
        };
        report.row(ROWS[2].0, &measured, ROWS[2].1);
        Ok(())
    }

    fn organisations(&self, report: &mut Report, registry: &Path, file: &Path) -> Outcome {
        let judged: Vec<(String, String)> = rows(file)?
            .into_iter()
            .filter(|row| row.get(3).is_some_and(|inside| inside == "yes"))
            .filter_map(|row| Some((row.get(1)?.clone(), row.get(2)?.clone())))
            .collect();
        let table = |rows: &[&(String, String)]| {
            let lines = rows.iter().map(|(text, ids)| format!("{text}\t{ids}\n"));
            format!("affiliation\tror_ids\n{}", lines.collect::<String>())
        };
        let answer = |rows: &[&(String, String)],
                      confirmed: Option<&[&(String, String)]>|
         -> Outcome<Vec<[bool; 4]>> {
            let strings = self.file("strings.tsv", &table(rows))?;
            let out = self.work.join("organisations.tsv");
            let mut command = Command::new(self.entente);
            command.args(["eval", "organisations", "--registry"]).arg(registry);
            command.arg("--strings").arg(&strings).arg("--out").arg(&out);
            if let Some(confirmed) = confirmed {
                command.arg("--confirmed").arg(self.file("confirmed.tsv", &table(confirmed))?);
            }
            shell::output(&mut command)?;
            let said = self::rows(&out)?;
            let pairs = said.iter().zip(rows).filter_map(|(said, (_, ids))| {
                let [id, _, auto, ..] = said.as_slice() else { return None };
                let named = id != "NONE";
                let right = named && ids.split('|').any(|right| right == id);
                Some([named, right, ids != "NONE", auto == "yes"])
            });
            Ok(pairs.collect())
        };
        let all: Vec<&(String, String)> = judged.iter().collect();
        let plain = answer(&all, None)?;
        let mut linked = Vec::new();
        for fold in 0..FOLDS {
            let part = |inside: bool| -> Vec<&(String, String)> {
                let here = judged.iter().enumerate().filter(|(at, _)| (at % FOLDS == fold) == inside);
                here.map(|(_, row)| row).collect()
            };
            linked.extend(answer(&part(true), Some(&part(false)))?);
        }
        let f1 = |all: &[[bool; 4]]| {
            let (precision, recall) = rates(all, 0);
            2.0 * precision * recall / (precision + recall)
        };
        report.row(ROWS[3].0, &format!("{:.4} / {:.4}", f1(&plain), f1(&linked)), ROWS[3].1);
        let ((p, r), (lp, lr)) = (rates(&plain, 3), rates(&linked, 3));
        report.row(ROWS[4].0, &format!("{p:.3} at {r:.3} / {lp:.3} at {lr:.3}"), ROWS[4].1);
        Ok(())
    }
}

/// The rows of this part, and their bars.
const ROWS: [(&str, &str); 5] = [
    ("SciFact, open half: nDCG@10 / recall@100", ">= 0.70 / >= 0.93"),
    (
        "no good match, half of the answers taken away: AUROC; calibration error; strong ones right",
        ">= 0.70; <= 0.08; >= 80 %",
    ),
    (
        "XQuAD, open half, nDCG@10 with CC-CEDICT: en-zh and zh-en / en-en and zh-zh; our glossary alone: en-zh and zh-en",
        ">= 0.83 / >= 0.96; reported",
    ),
    ("affiliations, open half, F1: plain / with confirmed links", ">= 0.87 / >= 0.885"),
    (
        "links made without asking: precision at recall, plain / with confirmed links",
        ">= 0.95 at >= 0.60 / at >= 0.74",
    ),
];

/// The dictionary in its folder.
pub(super) fn dictionary(data: &Path) -> Option<PathBuf> {
    let files = fs::read_dir(data.join("cedict")).ok()?.filter_map(Result::ok).map(|file| file.path());
    files.into_iter().find(|path| path.extension().is_some_and(|end| end == "gz"))
}

/// Precision and recall of what is said where the column is true.
fn rates(all: &[[bool; 4]], column: usize) -> (f64, f64) {
    let said: Vec<&[bool; 4]> = all.iter().filter(|row| row.get(column) == Some(&true) && row[0]).collect();
    let right = count(said.iter().filter(|row| row[1]).count());
    (right / count(said.len()).max(1.0), right / count(all.iter().filter(|row| row[2]).count()).max(1.0))
}

fn quality(ranking: &Ranked, right: &HashMap<String, HashSet<String>>) -> (f64, f64) {
    let discount = |at: usize| 1.0 / (count(at) + 2.0).log2();
    let (mut gain, mut recall) = (0.0, 0.0);
    for (query, right) in right {
        let found = ranking.get(query).map_or(&[][..], Vec::as_slice);
        let hits = |most: usize| found.iter().take(most).enumerate().filter(|(_, id)| right.contains(*id));
        let ideal: f64 = (0..right.len().min(10)).map(discount).sum();
        gain += hits(10).map(|(at, _)| discount(at)).sum::<f64>() / ideal;
        recall += count(hits(100).count()) / count(right.len());
    }
    (gain / count(right.len()), recall / count(right.len()))
}

/// How often the one with an answer has the higher confidence.
fn auroc(samples: &[(f64, bool)]) -> f64 {
    let of = |yes: bool| samples.iter().filter(move |s| s.1 == yes).map(|s| s.0);
    let wins: usize = of(true).map(|a| of(false).filter(|b| a > *b).count()).sum();
    count(wins) / (count(of(true).count()) * count(of(false).count())).max(1.0)
}

/// The mean distance of confidence and rightness in ten bins, each by its size.
fn calibration_error(samples: &[(f64, bool)]) -> f64 {
    let mut error = 0.0;
    for bin in 0..10 {
        let from = f64::from(bin) / 10.0;
        let inside = samples.iter().filter(|s| s.0 >= from && (s.0 < from + 0.1 || bin == 9));
        let gap: f64 = inside.map(|s| s.0 - f64::from(u8::from(s.1))).sum();
        error += gap.abs() / count(samples.len());
    }
    error
}

fn share(yes: &[bool]) -> f64 {
    count(yes.iter().filter(|yes| **yes).count()) / count(yes.len()).max(1.0)
}

fn count(number: usize) -> f64 {
    super::as_f64(u64::try_from(number).unwrap_or(0))
}

fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}

/// The rows of a table with tabs, without its header.
fn rows(path: &Path) -> Outcome<Vec<Vec<String>>> {
    let row = |line: &str| line.split('\t').map(str::to_owned).collect();
    Ok(read(path)?.lines().skip(1).map(row).collect())
}
