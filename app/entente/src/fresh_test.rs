//! A house with nothing in it: each list says what it is for and what to do next.

use entente_access::password::{Params, hash};
use entente_access::{NewAccount, Profile, Secret, accounts, grants};
use entente_kernel::{Lang, Text};
use entente_store::By;
use entente_testkit::{Bench, on_each_engine};

use crate::person_test::Person;
use crate::rooms::{self, ROLES};
use crate::routes_test::{Site, between, session};
use crate::settings::Settings;

fn person(bench: &Bench, login: &'static str, role: &'static str) {
    bench
        .db
        .write_now(By::system("test"), move |tx| {
            let profile = Profile { name: Text::new("First", "第一人"), email: None, lang: Lang::En };
            let new = NewAccount { login: login.into(), profile, person: None };
            let account = accounts::create(tx, &new)?;
            let password = hash(&Secret::new(format!("{login}-of-the-demo")), Params::CHEAP, tx.chance())?;
            accounts::set_password(tx, account.id, &password)?;
            let office = ROLES.iter().any(|r| r.id == role && r.by_office).then_some("domestic");
            grants::grant(tx, account.id, role, office, ROLES)
        })
        .unwrap();
}

#[test]
fn each_list_of_an_empty_house_says_what_it_is_for_and_what_to_do_next() {
    on_each_engine(&rooms::migrations(), |bench| {
        person(bench, "officer", "officer");
        person(bench, "admin", "administrator");
        let (site, web) = Site::over(bench, &Settings::default());
        for lang in ["en", "zh-Hans"] {
            for login in ["officer", "admin"] {
                let cookie = format!("{}; lang={lang}", session(&site, bench, login));
                let reader = Person { site: &site, cookie: cookie.clone() };
                for path in ["/", "/calendar", "/measures", "/jobs", "/imports", "/account"] {
                    if site.ask(axum::http::Method::GET, path, &cookie, "").0 != 403 {
                        reader.page(path);
                    }
                }
                let mut lists = 0;
                for kind in web.registry().kinds() {
                    let path = format!("/{}", kind.path);
                    let (status, _, page) = site.ask(axum::http::Method::GET, &path, &cookie, "");
                    if status == 403 {
                        continue;
                    }
                    assert_eq!(status, 200, "{login} {path}: {page}");
                    let empty = between(&page, "data-ux=\"empty\">", "</div>");
                    assert!(empty.contains("<a class=\"button"), "{login} {path} {lang}: {page}");
                    let said = between(empty, "<p>", "</p>");
                    assert!(!said.is_empty() && !said.contains('⟦'), "{login} {path} {lang}: {empty}");
                    lists += 1;
                }
                assert!(lists > 5, "{login} sees {lists} lists");
            }
        }
    });
}
