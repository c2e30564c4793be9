//! Inbox, following, digests and their end over HTTP, on both engines.

use axum::body::Body;
use axum::http::{Method, Request, header};
use entente_access::accounts;
use entente_kernel::{Id, Instant};
use entente_store::{By, Reads, scalar};
use entente_testkit::{Bench, on_each_engine};
use entente_web::{Web, follow_writes, gather_letters, remind_due};

use crate::rooms;
use crate::routes_test::{Site, between, session};

fn one(bench: &Bench, sql: &'static str) -> Id {
    bench.db.read_now(move |r| scalar::<Id>(r, sql, &[])).unwrap().unwrap()
}

/// A partner that the demo's people follow for no reason yet.
const PARTNER: &str = "SELECT id FROM organisation WHERE fictional ORDER BY reference LIMIT 1 OFFSET 3";

fn token(site: &Site, cookie: &str) -> String {
    let page = site.ask(Method::GET, "/account", cookie, "").2;
    between(&page, "name=\"csrf\" value=\"", "\"").to_owned()
}

/// Somebody's form.
fn send(site: &Site, path: &str, cookie: &str, form: &str) -> u16 {
    let csrf = token(site, cookie);
    site.ask(Method::POST, path, cookie, &format!("csrf={csrf}&{form}")).0
}

fn follow(site: &Site, cookie: &str, partner: Id) {
    let path = format!("/inbox/follow/organisation/{partner}");
    assert_eq!(send(site, &path, cookie, "on=yes"), 303);
}

fn note(site: &Site, cookie: &str, partner: Id) {
    assert_eq!(send(site, &format!("/organisations/{partner}/notes"), cookie, "body=Seen+again"), 303);
}

/// Text, HTML and key of the letters to somebody that wait.
fn letters(bench: &Bench, to: &'static str) -> Vec<(String, String, String, String)> {
    let read = move |r: &mut dyn Reads| {
        let sql =
            "SELECT subject, body, html, unsubscribe FROM mail WHERE to_address = $1 AND sent_at IS NULL
                   ORDER BY created_at";
        let rows = r.query(sql, &[to.into()])?;
        rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).collect()
    };
    bench.db.read_now(read).unwrap()
}

fn started(bench: &Bench) -> (Site, Web) {
    let (site, web) = Site::new(bench);
    follow_writes(&web).unwrap();
    let officer = bench.db.read_now(|r| r.count("SELECT count(DISTINCT record) FROM notice", &[])).unwrap();
    assert_eq!(officer, 4, "a note, two changes and a task");
    // What the demo tells is put aside.
    let aside = |tx: &mut entente_store::Tx<'_>| {
        tx.execute("DELETE FROM notice", &[])?;
        tx.execute("DELETE FROM digest", &[])
    };
    bench.db.write_now(By::system("test"), aside).unwrap();
    (site, web)
}

fn morning(bench: &Bench) {
    bench.clock.set(Instant::parse("2026-03-03T00:00:00Z").unwrap());
}

#[test]
fn what_others_do_with_a_followed_record_stands_in_the_inbox_until_it_is_read() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = started(bench);
        let (officer, manager) = (session(&site, bench, "officer"), session(&site, bench, "manager"));
        let partner = one(bench, PARTNER);
        let here = format!("/organisations/{partner}");
        let empty = site.ask(Method::GET, "/inbox?show=unread", &officer, "").2;
        assert!(empty.contains("data-ux=\"empty\""), "{empty}");
        let page = site.ask(Method::GET, &here, &officer, "").2;
        assert!(page.contains("name=\"on\" value=\"yes\""));
        follow(&site, &officer, partner);
        assert!(site.ask(Method::GET, &here, &officer, "").2.contains("✓ Following"));

        note(&site, &manager, partner);
        note(&site, &officer, partner);
        assert!(follow_writes(&web).unwrap() > 0);
        let page = site.ask(Method::GET, "/inbox", &officer, "").2;
        assert_eq!(page.matches("Demo Office Manager wrote a note").count(), 1, "{page}");
        assert!(!page.contains("Demo Officer wrote a note"), "nobody is told of the own doing");
        assert!(page.contains("<span class=\"count\">1</span>") && page.contains(&here));
        let chinese = site.ask(Method::GET, "/inbox", &format!("{officer}; lang=zh-Hans"), "").2;
        assert!(chinese.contains("演示办公室主任 写了一条备注"), "{chinese}");
        let home = site.ask(Method::GET, "/", &officer, "").2;
        assert!(between(&home, "id=\"inbox-heading\"", "</section>").contains("wrote a note"));

        let until = between(&page, "name=\"until\" value=\"", "\"").to_owned();
        let form = format!("record={partner}&until={until}");
        assert_eq!(send(&site, "/inbox/read", &officer, &form), 303);
        let page = site.ask(Method::GET, "/inbox", &officer, "").2;
        assert!(page.contains("wrote a note") && !page.contains("class=\"unread\""));
        assert!(!page.contains("class=\"count\""));
        assert!(!site.ask(Method::GET, "/", &officer, "").2.contains("inbox-heading"));
        assert!(!site.ask(Method::GET, "/inbox?sort=document", &officer, "").2.contains("wrote a note"));
        for path in ["/inbox?before=x", "/inbox?before=1.2", "/inbox?sort=x&show=y"] {
            assert_eq!(site.ask(Method::GET, path, &officer, "").0, 200, "{path}");
        }
        let stop = format!("/inbox/follow/organisation/{partner}");
        assert_eq!(send(&site, &stop, &officer, "on=no"), 303);
        note(&site, &manager, partner);
        follow_writes(&web).unwrap();
        assert!(!site.ask(Method::GET, "/inbox", &officer, "").2.contains("class=\"unread\""));
        assert_eq!(bench.db.read_now(crate::cli::check::violations).unwrap(), Vec::<String>::new());
    });
}

#[test]
fn what_a_reader_may_not_see_changes_no_page_count_or_letter() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = started(bench);
        let (officer, manager) = (session(&site, bench, "officer"), session(&site, bench, "manager"));
        let partner = one(bench, PARTNER);
        follow(&site, &officer, partner);
        let account = |login: &'static str| {
            bench.db.read_now(move |r| accounts::find_by_login(r, login)).unwrap().unwrap().id
        };
        let reader = account("manager");
        let close = move |tx: &mut entente_store::Tx<'_>| {
            tx.execute("UPDATE organisation SET class = 'restricted' WHERE id = $1", &[partner.into()])?;
            let sql = "INSERT INTO named_reader (record, account, at) VALUES ($1, $2, 0)";
            tx.execute(sql, &[partner.into(), reader.into()])
        };
        bench.db.write_now(By::system("test"), close).unwrap();
        let pages = || {
            let paths = ["/inbox", "/inbox?show=unread", "/inbox?sort=note", "/", "/jobs", "/account"];
            paths.map(|path| site.ask(Method::GET, path, &officer, "").2)
        };
        let before = pages();
        note(&site, &manager, partner);
        assert!(follow_writes(&web).unwrap() > 0);
        let told = bench.db.read_now(|r| r.count("SELECT count(*) FROM notice WHERE sort = 'note'", &[]));
        assert_eq!(told.unwrap(), 1, "there is something to hide");
        assert_eq!(pages(), before);
        let stranger = format!("/inbox/follow/organisation/{partner}");
        let nothing = format!("/inbox/follow/organisation/{}", Id::new(bench.db.chance()));
        let csrf = token(&site, &officer);
        let ask = |path: &str| site.ask(Method::POST, path, &officer, &format!("csrf={csrf}&on=yes"));
        let plain = |(status, place, page): (u16, String, String), path: &str| {
            (status, place, page.replace(path, "").split("<main").nth(1).unwrap_or_default().to_owned())
        };
        assert_eq!(plain(ask(&stranger), &stranger), plain(ask(&nothing), &nothing));
        morning(bench);
        assert_eq!(gather_letters(&web).unwrap().queued, 0);
        assert!(letters(bench, "officer@demo.example").is_empty());
    });
}

#[test]
fn a_digest_is_one_letter_in_the_readers_language_and_ends_by_its_link_without_a_log_in() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = started(bench);
        let (officer, manager) = (session(&site, bench, "officer"), session(&site, bench, "manager"));
        let partner = one(bench, PARTNER);
        follow(&site, &officer, partner);
        for _ in 0..50 {
            note(&site, &manager, partner);
        }
        follow_writes(&web).unwrap();
        morning(bench);
        gather_letters(&web).unwrap();
        let mut sent = letters(bench, "officer@demo.example");
        assert_eq!(sent.len(), 1, "fifty changes are one letter");
        let (subject, body, html, address) = sent.remove(0);
        assert_eq!(subject, "Entente: one entry in your inbox");
        let link = format!("/organisations/{partner}");
        for text in [&body, &html] {
            assert!(text.contains(&link) && text.contains("wrote a note") && !text.contains('⟦'), "{text}");
            assert!(text.contains(&address) && !text.contains("Seen again"), "{text}");
        }
        assert_eq!(body.matches("wrote a note (× 50)").count(), 1, "{body}");

        let path = address[address.find("/unsubscribe/").unwrap()..].to_owned();
        // The night ended the session.
        let officer = session(&site, bench, "officer");
        let wants = || chosen_pace(&site, &officer);
        let looked = site.ask(Method::GET, &path, "", "");
        assert!(looked.0 == 200 && looked.2.contains("No more letters"), "{}", looked.2);
        assert_eq!(wants(), "daily", "looking changes nothing");
        // A mail program posts by itself, from elsewhere, without a cookie.
        let post = Request::post(&path)
            .header(header::HOST, "localhost")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from("List-Unsubscribe=One-Click"))
            .unwrap();
        assert_eq!(site.send(post).0, 200);
        assert_eq!(wants(), "off");
        let back = site.ask(Method::POST, &path, "", "on=yes");
        assert!(back.0 == 200 && back.2.contains("once a day"), "{}", back.2);
        assert_eq!(wants(), "daily");
        let chinese = site.ask(Method::GET, &path, "lang=zh-Hans", "").2;
        assert!(chinese.contains("不再接收") && !chinese.contains('⟦'));
        for wrong in ["/unsubscribe/x", "/unsubscribe/entout_00"] {
            assert_eq!(site.ask(Method::GET, wrong, "", "").0, 404);
            assert_eq!(site.ask(Method::POST, wrong, "", "on=yes").0, 404);
        }
    });
}

/// The pace that the account page shows.
fn chosen_pace(site: &Site, cookie: &str) -> String {
    let page = site.ask(Method::GET, "/account", cookie, "").2;
    let form = between(&page, "id=\"letters\"", "</section>").to_owned();
    let chosen = form
        .split("name=\"pace\" value=\"")
        .find(|rest| rest.split('>').next().is_some_and(|tag| tag.contains(" checked")));
    chosen.and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

#[test]
fn everybody_chooses_when_letters_come() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = started(bench);
        let company = session(&site, bench, "company");
        assert_eq!(chosen_pace(&site, &company), "daily");
        let form = "pace=instant&hour=9&weekday=3&quiet=yes&quiet_from=21&quiet_to=7";
        assert_eq!(send(&site, "/inbox/letters", &company, form), 303);
        assert_eq!(chosen_pace(&site, &company), "instant");
        let page = site.ask(Method::GET, "/account", &company, "").2;
        let quiet = between(&page, "id=\"quiet-from\"", "</select>");
        assert!(quiet.contains("value=\"21\" selected"), "{quiet}");
        for wrong in ["pace=often&hour=9&weekday=3", "pace=daily&hour=24&weekday=3", "pace=daily&hour=1"] {
            assert_eq!(send(&site, "/inbox/letters", &company, wrong), 422, "{wrong}");
        }
        assert_eq!(chosen_pace(&site, &company), "instant");
    });
}

#[test]
fn tasks_given_and_due_are_told_to_their_owners() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = started(bench);
        let (officer, manager) = (session(&site, bench, "officer"), session(&site, bench, "manager"));
        let form =
            "title_en=Bring+it+home&sort=task&due=2026-03-20&remind=30&owner=Demo+officer&class=internal";
        assert_eq!(send(&site, "/tasks/new", &manager, form), 303);
        follow_writes(&web).unwrap();
        remind_due(&web).unwrap();
        remind_due(&web).unwrap();
        let page = site.ask(Method::GET, "/inbox", &officer, "").2;
        assert_eq!(page.matches("Demo Office Manager put you in charge").count(), 1, "{page}");
        assert_eq!(page.matches("Due on 20 Mar 2026").count(), 1, "{page}");
        assert!(page.contains("Overdue since"), "the demo's own overdue task");
        let other = site.ask(Method::GET, "/inbox", &manager, "").2;
        assert!(!other.contains("Bring it home"), "{other}");
    });
}
