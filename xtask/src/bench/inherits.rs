//! What every record inherits, timed over HTTP in the large world: the import wizard, bulk edits and their undo, a partner
//! whom very many records link to.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::program::Program;
use super::{Report, links, logged_in, median, ms, ungzipped};
use crate::http::Http;
use crate::shell::Outcome;

/// Rows of the imported file, records of the bulk edit, links of the one partner.
const ROWS: usize = 10_000;
const MANY: usize = 5_000;
const LINKS: usize = 100_000;

/// Links timed at the beginning and at the end.
const TIMED: usize = 1_000;

/// Runs all three.
///
/// # Errors
/// When the program does not answer, or not as it should.
pub(super) fn run(report: &mut Report, program: &Program, token: &str) -> Outcome {
    program.settle();
    let mut http = logged_in(program.port)?;
    wizard(report, program, &mut http)?;
    bulk(report, program, &mut http)?;
    relations(report, program, &mut http, token)
}

/// A file of partners: tried, written, taken back.
fn wizard(report: &mut Report, program: &Program, http: &mut Http) -> Outcome {
    let mut file = "单位名称,Name,Country/region,类型,Website\n".to_owned();
    for row in 0..ROWS {
        file += &format!(
            "试点企业{row},Trial Works {row} Ltd,{},Enterprise,https://w{row}.example\n",
            country(row)
        );
    }
    let (done, peak) = (AtomicBool::new(false), AtomicU64::new(0));
    let run = std::thread::scope(|scope| {
        scope.spawn(|| program.watch_children(&done, &peak));
        let run = upload(http, "/organisations/import", &file);
        done.store(true, Ordering::Relaxed);
        run
    })?;
    let columns = [
        ("columns.sent", "1"),
        ("to.0", "name_zh"),
        ("to.1", "name_en"),
        ("to.2", "domicile"),
        ("to.3", "sort"),
        ("to.4", "website"),
        ("key", "title"),
        ("class", "internal"),
        ("always.status", "active"),
    ];
    let mut told = Vec::new();
    for (verb, fields) in [("check", &columns[..]), ("commit", &[]), ("undo", &[])] {
        let before = program.cpu();
        let wall = act(http, &run, verb, fields)?;
        told.push(format!("{wall:.1} s (CPU {:.1} s)", (program.cpu() - before).as_secs_f64()));
    }
    report.row(
        "wizard, 10,000 rows: dry run / commit / undo; largest child",
        &format!("{}; {} MiB", told.join(" / "), peak.into_inner() / 1024),
        "<= 10 s each; <= 200 MiB",
    );
    Ok(())
}

fn country(row: usize) -> &'static str {
    ["China", "日本", "Germany", "US"].get(row % 4).copied().unwrap_or_default()
}

/// Sends the file; gives where the import stands.
fn upload(http: &mut Http, path: &str, file: &str) -> Outcome<String> {
    let token = token_of(http, path)?;
    let body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--edge\r\nContent-Disposition: form-data; \
         name=\"file\"; filename=\"partners.csv\"\r\n\r\n{file}\r\n--edge--\r\n"
    );
    let answer = http.post(path, "multipart/form-data; boundary=edge", &body)?;
    let to = answer.head.lines().find_map(|line| line.strip_prefix("location: "));
    to.map(str::to_owned).ok_or_else(|| format!("the file was not taken: {}", answer.status))
}

/// Presses a button of the import and waits until its job is done; seconds.
fn act(http: &mut Http, run: &str, verb: &str, fields: &[(&str, &str)]) -> Outcome<f64> {
    let begin = Instant::now();
    send(http, run, &format!("{run}/{verb}"), fields)?;
    while String::from_utf8_lossy(&ungzipped(http, run)?).contains("<progress") {
        if begin.elapsed() > Duration::from_secs(300) {
            return Err(format!("{verb} of an import does not end"));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(begin.elapsed().as_secs_f64())
}

/// A field of very many records changed at once, and back.
fn bulk(report: &mut Report, program: &Program, http: &mut Http) -> Outcome {
    let list = String::from_utf8_lossy(&ungzipped(http, "/organisations?order=reference")?).into_owned();
    let mut ids: Vec<String> = Vec::new();
    let mut page = list;
    while ids.len() < MANY {
        ids.extend(
            links(&page)
                .iter()
                .filter_map(|link| Some(link.rsplit('/').next()?.split('?').next()?.to_owned())),
        );
        let Some(next) = page.split("rel=\"next\"").nth(1).and_then(|rest| rest.split("href=\"").nth(1))
        else {
            break;
        };
        let next = next.split('"').next().unwrap_or_default().replace("&#38;", "&").replace("&amp;", "&");
        page = String::from_utf8_lossy(&ungzipped(http, &next)?).into_owned();
    }
    ids.truncate(MANY);
    let (mut there, mut back) = (Vec::new(), Vec::new());
    let before = program.cpu();
    for round in 0..super::REPEATS {
        let city = format!("Newtown {round}");
        let mut form: Vec<(&str, &str)> = ids.iter().map(|id| ("id", id.as_str())).collect();
        form.extend([("set", "city"), ("city_en", city.as_str())]);
        let begin = Instant::now();
        let to = send(http, "/organisations", "/organisations/bulk", &form)?;
        there.push(begin.elapsed());
        let batch = to.split("batch=").nth(1).ok_or_else(|| format!("the bulk edit led to {to}"))?.to_owned();
        let begin = Instant::now();
        send(http, "/organisations", &format!("/organisations/batches/{batch}/undo"), &[])?;
        back.push(begin.elapsed());
    }
    let cpu = ((program.cpu() - before) / u32::try_from(super::REPEATS).unwrap_or(1)).as_secs_f64();
    let seconds = |times: &mut [Duration]| median(times).as_secs_f64();
    report.row(
        &format!("bulk edit of {} records / its undo", ids.len()),
        &format!("{:.2} s / {:.2} s (CPU of both {cpu:.2} s)", seconds(&mut there), seconds(&mut back)),
        "<= 5 s each",
    );
    Ok(())
}

/// A partner with 10,000 people, then with 100,000.
fn relations(report: &mut Report, program: &Program, http: &mut Http, token: &str) -> Outcome {
    let mut api = Http::open(program.port)?;
    api.headers = format!("Authorization: Bearer {token}\r\n");
    let hub = create(
        &mut api,
        "organisations",
        "{\"name\":{\"en\":\"Hub of the bench\"},\"sort\":\"enterprise\",\"status\":\"active\"}",
    )?;
    let (mut first, mut last, mut detail) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..LINKS {
        let body = format!(
            "{{\"name\":{{\"en\":\"Person {number} of the bench\"}},\"contact_rule\":\"free\",\"affiliations\":[{{\"organisation\":\"{hub}\",\
             \"role\":{{\"en\":\"Engineer\"}}}}]}}"
        );
        let begin = Instant::now();
        create(&mut api, "people", &body)?;
        if number < TIMED {
            first.push(begin.elapsed());
        } else if number >= LINKS - TIMED {
            last.push(begin.elapsed());
        }
        if number + 1 == ROWS {
            program.settle();
            detail = pages(http, &format!("/organisations/{hub}"))?;
        }
    }
    program.settle();
    let mut full = pages(http, &format!("/organisations/{hub}"))?;
    let ratio = ms(median(&mut last)) / ms(median(&mut first));
    report.row(
        "detail of a partner with 10,000 people / with 100,000",
        &format!("p95 {:.1} ms / {:.1} ms", p95(&mut detail), p95(&mut full)),
        "<= 50 ms",
    );
    report.row(
        "the 100,000th link to one partner against the first, medians of 1,000 creations one by one",
        &format!("{ratio:.2}x ({:.2} ms)", ms(median(&mut last))),
        "<= 2x",
    );
    Ok(())
}

fn pages(http: &mut Http, path: &str) -> Outcome<Vec<Duration>> {
    let mut each = Vec::new();
    for _ in 0..200 {
        let begin = Instant::now();
        http.get(path)?;
        each.push(begin.elapsed());
    }
    Ok(each)
}

fn p95(times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    ms(times.get(times.len() * 95 / 100).copied().unwrap_or_default())
}

fn create(api: &mut Http, path: &str, body: &str) -> Outcome<String> {
    let answer = api.post(&format!("/api/v1/{path}"), "application/json", body)?;
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    let id = text.split("\"id\":\"").nth(1).and_then(|rest| rest.split('"').next());
    id.map(str::to_owned).filter(|_| answer.status == 201).ok_or_else(|| format!("{}: {text}", answer.status))
}

fn token_of(http: &mut Http, page: &str) -> Outcome<String> {
    let page = String::from_utf8_lossy(&ungzipped(http, page)?).into_owned();
    let token = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    token.map(str::to_owned).ok_or_else(|| "a page without a form".into())
}

/// Sends a form with its token; gives where it leads.
fn send(http: &mut Http, page: &str, path: &str, fields: &[(&str, &str)]) -> Outcome<String> {
    let mut form = format!("csrf={}", super::escape(&token_of(http, page)?));
    for (name, value) in fields {
        form += &format!("&{}={}", super::escape(name), super::escape(value));
    }
    let answer = http.post(path, "application/x-www-form-urlencoded", &form)?;
    let to = answer.head.lines().find_map(|line| line.strip_prefix("location: "));
    to.map(str::to_owned).ok_or_else(|| {
        format!(
            "{path}: {} {}",
            answer.status,
            String::from_utf8_lossy(&answer.body).chars().take(200).collect::<String>()
        )
    })
}
