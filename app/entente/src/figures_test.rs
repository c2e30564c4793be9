//! Figures on the pages: each opens its rows, sums equal exports, and each reader has the own numbers.

use axum::http::Method;
use entente_testkit::on_each_engine;

use crate::rooms;
use crate::routes_test::{Site, between, key_in, session};

/// The marks of a page: what they say, and the rows that they lead to.
fn marks(page: &str) -> Vec<(String, String)> {
    page.split("<a class=\"c-mark\" href=\"")
        .skip(1)
        .map(|rest| {
            let href = rest.split('"').next().unwrap().replace("&amp;", "&");
            let said = between(rest, "<title>", "</title>").rsplit(": ").next().unwrap().to_owned();
            (href, said)
        })
        .filter(|(href, _)| !href.starts_with("/measures/"))
        .collect()
}

/// The number of rows that a mark's words promise.
fn promised(said: &str) -> i64 {
    let number = |text: &str| text.replace(',', "").trim().parse().unwrap();
    match (said.rsplit_once(", of "), said.split_once('(')) {
        (Some((_, of)), _) => number(of),
        (_, Some((_, part))) => number(part.split(" of ").next().unwrap()),
        _ => number(said),
    }
}

/// The rows of a list, as its own count says; beyond 500 it says no more than that.
pub(crate) fn counted(page: &str) -> i64 {
    if page.contains("data-ux=\"empty\"") {
        return 0;
    }
    let count = between(page, "<p class=\"count\">", " ·");
    count
        .replace(',', "")
        .trim()
        .trim_end_matches('+')
        .parse()
        .unwrap_or_else(|_| panic!("no count on {page}"))
}

#[test]
fn every_number_drawn_opens_the_rows_that_it_counts() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = Site::new(bench);
        let money = web.measures().iter().filter(|m| m.unit() == entente_measures::Unit::Money);
        let sums: Vec<String> = money.map(|m| format!("/measures/{}", m.name)).collect();
        let mut checked = 0;
        for login in ["leader", "officer", "company", "expert"] {
            let cookie = format!("{}; lang=en", session(&site, bench, login));
            let mut pages = vec![String::from("/?as_of=2026-02-20"), String::from("/")];
            for measure in web.measures() {
                let path = format!("/measures/{}", measure.name);
                pages.push(path.clone());
                for dimension in measure.by {
                    pages.push(format!("{path}?by={}", dimension.name()));
                    pages.push(format!("{path}?by={}&as_of=2026-02-25&known=2026-03-02", dimension.name()));
                }
            }
            for (turn, path) in pages.into_iter().enumerate() {
                let (status, _, page) = site.ask(Method::GET, &path, &cookie, "");
                assert!([200, 404].contains(&status), "{login} {path}: {status}");
                assert!(!page.contains('⟦'), "{login} {path}: {}", key_in(&page));
                // What these count are amounts, not rows.
                if sums.iter().any(|sum| path.starts_with(sum)) {
                    continue;
                }
                // A few marks of each page, others for each reader.
                for (href, said) in marks(&page).into_iter().skip(turn % 3).step_by(5).take(6) {
                    let (status, _, rows) = site.ask(Method::GET, &href, &cookie, "");
                    assert_eq!(status, 200, "{login} {href}");
                    let (said, rows) = (promised(&said), counted(&rows));
                    assert!(
                        said == rows || rows == 500 && said > 500,
                        "{login} {path} -> {href}: {said} {rows}"
                    );
                    checked += 1;
                }
            }
        }
        println!("{checked} numbers opened");
        assert!(checked > 200, "{checked}");
    });
}

#[test]
fn linked_records_are_called_by_their_names() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let cookie = format!("{}; lang=en", session(&site, bench, "leader"));
        let page = site.ask(Method::GET, "/measures/members?by=level", &cookie, "").2;
        let sql = "SELECT DISTINCT l.name_en FROM membership m JOIN membership_level l ON l.id = m.level
            WHERE m.state = 'active'";
        let levels = bench.db.read_now(move |r| r.query(sql, &[])).unwrap();
        assert!(levels.len() > 1, "{levels:?}");
        for level in levels {
            let name: String = level.get(0).unwrap();
            assert!(page.contains(&format!("{name}</")), "{name}: {page}");
        }
        let (href, _) = marks(&page).into_iter().find(|(href, _)| href.contains("slice=level")).unwrap();
        let rows = site.ask(Method::GET, &href, &cookie, "").2;
        let said = between(&rows, "<strong>Members</strong>", "<a ").to_owned();
        let id = href.split("slice=level").nth(1).unwrap().trim_start_matches(':');
        let id = id.split('&').next().unwrap();
        assert!(said.contains("Level: ") && !said.contains(id), "{said}");
    });
}

#[test]
fn sums_of_money_are_those_of_the_exported_rows() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let cookie = format!("{}; lang=en", session(&site, bench, "officer"));
        let page = site.ask(Method::GET, "/measures/needs-budget?by=wanted", &cookie, "").2;
        let all = marks(&page);
        assert!(!all.is_empty(), "{page}");
        for (href, said) in all {
            let csv = site
                .ask(Method::GET, &href.replace("/needs?", "/needs/export.csv?headers=fields&"), &cookie, "")
                .2;
            let (code, amount) = said.split_once(' ').unwrap();
            assert!(href.contains(&format!("currency={code}")), "{href} {said}");
            let currency = entente_kernel::Currency::parse(code).unwrap();
            let minor = |text: &str| entente_kernel::Money::parse(text, currency).unwrap().minor;
            let mut rows = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
            let at = rows.headers().unwrap().iter().position(|name| name == "budget").unwrap();
            let sum: i64 = rows.records().map(|row| minor(&row.unwrap()[at])).sum();
            assert_eq!(sum, minor(amount), "{href} {said}");
        }
    });
}

#[test]
fn a_dashboard_shows_each_reader_what_the_own_rights_allow() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let look = |login| {
            let cookie = format!("{}; lang=en", session(&site, bench, login));
            let list = site.ask(Method::GET, "/dashboards", &cookie, "").2;
            let here =
                list.split("data-row href=\"").nth(1).map(|rest| rest.split('"').next().unwrap().to_owned());
            here.map(|here| site.ask(Method::GET, &here, &cookie, "").2)
        };
        let (officer, company) = (look("officer").unwrap(), look("company").unwrap());
        assert_eq!(officer.matches("Not open to you").count(), 1, "a measure that is gone");
        assert_eq!(company.matches("Not open to you").count(), 6, "what only staff count");
        assert!(
            officer.contains("<svg class=\"chart c-map\"") && company.contains("<svg class=\"chart c-map\"")
        );
        assert!(!company.contains("Late against target") && look("expert").is_none());
        let cookie = format!("{}; lang=en", session(&site, bench, "expert"));
        for hidden in ["needs-open", "needs-late", "needs-budget"] {
            assert_eq!(site.ask(Method::GET, &format!("/measures/{hidden}"), &cookie, "").0, 404, "{hidden}");
            let rows = site.ask(Method::GET, &format!("/needs?measure={hidden}"), &cookie, "").2;
            assert_eq!(counted(&rows), 0, "{hidden}");
        }
    });
}
