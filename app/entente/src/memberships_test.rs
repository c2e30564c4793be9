//! Memberships over HTTP, on both engines: from the portal to the value statement.

use axum::http::Method;
use entente_kernel::Id;
use entente_store::scalar;
use entente_testkit::{Bench, on_each_engine};

use crate::figures_test::counted;
use crate::rooms;
use crate::routes_test::{Site, between, session};

fn one(bench: &Bench, sql: &'static str) -> Id {
    bench.db.read_now(move |r| scalar::<Id>(r, sql, &[])).unwrap().unwrap()
}

fn token(site: &Site, cookie: &str, path: &str) -> String {
    let page = site.ask(Method::GET, path, cookie, "").2;
    between(&page, "name=\"csrf\" value=\"", "\"").to_owned()
}

#[test]
fn a_company_applies_in_the_portal_and_both_offices_approve() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let company = format!("{}; lang=en", session(&site, bench, "company"));
        let (status, _, form) = site.ask(Method::GET, "/memberships/new", &company, "");
        assert!(status == 200 && form.contains("Council member") && !form.contains("offices.0"), "{form}");
        let csrf = between(&form, "name=\"csrf\" value=\"", "\"").to_owned();
        let level = one(bench, "SELECT id FROM membership_level WHERE tier = 'ordinary'");
        let sent = |branch: &str| {
            format!("csrf={csrf}&level={level}&branch={branch}&sector=manufacturing&motivation_en=We+grow")
        };
        let (status, _, page) = site.ask(Method::POST, "/memberships/new", &company, &sent("domestic"));
        assert!(status == 422 && page.contains("has a membership in this branch already"), "{status} {page}");
        assert!(page.contains("We grow"), "nothing typed is lost");
        let (status, place, _) = site.ask(Method::POST, "/memberships/new", &company, &sent("overseas"));
        assert_eq!(status, 303);
        let page = site.ask(Method::GET, &place, &company, "").2;
        assert!(page.contains("Applied") && !page.contains("has not approved yet"), "{page}");
        let officer = format!("{}; lang=en", session(&site, bench, "officer"));
        let admin = format!("{}; lang=en", session(&site, bench, "admin"));
        let csrf = token(&site, &officer, &place);
        let vet = format!("csrf={csrf}&version=1");
        assert_eq!(site.ask(Method::POST, &format!("{place}/steps/vet"), &officer, &vet).0, 303);
        let page = site.ask(Method::GET, &place, &company, "").2;
        assert!(page.contains("In review"), "{page}");
        let page = site.ask(Method::GET, &place, &officer, "").2;
        assert!(page.contains("value=\"domestic\"") && page.contains("has not approved yet"));
        let approve = |cookie: &str, office: &str| {
            let csrf = token(&site, cookie, &place);
            site.ask(
                Method::POST,
                &format!("{place}/approve"),
                cookie,
                &format!("csrf={csrf}&office={office}"),
            )
            .0
        };
        assert_eq!(approve(&officer, "overseas"), 403);
        assert_eq!(approve(&officer, "domestic"), 303);
        assert_eq!(approve(&company, "overseas"), 403);
        assert_eq!(approve(&admin, "overseas"), 303);
        let page = site.ask(Method::GET, &place, &company, "").2;
        assert!(page.contains("Approved"), "{page}");
    });
}

#[test]
fn a_member_uses_services_and_every_number_of_its_statement_opens_its_rows() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let own = one(bench, "SELECT membership FROM service_request ORDER BY reference LIMIT 1");
        for login in ["company", "officer"] {
            let cookie = format!("{}; lang=en", session(&site, bench, login));
            let (status, _, page) = site.ask(Method::GET, &format!("/memberships/{own}/value"), &cookie, "");
            assert_eq!(status, 200);
            let mut opened = 0;
            for part in page.split("<a ").skip(1).filter(|part| part.contains("/service-requests?")) {
                let href = between(part, "href=\"", "\"").replace("&amp;", "&");
                let n: i64 = between(part, ">", "</a>").trim().parse().unwrap();
                let rows = site.ask(Method::GET, &href, &cookie, "").2;
                assert_eq!(counted(&rows), n, "{login} {href}");
                opened += 1;
            }
            assert!(opened >= 9, "{opened} numbers");
        }
        let company = format!("{}; lang=en", session(&site, bench, "company"));
        let request = one(bench, "SELECT id FROM service_request WHERE state = 'delivered'");
        let here = format!("/service-requests/{request}");
        let csrf = token(&site, &company, &here);
        let rate = |rating: &str| {
            site.ask(
                Method::POST,
                &format!("{here}/rate"),
                &company,
                &format!("csrf={csrf}&rating={rating}&verdict=Good"),
            )
        };
        assert_eq!(rate("9").0, 422);
        assert_eq!(rate("4").0, 303);
        let foreign = one(
            bench,
            "SELECT id FROM membership WHERE paid_until IS NOT NULL ORDER BY reference DESC LIMIT 1",
        );
        for path in [format!("/memberships/{foreign}"), format!("/memberships/{foreign}/value")] {
            assert_eq!(site.ask(Method::GET, &path, &company, "").0, 404);
        }
    });
}

#[test]
fn a_technology_request_becomes_a_need_and_a_bulletin_says_why_it_came() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let company = format!("{}; lang=en", session(&site, bench, "company"));
        let membership = one(bench, "SELECT membership FROM service_request ORDER BY reference LIMIT 1");
        let csrf = token(&site, &company, "/bulletins/topics");
        let sent = format!(
            "csrf={csrf}&title_en=Cold+forming&service=technology&help=development&statement_en=Cracks&membership={membership}"
        );
        let (status, place, page) = site.ask(Method::POST, "/service-requests/new", &company, &sent);
        assert_eq!(status, 303, "{page}");
        let officer = format!("{}; lang=en", session(&site, bench, "officer"));
        let csrf = token(&site, &officer, &place);
        let (status, there, _) =
            site.ask(Method::POST, &format!("{place}/need"), &officer, &format!("csrf={csrf}"));
        assert_eq!(status, 303);
        let need = site.ask(Method::GET, &there, &officer, "").1;
        assert!(need.starts_with("/needs/"), "{need}");
        assert!(site.ask(Method::GET, &need, &officer, "").2.contains("Cold forming"));
        assert_eq!(
            site.ask(Method::POST, &format!("{place}/need"), &officer, &format!("csrf={csrf}")).0,
            409
        );

        let bulletin = format!("/bulletins/{}", one(bench, "SELECT id FROM bulletin WHERE state = 'sent'"));
        let page = site.ask(Method::GET, &bulletin, &company, "").2;
        assert!(page.contains("You got this because") && page.contains("Events and visits"), "{page}");
        let csrf = token(&site, &company, &bulletin);
        assert_eq!(
            site.ask(Method::POST, &format!("{bulletin}/opened"), &company, &format!("csrf={csrf}")).0,
            303
        );
        let page = site.ask(Method::GET, &bulletin, &officer, "").2;
        assert!(page.contains("Went to 1, opened by 1"), "{page}");
        let kept = format!("csrf={}&topics=policy", token(&site, &company, "/bulletins/topics"));
        assert_eq!(site.ask(Method::POST, "/bulletins/topics", &company, &kept).0, 303);
        let page = site.ask(Method::GET, "/bulletins/topics", &company, "").2;
        assert!(
            page.contains("value=\"policy\" checked") && !page.contains("value=\"events\" checked"),
            "{page}"
        );
    });
}

#[test]
fn cohorts_and_home_pages_show_figures_that_open_their_rows() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let leader = format!("{}; lang=en", session(&site, bench, "leader"));
        let (status, _, page) = site.ask(Method::GET, "/memberships/cohorts", &leader, "");
        assert_eq!(status, 200);
        let mut checked = 0;
        for part in page.split("<a ").skip(1).filter(|part| part.contains("/memberships?measure=")) {
            let href = between(part, "href=\"", "\"").replace("&amp;", "&");
            let n: i64 = between(part, ">", "</a>").trim().parse().unwrap();
            let rows = site.ask(Method::GET, &href, &leader, "").2;
            assert_eq!(counted(&rows), n, "{href}");
            checked += 1;
        }
        assert!(checked > 8, "{checked} cells");
        let company = format!("{}; lang=en", session(&site, bench, "company"));
        assert_eq!(site.ask(Method::GET, "/memberships/cohorts", &company, "").0, 403);
        assert!(site.ask(Method::GET, "/", &company, "").2.contains("Your membership"));
        let officer = format!("{}; lang=en", session(&site, bench, "officer"));
        assert!(site.ask(Method::GET, "/", &officer, "").2.contains("Memberships at a glance"));
    });
}
