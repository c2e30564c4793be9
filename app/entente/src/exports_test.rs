//! Lists as files: what stands in them for whom, the way back through the wizard, and the work in the background.

use axum::http::{Method, header};
use entente_access::{accounts, grants};
use entente_files::{Bounded, Limits, Sheet};
use entente_store::By;
use entente_testkit::{Bench, on_each_engine};
use entente_web::Web;
use serde_json::Value as Json;

use crate::documents_test::form;
use crate::house;
use crate::person_test::Person;
use crate::rooms::{self, ROLES};
use crate::routes_test::{Site, between, session};
use crate::settings::{Office, Settings};

fn reader<'a>(site: &'a Site, bench: &Bench, login: &'static str, lang: &str) -> Person<'a> {
    Person { site, cookie: format!("{}; lang={lang}", session(site, bench, login)) }
}

impl Person<'_> {
    /// Status, media type and bytes.
    fn file(&self, path: &str) -> (u16, String, Vec<u8>) {
        let (status, headers, bytes) = self.gets(path);
        let media = headers.get(header::CONTENT_TYPE).map_or("", |v| v.to_str().unwrap());
        (status, media.to_owned(), bytes)
    }

    fn sheet(&self, path: &str) -> Sheet {
        let (status, _, bytes) = self.file(path);
        assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&bytes));
        table(&bytes)
    }
}

fn table(bytes: &[u8]) -> Sheet {
    Bounded::in_this_process().table(bytes, &Limits::default()).unwrap().sheets.remove(0)
}

fn jobs(bench: &Bench, web: &Web, settings: &Settings) -> usize {
    entente_jobs::run_due(&bench.db, &house::works(web, settings)).unwrap()
}

/// The rows of the page, and those behind it.
fn listed(reader: &Person<'_>, path: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut next = Some(path.to_owned());
    while let Some(path) = next {
        let page = reader.page(&path);
        found.extend(page.split("<a data-row href=\"/").skip(1).map(|rest| {
            let id = rest.split(['"', '?']).next().unwrap();
            id.rsplit('/').next().unwrap().to_owned()
        }));
        let more = page.split("rel=\"next\" class=\"button\" href=\"").nth(1);
        next = more.map(|rest| rest.split('"').next().unwrap().replace("&#38;", "&"));
    }
    found
}

/// The sums of the outcomes: new, changed, same, wrong.
fn tiles(page: &str) -> Vec<i64> {
    let numbers = page.split("class=\"tile-number\">").skip(1);
    numbers.map(|rest| rest.split('<').next().unwrap_or_default().replace(',', "").parse().unwrap()).collect()
}

#[test]
fn a_file_has_the_rows_columns_and_order_of_its_list() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let views = [
            "organisations?order=-title",
            "needs?state=received&cols=budget&cols=deadline&cols=organisation",
            "organisations?as_of=2026-02-01&known=2026-02-20",
            "needs?as_of=2026-02-20",
            "experts?trashed=yes",
            "needs?measure=needs-late",
            "organisations?q=Siemens",
        ];
        for login in ["officer", "company", "leader"] {
            let reader = reader(&site, bench, login, "en");
            for view in views {
                let (path, query) = view.split_once('?').unwrap();
                let rows = listed(&reader, &format!("/{view}"));
                let (status, media, bytes) = reader.file(&format!("/{path}/export.json?{query}"));
                assert_eq!((status, media.as_str()), (200, "application/json"), "{login} {view}");
                let items = serde_json::from_slice::<Json>(&bytes).unwrap()["items"].clone();
                let ids: Vec<&str> =
                    items.as_array().unwrap().iter().map(|i| i["id"].as_str().unwrap()).collect();
                assert_eq!(ids, rows, "{login} {view}");
                for word in ["csv", "xlsx"] {
                    let sheet = reader.sheet(&format!("/{path}/export.{word}?{query}"));
                    assert_eq!(sheet.lines.len(), rows.len() + 1, "{login} {view} {word}");
                    let page = reader.page(&format!("/{view}"));
                    if rows.is_empty() {
                        continue;
                    }
                    let heads: Vec<String> = page
                        .split("<th scope=\"col\"")
                        .skip(1)
                        .map(|th| th.split("</th>").next().unwrap())
                        .map(|th| th.trim_end_matches("</a>").rsplit('>').next().unwrap().to_owned())
                        .collect();
                    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
                    let own: Vec<&str> = sheet.lines[0]
                        .cells
                        .iter()
                        .map(String::as_str)
                        .filter(|head| !head.ends_with("(Currency)"))
                        .collect();
                    assert_eq!(own, heads, "{login} {view} {word}");
                }
            }
        }
    });
}

#[test]
fn words_are_the_readers_and_cells_have_their_types() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let path = "/needs/export.xlsx?cols=budget&cols=deadline&cols=wanted&order=deadline";
        let english = reader(&site, bench, "officer", "en").sheet(path);
        let chinese = reader(&site, bench, "officer", "zh-Hans").sheet(path);
        let heads = |sheet: &Sheet| sheet.lines[0].cells.join("|");
        assert!(heads(&english).contains("Budget|Budget (Currency)"), "{}", heads(&english));
        assert!(heads(&chinese).contains('预') && chinese.name != english.name, "{}", heads(&chinese));
        assert_ne!(english.lines[1].cells, chinese.lines[1].cells);
        // An Excel file names a number or a day as such: only texts stand in the shared or inline strings.
        let (_, _, bytes) = reader(&site, bench, "officer", "en").file(path);
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut zip.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut text)
            .unwrap();
        assert!(text.contains(" s=\"2\"><v>4") && !text.contains("<f>"), "{text}");
    });
}

#[test]
fn what_is_closed_to_a_reader_is_in_no_file() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let company = reader(&site, bench, "company", "en");
        for word in ["csv", "json"] {
            let (status, _, _) = company.file(&format!("/duplicates/export.{word}"));
            assert!(status == 403 || status == 404, "{status}");
        }
        let json = company.file("/experts/export.json").2;
        let items = serde_json::from_slice::<Json>(&json).unwrap();
        for item in items["items"].as_array().unwrap() {
            assert!(item.get("reference").is_none() && item.get("class").is_none(), "{item}");
        }
        // A column that is asked for by name but closed to the reader does not come.
        let officer = reader(&site, bench, "officer", "en");
        let asked = "/needs/export.csv?headers=fields&cols=office&cols=next_owner";
        assert!(officer.sheet(asked).lines[0].cells.contains(&"next_owner".to_owned()));
        let theirs = company.sheet(asked);
        let heads = theirs.lines.first().map_or(&[][..], |line| &line.cells);
        assert!(!heads.iter().any(|head| head == "next_owner" || head == "reference"), "{heads:?}");
    });
}

/// Kinds that an officer imports by hand.
const KINDS: [&str; 8] =
    ["organisations", "people", "experts", "evidence", "technologies", "needs", "terms", "tasks"];

#[test]
fn a_file_with_every_field_comes_back_without_a_change() {
    on_each_engine(&rooms::migrations(), |bench| {
        let folder = std::env::temp_dir().join(format!("entente-exports-{}", std::process::id()));
        let office =
            |id: &str| Office { id: id.into(), name_en: format!("Office {id}"), name_zh: String::new() };
        let offices = vec![office("domestic"), office("overseas")];
        let settings = Settings { data: folder.clone(), offices, ..Settings::default() };
        let (site, web) = Site::with(bench, &settings);
        let officer = reader(&site, bench, "officer", "en");
        awkward(&officer);
        let mut tried = 0;
        for kind in KINDS {
            for word in ["csv", "xlsx"] {
                let (status, _, bytes) = officer.file(&format!("/{kind}/export.{word}?headers=fields"));
                assert_eq!(status, 200, "{kind}");
                let rows = i64::try_from(table(&bytes).lines.len()).unwrap() - 1;
                let start = format!("/{kind}/import");
                if site.ask(Method::GET, &start, &officer.cookie, "").0 != 200 || rows == 0 {
                    continue;
                }
                let token = between(&officer.page(&start), "name=\"csrf\" value=\"", "\"").to_owned();
                let name = format!("{kind}.{word}");
                let sent = site.send(form(&start, &officer.cookie, &token, "", (&name, &bytes)));
                assert_eq!(sent.0, 303, "{kind} {word}");
                let run = sent.1["location"].to_str().unwrap().to_owned();
                officer.types(&run, &format!("{run}/check"), &[]);
                assert_eq!(jobs(bench, &web, &settings), 1);
                let page = officer.page(&run);
                assert_eq!(tiles(&page), [0, 0, rows, 0], "{kind} {word}: {page}");
                tried += 1;
            }
        }
        assert!(tried >= 12, "{tried}");
        std::fs::remove_dir_all(folder).ok();
    });
}

/// Partners whose texts look like formulas, numbers and other people's guards.
fn awkward(officer: &Person<'_>) {
    for name in ["=1+1", "-5.20", "'=HYPERLINK(\"x\")", "@all, \"quoted\"", "+86 10", "''", "007"] {
        let fields = [("name_en", name), ("sort", "enterprise"), ("status", "active"), ("class", "internal")];
        let sent = officer.types("/organisations/new", "/organisations/new", &fields);
        assert_eq!(sent.0, 303, "{name}: {}", sent.2);
    }
    let (_, _, bytes) = officer.file("/organisations/export.csv");
    let text = String::from_utf8(bytes).unwrap();
    let mut lines = csv::Reader::from_reader(text.strip_prefix('\u{feff}').unwrap().as_bytes());
    let names: Vec<String> = lines.records().map(|line| line.unwrap()[0].to_owned()).collect();
    for cell in ["'=1+1", "-5.20", "''=HYPERLINK(\"x\")", "'@all, \"quoted\"", "'+86 10", "''", "007"] {
        assert!(names.iter().any(|name| name == cell), "{cell}: {names:?}");
    }
    let formula = |name: &String| name.starts_with(['=', '+', '-', '@']) && name.parse::<f64>().is_err();
    assert!(!names.iter().any(formula), "{names:?}");
}

#[test]
fn a_long_list_is_made_in_the_background_for_its_owner_alone() {
    on_each_engine(&rooms::migrations(), |bench| {
        let folder = std::env::temp_dir().join(format!("entente-long-{}", std::process::id()));
        let settings = Settings { data: folder.clone(), export_rows: 3, ..Settings::default() };
        let (site, web) = Site::with(bench, &settings);
        let officer = reader(&site, bench, "officer", "en");
        let offered = officer.page("/organisations/export.xlsx?order=-title");
        assert!(offered.contains("more than 3 rows") && offered.contains("Make the file"), "{offered}");
        for word in ["csv", "xlsx", "json"] {
            let view = [("format", word), ("query", "order=-title"), ("headers", "")];
            let page = format!("/organisations/export.{word}?order=-title");
            let (status, place, _) = officer.types(&page, "/organisations/export", &view);
            assert_eq!((status, place.as_str()), (303, "/jobs"));
        }
        assert_eq!(jobs(bench, &web, &settings), 3);
        let page = officer.page("/jobs");
        let files: Vec<String> = page
            .split("<a class=\"tag\" href=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect();
        assert!(files.len() == 3 && page.contains("until "), "{page}");
        let rows = listed(&officer, "/organisations?order=-title").len();
        for file in &files {
            let (status, media, bytes) = officer.file(file);
            assert_eq!(status, 200, "{file}");
            if file.ends_with("json") {
                let whole = serde_json::from_slice::<Json>(&bytes).unwrap();
                assert_eq!(whole["items"].as_array().unwrap().len(), rows);
            } else {
                assert_eq!(table(&bytes).lines.len(), rows + 1, "{file} {media}");
            }
            for login in ["admin", "company", "leader"] {
                assert_eq!(reader(&site, bench, login, "en").file(file).0, 404, "{login} {file}");
            }
        }
        assert_eq!(exported(bench), [(); 3].map(|()| format!("organisation {rows}")));
        withheld((bench, &settings), &site, &web, &officer, &files);
        std::fs::remove_dir_all(folder).ok();
    });
}

/// What the audit chain says was taken out by whom.
fn exported(bench: &Bench) -> Vec<String> {
    let sql = "SELECT v.body FROM audit a JOIN audit_value v ON v.seq = a.seq
               WHERE a.act = 'export' AND a.actor IS NOT NULL ORDER BY a.seq";
    let rows = bench.db.read_now(move |reads| reads.query(sql, &[])).unwrap();
    let said = |body: &Json, field: &str| body[field][2].as_str().unwrap().to_owned();
    rows.iter()
        .map(|row| serde_json::from_str::<Json>(&row.get::<String>(0).unwrap()).unwrap())
        .map(|body| format!("{} {}", said(&body, "of"), said(&body, "rows")))
        .collect()
}

/// A role that is taken away, an account that is disabled and the last day each close the files at once.
fn withheld(
    (bench, settings): (&Bench, &Settings),
    site: &Site,
    web: &Web,
    officer: &Person<'_>,
    files: &[String],
) {
    let change = |work: fn(&mut entente_store::Tx<'_>) -> entente_kernel::Result<()>| {
        bench.db.write_now(By::system("test"), work).unwrap();
    };
    let view = [("format", "csv"), ("query", ""), ("headers", "")];
    officer.types("/organisations/export.csv", "/organisations/export", &view);
    change(|tx| {
        let officer = accounts::find_by_login(tx, "officer")?.unwrap().id;
        let held = grants::of_accounts(tx, &[officer])?;
        held.iter().try_for_each(|held| grants::revoke(tx, held.id))
    });
    let fresh = reader(site, bench, "officer", "en");
    for file in files {
        assert_eq!(fresh.file(file).0, 404, "{file}");
    }
    // The job asks for the rights of the moment when it runs.
    jobs(bench, web, settings);
    let page = fresh.page("/jobs");
    let rows = listed(&fresh, "/organisations").len();
    let newest = page.split("<a class=\"tag\" href=\"").nth(1);
    let newest = newest.map(|rest| fresh.file(rest.split('"').next().unwrap()));
    assert!(newest.is_none_or(|(status, _, bytes)| status == 200 && table(&bytes).lines.len() == rows + 1));
    change(|tx| {
        let officer = accounts::find_by_login(tx, "officer")?.unwrap().id;
        grants::grant(tx, officer, "officer", Some("domestic"), ROLES).map(|_| ())
    });
    let fresh = reader(site, bench, "officer", "en");
    assert_eq!(fresh.file(&files[0]).0, 200);
    let now = bench.db.clock().now();
    bench.clock.set(now.plus_seconds(7 * 24 * 3600 + 1));
    let later = reader(site, bench, "officer", "en");
    assert_eq!(later.file(&files[0]).0, 404, "it has expired");
    bench.clock.set(now);
    assert_eq!(later.file(&files[0]).0, 200);
    change(|tx| {
        let officer = accounts::find_by_login(tx, "officer")?.unwrap().id;
        accounts::disable(tx, officer)
    });
    assert_ne!(later.file(&files[0]).0, 200, "the account is disabled");
}

#[test]
fn groups_measures_and_dashboards_are_tables_of_their_own() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let officer = reader(&site, bench, "officer", "en");
        let whole = listed(&officer, "/needs").len();
        let sums = |sheet: &Sheet, at: usize| -> usize {
            sheet.lines[1..].iter().map(|line| line.cell(at).parse::<usize>().unwrap()).sum()
        };
        for word in ["csv", "xlsx"] {
            let groups = officer.sheet(&format!("/needs/groups.{word}?group=state"));
            assert_eq!((groups.lines[0].cells.join("|").as_str(), sums(&groups, 1)), ("State|Needs", whole));
            let measure = officer.sheet(&format!("/measures/needs-received/export.{word}?by=wanted"));
            assert_eq!(sums(&measure, 1), whole, "{:?}", measure.lines);
        }
        let (_, _, json) = officer.file("/needs/groups.json?group=wanted");
        let json: Json = serde_json::from_slice(&json).unwrap();
        let found: i64 =
            json["items"].as_array().unwrap().iter().map(|row| row["Needs"].as_i64().unwrap()).sum();
        assert_eq!(usize::try_from(found).unwrap(), whole);
        let over_time = officer.sheet("/measures/needs-received/export.csv?chart=lines&as_of=2026-02-25");
        let days: Vec<&str> = over_time.lines[1..].iter().map(|line| line.cell(0)).collect();
        assert_eq!((over_time.lines[0].cell(0), *days.last().unwrap()), ("Day", "2026-02-25"));
        let shared = officer.page("/dashboards");
        let here = between(&shared, "data-row href=\"", "\"").to_owned();
        let rows = |login| {
            let sheet = reader(&site, bench, login, "en").sheet(&format!("{here}/export.csv"));
            sheet.lines.iter().map(|line| line.cell(0).to_owned()).collect::<Vec<_>>()
        };
        let (officers, companys) = (rows("officer"), rows("company"));
        assert!(officers.len() > companys.len() && companys.len() > 1, "{officers:?} {companys:?}");
        assert!(!companys.iter().any(|tile| tile.contains("Late") || tile.contains("open")), "{companys:?}");
        // Whom the page does not let in gets no table either.
        let expert = reader(&site, bench, "expert", "en");
        for closed in [
            format!("{here}/export.csv"),
            "/measures/needs-open/export.csv".into(),
            "/needs/groups.csv?group=state".into(),
        ] {
            assert_eq!(expert.file(&closed).0, 404, "{closed}");
        }
        assert_eq!(exported(bench).iter().filter(|row| row.starts_with("need groups")).count(), 3);
    });
}

#[test]
fn an_administrator_packs_up_everything() {
    on_each_engine(&rooms::migrations(), |bench| {
        let folder = std::env::temp_dir().join(format!("entente-packed-{}", std::process::id()));
        let settings = Settings { data: folder.clone(), ..Settings::default() };
        let (site, web) = Site::with(bench, &settings);
        let admin = reader(&site, bench, "admin", "en");
        let officer = reader(&site, bench, "officer", "en");
        assert!(!officer.page("/jobs").contains("Make the package"));
        assert_eq!(officer.types("/needs/new", "/jobs/package", &[]).0, 403);
        assert!(admin.page("/jobs").contains("Make the package"));
        assert_eq!(admin.types("/jobs", "/jobs/package", &[]).0, 303);
        assert_eq!(jobs(bench, &web, &settings), 1);
        let file = between(&admin.page("/jobs"), "<a class=\"tag\" href=\"", "\"").to_owned();
        let (status, media, bytes) = admin.file(&file);
        assert_eq!((status, media.as_str()), (200, "application/zip"));
        let path = folder.join("package.zip");
        std::fs::write(&path, bytes).unwrap();
        let scope = crate::package::scope(&settings, None).unwrap();
        let package = entente_store::read_package(&path, &rooms::migrations(), &scope).unwrap();
        assert!(package.rows() > 1_000, "{}", package.rows());
        assert_eq!(officer.file(&file).0, 404);
        assert!(exported(bench)[0].starts_with("package "));
        std::fs::remove_dir_all(folder).ok();
    });
}
