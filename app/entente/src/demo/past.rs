//! The demo world's past: what happened is written down on its day or somewhat later, in order of time, one write per
//! day. Only here does a clock show another day than today, and it goes with the handle that it belongs to.

use std::sync::Arc;

use entente_kernel::{Chance, Date, FixedClock, Instant, Result};
use entente_store::{By, Db, Options, Tx};

use super::load::{World, days_from};

/// Days since the university began to use Entente: what is older was written down on the first day.
const BEGAN: i32 = -800;

/// Seconds from the end of the day before to the hour at which the offices write down what happened.
const AT_WORK: i64 = 10 * 3600 + 1;

/// What somebody writes down on a day.
type Entry = Box<dyn FnOnce(&mut Tx<'_>, &mut World) -> Result<()> + Send>;

/// Everything that is written down, until it is.
pub(super) struct Past {
    /// The day on which the world is built.
    pub(super) today: Date,
    entries: Vec<(Date, Entry)>,
}

impl Past {
    pub(super) fn until(today: Date) -> Self {
        Self { today, entries: Vec::new() }
    }

    /// The day `days` from today; past days are negative.
    pub(super) fn day(&self, days: i32) -> Date {
        days_from(self.today, days)
    }

    /// The first day of all.
    pub(super) fn began(&self) -> Date {
        self.day(BEGAN)
    }

    /// The last 30 June before today: the day to which half a year's figures are asked.
    pub(super) fn june(&self) -> Date {
        let of = |year: i16| Date::new(year, 6, 30).unwrap_or(self.today);
        let this = of(self.today.year());
        if this < self.today { this } else { of(self.today.year() - 1) }
    }

    /// Has it written down on that day, or on the first or the last one that there is. What is asked for first is
    /// written first among the entries of a day.
    pub(super) fn on(
        &mut self,
        day: Date,
        entry: impl FnOnce(&mut Tx<'_>, &mut World) -> Result<()> + Send + 'static,
    ) {
        self.entries.push((day.clamp(self.began(), self.today), Box::new(entry)));
    }

    /// Writes it all down; today by the installation's own clock.
    pub(super) fn write(mut self, db: &Db) -> Result<World> {
        self.entries.sort_by_key(|(day, _)| *day);
        let clock = Arc::new(FixedClock::at(Instant::default()));
        let then = then(db, &clock)?;
        let (mut world, mut entries) = (World::default(), self.entries.into_iter().peekable());
        while let Some((day, first)) = entries.next() {
            let mut of_day = vec![first];
            while let Some((_, next)) = entries.next_if(|(other, _)| *other == day) {
                of_day.push(next);
            }
            clock.set(Instant::end_of(days_from(day, -1), db.zone()).plus_seconds(AT_WORK));
            let desk = if day < self.today { &then } else { db };
            world = desk.write_now(By::system("demo"), move |tx| {
                of_day.into_iter().try_for_each(|entry| entry(tx, &mut world))?;
                Ok(world)
            })?;
        }
        Ok(world)
    }
}

/// The same database by another clock.
fn then(db: &Db, clock: &Arc<FixedClock>) -> Result<Db> {
    let options = Options {
        readers: 1,
        clock: Arc::<FixedClock>::clone(clock),
        chance: Arc::new(OfHouse(db.clone())),
        zone: db.zone().clone(),
    };
    Db::open(db.target(), options)
}

/// Ids out of the house's own source.
struct OfHouse(Db);

impl Chance for OfHouse {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.chance().fill(bytes);
    }
}

#[cfg(test)]
mod tests;
