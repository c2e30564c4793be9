//! The database server is killed under people who write, stays away for a while, and comes back.

use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use super::dice::Dice;
use super::house::House;
use super::kill::spread;
use super::writers::Writers;
use crate::postgres::Mortal;
use crate::shell::Outcome;

/// How often, and for how long.
#[derive(clap::Args, Clone)]
pub(super) struct Postgres {
    /// How often the database server is killed
    #[arg(long, default_value_t = 20)]
    kills: usize,
    /// Most seconds that it stays away
    #[arg(long, default_value_t = 5)]
    away: u64,
    /// Where the dice begin
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Postgres {
    pub(super) fn short() -> Self {
        Self { kills: 2, away: 1, seed: 1 }
    }

    /// # Errors
    /// A lost write, an end of our server, an answer other than 503 meanwhile, or more than 5 s until it is well.
    pub(super) fn run(&self, house: &House, database: &mut Mortal) -> Outcome<String> {
        let token = house.token("officer")?;
        let mut running = house.start()?;
        let writers = Writers::default();
        let mut dice = Dice::new(self.seed);
        let mut well = Vec::new();
        let outcome: Outcome = scope(|scope| {
            let at_work: Vec<_> = (0..4)
                .map(|writer| {
                    let (writers, token) = (&writers, &token);
                    scope.spawn(move || writers.write(house, token, writer))
                })
                .collect();
            let mut killing = || -> Outcome {
                for _ in 0..self.kills {
                    sleep(Duration::from_millis(300 + dice.below(500)));
                    database.kill()?;
                    sleep(Duration::from_millis(200));
                    told_to_wait(house, &token)?;
                    sleep(Duration::from_millis(dice.below(self.away * 1000)));
                    database.start()?;
                    well.push(until_well(house, &token)?);
                    if !running.is_alive() {
                        return Err("the server ended by itself".into());
                    }
                }
                Ok(())
            };
            let killed = killing();
            let _ = database.start();
            writers.stop();
            for writer in at_work {
                writer.join().map_err(|_| "a writer fell over")??;
            }
            killed
        });
        outcome.map_err(|e| format!("{e}\n{}", house.log()))?;
        let sum = writers.settle(house, &token)?;
        running.stop()?;
        house.is_sound()?;
        let (median, high, most) = spread(&mut well);
        Ok(format!(
            "{} kills of PostgreSQL under 4 writers: {} writes answered, 0 lost, 0 double; 503 with Retry-After \
             meanwhile, no restart; well again p50 {median} ms, p99 {high} ms, longest {most} ms; verify and check clean",
            well.len(),
            sum.answered
        ))
    }
}

/// Pages and interface say that it is for a moment.
fn told_to_wait(house: &House, token: &str) -> Outcome {
    for path in ["/api/v1/needs?limit=1", "/search?q=steel", "/readyz"] {
        let answer = house.http(token)?.get(path)?;
        if answer.status != 503 || !answer.head.to_lowercase().contains("retry-after:") {
            return Err(format!("{path} without a database: {}", answer.head));
        }
    }
    Ok(())
}

/// From the database's first answer to ours.
fn until_well(house: &House, token: &str) -> Outcome<Duration> {
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(5) {
        if house.http(token)?.get("/api/v1/needs?limit=1").is_ok_and(|a| a.status == 200) {
            return Ok(begin.elapsed());
        }
        sleep(Duration::from_millis(5));
    }
    Err("not well 5 s after the database".into())
}
