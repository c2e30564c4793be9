//! `/metrics`: what the program is at, for a machine that watches it. Read from this machine, or with the token of an
//! administrator. Everything is counted elsewhere anyway; only being asked costs something.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use entente_access::Actor;
use entente_api::problem_response;
use entente_kernel::{Class, Problem, Result};
use entente_search::Search;
use entente_store::{Db, Reads};
use entente_web::meter::{Meter, family, histogram, sample};

use crate::house::{ACCOUNT_KEEPERS, authenticate};

/// What the answer is made of.
#[derive(Clone)]
pub(crate) struct Metrics {
    /// The database.
    pub(crate) db: Db,
    /// What the server counts.
    pub(crate) meter: Arc<Meter>,
    /// The search, which follows the outbox by itself.
    pub(crate) search: Search,
}

impl Metrics {
    /// The route.
    pub(crate) fn router(self) -> Router {
        Router::new().route("/metrics", get(show)).with_state(self)
    }
}

async fn show(
    State(metrics): State<Metrics>,
    peer: Option<axum::Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
) -> Response {
    let near = peer.is_some_and(|axum::Extension(ConnectInfo(peer))| peer.ip().is_loopback());
    let token = text(&headers, header::AUTHORIZATION.as_str()).strip_prefix("Bearer ").map(str::to_owned);
    let trusted = near && is_direct(&headers);
    let search = metrics.search.clone();
    let read = metrics.db.read(move |reads| {
        if !trusted {
            refuse_strangers(reads, token.as_deref())?;
        }
        let mut out = String::new();
        followers(reads, &search, &mut out)?;
        queues(reads, &mut out)?;
        Ok(out)
    });
    match read.await {
        Err(problem) => problem_response(&problem, text(&headers, "x-operation-id")),
        Ok(mut out) => {
            metrics.meter.write(&mut out);
            database(&metrics.db, &mut out);
            process(&mut out);
            ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], out).into_response()
        }
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
}

/// A proxy on this machine passes on what strangers ask: it names another host, or says for whom it asks.
fn is_direct(headers: &HeaderMap) -> bool {
    let host = text(headers, "host");
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    let passed_on = ["x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via"];
    ["localhost", "127.0.0.1", "[::1]"].contains(&host) && !passed_on.iter().any(|n| headers.contains_key(*n))
}

fn refuse_strangers(reads: &mut dyn Reads, token: Option<&str>) -> Result<()> {
    let missing = || Problem::new(Class::Unauthenticated, "token-required");
    let actor: Option<Actor> = authenticate(reads, token.ok_or_else(missing)?, None)?;
    let actor = actor.ok_or_else(|| Problem::new(Class::Unauthenticated, "token"))?;
    let keeps = actor.grants.iter().any(|grant| ACCOUNT_KEEPERS.contains(&grant.role.as_str()));
    if keeps { Ok(()) } else { Err(Problem::forbidden("not-allowed")) }
}

fn followers(reads: &mut dyn Reads, search: &Search, out: &mut String) -> Result<()> {
    let name = "entente_outbox_lag_events";
    family(out, name, "gauge", "Events that a follower of the outbox has not dealt with.");
    let sql =
        "SELECT c.consumer, h.outbox_seq - c.seq FROM outbox_cursor c, chain_head h ORDER BY c.consumer";
    for row in reads.query(sql, &[])? {
        sample(out, name, &format!("follower=\"{}\"", row.get::<String>(0)?), row.get::<i64>(1)?);
    }
    if let Some(behind) = search.behind(reads)? {
        sample(out, name, "follower=\"search\"", behind);
    }
    Ok(())
}

fn queues(reads: &mut dyn Reads, out: &mut String) -> Result<()> {
    family(
        out,
        "entente_mail_waiting",
        "gauge",
        "Letters that wait to be sent; failed ones have been tried.",
    );
    let sql = "SELECT count(*) FROM mail WHERE sent_at IS NULL AND expires_at > $1 AND last_error IS ";
    for (state, condition) in [("new", "NULL"), ("failed", "NOT NULL")] {
        let count = reads.count(&format!("{sql}{condition}"), &[reads.now().into()])?;
        sample(out, "entente_mail_waiting", &format!("state=\"{state}\""), count);
    }
    // Jobs have their table only where the house has jobs.
    if let Ok(rows) = reads.query("SELECT state, count(*) FROM job GROUP BY state ORDER BY state", &[]) {
        family(out, "entente_jobs", "gauge", "Jobs by state.");
        for row in rows {
            let state = format!("state=\"{}\"", row.get::<String>(0)?);
            sample(out, "entente_jobs", &state, row.get::<i64>(1)?);
        }
    }
    Ok(())
}

fn database(db: &Db, out: &mut String) {
    let gauges = db.gauges();
    let (reads, writes) = gauges.waiting();
    family(out, "entente_database_waiting", "gauge", "Reads and writes asked for and not done.");
    sample(out, "entente_database_waiting", "way=\"read\"", reads);
    sample(out, "entente_database_waiting", "way=\"write\"", writes);
    let name = "entente_database_seconds";
    family(out, name, "histogram", "Time of a read or write, waiting included.");
    histogram(out, name, "way=\"read\"", &gauges.reads);
    histogram(out, name, "way=\"write\"", &gauges.writes);
    let name = "entente_database_failed_total";
    family(out, name, "counter", "Reads and writes that the database could not do: away, or full.");
    sample(out, name, "", gauges.failed());
}

/// What the system says of this process; nothing where it says nothing.
fn process(out: &mut String) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    for (label, name, factor, help) in [
        ("VmRSS:", "process_resident_memory_bytes", 1024, "Memory in use."),
        ("Threads:", "process_threads", 1, "Threads."),
    ] {
        let line = status.lines().find_map(|line| line.strip_prefix(label));
        let number = line.and_then(|l| l.split_whitespace().next()).and_then(|n| n.parse::<u64>().ok());
        if let Some(number) = number {
            family(out, name, "gauge", help);
            sample(out, name, "", number * factor);
        }
    }
}

#[cfg(test)]
mod tests;
