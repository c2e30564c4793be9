//! What is known of the demo world's past, and since when, on whatever day it is built.

use entente_access::Actor;
use entente_measures::{Asked, Measure, Moment, figures};
use entente_testkit::{Bench, on_each_engine};

use super::*;
use crate::demo::{build, load, members, memberships, past};
use crate::rooms;

/// Days on which somebody might install: ends and beginnings of years and half-years, a leap day, days between.
const BUILT: [&str; 10] = [
    "2026-01-01",
    "2026-01-20",
    "2028-02-29",
    "2026-04-15",
    "2026-06-29",
    "2026-06-30",
    "2026-07-01",
    "2026-09-10",
    "2026-12-31",
    "2027-05-31",
];

/// Noon of that day in the zone of tests.
fn at_noon(bench: &Bench, day: Date) {
    bench.clock.set(Instant::end_of(days_from(day, -1), bench.db.zone()).plus_seconds(12 * 3600));
}

fn members_of() -> Measure {
    let rooms = rooms::rooms(&rooms::Engines::new());
    rooms.into_iter().flat_map(|room| room.measures).find(|measure| measure.name == "members").unwrap()
}

/// How many members there were at the end of a day, as known at the end of another.
fn known(bench: &Bench, measure: &Measure, day: Date, known: Date) -> i64 {
    let (measure, zone) = (*measure, bench.db.zone().clone());
    let asked = bench.db.read_now(move |reads| {
        let at = Moment::on(reads, day, Some(known), &zone);
        figures(reads, &Actor::system(), &measure, &Asked { by: Vec::new(), slices: Vec::new(), at })
    });
    asked.unwrap().totals.first().map_or(0, |figure| figure.amount)
}

#[test]
fn the_end_of_last_year_was_known_otherwise_on_the_last_30_june() {
    let measure = members_of();
    for built in BUILT {
        on_each_engine(&rooms::migrations(), |bench| {
            let today: Date = built.parse().unwrap();
            at_noon(bench, today);
            let mut past = Past::until(today);
            past.on(past.began(), load::partners);
            past.on(past.began(), memberships::found);
            members::make(&mut past);
            let june = past.june();
            past.write(&bench.db).unwrap();
            let end = |year: i16| Date::new(year, 12, 31).unwrap();
            let (last, before) = (end(today.year() - 1), end(june.year() - 1));
            for day in [last, before] {
                let (then, now) = (known(bench, &measure, day, june), known(bench, &measure, day, today));
                println!("{built}: members on {day}: {then} as known on {june}, {now} today");
                assert!(then >= 3 && now >= 3 && then != now, "{built}: {day}: {then} {now}");
            }
            let unknown = days_from(days_from(today, BEGAN), -1);
            assert_eq!(known(bench, &measure, before, unknown), 0, "nobody knew before it began");
        });
    }
}

#[test]
fn what_was_written_down_late_is_not_known_before() {
    let measure = members_of();
    on_each_engine(&rooms::migrations(), |bench| {
        build(&bench.db).unwrap();
        let today: Date = "2026-03-02".parse().unwrap();
        // One membership began 400 days ago and was written down 61 days later; the other one was renewed 390 days
        // ago, which was written down after 45 days: its paid year had not ended by then.
        let day = days_from(today, -398);
        let (then, later) = (days_from(today, -345), days_from(today, -338));
        assert_eq!(known(bench, &measure, day, later) - known(bench, &measure, day, then), 1);
    });
}

#[test]
fn the_log_is_in_order_of_time_and_sound() {
    on_each_engine(&rooms::migrations(), |bench| {
        build(&bench.db).unwrap();
        let found = bench.db.read_now(|reads| {
            let back = "SELECT count(*) FROM audit a JOIN audit b ON b.seq = a.seq + 1 WHERE b.at < a.at";
            let instants = "SELECT count(DISTINCT at) FROM audit";
            let ahead = reads.count("SELECT count(*) FROM audit WHERE at > $1", &[reads.now().into()])?;
            Ok((reads.count(back, &[])?, ahead, reads.count(instants, &[])?))
        });
        let (back, ahead, instants) = found.unwrap();
        assert_eq!((back, ahead), (0, 0));
        assert!(instants > 60, "{instants}");
        assert_eq!(bench.db.read_now(entente_store::verify).unwrap().0, []);
        assert_eq!(bench.db.read_now(crate::cli::check::violations).unwrap(), Vec::<String>::new());
    });
}

#[test]
fn nobody_hears_of_the_past() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (_, web) = crate::routes_test::Site::new(bench);
        bench.clock.set(entente_testkit::start().plus_seconds(60));
        entente_web::follow_writes(&web).unwrap();
        entente_web::remind_due(&web).unwrap();
        entente_web::gather_letters(&web).unwrap();
        let midnight = Instant::end_of("2026-03-01".parse().unwrap(), bench.db.zone());
        let heard = bench.db.read_now(move |reads| {
            let old = reads.count("SELECT count(*) FROM notice WHERE at <= $1", &[midnight.into()])?;
            Ok((
                old,
                reads.count("SELECT count(*) FROM notice", &[])?,
                reads.count("SELECT count(*) FROM mail", &[])?,
            ))
        });
        let (old, all, letters) = heard.unwrap();
        println!("{all} notices, {letters} letters");
        assert_eq!(old, 0);
        assert!((1..40).contains(&all) && letters <= 7, "{all} notices, {letters} letters");
    });
}

#[test]
fn a_world_cut_short_is_not_built_upon() {
    on_each_engine(&rooms::migrations(), |bench| {
        let today = bench.db.read_now(|reads| Ok(reads.today())).unwrap();
        let mut cut = past(today);
        cut.on(days_from(today, -100), |_, _| Err(entente_kernel::Problem::internal("the light went out")));
        assert!(cut.write(&bench.db).is_err());
        let count = |sql: &'static str| bench.db.read_now(move |reads| reads.count(sql, &[])).unwrap();
        let rows = "SELECT count(*) FROM audit";
        let before = count(rows);
        assert!(before > 0 && count("SELECT count(*) FROM need") == 0);
        let problem = build(&bench.db).unwrap_err();
        assert_eq!((problem.code, count(rows)), ("demo-unfinished", before));
    });
}
