//! Yearly reports and claims over HTTP, on both engines: published once, stored for good, counted again, checked offline.

use axum::http::{HeaderMap, Method, header};
use entente_access::Actor;
use entente_kernel::{Date, Id, Text};
use entente_memberships::Membership;
use entente_packet::{Packet, Refused, verify};
use entente_record::{Datum, Draft, Held, Write, create, edit, load};
use entente_reporting::Report;
use entente_store::{By, Reads as _, scalar};
use entente_testkit::{Bench, on_each_engine};
use entente_web::Web;

use crate::figures_test::counted;
use crate::person_test::Person;
use crate::reports_cost_test::name_the_company;
use crate::routes_test::{Site, between};
use crate::settings::Settings;
use crate::{demo, house, rooms};

pub(crate) fn one(bench: &Bench, sql: &'static str) -> Id {
    bench.db.read_now(move |r| scalar::<Id>(r, sql, &[])).unwrap().unwrap()
}

/// The demo's report of last year, which waits for its job.
pub(crate) fn last_year(bench: &Bench) -> Id {
    demo::reports::publish(&bench.db).unwrap();
    one(bench, "SELECT id FROM report ORDER BY year LIMIT 1")
}

/// This year's draft.
pub(crate) fn draft(bench: &Bench) -> Id {
    one(bench, "SELECT id FROM report ORDER BY year DESC LIMIT 1")
}

pub(crate) fn work(bench: &Bench, web: &Web) {
    entente_jobs::run_due(&bench.db, &house::works(web, &Settings::default())).unwrap();
}

pub(crate) fn state(bench: &Bench, id: Id) -> String {
    bench.db.read_now(move |r| Ok(load(r, Report::KIND, id)?.unwrap().meta.state)).unwrap()
}

impl Person<'_> {
    /// Headers and bytes as they come.
    pub(crate) fn bytes(&self, path: &str) -> (HeaderMap, Vec<u8>) {
        let (status, headers, bytes) = self.gets(path);
        assert_eq!(status, 200, "{path}");
        (headers, bytes)
    }

    pub(crate) fn steps(&self, id: Id, step: &str) -> (u16, String) {
        self.takes(&format!("/reports/{id}"), step)
    }
}

pub(crate) fn packet(reader: &Person<'_>, id: Id) -> (Vec<u8>, Packet) {
    let bytes = reader.bytes(&format!("/reports/{id}/packet.json")).1;
    let found = verify(&bytes, None).unwrap();
    (bytes, found.packet)
}

/// Has a report counted again; gives the page that says what came of it.
pub(crate) fn counted_again(bench: &Bench, web: &Web, reader: &Person<'_>, here: &str) -> String {
    let again = format!("{here}/again");
    let (status, place, page) = reader.sends(&again, &again, "");
    assert_eq!((status, place.as_str()), (303, again.as_str()), "{page}");
    work(bench, web);
    reader.page(&again)
}

#[test]
fn a_published_report_stays_as_it_was_and_is_checked_offline() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = Site::new(bench);
        let officer = Person::new(&site, bench, "officer");
        let id = last_year(bench);
        assert_eq!(state(bench, id), "publishing");
        assert!(officer.page(&format!("/reports/{id}")).contains("being counted"));
        work(bench, &web);
        assert_eq!(state(bench, id), "published");
        let here = format!("/reports/{id}");
        let forms = [
            "report.html?lang=en",
            "report.html?lang=zh-Hans",
            "packet.json",
            "report.pdf?lang=en",
            "report.pdf?lang=zh-Hans",
        ];
        let before: Vec<Vec<u8>> =
            forms.iter().map(|form| officer.bytes(&format!("{here}/{form}")).1).collect();
        let (headers, _) = officer.bytes(&format!("{here}/report.html?lang=en"));
        assert_eq!(headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
        let (headers, _) = officer.bytes(&format!("{here}/packet.json"));
        assert_eq!(headers[header::CONTENT_TYPE], "application/json");
        assert!(headers[header::CONTENT_DISPOSITION].to_str().unwrap().contains("RPT-"));
        // The page shows the key, and the packet holds under it.
        let page = officer.page(&here);
        let key = between(&page, "<br><code>", "</code>").to_owned();
        let found = verify(&before[2], Some(&key)).unwrap();
        assert!(found.expected && !found.packet.figures.is_empty());
        for bytes in before[..2].iter().chain(&before[3..]) {
            assert!(found.packet.form(bytes).is_some(), "the packet names the stored form");
        }
        assert!(before[3..].iter().all(|pdf| pdf.starts_with(b"%PDF-1.7")) && before[3] != before[4]);
        let (headers, _) = officer.bytes(&format!("{here}/report.pdf?lang=en"));
        assert_eq!(headers[header::CONTENT_TYPE], "application/pdf");
        for at in (0..before[2].len()).step_by(97) {
            let mut changed = before[2].clone();
            changed[at] ^= 1;
            assert!(verify(&changed, None).is_err(), "byte {at}");
        }
        // Records change; what is stored does not, and counted again it is equal.
        bench.clock.set(entente_testkit::start().plus_seconds(60));
        rename_every_member(bench);
        expel_one(bench);
        let after: Vec<Vec<u8>> =
            forms.iter().map(|form| officer.bytes(&format!("{here}/{form}")).1).collect();
        assert!(before == after);
        let again = counted_again(bench, &web, &officer, &here);
        assert!(again.contains("Every number is equal"), "{again}");
        assert!(!again.contains("different"));
        // The packet's numbers are those of the measure's own page at that moment.
        let members = found.packet.figures.iter().find(|f| f.measure == "members").unwrap();
        assert!(members.value > 0 && usize::try_from(members.value) == Ok(members.rows.len()));
        let html = String::from_utf8(before[0].clone()).unwrap();
        assert!(html.contains("/figures/1\"") && html.contains("<svg class=\"chart c-bars\""), "{html}");
        let html = String::from_utf8(before[1].clone()).unwrap();
        assert!(html.contains("<html lang=\"zh-Hans\">") && html.contains("委员会成员"), "{html}");
        // A published report is not published again, nor changed.
        let (status, page) = officer.steps(id, "publish");
        assert_eq!(status, 409, "{page}");
        let (status, place, _) = officer.sends(&here, &format!("{here}/edit"), "version=9&title_en=x");
        assert!(status == 403 || status == 409, "{status} {place}");
    });
}

/// Every membership gets another line of business, from a day before that of the report on.
fn rename_every_member(bench: &Bench) {
    let rows =
        bench.db.read_now(|r| r.query("SELECT id FROM membership WHERE state = 'active'", &[])).unwrap();
    for row in rows {
        let id: Id = row.get(0).unwrap();
        bench
            .db
            .write_now(By::system("test"), move |tx| {
                let record = load(tx, Membership::KIND, id)?.unwrap();
                let draft = Draft::of(&record).with(Membership::KIND, "sector", Datum::Line("other".into()));
                // About a day before the report's, known only now.
                let day = Date::new(tx.today().year() - 1, 12, 1).ok();
                let write = Write { effective: day, ..Write::default() };
                edit(tx, &Actor::system(), Membership::KIND, id, &draft, &write).map(|_| ())
            })
            .unwrap();
    }
}

/// One member goes.
fn expel_one(bench: &Bench) {
    let id = one(bench, "SELECT id FROM membership WHERE state = 'active' ORDER BY reference LIMIT 1");
    bench
        .db
        .write_now(By::system("test"), move |tx| {
            let write = Write { reason: Some("late news".into()), ..Write::default() };
            entente_record::step(tx, &Actor::system(), Membership::KIND, id, "expel", &write).map(|_| ())
        })
        .unwrap();
}

#[test]
fn a_number_of_a_report_leads_to_the_rows_that_the_reader_may_open() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = Site::new(bench);
        let (officer, company) = (Person::new(&site, bench, "officer"), Person::new(&site, bench, "company"));
        let id = last_year(bench);
        work(bench, &web);
        let (_, packet) = packet(&officer, id);
        let number = 1 + packet.figures.iter().position(|f| f.measure == "members").unwrap();
        let said = packet.figures[number - 1].value;
        let path = format!("/reports/{id}/figures/{number}");
        let page = officer.page(&path);
        assert!(page.contains(&format!("Records that the report counts here: {said}.")), "{page}");
        assert!(!page.contains("not open to you"), "{page}");
        assert_eq!(i64::try_from(page.matches("data-row href=\"/memberships/").count()), Ok(said));
        // The measure's own list says the same.
        let live = page
            .split("href=\"/memberships?")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .replace("&#38;", "&");
        assert_eq!(counted(&officer.page(&format!("/memberships?{live}"))), said);
        // A reader outside does not get a report of staff at all.
        assert_eq!(company.sees(&path).0, 404);
        assert_eq!(company.sees(&format!("/reports/{id}/packet.json")).0, 404);
        let visitor = site.ask(Method::GET, &format!("/reports/{id}/report.html"), "", "");
        assert_ne!(visitor.0, 200);
        // Named as a reader, the company sees the number, and of the rows its own.
        name_the_company(bench, id);
        let page = company.page(&path);
        assert!(page.contains(&format!("Records that the report counts here: {said}.")), "{page}");
        assert!(page.contains("You may open 1 of them"), "{page}");
        assert_eq!(page.matches("data-row href=\"/memberships/").count(), 1, "{page}");
        for part in ["report.html", "again", "packet.json"] {
            assert_eq!(company.sees(&format!("/reports/{id}/{part}")).0, 200, "{part}");
        }
        assert_eq!(company.sees(&format!("/reports/{id}/preview")).0, 404);
    });
}

#[test]
fn before_any_record_a_report_says_so() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = Site::new(bench);
        let officer = Person::new(&site, bench, "officer");
        let form = "year=1950&class=internal";
        let (status, place, page) = officer.sends("/reports/propose", "/reports/propose", form);
        assert_eq!(status, 303, "{page}");
        let id = Id::parse(place.rsplit('/').next().unwrap()).unwrap();
        let preview = officer.page(&format!("{place}/preview"));
        assert!(preview.contains("No records yet.") && !preview.contains("class=\"chart"), "{preview}");
        assert_eq!(officer.steps(id, "publish").0, 303);
        work(bench, &web);
        assert_eq!(state(bench, id), "published", "{}", officer.page(&place));
        let html = officer.page(&format!("{place}/report.html"));
        assert!(html.contains("No records yet."), "{html}");
        let (_, packet) = packet(&officer, id);
        assert!(
            !packet.figures.is_empty() && packet.figures.iter().all(|f| f.value == 0 && f.rows.is_empty())
        );
        assert!(counted_again(bench, &web, &officer, &place).contains("Every number is equal"));
        let (status, _, page) = officer.sends("/reports/propose", "/reports/propose", "year=next");
        assert!(status == 422 && page.contains("from 1900 to 2200"), "{page}");
    });
}

#[test]
fn a_proposed_report_has_every_measure_of_its_readers_and_adds_up() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = Site::new(bench);
        let officer = Person::new(&site, bench, "officer");
        let (status, place, page) =
            officer.sends("/reports/propose", "/reports/propose", "year=2026&class=internal");
        assert_eq!(status, 303, "{page}");
        let id = Id::parse(place.rsplit('/').next().unwrap()).unwrap();
        assert_eq!(officer.steps(id, "publish").0, 303);
        work(bench, &web);
        assert_eq!(state(bench, id), "published", "{}", officer.page(&place));
        let (_, packet) = packet(&officer, id);
        for name in [
            "members",
            "agreements-in-force",
            "needs-received",
            "agreements-value",
            "service-share-delivered",
        ] {
            assert!(packet.figures.iter().any(|f| f.measure == name), "{name}");
        }
        assert!(counted_again(bench, &web, &officer, &place).contains("Every number is equal"));
        // For everybody there are fewer measures, and no member is told.
        let (_, place, _) = officer.sends("/reports/propose", "/reports/propose", "year=2026&class=public");
        let id = Id::parse(place.rsplit('/').next().unwrap()).unwrap();
        assert_eq!(officer.steps(id, "publish").0, 303);
        work(bench, &web);
        assert_eq!(state(bench, id), "published", "{}", officer.page(&place));
        let bytes = site.ask(Method::GET, &format!("/reports/{id}/packet.json"), "", "").2;
        let packet = verify(bytes.as_bytes(), None).unwrap().packet;
        assert!(packet.audience == "public" && packet.figures.iter().all(|f| f.measure != "members"));
        // Leadership asks for the end of last year, as known on 30 June.
        let leader = Person::new(&site, bench, "leader");
        let path = "/measures/members?as_of=2025-12-31&known=2026-06-30";
        assert!(
            leader
                .page(path)
                .contains("/memberships?measure=members&amp;as_of=2025-12-31&amp;known=2026-06-30")
        );
        let page = leader.page(&format!("/reports/{}", last_year(bench)));
        assert!(page.contains("href=\"/measures/members?as_of="), "{page}");
    });
}

#[test]
fn what_cannot_be_published_goes_back_to_its_writer_with_the_reason() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = Site::new(bench);
        let officer = Person::new(&site, bench, "officer");
        let id = draft(bench);
        let made = |class: &str, as_of: Date| {
            let class = class.to_owned();
            bench
                .db
                .write_now(By::system("test"), move |tx| {
                    let kind = Report::KIND;
                    let mut draft = Draft { class, ..Draft::new(kind) }
                        .with(kind, "title", Text::new("Broken", "有误").hold())
                        .with(kind, "year", Datum::Int(2025))
                        .with(kind, "as_of", Datum::Date(as_of));
                    let mut row = vec![Datum::Empty; 6];
                    (row[0], row[2]) = (Text::en("Nothing").hold(), Datum::Line("members".into()));
                    draft.children = vec![vec![row]];
                    create(tx, &Actor::system(), kind, &draft).map(|record| record.meta.id)
                })
                .unwrap()
        };
        // Everybody would be its reader, and members are not for everybody.
        let broken = made("public", "2025-12-31".parse().unwrap());
        assert!(officer.page(&format!("/reports/{broken}/preview")).contains("do not have this measure"));
        assert_eq!(officer.steps(broken, "publish").0, 303);
        let (status, page) = officer.sees(&format!("/reports/{broken}/edit"));
        assert!(status == 403 && page.contains("not changed any more"), "{status} {page}");
        work(bench, &web);
        assert_eq!(state(bench, broken), "draft");
        let page = officer.page(&format!("/reports/{broken}"));
        assert!(page.contains("Block 1 asks for a measure") && page.contains("第 1 段"), "{page}");
        assert_eq!(officer.sees(&format!("/reports/{broken}/packet.json")).0, 404);
        let future = made("internal", "2199-12-31".parse().unwrap());
        let (status, page) = officer.steps(future, "publish");
        assert!(status == 409 && page.contains("has not come yet"), "{status} {page}");
        assert!(officer.page(&format!("/reports/{id}/preview")).contains("Members of the committee"));
        let leader = Person::new(&site, bench, "leader");
        assert_eq!(leader.sees("/reports/propose").0, 403);
    });
}

#[test]
fn a_claim_stands_beside_what_records_show() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let leader = Person::new(&site, bench, "leader");
        let page = leader.page("/claims/beside");
        assert!(page.contains("more than 150 domestic") && page.contains("undated"), "{page}");
        // Of 2017 there are no records; the room of funds is not built; the undated one counts today.
        assert!(
            page.contains("No records yet.") && page.contains("No measure answers this claim."),
            "{page}"
        );
        let line = between(&page, "over 40 MNCs", "</tr>");
        assert!(line.contains("Records there: ") && line.contains("missing: "), "{line}");
        let href = line.split("<a href=\"/memberships?").nth(1).unwrap().split('"').next().unwrap();
        let rows = counted(&leader.page(&format!("/memberships?{}", href.replace("&#38;", "&"))));
        assert!(
            rows > 0 && line.contains(&format!("Records there: {rows}; missing: {}.", 40 - rows)),
            "{line}"
        );
        assert_eq!(i64::try_from(line.matches("<a href=\"/memberships/").count()), Ok(rows));
        for unbuilt in ["more than 160 joint Seed", "more than 30 overseas", "more than 90,000 top"] {
            let line = between(&page, unbuilt, "</tr>");
            assert!(line.contains("No records yet.") && !line.contains("Records there"), "{line}");
        }
        // A stranger sees the claims, and no number of staff.
        let page = site.ask(Method::GET, "/claims/beside", "lang=en", "").2;
        let line = between(&page, "over 40 MNCs", "</tr>");
        assert!(line.contains("not open to you") && !line.contains("Records there"), "{line}");
        assert!(!page.contains("href=\"/memberships"));
    });
}

#[test]
fn another_key_or_another_packet_is_refused() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = Site::new(bench);
        let officer = Person::new(&site, bench, "officer");
        let id = last_year(bench);
        work(bench, &web);
        let (bytes, mut packet) = packet(&officer, id);
        let own = verify(&bytes, None).unwrap();
        let other = entente_packet::Key::of(&[7; 32]).unwrap();
        packet.figures[0].value += 1;
        let forged = packet.sign(&other).unwrap();
        assert_eq!(verify(&forged, Some(&own.public)), Err(Refused::OtherKey(other.id())));
        assert_eq!(verify(&forged, None), Err(Refused::DoesNotAddUp(1)));
        // Stored bytes that were altered behind the program's back are not handed out.
        let sql = "UPDATE report_form SET bytes = $2 WHERE report = $1 AND name = 'html-en'";
        let altered =
            move |tx: &mut entente_store::Tx<'_>| tx.execute(sql, &[id.into(), b"other".to_vec().into()]);
        bench.db.write_now(By::system("test"), altered).unwrap();
        assert_eq!(officer.sees(&format!("/reports/{id}/report.html?lang=en")).0, 500);
    });
}
