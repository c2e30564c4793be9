//! Memberships over HTTP, on both engines: from the portal to the value statement.

use axum::http::Method;
use entente_access::password::{Params, hash};
use entente_access::{Actor, NewAccount, Profile, Secret, accounts, grants, organisations};
use entente_kernel::{Id, Lang, Period, Text};
use entente_memberships::{Membership, names};
use entente_partners::Organisation;
use entente_record::{Datum, Draft, Write, edit, load};
use entente_store::{By, Reads as _, scalar};
use entente_testkit::{Bench, on_each_engine};
use jiff::ToSpan;

use crate::figures_test::counted;
use crate::person_test::{Person, token};
use crate::rooms;
use crate::routes_test::{Site, between, session};

fn one(bench: &Bench, sql: &'static str) -> Id {
    bench.db.read_now(move |r| scalar::<Id>(r, sql, &[])).unwrap().unwrap()
}

/// The contact of another member, with an account of its own.
fn rival(bench: &Bench) {
    let make = |tx: &mut entente_store::Tx<'_>| {
        let profile = Profile { name: Text::en("Rival Contact"), email: None, lang: Lang::En };
        let account = accounts::create(tx, &NewAccount { login: "rival".into(), profile, person: None })?;
        let password = hash(&Secret::new("rival-of-the-demo".to_owned()), Params::CHEAP, tx.chance())?;
        accounts::set_password(tx, account.id, &password)?;
        grants::grant(tx, account.id, "partner_contact", None, rooms::ROLES)?;
        let sql = "SELECT organisation FROM membership WHERE state = 'active' AND id NOT IN
                   (SELECT membership FROM service_request) ORDER BY reference LIMIT 1";
        let organisation: Id = scalar(tx, sql, &[])?.unwrap();
        organisations::link(tx, account.id, organisation, Period::default(), false).map(|_| ())
    };
    bench.db.write_now(By::system("test"), make).unwrap();
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
                let href = between(part, "href=\"", "\"").replace("&#38;", "&");
                let n: i64 = between(part, ">", "</a>").trim().parse().unwrap();
                let rows = site.ask(Method::GET, &href, &cookie, "").2;
                assert_eq!(counted(&rows), n, "{login} {href}");
                opened += 1;
            }
            assert!(opened >= 9, "{opened} numbers");
        }
        let officer = Person::new(&site, bench, "officer");
        let page = officer.page(&format!("/memberships/{own}"));
        let mut reasons = 0;
        for part in between(&page, "id=\"health\"", "</section>").split("<a").skip(1) {
            let href = between(part, "href=\"", "\"").replace("&#38;", "&");
            let digits: String = between(part, ">", "</a>").chars().filter(char::is_ascii_digit).collect();
            if !href.starts_with("/memberships/") {
                assert_eq!(counted(&officer.page(&href)), digits.parse::<i64>().unwrap(), "{href}");
                reasons += 1;
            }
        }
        assert!(reasons > 0, "health says why");
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
            let href = between(part, "href=\"", "\"").replace("&#38;", "&");
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

#[test]
fn a_company_joins_pays_uses_three_services_and_sees_its_value_statement() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let company = Person::new(&site, bench, "company");
        let (officer, admin) = (Person::new(&site, bench, "officer"), Person::new(&site, bench, "admin"));
        let level = one(bench, "SELECT id FROM membership_level WHERE tier = 'ordinary'");
        let form = format!("level={level}&branch=overseas&sector=energy&motivation_en=We+sell+abroad");
        let (status, here, page) = company.sends("/memberships/new", "/memberships/new", &form);
        assert_eq!(status, 303, "{page}");
        assert_eq!(officer.takes(&here, "vet").0, 303);
        for (person, office) in [(&officer, "domestic"), (&admin, "overseas")] {
            let (status, _, page) =
                person.sends(&here, &format!("{here}/approve"), &format!("office={office}"));
            assert_eq!(status, 303, "{page}");
        }
        let (status, page) = officer.takes(&here, "sign");
        assert!(status == 409 && page.contains("number of the signed agreement"), "{status} {page}");
        officer.writes(&here, "agreement=HY-2026-31");
        assert_eq!(officer.takes(&here, "sign").0, 303);
        assert_eq!(officer.takes(&here, "activate").0, 409, "the fee is not paid");
        let id = here.rsplit('/').next().unwrap().to_owned();
        let known = officer.page(&format!("/invoices/new?membership={id}"));
        assert!(known.contains("value=\"50000.00\""), "the fee of the level stands there: {known}");
        let bill = |currency: &str| {
            let form = format!(
                "number=CW-2026-9&membership={id}&year=2026&amount=50000.00&amount_currency={currency}\
                 &issued=2026-03-02&due=2026-04-01"
            );
            officer.sends("/invoices/new", "/invoices/new", &form)
        };
        let (status, _, page) = bill("EUR");
        assert!(status == 422 && page.contains("another currency than that of the scheme"), "{page}");
        let invoice = bill("CNY").1;
        assert_eq!(company.sees(&invoice).0, 404, "a draft is nobody's invoice yet");
        assert_eq!(officer.takes(&invoice, "issue").0, 303);
        assert!(company.page(&invoice).contains("CW-2026-9"));
        officer.writes(&invoice, "paid_on=2026-03-02");
        assert_eq!(officer.takes(&invoice, "pay").0, 303);
        assert_eq!(officer.takes(&here, "activate").0, 303);
        assert!(company.page(&here).contains("Paid until"));

        for (service, more) in [("information", ""), ("technology", "&help=advice"), ("talent", "")] {
            let ask = format!(
                "service={service}{more}&title_en=Help+with+{service}&statement_en=Soon&membership={id}"
            );
            let (status, request, page) =
                company.sends("/service-requests/new", "/service-requests/new", &ask);
            assert_eq!(status, 303, "{service}: {page}");
            assert_eq!(officer.takes(&request, "triage").0, 303);
            assert_eq!(officer.takes(&request, "assign").0, 303);
            assert!(!company.page(&request).contains("Came of it"));
            officer.writes(&request, "outcome_en=Came+of+it");
            assert!(!company.page(&request).contains("Came of it"), "a draft of the answer is for staff");
            assert_eq!(officer.takes(&request, "deliver").0, 303);
            assert!(company.page(&request).contains("Came of it"));
            let (status, _, page) =
                company.sends(&request, &format!("{request}/rate"), "rating=5&verdict=Good");
            assert_eq!(status, 303, "{page}");
        }
        let (status, _, page) = company.sends(
            "/service-requests/new",
            "/service-requests/new",
            &format!("service=talent&title_en=X&statement_en=Y&membership={id}&outcome_en=Done"),
        );
        assert!(status == 422 && page.contains("Nothing can have come of it yet"), "{status} {page}");
        assert!(page.contains("value=\"X\""), "nothing typed is lost");

        let statement = company.page(&format!("{here}/value?year=2026"));
        let mut used = 0;
        for part in statement.split("<a ").skip(1).filter(|part| part.contains("quota_year=2026")) {
            let href = between(part, "href=\"", "\"").replace("&#38;", "&");
            let n: i64 = between(part, ">", "</a>").trim().parse().unwrap();
            assert_eq!(counted(&company.page(&href)), n, "{href}");
            if href.contains("beyond=false") {
                used += n;
            }
        }
        assert_eq!(used, 3, "{statement}");
        assert_eq!(statement.matches("Came of it").count(), 3);
        assert!(statement.matches("CNY 50,000<").count() >= 3, "entitled, invoiced and paid: {statement}");
        assert_eq!(bench.db.read_now(crate::cli::check::violations).unwrap(), Vec::<String>::new());
    });
}

#[test]
fn a_company_learns_nothing_of_the_membership_of_another_one() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = Site::new(bench);
        rival(bench);
        bench
            .db
            .read_now({
                let search = site.search.clone();
                move |reads| search.follow(reads)
            })
            .unwrap();
        entente_web::follow_writes(&web).unwrap();
        let (company, rival) = (Person::new(&site, bench, "company"), Person::new(&site, bench, "rival"));
        let own = format!(
            "/memberships/{}",
            one(bench, "SELECT membership FROM service_request ORDER BY reference LIMIT 1")
        );
        assert_eq!(counted(&rival.page("/memberships")), 1, "its own");
        for (path, mine) in [("/service-requests", 6), ("/invoices", 3)] {
            let of_rival = counted(&rival.page(path));
            assert_eq!(counted(&company.page(path)), mine, "{path}");
            assert!(path != "/service-requests" || of_rival == 0, "{path}");
            for file in ["csv", "json"] {
                let page = rival.page(&format!("{path}/export.{file}"));
                assert!(!page.contains("press tools"), "{path} {page}");
            }
        }
        let request = one(bench, "SELECT id FROM service_request WHERE state = 'rated'");
        for path in [
            own.clone(),
            format!("{own}/value"),
            format!("{own}/seats"),
            format!("/service-requests/{request}"),
        ] {
            assert_eq!(rival.sees(&path).0, 404, "{path}");
        }
        for path in ["/search?q=press", "/inbox", "/service-requests?q=press", "/"] {
            assert!(!rival.page(path).contains("press tools"), "{path}");
        }
        assert!(company.page("/search?q=press").contains("press tools"), "the one who asked finds it");
        for path in ["/measures/members", "/measures/service-requests", "/memberships/cohorts"] {
            assert!([403, 404].contains(&rival.sees(path).0), "{path}");
        }
        let id = own.rsplit('/').next().unwrap();
        let sent = format!("service=information&title_en=A&statement_en=B&membership={id}");
        let (status, ..) = rival.sends("/account", "/service-requests/new", &sent);
        assert!([403, 422].contains(&status), "{status}");
    });
}

#[test]
fn a_delegated_admin_invites_a_colleague_and_nobody_else_does() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        rival(bench);
        let company = Person::new(&site, bench, "company");
        let here = format!(
            "/memberships/{}/seats",
            one(bench, "SELECT membership FROM service_request ORDER BY reference LIMIT 1")
        );
        let page = company.page(&here);
        assert!(page.contains("Demo Company Contact") && page.contains("Invite a colleague"), "{page}");
        let invite = "do=invite&name=Li+Na&email=li.na%40demo.example&lang=zh-Hans";
        let (status, _, page) = company.sends(&here, &here, "do=invite&name=Li+Na&email=nowhere&lang=en");
        assert!(status == 422 && page.contains("value=\"Li Na\""), "{status} {page}");
        let (status, _, page) = company.sends(&here, &here, invite);
        assert_eq!(status, 303, "{page}");
        let (status, _, page) = company.sends(&here, &here, invite);
        assert!(status == 422 && page.contains("has an account with this address already"), "{page}");
        let waits = |r: &mut dyn entente_store::Reads| {
            r.count("SELECT count(*) FROM mail WHERE to_address = 'li.na@demo.example'", &[])
        };
        assert_eq!(bench.db.read_now(waits).unwrap(), 1, "one letter");
        let colleague =
            bench.db.read_now(|r| accounts::find_by_login(r, "li.na@demo.example")).unwrap().unwrap();
        let (id, seat) = (colleague.id, company.page(&here));
        assert!(seat.contains("Li Na") && seat.contains("Invited"), "{seat}");
        let active = move |tx: &mut entente_store::Tx<'_>| {
            let password =
                hash(&Secret::new("li.na@demo.example-of-the-demo".to_owned()), Params::CHEAP, tx.chance())?;
            accounts::set_password(tx, id, &password)
        };
        bench.db.write_now(By::system("test"), active).unwrap();
        let colleague = Person::new(&site, bench, "li.na@demo.example");
        assert!(colleague.page(&here).contains("Demo Company Contact"));
        let (status, ..) = colleague.sends(&here, &here, "do=invite&name=X&email=x%40demo.example&lang=en");
        assert_eq!(status, 403, "a seat alone does not invite");
        let page = company.page(&here);
        let seat = between(&page, "name=\"seat\" value=\"", "\"").to_owned();
        assert_eq!(company.sends(&here, &here, &format!("do=admin&seat={seat}")).0, 303);
        let (status, ..) = colleague.sends(&here, &here, "do=invite&name=X&email=x%40demo.example&lang=en");
        assert_eq!(status, 303, "now it does");
        let page = colleague.page(&here);
        let own = between(&page, "name=\"seat\" value=\"", "\"").to_owned();
        assert_eq!(colleague.sends(&here, &here, &format!("do=end&seat={own}")).0, 303);
        let rival = Person::new(&site, bench, "rival");
        assert_eq!(rival.sends("/account", &here, "do=invite&name=X&email=y%40demo.example&lang=en").0, 404);
    });
}

#[test]
fn a_membership_bears_its_organisations_name_of_each_day_and_a_successor_carries_it_on() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let settle = || while names::follow(&bench.db, Organisation::KIND).unwrap() > 0 {};
        settle();
        let id = one(bench, "SELECT membership FROM service_request ORDER BY reference LIMIT 1");
        let organisation = one(
            bench,
            "SELECT m.organisation FROM membership m JOIN service_request r ON r.membership = m.id
             ORDER BY r.reference LIMIT 1",
        );
        let version = move |bench: &Bench| {
            bench.db.read_now(move |r| load(r, Membership::KIND, id)).unwrap().unwrap().meta.version
        };
        let before = version(bench);
        settle();
        assert_eq!(version(bench), before, "nothing to do, nothing written");
        let change = |kind: &'static entente_record::Kind,
                      id: Id,
                      field: &'static str,
                      value: Datum,
                      day: &'static str| {
            let write = Write { effective: Some(day.parse().unwrap()), ..Write::default() };
            let act = move |tx: &mut entente_store::Tx<'_>| {
                let draft = Draft::of(&load(tx, kind, id)?.unwrap()).with(kind, field, value);
                edit(tx, &entente_access::Actor::system(), kind, id, &draft, &write).map(|_| ())
            };
            bench.db.write_now(By::system("test"), act).unwrap();
        };
        let name = Datum::Text(Text::new("Renamed Works", "更名公司"));
        change(Organisation::KIND, organisation, "name", name, "2026-01-10");
        settle();
        let other = one(
            bench,
            "SELECT id FROM organisation WHERE deleted_at IS NULL AND id NOT IN (SELECT organisation FROM membership)
             ORDER BY reference LIMIT 1",
        );
        let name = Datum::Text(Text::new("Successor Works", "承继公司"));
        change(Organisation::KIND, other, "name", name, "2025-01-01");
        change(Membership::KIND, id, "organisation", Datum::Link(other), "2026-02-15");
        settle();
        let officer = Person::new(&site, bench, "officer");
        let on = |day: &str| officer.page(&format!("/memberships?as_of={day}"));
        assert!(!on("2026-01-09").contains("Renamed Works"));
        assert!(on("2026-01-10").contains("Renamed Works") && !on("2026-02-15").contains("Renamed Works"));
        assert!(
            on("2026-02-15").contains("Successor Works") && !on("2026-02-14").contains("Successor Works")
        );
        let members =
            |day: &str| counted(&officer.page(&format!("/memberships?measure=members&as_of={day}")));
        assert_eq!(members("2026-02-14"), members("2026-02-15"), "a successor is the same member");
        let chinese = site
            .ask(
                Method::GET,
                "/memberships?as_of=2026-02-15",
                &format!("{}; lang=zh-Hans", session(&site, bench, "officer")),
                "",
            )
            .2;
        assert!(chinese.contains("承继公司"));
        let council = one(bench, "SELECT id FROM membership_level WHERE tier = 'council'");
        let ordinary = one(bench, "SELECT id FROM membership_level WHERE tier = 'ordinary'");
        let now = bench.db.read_now(move |r| load(r, Membership::KIND, id)).unwrap().unwrap();
        let to =
            if *now.value(Membership::KIND, "level") == Datum::Link(council) { ordinary } else { council };
        change(Membership::KIND, id, "level", Datum::Link(to), "2026-02-20");
        settle();
        let tier = |day: &str| {
            let word = if to == council { "council" } else { "ordinary" };
            counted(&officer.page(&format!("/memberships?measure=members&tier={word}&as_of={day}")))
        };
        assert_eq!(tier("2026-02-20"), tier("2026-02-19") + 1, "by level means the level of that day");
        assert_eq!(bench.db.read_now(crate::cli::check::violations).unwrap(), Vec::<String>::new());
    });
}

#[test]
fn two_members_of_one_branch_do_not_become_one_organisation_unnoticed() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (_site, _) = Site::new(bench);
        let merged = bench.db.write_now(By::system("test"), |tx| {
            let sql = "SELECT organisation FROM membership WHERE branch = 'domestic' AND state = 'active' ORDER BY reference LIMIT 2";
            let both: Vec<Id> = tx.query(sql, &[])?.iter().map(|row| row.get(0)).collect::<Result<_, _>>()?;
            let kind = Organisation::KIND;
            let draft = Draft::of(&load(tx, kind, both[0])?.unwrap());
            let registry = rooms::registry();
            entente_record::merge(tx, &entente_access::Actor::system(), &registry, kind, (both[1], both[0]), &draft)
        });
        let problem = merged.unwrap_err();
        assert_eq!(problem.code, "merge-blocked");
        assert!(problem.args.iter().any(|(_, said)| said.starts_with("MEM-")), "{problem:?}");
    });
}

#[test]
fn a_subsidiary_with_a_session_sees_the_membership_on_the_days_of_its_grant_alone() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let company = format!("{}; lang=en", session(&site, bench, "company"));
        let own = "SELECT organisation FROM account_organisation o JOIN account a ON a.id = o.account
                   WHERE a.login = 'company'";
        let sql = "SELECT id FROM membership WHERE state = 'active' AND organisation <> $1 AND NOT EXISTS (
                     SELECT 1 FROM membership_beneficiary b WHERE b.owner = membership.id)
                   ORDER BY reference LIMIT 1";
        let asked = bench.db.read_now(move |r| {
            let subsidiary: Id = scalar(r, own, &[])?.unwrap();
            let membership: Id = scalar(r, sql, &[subsidiary.into()])?.unwrap();
            Ok((subsidiary, membership, r.today()))
        });
        let (subsidiary, membership, today) = asked.unwrap();
        let place = format!("/memberships/{membership}");
        let status = || site.ask(Method::GET, &place, &company, "").0;
        assert_eq!(status(), 404);
        for (first, last, seen) in [(1, 9, 404), (-9, -1, 404), (0, 0, 200), (-9, 9, 200)] {
            let grant = move |tx: &mut entente_store::Tx<'_>| {
                let kind = Membership::KIND;
                let record = load(tx, kind, membership)?.unwrap();
                let day = |days: i32| Datum::Date(today + days.days());
                let mut draft = Draft::of(&record);
                let why = Datum::Line("Board".into());
                draft.children[1] = vec![vec![Datum::Link(subsidiary), day(first), day(last), why]];
                edit(tx, &Actor::system(), kind, membership, &draft, &Write::default())
            };
            bench.db.write_now(By::system("test"), grant).unwrap();
            assert_eq!(status(), seen, "from {first} to {last}");
        }
    });
}
