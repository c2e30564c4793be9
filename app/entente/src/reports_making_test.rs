//! What happens while a report is being made: by whom it may be, when somebody takes it back, and whether its numbers
//! are those that a plain count gives.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use entente_access::{Actor, accounts, grants};
use entente_jobs::Work;
use entente_kernel::{Date, Id, Result};
use entente_record::{Datum, Draft, Write, edit, load, step};
use entente_reporting::Report;
use entente_store::{By, Tx};
use entente_testkit::{Bench, on_each_engine};
use entente_web::Web;

use crate::person_test::Person;
use crate::reports_test::{draft, packet, state, work};
use crate::routes_test::Site;
use crate::settings::Settings;
use crate::{house, rooms};

fn count(bench: &Bench, sql: &'static str) -> i64 {
    bench.db.read_now(move |reads| reads.count(sql, &[])).unwrap()
}

#[test]
fn nobody_publishes_what_they_may_not_see() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = Site::new(bench);
        let (officer, id) = (Person::new(&site, bench, "officer"), draft(bench));
        assert_eq!(officer.steps(id, "publish").0, 303);
        // Before the job begins, the officer is one no more.
        let ended = bench.db.write_now(By::system("test"), |tx| {
            let account = accounts::find_by_login(tx, "officer")?.unwrap().id;
            for held in grants::of_accounts(tx, &[account])? {
                grants::revoke(tx, held.id)?;
            }
            Ok(())
        });
        ended.unwrap();
        work(bench, &web);
        assert_eq!(state(bench, id), "draft");
        let leader = Person::new(&site, bench, "leader");
        let page = leader.page(&format!("/reports/{id}"));
        assert!(page.contains("Block 2 would count records that whoever publishes it may not see"), "{page}");
        assert!(page.contains("第 2 段"), "{page}");
        assert_eq!(leader.sees(&format!("/reports/{id}/packet.json")).0, 404);
        assert_eq!(count(bench, "SELECT count(*) FROM job WHERE problem = 'report-beyond'"), 1);
        assert_eq!(count(bench, "SELECT count(*) FROM report_form"), 0);
    });
}

/// The works of the house, where `meanwhile` is written between the count of the first report that is made and its end:
/// the writer is busy with it until the report was counted and wants to say so.
fn interrupted(web: &Web, meanwhile: fn(&mut Tx<'_>, Id) -> Result<()>, id: Id) -> Vec<Work> {
    let mut works = house::works(web, &Settings::default());
    let own = works.iter_mut().find(|work| work.kind == entente_reporting::publishing::JOB).unwrap();
    let (run, db, once) = (Arc::clone(&own.run), web.db().clone(), std::sync::Once::new());
    own.run = Arc::new(move |at| {
        let (says, begun) = channel();
        let mut writes = None;
        once.call_once(|| {
            let (db, busy) = (db.clone(), db.clone());
            writes = Some(thread::spawn(move || {
                db.write_now(By::system("test"), move |tx| {
                    says.send(()).unwrap();
                    while busy.gauges().waiting().1 < 2 {
                        thread::sleep(Duration::from_millis(1));
                    }
                    meanwhile(tx, id)
                })
            }));
            begun.recv().unwrap();
        });
        let outcome = run(at);
        if let Some(writes) = writes {
            writes.join().unwrap().unwrap();
        }
        outcome
    });
    works
}

fn taken_back(tx: &mut Tx<'_>, id: Id) -> Result<()> {
    let write = Write { reason: Some("a mistake".into()), ..Write::default() };
    step(tx, &Actor::system(), Report::KIND, id, "reopen", &write).map(|_| ())
}

/// Taken back, set to another day, and published again.
fn begun_anew(tx: &mut Tx<'_>, id: Id) -> Result<()> {
    taken_back(tx, id)?;
    let report = load(tx, Report::KIND, id)?.unwrap();
    let day: Date = "2020-01-31".parse().unwrap();
    let changed = Draft::of(&report).with(Report::KIND, "as_of", Datum::Date(day));
    edit(tx, &Actor::system(), Report::KIND, id, &changed, &Write::default())?;
    step(tx, &Actor::system(), Report::KIND, id, "publish", &Write::default()).map(|_| ())
}

#[test]
fn a_report_taken_back_while_it_is_made_leaves_nothing_behind() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = Site::new(bench);
        let (officer, id) = (Person::new(&site, bench, "officer"), draft(bench));
        let here = format!("/reports/{id}");
        assert_eq!(officer.steps(id, "publish").0, 303);
        entente_jobs::run_due(&bench.db, &interrupted(&web, taken_back, id)).unwrap();
        assert_eq!(state(bench, id), "draft");
        for left in [
            "SELECT count(*) FROM report_form",
            "SELECT count(*) FROM report_edition",
            "SELECT count(*) FROM report_key",
        ] {
            assert_eq!(count(bench, left), 0, "{left}");
        }
        assert_eq!(count(bench, "SELECT count(*) FROM job WHERE problem = 'report-taken-back'"), 1);
        assert_eq!(officer.sees(&format!("{here}/packet.json")).0, 404);
        let page = officer.page(&here);
        assert!(page.contains("Not published yet") && page.contains("a mistake"), "{page}");
        // It can be published as if nothing had been.
        assert_eq!(officer.steps(id, "publish").0, 303);
        work(bench, &web);
        assert_eq!(state(bench, id), "published");
    });
}

#[test]
fn a_report_published_anew_while_it_is_made_is_the_new_one() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = Site::new(bench);
        let (officer, id) = (Person::new(&site, bench, "officer"), draft(bench));
        assert_eq!(officer.steps(id, "publish").0, 303);
        // The first job comes to nothing, the second one makes it.
        entente_jobs::run_due(&bench.db, &interrupted(&web, begun_anew, id)).unwrap();
        assert_eq!(state(bench, id), "published");
        let (_, packet) = packet(&officer, id);
        assert_eq!(packet.as_of, "2020-01-31");
        assert!(packet.figures.iter().all(|figure| figure.measure != "members" || figure.value == 0));
        assert_eq!(count(bench, "SELECT count(*) FROM job WHERE problem = 'report-taken-back'"), 1);
    });
}

/// The records of a measure today by the value that tells them apart, counted by hand: what each measure's definition
/// says, in the words of the tables.
fn by_hand(bench: &Bench, today: Date, measure: &str) -> BTreeMap<String, BTreeSet<String>> {
    let sql = match measure {
        "members" => {
            "SELECT id, branch FROM membership WHERE deleted_at IS NULL AND state = 'active'
               AND lasts_until >= $1 AND run_since <= $1"
        }
        "members-joined" => {
            "SELECT id, substr(CAST(member_since AS TEXT), 1, 4) FROM membership
             WHERE deleted_at IS NULL AND member_since IS NOT NULL AND state_since <= $1"
        }
        "agreements-in-force" => {
            "SELECT id, sort FROM agreement WHERE deleted_at IS NULL AND state IN ('in_force', 'renewed')
               AND (since IS NULL OR since <= $1) AND (until IS NULL OR until >= $1)"
        }
        "needs-received" => "SELECT id, state FROM need WHERE deleted_at IS NULL AND state_since <= $1",
        other => panic!("{other}"),
    };
    let rows = bench.db.read_now(move |reads| reads.query(sql, &[today.into()])).unwrap();
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows {
        let (id, key): (Id, Option<String>) = (row.get(0).unwrap(), row.get(1).unwrap());
        all.entry(key.unwrap_or_default()).or_default().insert(id.to_string());
    }
    all
}

#[test]
fn the_numbers_of_a_report_are_those_counted_by_hand() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = Site::new(bench);
        let (officer, id) = (Person::new(&site, bench, "officer"), draft(bench));
        assert_eq!(officer.steps(id, "publish").0, 303);
        work(bench, &web);
        let (_, packet) = packet(&officer, id);
        let today = bench.db.read_now(|reads| Ok(reads.today())).unwrap();
        assert_eq!(packet.as_of, today.to_string());
        for measure in ["members", "members-joined", "agreements-in-force", "needs-received"] {
            let hand = by_hand(bench, today, measure);
            let whole: BTreeSet<String> = hand.values().flatten().cloned().collect();
            assert!(!whole.is_empty(), "{measure}");
            let own: Vec<_> = packet.figures.iter().filter(|f| f.measure == measure).collect();
            assert!(own.iter().any(|f| f.query.is_empty()), "{measure}");
            let mut seen = BTreeSet::new();
            for figure in own {
                let ids: BTreeSet<String> = figure.rows.iter().map(|row| row.id.clone()).collect();
                let slice = figure.query.first().and_then(|(_, slice)| slice.split_once(':'));
                // Members are told apart by branch and, in another block, by year.
                let expected = match slice {
                    None => whole.clone(),
                    Some(("member_since-year", _)) if measure == "members" => continue,
                    Some((_, key)) => {
                        seen.insert(key.to_owned());
                        hand.get(key).cloned().unwrap_or_default()
                    }
                };
                assert_eq!(ids, expected, "{measure} {slice:?}");
                assert_eq!(usize::try_from(figure.value), Ok(expected.len()), "{measure} {slice:?}");
            }
            assert_eq!(seen, hand.keys().cloned().collect(), "{measure}");
        }
    });
}
