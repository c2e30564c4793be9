//! Reports are cheap to read: pages show a page, and only who asks for it has a report counted again.

use std::collections::BTreeSet;

use entente_access::{Actor, accounts};
use entente_kernel::{Id, Text};
use entente_packet::Packet;
use entente_record::{Datum, Draft, Held as _, Write, create, step};
use entente_reporting::{Claim, Report};
use entente_store::{By, Reads as _};
use entente_testkit::{Bench, on_each_engine};
use entente_web::Web;

use crate::person_test::Person;
use crate::reports_test::{counted_again, one, packet, work};
use crate::rooms;
use crate::routes_test::{Site, between};

/// A published report of staff with a block for each of these measures.
fn published(bench: &Bench, web: &Web, measures: &'static [&'static str]) -> Id {
    let id = bench.db.write_now(By::system("test"), move |tx| {
        let kind = Report::KIND;
        let today = tx.today();
        let mut draft = Draft { class: "internal".into(), ..Draft::new(kind) }
            .with(kind, "title", Text::new("Plain", "简").hold())
            .with(kind, "year", Datum::Int(today.year().into()))
            .with(kind, "as_of", Datum::Date(today));
        let row = |measure: &&str| {
            let mut row = vec![Datum::Empty; 6];
            (row[0], row[2]) = (Text::en(*measure).hold(), Datum::Line((*measure).into()));
            row
        };
        draft.children = vec![measures.iter().map(row).collect()];
        let id = create(tx, &Actor::system(), kind, &draft)?.meta.id;
        step(tx, &Actor::system(), kind, id, "publish", &Write::default())?;
        Ok(id)
    });
    let id = id.unwrap();
    work(bench, web);
    id
}

/// The figure with the most rows: its number, and the ids of its rows.
fn largest(packet: &Packet) -> (usize, BTreeSet<String>) {
    let numbered = packet.figures.iter().zip(1..).max_by_key(|(figure, _)| figure.rows.len());
    let (figure, number) = numbered.unwrap();
    (number, figure.rows.iter().map(|row| row.id.clone()).collect())
}

/// The ids of the records that a page names.
fn named(page: &str) -> Vec<String> {
    let rows = page.split("data-row href=\"/").skip(1);
    rows.map(|row| between(row, "/", "?as_of=").to_owned()).collect()
}

/// Where a page leads on to.
fn link(page: &str, rel: &str) -> Option<String> {
    let found = page.split(&format!("rel=\"{rel}\" class=\"button\" href=\"")).nth(1)?;
    Some(found.split('"').next()?.replace("&#38;", "&"))
}

fn execute(bench: &Bench, sql: &'static str, id: Id) {
    let changed = bench.db.write_now(By::system("test"), move |tx| tx.execute(sql, &[id.into()]));
    assert!(changed.unwrap() > 0, "{sql}");
}

/// The company's account is a named reader of the report.
pub(crate) fn name_the_company(bench: &Bench, report: Id) {
    let named = bench.db.write_now(By::system("test"), move |tx| {
        let account = accounts::find_by_login(tx, "company")?.unwrap().id;
        let sql = "INSERT INTO named_reader (record, account, at) VALUES ($1, $2, $3)";
        let now = tx.now();
        tx.execute(sql, &[report.into(), account.into(), now.into()])
    });
    assert_eq!(named.unwrap(), 1);
}

#[test]
fn the_rows_behind_a_number_are_shown_page_by_page() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = Site::new(bench);
        let officer = Person::new(&site, bench, "officer");
        let id = published(bench, &web, &["partners", "people", "experts", "evidence", "technologies"]);
        let (_, packet) = packet(&officer, id);
        let (number, all) = largest(&packet);
        assert!(all.len() > 100, "{}", all.len());
        let first = format!("/reports/{id}/figures/{number}");
        let page = officer.page(&first);
        assert!(page.contains(&format!("Records that the report counts here: {}.", all.len())), "{page}");
        assert!(!page.contains("not open to you") && link(&page, "prev").is_none(), "{page}");
        let mut seen = BTreeSet::new();
        let (mut at, mut pages) = (Some(first.clone()), 0);
        while let Some(path) = at {
            let page = officer.page(&path);
            let rows = named(&page);
            assert!((1..=50).contains(&rows.len()), "{}", rows.len());
            for row in rows {
                assert!(seen.insert(row), "twice");
            }
            pages += 1;
            if pages == 2 {
                let back = officer.page(&link(&page, "prev").unwrap());
                assert_eq!(named(&back), named(&officer.page(&first)));
            }
            at = link(&page, "next");
        }
        assert_eq!((seen, pages), (all.clone(), all.len().div_ceil(50)));
        // A report that was published before its rows were written down has them in its packet.
        execute(bench, "DELETE FROM report_row WHERE report = $1", id);
        assert!(named(&officer.page(&first)).iter().all(|row| all.contains(row)));
    });
}

#[test]
fn a_claim_names_the_first_records_behind_its_evidence() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let officer = Person::new(&site, bench, "officer");
        let made = bench.db.write_now(By::system("test"), |tx| {
            let kind = Claim::KIND;
            let mut draft = Draft { class: "public".into(), ..Draft::new(kind) }
                .with(kind, "wording", Text::en("evidence in plenty").hold())
                .with(kind, "figure", Datum::Int(1))
                .with(kind, "evidence", Datum::Line("unverified".into()))
                .with(kind, "measure", Datum::Line("evidence".into()));
            let source = |title: &str| vec![Datum::Line(title.into()), Datum::Empty, Datum::Empty];
            draft.children = vec![["second to none", "first of all", "last"].map(source).to_vec()];
            create(tx, &Actor::system(), kind, &draft)
        });
        made.unwrap();
        let page = officer.page("/claims/beside");
        let line = between(&page, "evidence in plenty", "</tr>");
        assert_eq!(line.matches("<li><a href=\"/evidence/").count(), 12, "{line}");
        assert!(line.contains("more than claimed"), "{line}");
        // The texts that say it, as they were entered.
        assert!(line.contains("second to none<br>first of all<br>last"), "{line}");
    });
}

#[test]
fn a_report_is_counted_again_when_staff_ask_for_it() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = Site::new(bench);
        let (officer, leader) = (Person::new(&site, bench, "officer"), Person::new(&site, bench, "leader"));
        let company = Person::new(&site, bench, "company");
        let id = published(bench, &web, &["members", "partners"]);
        let (here, again) = (format!("/reports/{id}"), format!("/reports/{id}/again"));
        name_the_company(bench, id);
        let asked = || {
            let sql = "SELECT count(*) FROM job WHERE kind = 'report-count'";
            bench.db.read_now(move |reads| reads.count(sql, &[])).unwrap()
        };
        // Reading counts nothing, whoever reads.
        for reader in [&officer, &leader, &company] {
            assert!(reader.page(&again).contains("Nobody has had it counted again yet"));
        }
        assert_eq!(asked(), 0);
        assert!(!company.page(&again).contains("Count again</button>"));
        assert_eq!(company.sends(&here, &again, "").0, 403);
        // Asked for twice, it is done once.
        for reader in [&officer, &leader] {
            assert_eq!(reader.sends(&here, &again, "").0, 303);
        }
        assert_eq!(asked(), 1);
        let page = leader.page(&again);
        assert!(page.contains("being counted again") && !page.contains("Count again</button>"), "{page}");
        work(bench, &web);
        assert!(company.page(&again).contains("Every number is equal"));
        // What is shown is what came of the last count, until somebody asks again.
        let member = one(bench, "SELECT id FROM membership WHERE state = 'active' ORDER BY id LIMIT 1");
        execute(bench, "UPDATE membership_history SET sector = 'other-' WHERE id = $1", member);
        assert!(officer.page(&again).contains("Every number is equal"));
        let page = counted_again(bench, &web, &leader, &here);
        assert!(page.contains("One number differs") && page.contains("With another content: 1"), "{page}");
        assert!(page.contains(&format!("href=\"/memberships/{member}\"")), "{page}");
        execute(bench, "UPDATE membership_history SET state = 'ended' WHERE id = $1", member);
        let page = counted_again(bench, &web, &officer, &here);
        assert!(page.contains("No longer counted: 1") && !page.contains("With another content"), "{page}");
    });
}
