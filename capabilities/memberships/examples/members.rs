//! How long "members on a day, as known on a day" takes: `cargo run --release -p entente-memberships --example members --
//! DATABASE [MEMBERSHIPS]`.
//!
//! Fills an empty database with made-up memberships that begin, are renewed, lapse and join again, and asks for their number at
//! random points in both times: through the measure that dashboards use, and by a statement written by hand.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::as_conversions, reason = "a measuring tool")]

use std::time::Instant as Wall;

use entente_access::{Actor, Audience, Grant};
use entente_contracts::{NewNeed, OpensNeed};
use entente_kernel::{Chance, Clock, Date, Id, Instant, Lang, SeededChance, SystemClock, TimeZone, sort_key};
use entente_measures::{Asked, Dimension, Measure, Moment, figures};
use entente_store::{By, Db, Migration, Options, Target, Tx, Value, migrate};

/// Days on which something may happen.
const DAYS: i64 = 3_000;

/// Questions of each sort.
const ASKED: usize = 41;

struct Dice(SeededChance);

impl Dice {
    fn below(&self, n: i64) -> i64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        (u64::from_le_bytes(bytes) % n as u64) as i64
    }
}

struct NoNeeds;

impl OpensNeed for NoNeeds {
    fn open(&self, tx: &mut Tx<'_>, _: &Actor, _: &NewNeed) -> entente_kernel::Result<Id> {
        Ok(tx.new_id())
    }
}

fn day(at: i64) -> Date {
    entente_periods::plus("2018-01-01".parse().unwrap(), at)
}

fn instant(at: i64) -> Instant {
    Instant::parse("2018-01-01T00:00:00Z").unwrap().plus_seconds(at * 24 * 3600)
}

fn migrations() -> Vec<Migration> {
    [
        entente_store::own_migrations(),
        entente_access::migrations(),
        entente_record::migrations(),
        entente_inbox::migrations(),
        entente_memberships::migrations(),
    ]
    .concat()
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let memberships: i64 = arguments.get(2).map_or(100_000, |text| text.parse().unwrap());
    let target: Target = arguments[1].parse().unwrap();
    migrate(&target, &migrations(), SystemClock.now()).unwrap();
    let db = Db::open(&target, Options::default()).unwrap();
    if db.read_now(|reads| reads.count("SELECT count(*) FROM membership_history", &[])).unwrap() == 0 {
        fill(&db, memberships);
    }
    let rows = db.read_now(|reads| reads.count("SELECT count(*) FROM membership_history", &[])).unwrap();
    println!("{memberships} memberships, {rows} versions");
    measure(&db);
}

fn fill(db: &Db, memberships: i64) {
    let begin = Wall::now();
    for first in (0..memberships).step_by(5_000) {
        db.write_now(By::system("fill"), move |tx| {
            let dice = Dice(SeededChance::new(first as u64));
            (first..(first + 5_000).min(memberships)).try_for_each(|number| one(tx, &dice, number))
        })
        .unwrap();
    }
    eprintln!("{memberships} memberships in {:.0} s", begin.elapsed().as_secs_f64());
}

/// A version: state, days of effect, of knowledge, of the run, last day of the grace.
type Version = (&'static str, i64, Option<i64>, (i64, i64));

/// Applied, active, renewed some times, perhaps lapsed and joined again; each version is known some days late.
fn one(tx: &mut Tx<'_>, dice: &Dice, number: i64) -> entente_kernel::Result<()> {
    let (id, begin) = (tx.new_id(), dice.below(DAYS * 2 / 3));
    let (mut at, mut run) = (begin + 20, begin + 20);
    let mut starts: Vec<(&str, i64, (i64, i64))> = vec![("applied", begin, (0, 0))];
    for version in 0..(2 + dice.below(4)) {
        if version > 0 && dice.below(4) == 0 {
            at += 365 + 60 + dice.below(300);
            run = at;
        } else if version > 0 {
            at += 350;
        }
        starts.push(("active", at, (run, at + 365 + 60)));
    }
    if dice.below(6) == 0 {
        starts.push(("withdrawn", at + 100, (run, at + 99)));
    }
    for (place, (state, from, run)) in starts.iter().enumerate() {
        let to = starts.get(place + 1).map(|next| next.1);
        // First held to be so without an end; once the next version is known, only until it begins.
        let known = from + dice.below(15);
        row(tx, (id, number, place), (state, *from, None, *run), (known, to.map(|to| to + 14)))?;
        if let Some(to) = to {
            row(tx, (id, number, place), (state, *from, Some(to), *run), (to + 14, None))?;
        }
    }
    Ok(())
}

fn row(
    tx: &mut Tx<'_>,
    (id, number, place): (Id, i64, usize),
    (state, from, to, (run, last)): Version,
    (known, forgotten): (i64, Option<i64>),
) -> entente_kernel::Result<()> {
    let name = format!("Works {}", number * 7_919 % 1_000_003);
    let branch = if number % 4 == 0 { "overseas" } else { "domestic" };
    let params: Vec<Value> = vec![
        id.into(),
        place.into(),
        format!("MEM-{number}").into(),
        state.into(),
        day(from).into(),
        "internal".into(),
        true.into(),
        instant(known).into(),
        name.clone().into(),
        Value::Bytes(sort_key(&name, Lang::En)),
        Value::Bytes(sort_key(&name, Lang::Zh)),
        branch.into(),
        "materials".into(),
        day(run).into(),
        day(last).into(),
        day(from).into(),
        to.map(day).into(),
        instant(known).into(),
        forgotten.map(instant).into(),
    ];
    let sql = "INSERT INTO membership_history (id, version, reference, state, state_since, class, fictional, created_at,
        changed_at, name_en, name_key_en, name_key_zh, branch, sector, run_since, lasts_until, member_since, paid_until,
        effective_from, effective_to, recorded_from, recorded_to, act) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10,
        $11, $12, $13, $14, $15, $14, $15, $16, $17, $18, $19, 'edit')";
    tx.execute(sql, &params).map(|_| ())
}

/// The same question, written by hand; the years are those in which something happens.
const BY_HAND: &str = "SELECT count(*) FROM membership_history t
    WHERE t.effective_year IN (2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027, 2028)
    AND t.recorded_from <= $2 AND (t.recorded_to IS NULL OR t.recorded_to > $2) AND t.effective_from <= $1
    AND (t.effective_to IS NULL OR t.effective_to > $1) AND t.state = 'active' AND t.lasts_until >= $1 AND t.run_since <= $1";

fn officer() -> Actor {
    let grants = vec![Grant { role: "officer".into(), office: None }];
    Actor { grants, audience: Audience::Internal, ..Actor::visitor(Lang::En) }
}

fn measure(db: &Db) {
    let dice = Dice(SeededChance::new(5));
    let room =
        entente_memberships::capability(&(std::sync::Arc::new(NoNeeds) as std::sync::Arc<dyn OpensNeed>));
    let members: Measure = room.measures.into_iter().find(|m| m.name == "members").unwrap();
    for by in [vec![], vec![Dimension::Field("branch")]] {
        let (mut ours, mut by_hand) = (Vec::new(), Vec::new());
        for _ in 0..ASKED {
            let (on, known) = (day(DAYS / 4 + dice.below(DAYS)), day(DAYS / 4 + dice.below(DAYS)));
            let at = Moment {
                day: on,
                known: Instant::end_of(known, &TimeZone::UTC),
                said: Some((on, Some(known))),
            };
            let asked = Asked { by: by.clone(), slices: Vec::new(), at };
            let begin = Wall::now();
            let found = db.read_now(move |reads| figures(reads, &officer(), &members, &asked)).unwrap();
            ours.push(begin.elapsed().as_secs_f64() * 1e3);
            let begin = Wall::now();
            let plain =
                db.read_now(move |reads| reads.count(BY_HAND, &[on.into(), at.known.into()])).unwrap();
            by_hand.push(begin.elapsed().as_secs_f64() * 1e3);
            assert_eq!(found.totals[0].records, plain);
        }
        let (ours, by_hand) = (middle(&mut ours), middle(&mut by_hand));
        println!("by {}: p50 {ours:.1} ms, by hand {by_hand:.1} ms, {:.2} times", by.len(), ours / by_hand);
    }
}

fn middle(all: &mut [f64]) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}
