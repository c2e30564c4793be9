//! Walks every route of the house as every role, on both engines.

use std::collections::BTreeSet;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, header};
use entente_access::{Actor, Audience, Grant, accounts, sessions};
use entente_kernel::{Id, Lang};
use entente_record::{Query, list};
use entente_search::Search;
use entente_testkit::{Bench, on_each_engine};
use entente_web::{Route, Web};
use tokio::runtime::Runtime;
use tower::ServiceExt;

use crate::rooms;
use crate::settings::Settings;
use crate::{demo, house};

const LOGINS: [&str; 6] = ["officer", "leader", "auditor", "company", "expert", "admin"];

pub(crate) struct Site {
    router: Router,
    runtime: Runtime,
    pub(crate) search: Search,
}

impl Site {
    pub(crate) fn new(bench: &Bench) -> (Self, Web) {
        Self::with(bench, &Settings::default())
    }

    pub(crate) fn with(bench: &Bench, settings: &Settings) -> (Self, Web) {
        demo::build(&bench.db).unwrap();
        share_a_dashboard(bench);
        Self::over(bench, settings)
    }

    /// Over a database as it is.
    pub(crate) fn over(bench: &Bench, settings: &Settings) -> (Self, Web) {
        let search = crate::search::open(None).unwrap();
        let engines = rooms::Engines::new();
        let shown = vec![("officer".into(), "officer".into())];
        let web = house::web(bench.db.clone(), settings, &engines, &search, shown).unwrap();
        let router = house::router(&web, settings, std::sync::Arc::clone(&engines.matching), &search);
        (Self { router, runtime: Runtime::new().unwrap(), search }, web)
    }

    /// Status, place to go on to, and text of an answer.
    pub(crate) fn ask(&self, method: Method, path: &str, cookie: &str, form: &str) -> (u16, String, String) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "localhost")
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()))
            .unwrap();
        let (status, headers, body) = self.send(request);
        let place = headers.get(header::LOCATION).map(|v| v.to_str().unwrap().to_owned());
        (status, place.unwrap_or_default(), String::from_utf8_lossy(&body).into_owned())
    }

    /// Status, headers and bytes of an answer.
    pub(crate) fn send(&self, request: Request<Body>) -> (u16, HeaderMap, Vec<u8>) {
        self.runtime.block_on(async {
            let answer = self.router.clone().oneshot(request).await.unwrap();
            let (head, body) = answer.into_parts();
            (head.status.as_u16(), head.headers, to_bytes(body, 1 << 24).await.unwrap().to_vec())
        })
    }
}

/// A dashboard of the officer, shared with staff and one role outside: every chart, and measures that not all have.
fn share_a_dashboard(bench: &Bench) {
    use entente_measures::Chart::{Bars, Lines, Map, Matrix, Number, Provinces};
    use entente_measures::TileSpec;
    use entente_measures::dashboards::{Outline, Sharing, create};
    let tiles = [
        TileSpec::new("needs-received", Number, &[]),
        TileSpec::new("needs-open", Bars, &["state"]),
        TileSpec::new("needs-open", Bars, &["wanted", "office"]),
        TileSpec::new("needs-received", Lines, &["source"]),
        TileSpec::new("needs-budget", Bars, &["wanted"]),
        TileSpec::new("technologies", Matrix, &["fields", "trl"]),
        TileSpec::new("partners", Map, &["place"]),
        TileSpec::new("partners", Provinces, &["province"]),
        TileSpec::new("experts", Bars, &["fields"]),
        TileSpec::new("needs-days-to-introduction", Bars, &["wanted"]),
        TileSpec::new("no-longer-there", Number, &[]),
    ];
    bench
        .db
        .write_now(entente_store::By::system("test"), move |tx| {
            let officer = accounts::find_by_login(tx, "officer")?.unwrap();
            let officer = Actor { account: Some(officer.id), ..Actor::visitor(Lang::En) };
            let outline = Outline {
                title: entente_kernel::Text::new("All charts", "全部图形"),
                sharing: Sharing::Roles,
                roles: ["leadership", "auditor", "partner_contact"].map(str::to_owned).to_vec(),
            };
            create(tx, &officer, &outline, &tiles)
        })
        .unwrap();
}

/// The cookie of a fresh session.
pub(crate) fn session(site: &Site, bench: &Bench, login: &'static str) -> String {
    let attempt = sessions::Attempt {
        login: login.into(),
        password: entente_access::Secret::new(format!("{login}-of-the-demo")),
        address: std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST),
        user_agent: "test".into(),
        replaces: None,
    };
    let params = entente_access::password::Params::CHEAP;
    let opened = site.runtime.block_on(sessions::log_in(&bench.db, attempt, params, "test")).unwrap();
    format!("entente={}", opened.token.reveal())
}

/// The route's address with parts that exist.
fn filled(bench: &Bench, route: &Route) -> String {
    let first = route.path.split('/').nth(1).unwrap_or_default().to_owned();
    let id = match rooms::registry().at_path(&first) {
        Some(kind) => {
            let grants = vec![Grant { role: "officer".into(), office: None }];
            let officer = Actor { grants, audience: Audience::Internal, ..Actor::visitor(Lang::En) };
            let query = Query { limit: 1, ..Query::new(Lang::En) };
            let found = bench.db.read_now(move |r| list(r, &officer, kind, &query)).unwrap();
            found.records.first().map(|r| r.meta.id)
        }
        None if first == "dashboards" => {
            let sql = "SELECT id FROM dashboard ORDER BY id";
            bench.db.read_now(move |r| entente_store::scalar(r, sql, &[])).unwrap()
        }
        None => bench.db.read_now(|r| accounts::find_by_login(r, "company")).unwrap().map(|a| a.id),
    };
    let id = id.unwrap_or_else(|| Id::new(bench.db.chance())).to_string();
    let parts = [("{id}", id.as_str()), ("{kind}", "organisation"), ("{what}", "late"), ("{key}", "none")];
    let path = parts.iter().fold(route.path.clone(), |path, (name, value)| path.replace(name, value));
    let path = path.replace("{document}", &id).replace("{number}", "1");
    let path = path.replace("{tile}", &id).replace("{measure}", "partners?by=domicile");
    path.replace("{step}", "triage").replace("{session}", &id)
}

#[test]
fn every_page_of_every_role_is_whole_in_both_languages() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = Site::new(bench);
        let pages: Vec<Route> = web.routes().iter().filter(|r| r.method == Method::GET).cloned().collect();
        for login in LOGINS {
            let cookie = session(&site, bench, login);
            let mut followed = BTreeSet::new();
            for route in &pages {
                let path = filled(bench, route);
                for lang in ["en", "zh-Hans"] {
                    let (status, _, text) =
                        site.ask(Method::GET, &path, &format!("{cookie}; lang={lang}"), "");
                    assert!([200, 303, 403, 404].contains(&status), "{login} {path}: {status}");
                    assert!(!text.contains('⟦'), "{login} {path} {lang}: {}", key_in(&text));
                    if status == 200 && text.starts_with("<!doctype") {
                        assert_eq!(text.matches("<h1").count(), 1, "{login} {path}");
                        assert!(text.contains(&format!("<html lang=\"{lang}\"")), "{login} {path}");
                        for link in links(&text) {
                            let to = pages.iter().find(|page| leads(page, bare(&link)));
                            let to = to.unwrap_or_else(|| panic!("{login} {path}: {link} leads nowhere"));
                            if followed.insert(to.path.as_str()) {
                                let (status, ..) = site.ask(Method::GET, &link, &cookie, "");
                                assert!(status < 400, "{login} {path}: {link} answers {status}");
                            }
                        }
                    }
                }
            }
        }
    });
}

/// The addresses of this site that a page links to. Files of the program itself are no pages.
fn links(page: &str) -> impl Iterator<Item = String> {
    let all = page.split("<a ").skip(1).filter_map(|rest| rest.split('>').next()?.split("href=\"").nth(1));
    let own = all.filter_map(|rest| rest.split(['"', '#']).next());
    own.filter(|link| link.starts_with('/') && !link.starts_with("/assets/"))
        .map(|link| link.replace("&amp;", "&").replace("&#38;", "&"))
}

/// An address without what is asked of it.
fn bare(link: &str) -> &str {
    link.split('?').next().unwrap_or(link)
}

/// True when the route answers at that address.
fn leads(route: &Route, path: &str) -> bool {
    let (mut own, mut asked) = (route.path.split('/'), path.split('/'));
    loop {
        match (own.next(), asked.next()) {
            (None, None) => return true,
            (Some("{id}"), Some(asked)) if Id::parse(asked).is_some() => {}
            (Some(own), Some(asked)) if own == asked || own.starts_with('{') && own != "{id}" => {}
            _ => return false,
        }
    }
}

/// The key of a text that is missing.
pub(crate) fn key_in(text: &str) -> String {
    text.split('⟦').nth(1).and_then(|rest| rest.split('⟧').next()).unwrap_or_default().to_owned()
}

#[test]
fn no_form_is_taken_from_a_visitor_or_without_its_token() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = Site::new(bench);
        let officer = session(&site, bench, "officer");
        let open = ["/login", "/forgot", "/link/{key}", "/preferences", "/unsubscribe/{key}"];
        let count =
            |bench: &Bench| bench.db.read_now(|r| r.count("SELECT count(*) FROM audit", &[])).unwrap();
        let before = count(bench);
        let posts = web.routes().iter().filter(|r| r.method == Method::POST);
        for route in posts.filter(|r| !open.contains(&r.path.as_str())) {
            let path = filled(bench, route);
            let (status, _, _) = site.ask(Method::POST, &path, "", "version=1&reason=x&body=x");
            assert!([401, 403].contains(&status), "a visitor at {path}: {status}");
            let (status, _, _) = site.ask(Method::POST, &path, &officer, "version=1&reason=x&body=x");
            assert_eq!(status, 403, "without a token at {path}");
        }
        assert_eq!(count(bench), before, "nothing was written");
        let (status, place, _) = site.ask(Method::GET, "/needs", "", "");
        assert_eq!((status, place.as_str()), (303, "/login?to=%2Fneeds"));
    });
}

/// What pages say only to those who judge candidates.
const RANKING: [&str; 6] = [
    "class=\"candidate\"",
    "data-band",
    "Similar needs",
    "Open needs that fit",
    "Confidence",
    "Words and translations",
];

#[test]
fn those_who_judge_find_all_of_it() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = Site::new(bench);
        let cookie = session(&site, bench, "officer");
        // The index is built by the first question; the panels stay away until then.
        let pages = web.routes().iter().filter(|r| r.method == Method::GET).map(|route| filled(bench, route));
        let mut pages: Vec<String> = pages.collect();
        pages.sort_by_key(|path| !path.ends_with("/candidates"));
        for kind in ["need", "technology"] {
            let kind = rooms::registry().kind(kind).unwrap();
            let actor = Actor::system();
            let all = bench
                .db
                .read_now(move |r| list(r, &actor, kind, &Query { limit: 100, ..Query::new(Lang::En) }));
            pages.extend(all.unwrap().records.iter().map(|r| format!("/{}/{}", kind.path, r.meta.id)));
        }
        let text: String = pages.iter().map(|path| site.ask(Method::GET, path, &cookie, "").2).collect();
        let missing: Vec<&str> = RANKING.into_iter().filter(|mark| !text.contains(mark)).collect();
        assert_eq!(missing, Vec::<&str>::new(), "a mark that nobody sees guards nothing");
    });
}

/// The first part of a page between two marks.
pub(crate) fn between<'p>(page: &'p str, before: &str, after: &str) -> &'p str {
    page.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map_or("", |(part, _)| part)
}

/// The candidates of a page in their order, as far as they stand before the excluded ones.
fn candidates(page: &str) -> Vec<&str> {
    let experts = between(page, "id=\"h-experts\"", "id=\"h-technologies\"");
    let shown = experts.split("<details class=\"step-more\"><summary>1 excluded").next().unwrap_or_default();
    shown.split("id=\"c-").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn an_officer_places_and_compares_candidates_and_an_expert_sees_the_own_side() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let officer = session(&site, bench, "officer");
        let needs = bench.db.read_now(|r| {
            let rows = r.query("SELECT id FROM need WHERE state = 'matching' ORDER BY reference", &[])?;
            rows.iter().map(|row| row.get::<Id>(0)).collect::<entente_kernel::Result<Vec<_>>>()
        });
        // Some needs have few candidates, as they should.
        let pages = needs.unwrap().into_iter().map(|need| {
            let here = format!("/needs/{need}/candidates");
            (site.ask(Method::GET, &here, &officer, "").2, here)
        });
        let (page, here) = pages.into_iter().find(|(page, _)| candidates(page).len() == 10).unwrap();
        let (token, ranked) = (between(&page, "name=\"csrf\" value=\"", "\"").to_owned(), candidates(&page));
        assert_eq!(ranked.len(), 10);
        for (expert, place) in [(ranked[0], "excluded"), (ranked[7], "pinned")] {
            let form = format!("csrf={token}&expert={expert}&place={place}");
            assert_eq!(site.ask(Method::POST, &here, &officer, &form).0, 303);
        }
        let after = site.ask(Method::GET, &here, &officer, "").2;
        let placed = candidates(&after);
        assert_eq!((placed[0], placed[1], placed.len()), (ranked[7], ranked[1], 10));
        assert!(
            !placed.contains(&ranked[0]) && after.contains(&format!("id=\"c-{}\"", ranked[0])),
            "kept at the end"
        );
        let form = format!("csrf={token}&expert={}&place=ranked", ranked[0]);
        site.ask(Method::POST, &here, &officer, &form);
        let back = site.ask(Method::GET, &here, &officer, "").2;
        assert_eq!(candidates(&back)[1], ranked[0]);
        let beside =
            here.replace("candidates", &format!("compare?expert={}&expert={}", ranked[0], ranked[1]));
        let (status, _, text) = site.ask(Method::GET, &beside, &officer, "");
        assert_eq!((status, text.matches("<th scope=\"col\"").count()), (200, 2));

        let expert = session(&site, bench, "expert");
        let (status, own, _) = site.ask(Method::GET, "/me", &expert, "");
        assert_eq!(status, 303);
        let text = site.ask(Method::GET, &own, &expert, "").2;
        assert!(text.contains("Your profile") && text.contains("What you were asked, and why"), "{text}");
        let token = between(&text, "name=\"csrf\" value=\"", "\"");
        let out =
            site.ask(Method::POST, &format!("{own}/opt-out"), &expert, &format!("csrf={token}&out=yes"));
        assert_eq!(out.0, 303);
        assert!(site.ask(Method::GET, &own, &expert, "").2.contains("You are not proposed for needs"));
        let wish = format!("csrf={token}&wish=My+thesis+is+missing.");
        assert_eq!(site.ask(Method::POST, &format!("{own}/corrections"), &expert, &wish).0, 303);
        assert!(site.ask(Method::GET, "/corrections", &officer, "").2.contains("My thesis is missing."));
        let other = bench.db.read_now(|r| {
            let row = r.first(
                "SELECT id FROM expert WHERE person IS NULL OR opted_out = $1 ORDER BY id",
                &[false.into()],
            )?;
            row.unwrap().get::<Id>(0)
        });
        let others = format!("/experts/{}", other.unwrap());
        assert_eq!(
            site.ask(Method::POST, &format!("{others}/opt-out"), &expert, &format!("csrf={token}&out=yes")).0,
            403
        );
        assert_eq!(site.ask(Method::POST, &format!("{others}/corrections"), &expert, &wish).0, 403);
    });
}

#[test]
fn the_administrator_has_the_indexes_made_anew_and_compared() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let admin = session(&site, bench, "admin");
        let page = || site.ask(Method::GET, "/indexes", &admin, "").2;
        let token = between(&page(), "name=\"csrf\" value=\"", "\"").to_owned();
        for (what, told) in
            [("compare", "They hold what the database holds."), ("rebuild", "Made anew from ")]
        {
            let form = format!("csrf={token}&what={what}");
            assert_eq!(site.ask(Method::POST, "/indexes", &admin, &form).0, 303);
            let done = (0..600).any(|_| {
                std::thread::sleep(std::time::Duration::from_millis(50));
                page().contains(told)
            });
            assert!(done, "{what}: {}", page());
        }
        let officer = session(&site, bench, "officer");
        assert_eq!(site.ask(Method::GET, "/indexes", &officer, "").0, 403);
    });
}

#[test]
fn the_company_finds_its_own_need_and_no_ranking_anywhere() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = Site::new(bench);
        for login in ["company", "expert"] {
            let cookie = session(&site, bench, login);
            for route in web.routes().iter().filter(|r| r.method == Method::GET) {
                let path = filled(bench, route);
                let (status, _, text) = site.ask(Method::GET, &path, &cookie, "");
                let ranks = RANKING.iter().find(|mark| text.contains(*mark));
                assert_eq!(ranks, None, "{login} reads a ranking at {path}");
                let closed = ["/candidates", "/words", "/candidacies", "/terms"];
                if closed.iter().any(|part| path.contains(part)) {
                    assert!([403, 404].contains(&status), "{login} {path}: {status}");
                }
            }
        }
    });
}
