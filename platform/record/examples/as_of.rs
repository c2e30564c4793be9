//! How long lists and counts as of a day take: `cargo run --release -p entente-record --example as_of -- DATABASE [RECORDS]`.
//!
//! Fills an empty database with made-up pacts with five versions each, and compares counts
//! through the figures that dashboards use with the same question written by hand, in turn, at random points in both
//! times; then first pages of lists.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::as_conversions, reason = "a measuring tool")]

use std::time::Instant as Wall;

use entente_kernel::{Chance, Clock, Date, Id, Instant, Lang, SeededChance, SystemClock, sort_key};
use entente_record::{AsOf, Expression, Filter, Grouping, Query, figures, list};
use entente_store::{By, Db, Options, Reads, Target, Value, migrate};
use entente_testkit::kinds::{Pact, clerk, migrations};

/// Days on which something may change.
const DAYS: i64 = 2_000;

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

fn day(at: i64) -> Date {
    let first: Date = "2020-01-01".parse().unwrap();
    first.checked_add(jiff_days(at)).unwrap()
}

fn jiff_days(days: i64) -> std::time::Duration {
    std::time::Duration::from_secs(days as u64 * 24 * 3600)
}

fn instant(at: i64) -> Instant {
    Instant::parse("2020-01-01T00:00:00Z").unwrap().plus_seconds(at * 24 * 3600)
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let records: i64 = arguments.get(2).map_or(1_000_000, |text| text.parse().unwrap());
    let target: Target = arguments[1].parse().unwrap();
    migrate(&target, &migrations(), SystemClock.now()).unwrap();
    let db = Db::open(&target, Options::default()).unwrap();
    if db.read_now(|reads| reads.count("SELECT count(*) FROM pact_history", &[])).unwrap() == 0 {
        fill(&db, records);
    }
    measure(&db);
}

/// Records with five versions each: one day's row gives way to the next, half of them recorded later than they hold.
fn fill(db: &Db, records: i64) {
    let begin = Wall::now();
    for first in (0..records).step_by(10_000) {
        db.write_now(By::system("fill"), move |tx| {
            let dice = Dice(SeededChance::new(first as u64));
            for number in first..(first + 10_000).min(records) {
                one(tx, &dice, number)?;
            }
            Ok(())
        })
        .unwrap();
        eprint!("\r{first}");
    }
    eprintln!("\r{records} records in {:.0} s", begin.elapsed().as_secs_f64());
}

fn one(tx: &mut entente_store::Tx<'_>, dice: &Dice, number: i64) -> entente_kernel::Result<()> {
    let (id, mut at) = (tx.new_id(), dice.below(DAYS / 2));
    let matter = if dice.below(8) == 0 { "peace" } else { "open_trade" };
    let mut known = at + dice.below(20);
    for version in 1..=5_i64 {
        let last = version == 5;
        let (next, later) = (at + 1 + dice.below(DAYS / 10), known + 1 + dice.below(DAYS / 10));
        // A version is closed and written again with its last day once the next one is known.
        row(tx, id, number, version, matter, (at, if last { None } else { Some(next) }), (known, None))?;
        (at, known) = (next, later);
    }
    Ok(())
}

fn row(
    tx: &mut entente_store::Tx<'_>,
    id: Id,
    number: i64,
    version: i64,
    matter: &str,
    days: (i64, Option<i64>),
    known: (i64, Option<i64>),
) -> entente_kernel::Result<()> {
    let name = format!("Treaty {} of {version}", number * 7_919 % 1_000_003);
    let params: Vec<Value> = vec![
        id.into(),
        version.into(),
        format!("PCT-{number}").into(),
        "live".into(),
        day(days.0).into(),
        "internal".into(),
        true.into(),
        instant(known.0).into(),
        instant(known.0).into(),
        name.clone().into(),
        Value::Bytes(sort_key(&name, Lang::En)),
        Value::Bytes(sort_key(&name, Lang::Zh)),
        matter.into(),
        day(days.0).into(),
        days.1.map(day).into(),
        instant(known.0).into(),
        known.1.map(instant).into(),
    ];
    let sql = "INSERT INTO pact_history (id, version, reference, state, state_since, class, fictional, created_at,
                 changed_at, name_en, name_key_en, name_key_zh, matter, effective_from, effective_to, recorded_from,
                 recorded_to, act) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 'edit')";
    tx.execute(sql, &params).map(|_| ())
}

/// The same question, written by hand.
const BY_HAND: &str = "SELECT count(*) FROM pact_history t WHERE t.effective_from <= $1
    AND (t.effective_to IS NULL OR t.effective_to > $1) AND t.recorded_from <= $2
    AND (t.recorded_to IS NULL OR t.recorded_to > $2)";

fn measure(db: &Db) {
    let dice = Dice(SeededChance::new(5));
    for (name, filtered) in [("count, unfiltered", false), ("count, one filter", true)] {
        let (mut ours, mut by_hand) = (Vec::new(), Vec::new());
        for _ in 0..ASKED {
            let at =
                AsOf { day: day(DAYS / 4 + dice.below(DAYS)), known: instant(DAYS / 4 + dice.below(DAYS)) };
            let begin = Wall::now();
            let counted = db.read_now(move |reads| Ok(count(reads, at, filtered))).unwrap();
            ours.push(begin.elapsed().as_secs_f64() * 1e3);
            let begin = Wall::now();
            let plain = db.read_now(move |reads| {
                let more = if filtered { " AND t.matter = 'peace'" } else { "" };
                reads.count(&format!("{BY_HAND}{more}"), &[at.day.into(), at.known.into()])
            });
            by_hand.push(begin.elapsed().as_secs_f64() * 1e3);
            assert_eq!(counted, plain.unwrap());
        }
        let (ours, by_hand) = (at_share(&mut ours, 50), at_share(&mut by_hand, 50));
        println!("{name}: {ours:.0} ms, by hand {by_hand:.0} ms, {:.2} times", ours / by_hand);
    }
    let mut pages = Vec::new();
    for _ in 0..ASKED {
        let at = AsOf { day: day(DAYS / 4 + dice.below(DAYS)), known: instant(DAYS / 4 + dice.below(DAYS)) };
        let query = Query { as_of: Some(at), lean: true, ..Query::new(Lang::En) };
        let begin = Wall::now();
        let page = db.read_now(move |reads| list(reads, &clerk(), Pact::KIND, &query)).unwrap();
        pages.push(begin.elapsed().as_secs_f64() * 1e3);
        assert!(page.records.len() <= 50);
    }
    let p50 = at_share(&mut pages, 50);
    println!("list, first page: p50 {p50:.1} ms, p95 {:.1} ms", at_share(&mut pages, 95));
}

fn count(reads: &mut dyn Reads, at: AsOf, filtered: bool) -> i64 {
    let mut query = Query { as_of: Some(at), ..Query::new(Lang::En) };
    if filtered {
        query.filters.push(Filter::Is("matter", "peace".into()));
    }
    let grouping: Grouping = Grouping { by: Vec::<Expression>::new(), sum: None };
    figures(reads, &clerk(), Pact::KIND, &query, &grouping).unwrap().first().map_or(0, |group| group.records)
}

fn at_share(all: &mut [f64], share: usize) -> f64 {
    all.sort_by(f64::total_cmp);
    all[(all.len() - 1) * share / 100]
}
