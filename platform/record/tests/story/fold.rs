//! The state on a day as known at an instant is what folding the log gives, on random histories.
//!
//! The model knows nothing of rectangles: for each instant it holds one state per day, and each act rewrites the days
//! from its own on.

use entente_access::{Action, Cond};
use entente_kernel::{Chance, Date, Id, Instant, Lang, SeededChance, Text};
use entente_record::{
    AsOf, Datum, Draft, Filter, Kind, Query, Record, Write, as_of, create, edit, list, restore, step, trash,
};
use entente_store::{By, Reads, Tx};
use entente_testkit::kinds::{Pact, clerk, migrations};
use entente_testkit::{Bench, on_each_engine, start};

/// Histories on each engine.
const HISTORIES: usize = 10_000;

/// Acts after the first, at most.
const ROUNDS: usize = 4;

/// The days of the model, from the first on which anything may hold.
const DAYS: usize = 12;

/// What the model knows of a record on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    name: String,
    copies: Option<i64>,
    state: &'static str,
}

type Days = [Option<Known>; DAYS];

struct Story {
    id: Id,
    now: Known,
    since: usize,
    trashed: bool,
    days: Days,
    /// The days as known after each round.
    known: Vec<Days>,
}

fn day(at: usize) -> Date {
    let first: Date = "2026-02-25".parse().unwrap();
    (0..at).fold(first, |day, _| day.tomorrow().unwrap())
}

/// The instant of a round; a round is a day of the calendar.
fn instant(round: usize) -> Instant {
    start().plus_seconds(24 * 3600 * i64::try_from(round).unwrap())
}

/// 2026-03-02 is the model's sixth day.
fn today(round: usize) -> usize {
    5 + round
}

struct Dice(SeededChance);

impl Dice {
    fn below(&self, n: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        usize::try_from(u64::from_le_bytes(bytes) % u64::try_from(n).unwrap()).unwrap()
    }
}

fn draft(known: &Known) -> Draft {
    let copies = known.copies.map_or(Datum::Empty, Datum::Int);
    Draft::new(Pact::KIND)
        .with(Pact::KIND, "name", Datum::Text(Text::en(known.name.clone())))
        .with(Pact::KIND, "matter", Datum::Line("peace".into()))
        .with(Pact::KIND, "copies", copies)
}

fn begin(tx: &mut Tx<'_>, dice: &Dice) -> Story {
    let from = dice.below(today(0) + 1);
    let now = Known { name: format!("n{}", dice.below(5)), copies: None, state: "draft" };
    let mut days = Days::default();
    days[from..].fill(Some(now.clone()));
    let made =
        create(tx, &clerk(), Pact::KIND, &Draft { effective: Some(day(from)), ..draft(&now) }).unwrap();
    Story { id: made.meta.id, now, since: from, trashed: false, known: vec![days.clone()], days }
}

/// One random act, in the database and in the model.
fn act(tx: &mut Tx<'_>, dice: &Dice, round: usize, story: &mut Story) {
    let (actor, kind, today) = (clerk(), Pact::KIND, today(round));
    match dice.below(6) {
        0 => {}
        1 if story.trashed => {
            restore(tx, &actor, kind, story.id, &Write::default()).unwrap();
            story.trashed = false;
            story.days[today..].fill(Some(story.now.clone()));
        }
        1 => {
            trash(tx, &actor, kind, story.id, &Write::default()).unwrap();
            story.trashed = true;
            story.days[today..].fill(None);
        }
        _ if story.trashed => {}
        2 if story.now.state == "draft" => {
            let from = story.since + dice.below(today - story.since + 1);
            let parties = vec![vec![Datum::Text(Text::en("a")), Datum::Empty]; 2];
            let ready = Draft { children: vec![parties], ..draft(&story.now) };
            edit(tx, &actor, kind, story.id, &ready, &Write::default()).unwrap();
            let write = Write { effective: Some(day(from)), ..Write::default() };
            step(tx, &actor, kind, story.id, "sign", &write).unwrap();
            story.now.state = "live";
            story.since = from;
            change(&mut story.days, from, |known| known.state = "live");
        }
        which => {
            let from = dice.below(today + 1);
            let mut next = story.now.clone();
            if which % 2 == 0 {
                next.name = format!("n{}", dice.below(5));
            } else {
                next.copies = Some(i64::try_from(dice.below(4)).unwrap());
            }
            let held = tx.query(
                "SELECT count(*) FROM pact_party WHERE owner = $1 AND recorded_to IS NULL",
                &[story.id.into()],
            );
            let parties = held.unwrap()[0].get::<i64>(0).unwrap();
            let rows =
                vec![vec![Datum::Text(Text::en("a")), Datum::Empty]; usize::try_from(parties).unwrap()];
            let draft = Draft { effective: Some(day(from)), children: vec![rows], ..draft(&next) };
            edit(tx, &actor, kind, story.id, &draft, &Write::default()).unwrap();
            let (name, copies) = (next.name != story.now.name, next.copies != story.now.copies);
            if name || copies {
                change(&mut story.days, from, |known| {
                    if name {
                        known.name.clone_from(&next.name);
                    }
                    if copies {
                        known.copies = next.copies;
                    }
                });
            }
            story.now = next;
        }
    }
}

/// From a day on; a change before the first day says that it held already then.
fn change(days: &mut Days, from: usize, apply: impl Fn(&mut Known)) {
    if let Some(first) = days.iter().position(Option::is_some).filter(|first| from < *first) {
        let known = days[first].clone();
        days[from..first].fill(known);
    }
    days[from..].iter_mut().flatten().for_each(apply);
}

fn seen(record: &Record) -> Known {
    let copies = match record.value(Pact::KIND, "copies") {
        Datum::Int(n) => Some(*n),
        _ => None,
    };
    let state = if record.meta.state == "live" { "live" } else { "draft" };
    Known { name: record.title(Lang::En), copies, state }
}

/// Everything that a list shows at a point in both times, by id.
fn listed(reads: &mut dyn Reads, at: AsOf, filter: Option<Filter>) -> Vec<(Id, Known)> {
    let query = Query {
        as_of: Some(at),
        limit: HISTORIES + 1,
        filters: filter.into_iter().collect(),
        ..Query::new(Lang::En)
    };
    let page = list(reads, &clerk(), Pact::KIND, &query).unwrap();
    let mut all: Vec<(Id, Known)> = page.records.iter().map(|r| (r.meta.id, seen(r))).collect();
    all.sort_by_key(|(id, _)| *id);
    all
}

fn compare(bench: &Bench, stories: &[Story], dice: &Dice) {
    let mut sorted: Vec<&Story> = stories.iter().collect();
    sorted.sort_by_key(|story| story.id);
    for round in 0..=ROUNDS {
        for _ in 0..3 {
            let on = dice.below(DAYS);
            let at = AsOf { day: day(on), known: instant(round) };
            let expected = |keep: &dyn Fn(&Known) -> bool| -> Vec<(Id, Known)> {
                let there = |s: &&&Story| s.known[round][on].as_ref().is_some_and(keep);
                sorted.iter().filter(there).map(|s| (s.id, s.known[round][on].clone().unwrap())).collect()
            };
            let all = bench.db.read_now(move |r| Ok(listed(r, at, None))).unwrap();
            assert_eq!(all, expected(&|_| true), "day {on}, round {round}");
            let live = bench
                .db
                .read_now(move |r| Ok(listed(r, at, Some(Filter::State(vec!["live".into()])))))
                .unwrap();
            assert_eq!(live, expected(&|known| known.state == "live"));
            for story in sorted.iter().step_by(HISTORIES / 20) {
                let id = story.id;
                let one = bench.db.read_now(move |r| as_of(r, Pact::KIND, id, at)).unwrap();
                assert_eq!(one.map(|entry| seen(&entry.record)), story.known[round][on]);
            }
        }
    }
}

/// The record's own row is its last day's state.
fn rows_are_the_last_day(bench: &Bench, stories: &[Story]) {
    let kind: &'static Kind = Pact::KIND;
    let rows =
        bench.db.read_now(move |r| entente_record::sweep(r, kind, &Cond::All, None, HISTORIES + 1)).unwrap();
    let live: Vec<&Story> = stories.iter().filter(|story| !story.trashed).collect();
    assert_eq!(rows.len(), live.len());
    for story in live {
        let row = &rows[rows.binary_search_by_key(&story.id, |row| row.meta.id).unwrap()];
        assert_eq!(seen(row), story.now);
        assert_eq!(story.days[DAYS - 1].as_ref(), Some(&story.now));
    }
    assert_eq!((kind.rule)(&clerk(), Action::Edit).when, Cond::All);
}

#[test]
fn the_state_at_any_point_is_the_fold_of_the_log() {
    on_each_engine(&migrations(), |bench| {
        let dice = Dice(SeededChance::new(20_261_121));
        let mut stories = Vec::new();
        for round in 0..=ROUNDS {
            bench.clock.set(instant(round));
            let moved = std::mem::take(&mut stories);
            let dice_of_round = Dice(SeededChance::new(u64::try_from(round).unwrap()));
            let written = bench.db.write_now(By::system("test"), move |tx| {
                let mut stories: Vec<Story> = moved;
                if round == 0 {
                    stories = (0..HISTORIES).map(|_| begin(tx, &dice_of_round)).collect();
                } else {
                    for story in &mut stories {
                        act(tx, &dice_of_round, round, story);
                        story.known.push(story.days.clone());
                    }
                }
                Ok(stories)
            });
            stories = written.unwrap();
        }
        compare(bench, &stories, &dice);
        rows_are_the_last_day(bench, &stories);
    });
}
