//! What the database's threads are at, counted without a lock: for operators, never for a decision.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// Upper bounds of the buckets in microseconds; one more counts what is above.
pub const BOUNDS: [u64; 12] =
    [500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 5_000_000, 30_000_000];

/// Durations by bucket.
#[derive(Debug, Default)]
pub struct Histogram {
    buckets: [AtomicU64; BOUNDS.len() + 1],
    micros: AtomicU64,
}

impl Histogram {
    /// Counts one.
    pub fn observe(&self, time: Duration) {
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        let at = BOUNDS.iter().position(|bound| micros <= *bound).unwrap_or(BOUNDS.len());
        if let Some(bucket) = self.buckets.get(at) {
            bucket.fetch_add(1, Relaxed);
        }
        self.micros.fetch_add(micros, Relaxed);
    }

    /// How many were at most as long as each bound, how many there were at all, and the sum in microseconds.
    #[must_use]
    pub fn read(&self) -> ([u64; BOUNDS.len()], u64, u64) {
        let (mut upto, mut sum) = ([0; BOUNDS.len()], 0);
        for (slot, bucket) in upto.iter_mut().zip(&self.buckets) {
            sum += bucket.load(Relaxed);
            *slot = sum;
        }
        let beyond = self.buckets.last().map_or(0, |bucket| bucket.load(Relaxed));
        (upto, sum + beyond, self.micros.load(Relaxed))
    }
}

/// Of one database.
#[derive(Debug, Default)]
pub struct Gauges {
    /// Reads from being asked for to being done.
    pub reads: Histogram,
    /// Writes from being asked for to being done or refused.
    pub writes: Histogram,
    reads_waiting: AtomicU64,
    writes_waiting: AtomicU64,
    failed: AtomicU64,
}

/// Reading or writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Read,
    Write,
}

impl Gauges {
    /// Reads and writes that are asked for and not done.
    #[must_use]
    pub fn waiting(&self) -> (u64, u64) {
        (self.reads_waiting.load(Relaxed), self.writes_waiting.load(Relaxed))
    }

    /// Reads and writes that the database could not do: it was away, or full.
    #[must_use]
    pub fn failed(&self) -> u64 {
        self.failed.load(Relaxed)
    }

    fn of(&self, way: Way) -> (&AtomicU64, &Histogram) {
        match way {
            Way::Read => (&self.reads_waiting, &self.reads),
            Way::Write => (&self.writes_waiting, &self.writes),
        }
    }

    pub(crate) fn begin(&self, way: Way) -> Instant {
        self.of(way).0.fetch_add(1, Relaxed);
        Instant::now()
    }

    pub(crate) fn end(&self, way: Way, begun: Instant, failed: bool) {
        let (waiting, times) = self.of(way);
        waiting.fetch_sub(1, Relaxed);
        times.observe(begun.elapsed());
        self.failed.fetch_add(u64::from(failed), Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_fall_into_their_buckets() {
        let histogram = Histogram::default();
        for micros in [1, 500, 501, 40_000_000] {
            histogram.observe(Duration::from_micros(micros));
        }
        let (upto, all, sum) = histogram.read();
        assert_eq!((upto[0], upto[1], upto[11], all, sum), (2, 3, 3, 4, 40_001_002));
    }

    #[test]
    fn what_is_begun_waits_until_it_ends() {
        let gauges = Gauges::default();
        let begun = gauges.begin(Way::Write);
        assert_eq!(gauges.waiting(), (0, 1));
        gauges.end(Way::Write, begun, true);
        assert_eq!((gauges.waiting(), gauges.failed(), gauges.writes.read().1), ((0, 0), 1, 1));
    }
}
