//! The server is killed under people who write, again and again.

use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use super::dice::Dice;
use super::house::House;
use super::writers::Writers;
use crate::shell::Outcome;

/// How often, and by how many.
#[derive(clap::Args, Clone)]
pub(super) struct Kill {
    /// How often the server is killed
    #[arg(long, default_value_t = 200)]
    kills: usize,
    /// How many write at the same time
    #[arg(long, default_value_t = 8)]
    writers: usize,
    /// Where the dice begin
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Kill {
    pub(super) fn short() -> Self {
        Self { kills: 12, writers: 8, seed: 1 }
    }

    /// # Errors
    /// A lost or doubled write, a violated rule, a server that does not come back.
    pub(super) fn run(&self, house: &House) -> Outcome<String> {
        let token = house.token("officer")?;
        let writers = Writers::default();
        let mut dice = Dice::new(self.seed);
        let mut ready = Vec::new();
        let mut running = Some(house.start()?);
        let outcome: Outcome = scope(|scope| {
            let at_work: Vec<_> = (0..self.writers)
                .map(|writer| {
                    let (writers, token) = (&writers, &token);
                    scope.spawn(move || writers.write(house, token, writer))
                })
                .collect();
            let mut killing = || -> Outcome {
                for _ in 0..self.kills {
                    busy(&writers, dice.below(300));
                    if at_work.iter().any(std::thread::ScopedJoinHandle::is_finished) {
                        break;
                    }
                    running.take().ok_or("no server")?.kill()?;
                    let next = house.start()?;
                    ready.push(next.ready);
                    running = Some(next);
                }
                Ok(())
            };
            let killed = killing();
            writers.stop();
            for writer in at_work {
                writer.join().map_err(|_| "a writer fell over")??;
            }
            killed
        });
        outcome.map_err(|e| format!("{e}\n{}", house.log()))?;
        let sum = writers.settle(house, &token)?;
        running.ok_or("no server")?.stop()?;
        house.is_sound()?;
        let (median, high, most) = spread(&mut ready);
        Ok(format!(
            "{} kills under {} writers: {} writes answered, {} of them asked for again; 0 lost, 0 double; verify and \
             check clean; ready again p50 {median} ms, p99 {high} ms, longest {most} ms",
            ready.len(),
            self.writers,
            sum.answered,
            sum.repeated
        ))
    }
}

/// Until some were answered since the start, or 5 s have passed, and a moment more: a kill of an idle server shows little.
fn busy(writers: &Writers, moment: u64) {
    let (before, begin) = (writers.answered(), Instant::now());
    while writers.answered() < before + 5 && begin.elapsed() < Duration::from_secs(5) {
        sleep(Duration::from_millis(2));
    }
    sleep(Duration::from_millis(moment));
}

/// Median, 99th percentile and maximum in milliseconds, by nearest rank.
pub(super) fn spread(times: &mut [Duration]) -> (u128, u128, u128) {
    times.sort_unstable();
    let at = |share: usize| times.get((times.len() * share).div_ceil(100).saturating_sub(1));
    let millis = |time: Option<&Duration>| time.map_or(0, Duration::as_millis);
    (millis(at(50)), millis(at(99)), millis(times.last()))
}
