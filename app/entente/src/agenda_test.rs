//! Tasks, the calendar and its feed over HTTP, on both engines.

use axum::http::Method;
use entente_access::{accounts, grants};
use entente_kernel::Id;
use entente_store::{By, scalar};
use entente_testkit::{Bench, on_each_engine};

use crate::rooms;
use crate::routes_test::{Site, between, session};

/// The value of one column of one row.
fn one(bench: &Bench, sql: &'static str) -> Id {
    bench.db.read_now(move |r| scalar::<Id>(r, sql, &[])).unwrap().unwrap()
}

fn token(site: &Site, cookie: &str) -> String {
    let page = site.ask(Method::GET, "/calendar", cookie, "").2;
    between(&page, "name=\"csrf\" value=\"", "\"").to_owned()
}

/// Tasks are told apart by the day in which they fall; the bench stands still.
fn today(bench: &Bench) -> String {
    bench.db.read_now(|r| Ok(r.today().to_string())).unwrap()
}

#[test]
fn a_task_begins_on_a_record_and_is_done_there_in_one_click() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let officer = session(&site, bench, "officer");
        let need = one(bench, "SELECT id FROM need ORDER BY reference DESC LIMIT 1");
        let here = format!("/needs/{need}");
        let page = site.ask(Method::GET, &here, &officer, "").2;
        let new = between(&page, "<a class=\"button\" href=\"/tasks/new", "\"");
        assert_eq!(new, format!("?about=need:{need}"));
        let (status, _, form) = site.ask(Method::GET, &format!("/tasks/new{new}"), &officer, "");
        assert!(status == 200 && form.contains(&format!("action=\"/tasks/new{new}\"")), "{form}");
        assert!(form.contains("value=\"officer\""), "the one who asks is proposed as the owner");

        let day = today(bench);
        let csrf = token(&site, &officer);
        let sent =
            format!("csrf={csrf}&title_en=Bring+it+home&sort=task&due={day}&owner=officer&class=internal");
        let (status, place, _) = site.ask(Method::POST, &format!("/tasks/new{new}"), &officer, &sent);
        assert_eq!((status, place), (303, format!("{here}#tasks")));
        let refused =
            site.ask(Method::POST, &format!("/tasks/new{new}"), &officer, &sent.replace(&day, "soon"));
        assert!(refused.0 == 422 && refused.2.contains(&format!("action=\"/tasks/new{new}\"")));

        let page = site.ask(Method::GET, &here, &officer, "").2;
        let section = between(&page, "id=\"tasks\"", "</section>");
        assert!(section.contains("Bring it home") && !section.contains("overdue"), "{section}");
        let done = format!("/tasks/{}", between(section, "action=\"/tasks/", "\""));
        let sent = format!("csrf={csrf}&version=1&back={here}%23tasks");
        let (status, place, _) = site.ask(Method::POST, &done, &officer, &sent);
        assert_eq!((status, place), (303, format!("{here}#tasks")));
        let page = site.ask(Method::GET, &here, &officer, "").2;
        assert!(!between(&page, "id=\"tasks\"", "</section>").contains("Bring it home"));
        let task = done.trim_end_matches("/steps/done");
        let page = site.ask(Method::GET, task, &officer, "").2;
        assert!(page.contains(&format!("href=\"/records/{need}\"")), "the task leads to what it is about");
        let record = format!("/records/{need}");
        assert_eq!(site.ask(Method::GET, &record, &officer, "").1, here);
        let back = site.ask(
            Method::POST,
            &format!("{task}/steps/reopen"),
            &officer,
            &format!("csrf={csrf}&version=2"),
        );
        assert_eq!(back.0, 303);
    });
}

#[test]
fn an_obligation_is_done_only_with_evidence_or_a_note() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let officer = session(&site, bench, "officer");
        let sql =
            "SELECT id FROM task WHERE sort = 'obligation' AND state = 'open' ORDER BY reference LIMIT 1";
        let task = format!("/tasks/{}", one(bench, sql));
        let csrf = token(&site, &officer);
        let done = format!("{task}/steps/done");
        let sent = format!("csrf={csrf}&version=1");
        let (status, _, page) = site.ask(Method::POST, &done, &officer, &sent);
        assert!(status == 409 && page.contains("needs evidence or a note first"), "{status}");
        let (status, _, _) =
            site.ask(Method::POST, &format!("{task}/notes"), &officer, &format!("csrf={csrf}&body=Seen"));
        assert_eq!(status, 303);
        assert_eq!(site.ask(Method::POST, &done, &officer, &sent).0, 303);
    });
}

#[test]
fn a_task_is_seen_by_nobody_who_does_not_see_what_it_is_about() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let officer = session(&site, bench, "officer");
        let sql = "SELECT about FROM task WHERE about_kind = 'organisation' AND owner = 'officer' ORDER BY due LIMIT 1";
        let partner = one(bench, sql);
        let sql = "SELECT id FROM task WHERE about_kind = 'organisation' AND owner = 'officer' ORDER BY due LIMIT 1";
        let task = format!("/tasks/{}", one(bench, sql));
        assert_eq!(site.ask(Method::GET, &task, &officer, "").0, 200);
        let company = session(&site, bench, "company");
        for path in [task.as_str(), "/tasks", "/calendar", "/tasks.csv"] {
            let (status, _, page) = site.ask(Method::GET, path, &company, "");
            assert!(
                [403, 404].contains(&status) && !page.contains("minutes of the visit"),
                "{path} {status}"
            );
        }
        let page = site.ask(Method::GET, &format!("/organisations/{partner}"), &company, "").2;
        assert!(!page.contains("minutes of the visit"), "not on the partner's own page");

        let change = "UPDATE organisation SET class = 'restricted' WHERE id = $1";
        bench.db.write_now(By::system("test"), move |tx| tx.execute(change, &[partner.into()])).unwrap();
        assert_eq!(site.ask(Method::GET, &task, &officer, "").0, 404);
        for path in
            ["/tasks", "/tasks?q=minutes", "/calendar?for=all", "/", "/search?q=minutes", "/api/v1/tasks"]
        {
            let page = site.ask(Method::GET, path, &officer, "").2;
            assert!(!page.contains("minutes of the visit"), "{path}");
        }
        let new = format!("/tasks/new?about=organisation:{partner}");
        assert_eq!(site.ask(Method::GET, &new, &officer, "").0, 404);
    });
}

#[test]
fn the_calendar_shows_a_month_from_monday_for_me_my_office_and_all() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let officer = session(&site, bench, "officer");
        let rows = |path: &str| {
            let page = site.ask(Method::GET, path, &officer, "").2;
            assert!(!page.contains('⟦'), "{path}");
            between(&page, "id=\"as-list\"", "</section>").matches("data-row").count()
        };
        let months: Vec<String> = {
            let today = bench.db.read_now(|r| Ok(r.today())).unwrap();
            let first = today.first_of_month();
            [first.yesterday().unwrap(), first, first.last_of_month().tomorrow().unwrap()]
                .map(|day| day.strftime("%Y-%m").to_string())
                .to_vec()
        };
        let sum = |whose: &str| {
            months.iter().map(|m| rows(&format!("/calendar?month={m}&for={whose}"))).sum::<usize>()
        };
        let (mine, office, all) = (sum("me"), sum("office"), sum("all"));
        assert!(0 < mine && mine < office && office < all, "{mine} {office} {all}");
        let page = site.ask(Method::GET, "/calendar?month=2026-11", &officer, "").2;
        assert!(
            page.contains("November 2026")
                && page.contains("month=2026-10")
                && page.contains("month=2026-12")
        );
        let grid = between(&page, "<tbody>", "</tbody>");
        let first_week = between(grid, "<tr>", "</tr>");
        assert_eq!(
            first_week.matches("class=\"other\"").count(),
            6,
            "the first of November 2026 is a Sunday"
        );
        assert_eq!(grid.matches("<time").count(), 30);
        let chinese =
            site.ask(Method::GET, "/calendar?month=2026-11", &format!("{officer}; lang=zh-Hans"), "").2;
        assert!(chinese.contains("2026年11月") && chinese.contains("周一"), "{chinese}");
        let home = site.ask(Method::GET, "/", &officer, "").2;
        let due = between(&home, "id=\"due-heading\"", "</section>");
        assert!(
            due.contains("minutes of the visit") && due.contains("overdue") && due.contains("photographs")
        );
        assert!(!due.contains("open day of the institute") && !due.contains("borrowed samples"), "{due}");
    });
}

#[test]
fn the_feed_has_the_rights_of_its_account_at_that_moment() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let officer = session(&site, bench, "officer");
        let csrf = token(&site, &officer);
        let make = || {
            let (status, _, page) =
                site.ask(Method::POST, "/calendar/feed", &officer, &format!("csrf={csrf}"));
            assert_eq!(status, 200);
            let address = between(&page, "id=\"feed-address\" value=\"", "\"").to_owned();
            address[address.find("/calendar/").unwrap()..].to_owned()
        };
        let fetch = |path: &str| site.ask(Method::GET, path, "", "");
        let first = make();
        let (status, _, text) = fetch(&first);
        assert_eq!(status, 200);
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!((lines[0], lines[lines.len() - 2]), ("BEGIN:VCALENDAR", "END:VCALENDAR"));
        assert!(lines.iter().all(|line| line.len() <= 75 && !line.contains('\n')));
        let uids = lines.iter().filter(|line| line.starts_with("UID:")).count();
        assert!(
            uids > 0 && uids == lines.iter().filter(|line| line.starts_with("DTSTART;VALUE=DATE:")).count()
        );
        assert!(text.contains("minutes of the visit") && !text.contains("borrowed samples"));
        assert_eq!(fetch(&first).2, text, "nothing changed");
        assert!(fetch(&format!("{first}?for=all")).2.contains("borrowed samples"));
        let page = site.ask(Method::GET, "/calendar", &officer, "").2;
        assert!(!page.contains("entcal_"), "the address is shown once");

        let second = make();
        assert_eq!((fetch(&first).0, fetch(&second).0), (404, 200));
        assert_eq!(site.ask(Method::POST, "/calendar/feed/end", &officer, &format!("csrf={csrf}")).0, 303);
        assert_eq!(fetch(&second).0, 404);

        let third = make();
        let role = |given: bool| {
            let act = move |tx: &mut entente_store::Tx<'_>| {
                let account = accounts::find_by_login(tx, "officer")?.unwrap().id;
                if given {
                    grants::grant(tx, account, "officer", Some("domestic"), rooms::ROLES).map(|_| ())
                } else {
                    let held = grants::of_accounts(tx, &[account])?;
                    held.iter().try_for_each(|one| grants::revoke(tx, one.id))
                }
            };
            bench.db.write_now(By::system("test"), act).unwrap();
        };
        role(false);
        assert_eq!(fetch(&third).0, 404, "no role, no calendar");
        role(true);
        assert_eq!(fetch(&third).0, 200);
        let act = |tx: &mut entente_store::Tx<'_>| {
            let account = accounts::find_by_login(tx, "officer")?.unwrap().id;
            accounts::disable(tx, account)
        };
        bench.db.write_now(By::system("test"), act).unwrap();
        assert_eq!(fetch(&third).0, 404, "no account, no calendar");
        for wrong in ["/calendar/x.ics", "/calendar/entcal_.ics", &third.replace(".ics", "")] {
            assert_eq!(fetch(wrong).0, 404, "{wrong}");
        }
    });
}
