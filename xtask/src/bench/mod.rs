//! `cargo xtask bench`: the program as it is delivered, against bare baselines in the same run. Medians of three; ratios
//! of CPU time, because wall time on a small machine says more about its neighbours.

mod agreements;
mod evidence;
mod inherits;
mod judged;
mod palette;
mod program;
pub(crate) use program::free_port;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::http::Http;
use program::Program;

use crate::shell::{self, Outcome};

/// What the command line says.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Organisations of the large world
    #[arg(long, default_value_t = 110_000)]
    scale: u64,
    /// Worlds of an earlier run are used as they are
    #[arg(long)]
    reuse: bool,
    /// The release programs are there already
    #[arg(long)]
    built: bool,
    /// The folder of judged and other real data; without it their rows say "not run"
    #[arg(long)]
    data: Option<PathBuf>,
    /// Only the figures of matching and resolution on judged data, printed and not written down
    #[arg(long)]
    judged: bool,
    /// Only those of ranking over a million pieces of evidence, printed and not written down
    #[arg(long)]
    evidence: bool,
    /// Only those of what every record inherits, on a copy of the large world, printed and not written down
    #[arg(long)]
    inherits: bool,
    /// Only those of the list of agreements, on a copy of the small world, printed and not written down
    #[arg(long)]
    agreements: bool,
}

/// Requests of one measurement.
const REQUESTS: u32 = 300;

/// A partner list with filter and order.
const LIST: &str = "/organisations?sort=enterprise&order=title";

/// Repeats; the median counts.
const REPEATS: usize = 3;

struct Report(String);

impl Report {
    fn row(&mut self, what: &str, measured: &str, bar: &str) {
        println!("{what}: {measured} (bar: {bar})");
        let _ = writeln!(self.0, "| {what} | {measured} | {bar} |");
    }
}

/// Runs everything and writes `docs/bench.md`.
///
/// # Errors
/// When a program cannot be built or does not answer.
pub(crate) fn run(options: &Options) -> Outcome {
    let root = shell::root();
    if !options.built {
        shell::run(shell::cargo().args([
            "build",
            "--release",
            "-p",
            "entente",
            "-p",
            "entente-store",
            "--example",
            "bare",
            "--bin",
            "entente",
        ]))?;
        shell::run(shell::cargo().args([
            "build",
            "--release",
            "-p",
            "entente-matching",
            "--example",
            "judge",
        ]))?;
    }
    let (entente, bare) = (root.join("target/release/entente"), root.join("target/release/examples/bare"));
    let work = root.join("target/bench");
    if !(options.reuse || options.judged || options.evidence || options.inherits || options.agreements) {
        let _ = std::fs::remove_dir_all(&work);
    }
    std::fs::create_dir_all(&work).map_err(|e| e.to_string())?;
    let mut report = Report(String::new());
    let data = options.data.as_deref();
    let judge = judged::Judge { entente: &entente, data, work: &work.join("judged") };
    let speed = root.join("target/release/examples/judge");
    let dictionary = data.and_then(judged::dictionary);
    if options.judged {
        return judge.run(&mut report);
    }
    if options.evidence {
        return evidence::run(&mut report, &speed, &work, dictionary.as_deref());
    }
    if options.inherits {
        let large = world(&entente, &work, "large", options.scale)?;
        return inherited(&mut report, &entente, &large);
    }
    if options.agreements {
        let small = world(&entente, &work, "small", options.scale / 10)?;
        return agreements::run(&mut report, (&entente, &bare), &small, options.built);
    }
    let registry = data.map(|data| data.join("ror/ror_organisations.jsonl.zst"));
    ror(&mut report, &entente, &work, registry.as_deref())?;
    let small = world(&entente, &work, "small", options.scale / 10)?;
    let large = world(&entente, &work, "large", options.scale)?;
    pages(&mut report, (&entente, &bare), (&small, &large))?;
    writes(&mut report, &entente, &small)?;
    inherited(&mut report, &entente, &large)?;
    agreements::run(&mut report, (&entente, &bare), &small, options.built)?;
    on_postgres(&mut report, &entente, &work, &large, registry.as_deref())?;
    judge.run(&mut report)?;
    evidence::run(&mut report, &speed, &work, dictionary.as_deref())?;
    let text = format!(
        "# Measured\n\n`cargo xtask bench --scale {}`, release build, {} cores, embedded database. Medians of {REPEATS}; CPU is that of \
         the server alone.\n\n| what | measured | bar |\n|---|---|---|\n{}",
        options.scale,
        std::thread::available_parallelism().map_or(0, usize::from),
        report.0
    );
    std::fs::write(root.join("docs/bench.md"), text).map_err(|e| e.to_string())
}

fn ror(report: &mut Report, entente: &Path, work: &Path, file: Option<&Path>) -> Outcome {
    let what = "ROR import, everything written";
    let bar = ">= 3,000/s";
    let Some(file) = file else {
        report.row(what, "not run", bar);
        return Ok(());
    };
    let folder = work.join("ror");
    let (mut times, mut rows) = (Vec::new(), 0);
    for _ in 0..REPEATS {
        let _ = std::fs::remove_dir_all(&folder);
        let begin = Instant::now();
        let mut import = Command::new(entente);
        let said = shell::output(import.arg("--data").arg(&folder).args(["import", "ror"]).arg(file))?;
        times.push(begin.elapsed());
        rows = said.split_whitespace().next().and_then(|n| n.parse::<u64>().ok()).unwrap_or(0);
    }
    let seconds = median(&mut times).as_secs_f64();
    report.row(what, &format!("{rows} in {seconds:.1} s, {:.0}/s", as_f64(rows) / seconds), bar);
    Ok(())
}

/// The same import and list on a throw-away PostgreSQL, which waits for no disk; its own processor time is not counted.
fn on_postgres(
    report: &mut Report,
    entente: &Path,
    work: &Path,
    large: &Path,
    ror: Option<&Path>,
) -> Outcome {
    let (imported, listed) = ("ROR import on PostgreSQL", "that list on PostgreSQL");
    if crate::postgres::programs().is_none() {
        report.row(imported, "not run", "reported");
        report.row(listed, "not run", "reported");
        return Ok(());
    }
    if let Some(file) = ror {
        let server = crate::postgres::Server::start()?;
        let begin = Instant::now();
        let mut import = Command::new(entente);
        import.args(["--database", &server.url(), "--data"]).arg(work.join("ror"));
        let said = shell::output(import.args(["import", "ror"]).arg(file))?;
        let rows = said.split_whitespace().next().and_then(|n| n.parse::<u64>().ok()).unwrap_or(0);
        let rate = as_f64(rows) / begin.elapsed().as_secs_f64();
        report.row(imported, &format!("{rate:.0}/s"), "reported");
    } else {
        report.row(imported, "not run", "reported");
    }
    let server = crate::postgres::Server::start()?;
    let from = format!("sqlite:{}", large.join("entente.db").display());
    shell::output(Command::new(entente).args(["copy", "--from", &from, "--to", &server.url()]))?;
    let program = Program::on_server(entente, large, &server.url())?;
    let mut http = logged_in(program.port)?;
    program.settle();
    let (cpu, wall) = measure(&program, &mut http, &[LIST.to_owned()])?;
    report.row(listed, &format!("CPU {cpu:.2} ms, p50 {wall:.1} ms"), "reported");
    Ok(())
}

/// A demo world of that size in a folder of its own.
fn world(entente: &Path, work: &Path, name: &str, organisations: u64) -> Outcome<PathBuf> {
    let folder = work.join(name);
    if folder.exists() {
        return Ok(folder);
    }
    let port = program::free_port()?;
    let mut command = Command::new(entente);
    command.args([
        "demo",
        "--listen",
        &format!("127.0.0.1:{port}"),
        "--scale",
        &organisations.to_string(),
        "--data",
    ]);
    let begin = Instant::now();
    let mut child = command.arg(&folder).spawn().map_err(|e| e.to_string())?;
    while Http::open(port).and_then(|mut http| http.get("/login")).is_err() {
        std::thread::sleep(Duration::from_millis(100));
    }
    println!("a world of {organisations} organisations took {:.0} s", begin.elapsed().as_secs_f64());
    // The index for search is built beside the requests.
    let mut http = logged_in(port)?;
    while http.get("/search/options?q=works")?.body.is_empty() {
        std::thread::sleep(Duration::from_millis(500));
    }
    let _ = child.kill();
    let _ = child.wait();
    Ok(folder)
}

/// Wall time of a page full of figures, in milliseconds.
fn figures(port: u16) -> Outcome<f64> {
    let mut http = logged_in_as(port, "leader")?;
    let mut each = Vec::new();
    for _ in 0..15 {
        let begin = Instant::now();
        http.get("/")?;
        each.push(begin.elapsed());
    }
    Ok(ms(median(&mut each)))
}

fn logged_in(port: u16) -> Outcome<Http> {
    logged_in_as(port, "officer")
}

fn logged_in_as(port: u16, login: &str) -> Outcome<Http> {
    let mut http = Http::open(port)?;
    let form = format!("login={login}&password={login}-of-the-demo&to=%2F");
    let answer = http.post("/login", "application/x-www-form-urlencoded", &form)?;
    let cookie = answer.head.lines().find_map(|line| line.strip_prefix("set-cookie: entente="));
    let cookie = cookie.and_then(|c| c.split(';').next()).ok_or("cannot log in")?;
    http.headers = format!("Cookie: entente={cookie}; lang=en\r\nAccept-Encoding: gzip\r\n");
    Ok(http)
}

/// CPU time and wall time (p50) of a request, in milliseconds.
fn measure(program: &Program, http: &mut Http, paths: &[String]) -> Outcome<(f64, f64)> {
    for path in paths.iter().cycle().take(50) {
        http.get(path)?;
    }
    let (mut cpus, mut walls) = (Vec::new(), Vec::new());
    for _ in 0..REPEATS {
        let mut each = Vec::new();
        let before = program.cpu();
        for path in paths.iter().cycle().take(usize::try_from(REQUESTS).unwrap_or(0)) {
            let begin = Instant::now();
            http.get(path)?;
            each.push(begin.elapsed());
        }
        cpus.push((program.cpu() - before) / REQUESTS);
        walls.push(median(&mut each));
    }
    Ok((ms(median(&mut cpus)), ms(median(&mut walls))))
}

fn pages(report: &mut Report, (entente, bare): (&Path, &Path), (small, large): (&Path, &Path)) -> Outcome {
    let list = [LIST.to_owned()];
    let at = |folder: &Path, paths: &[String]| -> Outcome<(f64, f64)> {
        let program = Program::entente(entente, folder)?;
        let mut http = logged_in(program.port)?;
        program.settle();
        measure(&program, &mut http, paths)
    };
    let (small_cpu, _) = at(small, &list)?;
    let program = Program::entente(entente, large)?;
    let (start, mut http) = (program.first_page, logged_in(program.port)?);
    program.settle();
    let page = http.get(&list[0])?;
    let plain = {
        let headers = std::mem::take(&mut http.headers);
        http.headers = headers.replace("Accept-Encoding: gzip\r\n", "");
        let answer = http.get(&list[0])?;
        http.headers = headers;
        answer.body
    };
    let (list_cpu, list_wall) = measure(&program, &mut http, &list)?;
    let details = links(&String::from_utf8_lossy(&plain));
    let (detail_cpu, detail_wall) = measure(&program, &mut http, &details)?;
    let words = ["toy", "fengtian", "丰田", "xin wor", "bearings", "b"]
        .map(|w| format!("/search/options?q={}", escape(w)));
    let (search_cpu, search_wall) = measure(&program, &mut http, &words)?;
    let needs = links(&String::from_utf8_lossy(&ungzipped(&mut http, "/needs?state=matching")?));
    let candidates: Vec<String> = needs.iter().map(|n| format!("{n}/candidates")).collect();
    let (match_cpu, match_wall) = measure(&program, &mut http, &candidates)?;
    let figures = figures(program.port)?;
    let memory = program.memory();
    drop(program);
    let bare = Program::bare(bare, &large.join("entente.db"), plain.len())?;
    let mut plain_http = Http::open(bare.port)?;
    plain_http.headers = "Accept-Encoding: gzip\r\n".into();
    let (bare_cpu, _) = measure(&bare, &mut plain_http, &["/".to_owned()])?;
    report.row(
        "partner list of 50, filtered and ordered, large world",
        &format!("CPU {list_cpu:.2} ms, {:.1}x bare ({bare_cpu:.2} ms), p50 {list_wall:.1} ms, page {:.1} KB gz of {:.0} KB", list_cpu / bare_cpu, kib(page.body.len()), kib(plain.len())),
        "CPU <= 3x bare, <= 60 KB gz",
    );
    report.row(
        "growth of that list from a tenth of the world",
        &format!("{:.2}x", list_cpu / small_cpu),
        "<= 1.5x",
    );
    report.row(
        "partner detail",
        &format!("CPU {detail_cpu:.2} ms, {:.1}x bare, p50 {detail_wall:.1} ms", detail_cpu / bare_cpu),
        "<= 3x bare",
    );
    report.row(
        "global search, six questions in turn",
        &format!("CPU {search_cpu:.2} ms, p50 {search_wall:.1} ms"),
        "<= 2 ms CPU",
    );
    report.row(
        "candidates of a need with reasons, the whole page",
        &format!("CPU {match_cpu:.1} ms, p50 {match_wall:.1} ms"),
        "match p50 <= 10 ms",
    );
    report.row("home page of the leadership, 15 tiles of figures", &format!("p50 {figures:.0} ms"), "-");
    report.row("start to first page, large world", &format!("{:.2} s", start.as_secs_f64()), "<= 0.5 s");
    report.row("memory after that, mapped files apart", &format!("{memory} MiB"), "<= 150 MiB");
    Ok(())
}

fn ungzipped(http: &mut Http, path: &str) -> Outcome<Vec<u8>> {
    let headers = http.headers.clone();
    http.headers = headers.replace("Accept-Encoding: gzip\r\n", "");
    let answer = http.get(path);
    http.headers = headers;
    Ok(answer?.body)
}

/// The records that a list links to.
fn links(page: &str) -> Vec<String> {
    let after = page.split("data-row href=\"").skip(1);
    after.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

fn escape(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

/// What every record inherits, in a copy of the world, because it leaves traces.
fn inherited(report: &mut Report, entente: &Path, large: &Path) -> Outcome {
    let copy = large.with_extension("copy");
    let _ = std::fs::remove_dir_all(&copy);
    std::fs::create_dir_all(&copy).map_err(|e| e.to_string())?;
    shell::run(Command::new("cp").arg("-a").arg(large.join(".")).arg(&copy))?;
    let token = token(entente, &copy)?;
    let program = Program::entente(entente, &copy)?;
    palette::run(report, program.port)?;
    inherits::run(report, &program, &token)?;
    drop(program);
    std::fs::remove_dir_all(&copy).map_err(|e| e.to_string())
}

/// A token of the demo's officer for the JSON interface.
fn token(entente: &Path, folder: &Path) -> Outcome<String> {
    let mut token = Command::new(entente);
    token.arg("--data").arg(folder).args(["token", "create", "officer", "--name", "bench", "--days", "1"]);
    Ok(shell::output(&mut token)?.trim().to_owned())
}

/// Durable creations by eight clients at once, each waiting for its answer.
fn writes(report: &mut Report, entente: &Path, folder: &Path) -> Outcome {
    let token = token(entente, folder)?;
    let program = Program::entente(entente, folder)?;
    let mut rates = Vec::new();
    for round in 0..REPEATS {
        let begin = Instant::now();
        let clients: Vec<_> = (0..8)
            .map(|client| {
                let (port, token) = (program.port, token.clone());
                std::thread::spawn(move || create_many(port, &token, round, client))
            })
            .collect();
        for client in clients {
            client.join().map_err(|_| "a client fell over")??;
        }
        rates.push(begin.elapsed());
    }
    let seconds = median(&mut rates).as_secs_f64();
    let rate = f64::from(8 * REQUESTS) / seconds;
    report.row(
        "durable create with history, audit and outbox, 8 clients",
        &format!("{rate:.0}/s"),
        ">= 1,500/s",
    );
    Ok(())
}

fn create_many(port: u16, token: &str, round: usize, client: usize) -> Outcome {
    let mut http = Http::open(port)?;
    http.headers = format!("Authorization: Bearer {token}\r\n");
    for number in 0..REQUESTS {
        let body = format!(
            "{{\"name\":{{\"en\":\"Bench {round} {client} {number}\"}},\"sort\":\"enterprise\",\"status\":\"active\"}}"
        );
        let answer = http.post("/api/v1/organisations", "application/json", &body)?;
        if answer.status != 201 {
            return Err(format!("{}: {}", answer.status, String::from_utf8_lossy(&answer.body)));
        }
    }
    Ok(())
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "counts far below 2^52, for display")]
fn as_f64(count: u64) -> f64 {
    count as f64
}

fn kib(bytes: usize) -> f64 {
    as_f64(u64::try_from(bytes).unwrap_or(0)) / 1024.0
}
