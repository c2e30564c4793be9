//! What the server counts, as Prometheus reads it (text format 0.0.4).

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use entente_store::{BOUNDS, Histogram};

/// The classes of addresses: few, and the same for every installation.
const CLASSES: [&str; 4] = ["page", "api", "asset", "health"];

/// Lowest and highest status that is counted by itself.
const STATUSES: (u16, u16) = (100, 599);

/// Requests by class and status, and their times by class.
#[derive(Debug)]
pub struct Meter {
    statuses: Vec<AtomicU64>,
    times: [Histogram; CLASSES.len()],
}

impl Default for Meter {
    fn default() -> Self {
        let slots = usize::from(STATUSES.1 - STATUSES.0 + 1) * CLASSES.len();
        Self { statuses: (0..slots).map(|_| AtomicU64::new(0)).collect(), times: Default::default() }
    }
}

impl Meter {
    /// The number of the class that a path belongs to.
    pub(crate) fn class(path: &str) -> usize {
        match path {
            "/healthz" | "/readyz" | "/metrics" => 3,
            _ if path.starts_with("/assets/") || path == "/favicon.ico" => 2,
            _ if path.starts_with("/api/") => 1,
            _ => 0,
        }
    }

    pub(crate) fn count(&self, class: usize, status: u16, time: Duration) {
        let status = usize::from(status.clamp(STATUSES.0, STATUSES.1) - STATUSES.0);
        if let Some(slot) = self.statuses.get(status * CLASSES.len() + class) {
            slot.fetch_add(1, Relaxed);
        }
        if let Some(times) = self.times.get(class) {
            times.observe(time);
        }
    }

    /// Appends the server's own lines.
    pub fn write(&self, out: &mut String) {
        family(out, "entente_requests_total", "counter", "Requests by class of address and status.");
        for (at, slot) in self.statuses.iter().enumerate() {
            let count = slot.load(Relaxed);
            if let Some(class) = CLASSES.get(at % CLASSES.len()).filter(|_| count > 0) {
                let status = at / CLASSES.len() + usize::from(STATUSES.0);
                let labels = format!("class=\"{class}\",status=\"{status}\"");
                sample(out, "entente_requests_total", &labels, count);
            }
        }
        let name = "entente_request_seconds";
        family(out, name, "histogram", "Time from request to answer by class of address.");
        for (class, times) in CLASSES.iter().zip(&self.times) {
            histogram(out, name, &format!("class=\"{class}\""), times);
        }
    }
}

/// The two lines that come before the samples of one name.
pub fn family(out: &mut String, name: &str, kind: &str, help: &str) {
    // Writing into a string cannot fail.
    let _ = write!(out, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
}

/// One sample; `labels` as between the braces, or nothing.
pub fn sample(out: &mut String, name: &str, labels: &str, value: impl std::fmt::Display) {
    let _ = match labels {
        "" => writeln!(out, "{name} {value}"),
        labels => writeln!(out, "{name}{{{labels}}} {value}"),
    };
}

/// The samples of a histogram of durations, in seconds.
pub fn histogram(out: &mut String, name: &str, labels: &str, times: &Histogram) {
    let (upto, all, micros) = times.read();
    let bounds = BOUNDS.iter().map(|micros| seconds(*micros)).chain([String::from("+Inf")]);
    for (bound, count) in bounds.zip(upto.into_iter().chain([all])) {
        sample(out, &format!("{name}_bucket"), &format!("{labels},le=\"{bound}\""), count);
    }
    sample(out, &format!("{name}_sum"), labels, seconds(micros));
    sample(out, &format!("{name}_count"), labels, all);
}

/// Microseconds as seconds, without floating point.
fn seconds(micros: u64) -> String {
    let text = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_is_written_and_nothing_else() {
        let meter = Meter::default();
        meter.count(Meter::class("/needs/1"), 200, Duration::from_micros(700));
        meter.count(Meter::class("/api/v1/needs"), 404, Duration::from_micros(700));
        meter.count(Meter::class("/api/v1/needs"), 404, Duration::from_secs(60));
        let mut out = String::new();
        meter.write(&mut out);
        let has = |line: &str| assert!(out.lines().any(|l| l == line), "{line}\n{out}");
        has("entente_requests_total{class=\"page\",status=\"200\"} 1");
        has("entente_requests_total{class=\"api\",status=\"404\"} 2");
        has("entente_request_seconds_bucket{class=\"api\",le=\"0.001\"} 1");
        has("entente_request_seconds_bucket{class=\"api\",le=\"+Inf\"} 2");
        has("entente_request_seconds_sum{class=\"api\"} 60.0007");
        has("entente_request_seconds_count{class=\"asset\"} 0");
        assert_eq!(out.lines().filter(|l| l.starts_with("entente_requests_total")).count(), 2);
    }
}
