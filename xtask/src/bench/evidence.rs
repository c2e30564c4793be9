//! Ranking over a million made-up pieces of evidence, and the same questions on PostgreSQL's full text search.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use super::Report;
use crate::postgres;
use crate::shell::{self, Outcome};

/// Pieces of evidence, and those on both engines.
const MANY: usize = 1_000_000;
const BOTH: usize = 100_000;

/// Candidates wanted of PostgreSQL.
const WANTED: usize = 20;

/// Figures that the judge prints, with what they are called in the report and their bars.
const FIGURES: [(&str, &str); 6] = [
    ("documents, same language", "p50 <= 5 ms, p99 <= 30 ms"),
    ("documents, Chinese to English", "p50 <= 20 ms, p99 <= 100 ms"),
    ("documents, same language, with reasons for 20", "p50 <= 25 ms, p99 <= 120 ms"),
    ("documents, Chinese to English, with reasons for 20", "p50 <= 25 ms, p99 <= 120 ms"),
    ("owners, same language", "p50 <= 5 ms, p99 <= 30 ms"),
    ("owners, Chinese to English", "p50 <= 20 ms, p99 <= 100 ms"),
];

/// Runs the judge of the matching engine; `dictionary` is its plain text, if there is one.
pub(super) fn run(report: &mut Report, judge: &Path, work: &Path, dictionary: Option<&Path>) -> Outcome {
    let said = told(judge, &["speed", &MANY.to_string()], dictionary)?;
    let figure = |name: &str| value(&said, name).unwrap_or_else(|| "not run".into());
    for (name, bar) in FIGURES {
        let measured =
            format!("p50 {}, p99 {}", figure(&format!("{name}, p50")), figure(&format!("{name}, p99")));
        report.row(&format!("{MANY} pieces of evidence: {name}"), &measured, bar);
    }
    report.row("indexing them, both cores", &figure("indexing"), ">= 10,000/s");
    report.row("resident while serving them", &figure("resident while serving"), "<= 1024 MiB");
    against_postgres(report, judge, work, dictionary)
}

/// The same questions at a tenth of the size, on both.
fn against_postgres(report: &mut Report, judge: &Path, work: &Path, dictionary: Option<&Path>) -> Outcome {
    let what = "the same questions on PostgreSQL full text (GIN, OR, ts_rank), 100,000 pieces, p50";
    let bar = ">= 20 times slower";
    let Some(programs) = postgres::programs() else {
        report.row(what, "not run", bar);
        return Ok(());
    };
    let folder = work.join("dump");
    std::fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
    let shown = folder.display().to_string();
    told(judge, &["dump", &BOTH.to_string(), &shown], dictionary)?;
    let own = told(judge, &["speed", &BOTH.to_string()], dictionary)?;
    let own = value(&own, "documents, same language, p50").and_then(|text| number(&text)).unwrap_or(f64::NAN);
    let server = postgres::Server::start()?;
    let script = folder.join("questions.sql");
    std::fs::write(&script, questions(&folder)?).map_err(|e| e.to_string())?;
    let mut psql = Command::new(programs.join("psql"));
    psql.args(["-X", "-q", "-A", "-t", "-d", &server.url(), "-f"]).arg(&script);
    let said = shell::output(&mut psql)?;
    let times = said.lines().filter_map(|line| number(line.strip_prefix("Time: ")?));
    let mut times: Vec<f64> = times.collect();
    times.sort_by(f64::total_cmp);
    let theirs = times.get(times.len() / 2).copied().unwrap_or(f64::NAN);
    report.row(what, &format!("{theirs:.1} ms against {own:.2} ms, {:.0} times", theirs / own), bar);
    Ok(())
}

/// Everything that psql does: the table, its index, and each question three times; the times of the last round count.
fn questions(folder: &Path) -> Outcome<String> {
    let file = folder.join("questions.tsv");
    let text = std::fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
    let mut sql = format!(
        "CREATE TABLE evidence (id BIGINT, title TEXT, body TEXT);\n\\copy evidence FROM '{}'\n\
         ALTER TABLE evidence ADD words tsvector;\n\
         UPDATE evidence SET words = to_tsvector('english', title || ' ' || body);\n\
         CREATE INDEX evidence_words ON evidence USING gin (words);\nVACUUM ANALYZE evidence;\n",
        folder.join("docs.tsv").display()
    );
    for round in 0..3 {
        if round == 2 {
            sql.push_str("\\timing on\n");
        }
        for question in text.lines().take(200) {
            let words: Vec<String> = question
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(|word| format!("'{word}'"))
                .collect();
            let _ = writeln!(
                sql,
                "SELECT id FROM evidence, to_tsquery('english', $q${}$q$) q WHERE words @@ q
                 ORDER BY ts_rank(words, q) DESC, id LIMIT {WANTED};",
                words.join(" | ")
            );
        }
    }
    Ok(sql)
}

fn told(judge: &Path, words: &[&str], dictionary: Option<&Path>) -> Outcome<String> {
    let mut command = Command::new(judge);
    command.args(words);
    command.args(dictionary);
    shell::output(&mut command)
}

/// What stands behind a name and a tab.
fn value(said: &str, name: &str) -> Option<String> {
    said.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('\t')).map(str::to_owned)
}

/// The number at the beginning of a text.
fn number(text: &str) -> Option<f64> {
    text.split_whitespace().next()?.parse().ok()
}
