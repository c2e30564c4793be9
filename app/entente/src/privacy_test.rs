//! Personal data over HTTP and in the files, on both engines: consent, taking out, erasing, repeating, the trash.

use axum::http::Method;
use entente_access::{Actor, Audience, mail};
use entente_catalogue::Expert;
use entente_kernel::{Clock, Id, Lang};
use entente_measures::{Asked, Moment, figures};
use entente_partners::Person;
use entente_privacy::{Register, follow, plan, reach};
use entente_privacy_room::purpose::LegalBasis;
use entente_record::{Datum, Draft, Held, Kind, Write, add_note, create, edit, load, set_tags, trash};
use entente_store::{By, Reads, Tx, scalar};
use entente_testkit::{Bench, on_each_engine};
use entente_web::Web;

use crate::privacy;
use crate::rooms;
use crate::routes_test::{Site, between, session};

/// The expert's name in the demo world.
const NAME: &str = "Shi Yunlang";

fn write<T: Send + 'static>(
    bench: &Bench,
    act: impl FnOnce(&mut Tx<'_>) -> entente_kernel::Result<T> + Send + 'static,
) -> T {
    bench.db.write_now(By::system("test"), act).unwrap()
}

fn one(bench: &Bench, sql: &'static str) -> Id {
    bench.db.read_now(move |r| scalar::<Id>(r, sql, &[])).unwrap().unwrap()
}

fn count(bench: &Bench, sql: &'static str) -> i64 {
    bench.db.read_now(move |r| r.count(sql, &[])).unwrap()
}

fn person(bench: &Bench) -> Id {
    one(bench, "SELECT person FROM account WHERE login = 'expert'")
}

fn token(site: &Site, cookie: &str) -> String {
    let page = site.ask(Method::GET, "/my-data", cookie, "").2;
    between(&page, "name=\"csrf\" value=\"", "\"").to_owned()
}

/// Every measure by every dimension, as of three days, for those who see the whole.
fn all_figures(bench: &Bench, web: &Web) -> Vec<String> {
    let today = bench.db.read_now(|r| Ok(r.today())).unwrap();
    let now = bench.clock.now();
    let leader = entente_access::Grant { role: "leadership".into(), office: None };
    let actor = Actor { grants: vec![leader], audience: Audience::Internal, ..Actor::visitor(Lang::En) };
    let mut all = Vec::new();
    for measure in web.measures().to_vec() {
        for by in [vec![]].into_iter().chain(measure.by.iter().map(|d| vec![*d])) {
            for day in [today, today.yesterday().unwrap(), today.saturating_sub(jiff_days(7))] {
                let asked = Asked {
                    by: by.clone(),
                    slices: Vec::new(),
                    at: Moment { day, known: now, said: (day != today).then_some((day, None)) },
                };
                let actor = actor.clone();
                let found = bench.db.read_now(move |r| figures(r, &actor, &measure, &asked)).unwrap();
                let cells: Vec<_> = found.cells.iter().map(|c| (&c.keys, c.amount, c.records)).collect();
                all.push(format!(
                    "{} {:?} {day}: {cells:?}",
                    measure.name,
                    by.first().map(entente_measures::Dimension::name)
                ));
            }
        }
    }
    all
}

fn jiff_days(days: i64) -> std::time::Duration {
    std::time::Duration::from_secs(u64::try_from(days).unwrap() * 86_400)
}

/// Leaves words of the person in every place that keeps any.
fn spread(bench: &Bench) {
    let person = person(bench);
    write(bench, move |tx| {
        let system = Actor::system();
        let expert: Id = scalar(tx, "SELECT id FROM expert WHERE person = $1", &[person.into()])?.unwrap();
        add_note(tx, &system, Expert::KIND, expert, "Quokkaish temper in meetings")?;
        set_tags(tx, &system, Expert::KIND, expert, &["quokkatag".into()])?;
        let record = load(tx, Expert::KIND, expert)?.unwrap();
        let profile = entente_kernel::Text::en("Once wrote about quokkaprofile.");
        let draft = Draft::of(&record).with(Expert::KIND, "profile", profile.hold());
        let draft = Draft { reason: Some("quokkareason".into()), ..draft };
        edit(tx, &system, Expert::KIND, expert, &draft, &Write::default())?;
        let later = draft.with(Expert::KIND, "profile", entente_kernel::Text::en("Nothing.").hold());
        edit(tx, &system, Expert::KIND, expert, &later, &Write::default())?;
        let need: Id = scalar(tx, "SELECT id FROM need ORDER BY reference LIMIT 1", &[])?.unwrap();
        add_note(tx, &system, entente_needs::Need::KIND, need, &format!("Call {NAME} about quokkanote"))?;
        add_note(tx, &system, entente_needs::Need::KIND, need, "Call somebody else")?;
        let plain = mail::Message::plain(
            "shi.yunlang@university.example".into(),
            "quokkasubject".into(),
            "quokkabody".into(),
        );
        let letter = mail::Message { html: Some("<p>quokkahtml</p>".into()), ..plain };
        mail::queue(tx, &letter)?;
        let run = tx.new_id();
        tx.execute(
            "INSERT INTO import_run (id, kind, owner, file, header, mapping, state, lines, created_at, changed_at)
             VALUES ($1, 'person', $1, 'a.csv', '[]', '{}', 'done', 1, 0, 0)",
            &[run.into()],
        )?;
        tx.execute(
            "INSERT INTO import_line (run, number, cells, outcome, done, record)
             VALUES ($1, 1, '[\"quokkacell\"]', 'created', TRUE, $2)",
            &[run.into(), person.into()],
        )?;
        let file = tx.new_id();
        tx.execute(
            "INSERT INTO document (id, kind, record, title, internal, created_at) VALUES ($1, 'expert', $2, 'quokkatitle', FALSE, 0)",
            &[file.into(), expert.into()],
        )?;
        tx.execute(
            "INSERT INTO document_version (document, number, file_name, media_type, size, digest, at, text_state, body)
             VALUES ($1, 1, 'quokkafile.txt', 'text/plain', 9, $2, 0, 'read', 'quokkatext')",
            &[file.into(), vec![1_u8].into()],
        )?;
        tx.execute(
            "INSERT INTO document_chunk (document, number, position, bytes) VALUES ($1, 1, 0, $2)",
            &[file.into(), b"quokkabytes".to_vec().into()],
        )?;
        Ok(())
    });
}

/// Asks as the officer for the erasure of the expert's person; gives the petition's address.
fn petition(bench: &Bench, site: &Site, officer: &str) -> String {
    let csrf = token(site, officer);
    let expert = one(
        bench,
        "SELECT x.id FROM expert x JOIN account a ON a.person = x.person WHERE a.login = 'expert'",
    );
    let new = format!("/petitions/new?about=expert:{expert}&sort=erasure");
    let form = site.ask(Method::GET, &new, officer, "");
    assert!(form.0 == 200 && !form.2.contains('⟦'), "{}", form.2);
    let sent = format!("csrf={csrf}&wish=Quokkawish:+everything+must+go&sort=erasure&class=internal");
    let (status, place, page) = site.ask(Method::POST, &new, officer, &sent);
    assert_eq!(status, 303, "{page}");
    place
}

/// Looks and carries out, ticking every note elsewhere; gives the status of the answer.
fn carry_out(site: &Site, admin: &str, petition: &str) -> u16 {
    let here = format!("{petition}/erasure");
    let (status, _, page) = site.ask(Method::GET, &here, admin, "");
    assert!(status == 200 && !page.contains('⟦'), "{status} {page}");
    let seen = between(&page, "name=\"plan\" value=\"", "\"").to_owned();
    let mut sent = format!("csrf={}&plan={seen}", token(site, admin));
    for note in page.split("name=\"note\" value=\"").skip(1) {
        sent += &format!("&note={}", note.split('"').next().unwrap());
    }
    site.ask(Method::POST, &here, admin, &sent).0
}

#[test]
fn the_personal_fields_are_those_on_the_committed_list() {
    use std::fmt::Write as _;
    let registry = rooms::registry();
    let mut text = String::from("# Fields with personal data, and whose it is\n");
    for kind in registry.kinds() {
        let whose = match entente_privacy::whose(&registry, kind) {
            entente_privacy::Whose::Own => "its own".to_owned(),
            entente_privacy::Whose::Of(field) => format!("of its {field}"),
            entente_privacy::Whose::Named => "of whoever it names".to_owned(),
        };
        let own = kind.fields.iter().filter(|f| f.personal).map(|f| f.name.to_owned());
        let parts = kind.children.iter().flat_map(|part| {
            part.fields.iter().filter(|f| f.personal).map(move |f| format!("{}.{}", part.name, f.name))
        });
        for field in own.chain(parts) {
            writeln!(text, "{:<13} {field:<24} {whose}", kind.name).unwrap();
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/personal.txt");
    if std::env::var_os("ENTENTE_TEST_WRITE").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(kept, text, "run the tests with ENTENTE_TEST_WRITE=1");
}

#[test]
fn an_erasure_takes_every_word_and_leaves_every_figure() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = Site::new(bench);
        spread(bench);
        let (officer, admin) = (session(&site, bench, "officer"), session(&site, bench, "admin"));
        let asked = petition(bench, &site, &officer);
        let before = all_figures(bench, &web);
        assert!(before.len() > 100, "{}", before.len());
        let person = person(bench);
        let reached = bench
            .db
            .read_now(move |r| Ok(reach(r, &rooms::registry(), Person::KIND, person)?.len()))
            .unwrap();
        assert!(reached > 4, "{reached}");

        let look = format!("{asked}/erasure");
        assert_eq!(site.ask(Method::GET, &look, &officer, "").0, 403, "an officer asks only");
        let page = site.ask(Method::GET, &look, &admin, "").2;
        for word in [NAME, "quokkatitle", "quokkanote", "expert", "Lines of imported tables: 1"] {
            assert!(page.contains(word), "{word} is not in the look: {page}");
        }
        assert!(!page.contains("somebody else"));
        let stale = format!("csrf={}&plan=another", token(&site, &admin));
        assert_eq!(site.ask(Method::POST, &look, &admin, &stale).0, 412);
        assert_eq!(carry_out(&site, &admin, &asked), 303);

        assert_eq!(all_figures(bench, &web), before);
        let found = bench.db.read_now(entente_store::verify).unwrap().0;
        assert!(found.iter().all(|f| !f.is_fault()), "{found:?}");
        let erased = |word: &str| found.iter().any(|f| f.code == "value-erased" && f.about.ends_with(word));
        assert!(erased(" name") && erased(" note") && erased(" email") && erased(" login"), "{found:?}");

        // The work beside the requests goes on, every rule holds, and a value that came back would be named.
        let engines = rooms::Engines::new();
        engines.resolving.work(&bench.db).unwrap();
        let matching = engines.matching;
        bench.db.read_now(move |r| matching.warm(r)).unwrap();
        assert_eq!(bench.db.read_now(crate::cli::check::violations).unwrap(), Vec::<String>::new());
        let (tell, told) = std::sync::mpsc::channel();
        let undone = bench.db.write_now(By::system("t"), move |tx| {
            tx.execute("UPDATE person SET email = 'a@b.example' WHERE id = $1", &[person.into()])?;
            tell.send(crate::cli::check::violations(tx)?).ok();
            Err::<(), _>(entente_kernel::Problem::conflict("undone"))
        });
        assert_eq!(undone.unwrap_err().code, "undone");
        assert!(told.recv().unwrap().iter().any(|line| line.contains("what was erased is gone")));
        for path in [
            "/experts",
            "/experts/export.csv",
            "/people",
            "/evidence",
            "/engagements",
            "/conflicts",
            "/petitions",
        ] {
            let (status, _, page) = site.ask(Method::GET, path, &officer, "");
            assert!(status == 200 && !page.contains(NAME) && !page.contains('⟦'), "{path} {status}");
        }

        // Nothing finds the words any more: no table, no page.
        for (table, words) in all_texts(bench) {
            assert_eq!(words, Vec::<String>::new(), "{table}");
        }
        let page = site.ask(Method::GET, &format!("/people/{person}"), &admin, "").2;
        assert!(page.contains("Personal data erased on"), "{page}");
        bench
            .db
            .read_now(move |r| site.search.follow(r).map(|_| site))
            .map(|site| {
                for words in ["Yunlang", "quokkaprofile"] {
                    let page = site.ask(Method::GET, &format!("/search?q={words}"), &officer, "").2;
                    assert!(!page.contains(NAME) && !page.contains("data-row"), "{words}: {page}");
                }
                let page = site.ask(Method::GET, &format!("/people/{person}/edit"), &admin, "").2;
                let csrf = token(&site, &admin);
                let version = between(&page, "name=\"version\" value=\"", "\"");
                let sent =
                    format!("csrf={csrf}&version={version}&name_en=Back&contact_rule=free&class=internal");
                let (status, _, page) =
                    site.ask(Method::POST, &format!("/people/{person}/edit"), &admin, &sent);
                assert!(status == 409 && page.contains("erased for good"), "{status}");
            })
            .unwrap();
    });
}

/// Every text of every table that still holds a word of the person.
fn all_texts(bench: &Bench) -> Vec<(String, Vec<String>)> {
    let mut tables: Vec<String> = rooms::migrations().iter().flat_map(|m| created(m.sql)).collect();
    tables.extend(rooms::registry().kinds().map(|kind| format!("{}_history", kind.table)));
    tables.retain(|table| table != "erasure");
    let mut all = Vec::new();
    for table in tables {
        let sql = format!("SELECT * FROM {table}");
        let rows = bench.db.read_now(move |r| r.query(&sql, &[])).unwrap();
        let texts = rows.iter().flat_map(|row| row.0.iter()).filter_map(|value| match value {
            entente_store::Value::Text(text) => Some(text.clone()),
            entente_store::Value::Bytes(bytes) => String::from_utf8(bytes.clone()).ok(),
            _ => None,
        });
        let telling = |text: &String| {
            let small = text.to_lowercase();
            ["quokka", "yunlang", "施云朗"].iter().any(|word| small.contains(word))
        };
        all.push((table, texts.filter(telling).collect()));
    }
    all
}

fn created(sql: &str) -> Vec<String> {
    let name = |rest: &str| rest.split([' ', '(']).next().unwrap_or_default().to_owned();
    sql.split("CREATE TABLE ").skip(1).map(name).filter(|name| name != "migration").collect()
}

#[test]
fn who_asks_for_an_erasure_does_not_carry_it_out() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let admin = session(&site, bench, "admin");
        let asked = petition(bench, &site, &admin);
        let (status, _, page) = site.ask(Method::GET, &format!("{asked}/erasure"), &admin, "");
        assert!(status == 409 && page.contains("You asked for this erasure"), "{status}");
        let sent = format!("csrf={}&plan=x", token(&site, &admin));
        assert_eq!(site.ask(Method::POST, &format!("{asked}/erasure"), &admin, &sent).0, 409);
        let step = format!("csrf={}&version=1", token(&site, &admin));
        assert_eq!(site.ask(Method::POST, &format!("{asked}/steps/erase"), &admin, &step).0, 403);
        // Nor does who turned somebody's question into one.
        let officer = session(&site, bench, "officer");
        let worded = petition(bench, &site, &officer);
        let sent =
            format!("csrf={}&version=1&wish=All+of+it&sort=erasure&class=internal", token(&site, &admin));
        assert_eq!(site.ask(Method::POST, &format!("{worded}/edit"), &admin, &sent).0, 303);
        assert_eq!(site.ask(Method::GET, &format!("{worded}/erasure"), &admin, "").0, 409);
        assert_eq!(count(bench, "SELECT count(*) FROM erased_record"), 0);
    });
}

#[test]
fn an_embedded_database_holds_no_byte_of_what_was_erased() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        spread(bench);
        let (officer, admin) = (session(&site, bench, "officer"), session(&site, bench, "admin"));
        let asked = petition(bench, &site, &officer);
        let folder = std::env::temp_dir().join(format!("entente-register-{}", person(bench)));
        std::fs::create_dir_all(&folder).unwrap();
        let register = Register::at(folder.join(format!("{}.jsonl", bench.target.file().is_some())));
        std::fs::remove_file(register.path()).ok();
        let held = |word: &str| {
            let Some(file) = bench.target.file() else { return false };
            ["", "-wal"].iter().any(|suffix| {
                let bytes = std::fs::read(format!("{}{suffix}", file.display())).unwrap_or_default();
                bytes.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
            })
        };
        let words = [
            "quokkaish",
            "quokkaprofile",
            "quokkareason",
            "quokkanote",
            "quokkabody",
            "quokkacell",
            "quokkatext",
            "quokkabytes",
            "quokkatag",
            "quokkawish",
        ];
        let embedded = bench.target.file().is_some();
        assert!(words.iter().all(|word| held(word) == embedded), "there before");
        assert_eq!(carry_out(&site, &admin, &asked), 303);
        assert_eq!(follow(&bench.db, &register).unwrap(), 1);
        assert_eq!(follow(&bench.db, &register).unwrap(), 0);
        assert_eq!(register.entries().unwrap().len(), 1);
        let left: Vec<_> = words.iter().filter(|word| held(word)).collect();
        assert_eq!(left, Vec::<&&str>::new());
        let text = std::fs::read_to_string(register.path()).unwrap();
        assert!(!text.to_lowercase().contains("shi"), "ids alone: {text}");
        std::fs::remove_dir_all(&folder).unwrap();
    });
}

#[test]
fn an_erasure_is_repeated_on_a_database_that_was_restored_from_before() {
    use entente_store::{Db, Options, copy};
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        spread(bench);
        let (officer, admin) = (session(&site, bench, "officer"), session(&site, bench, "admin"));
        let person = person(bench);
        let asked = petition(bench, &site, &officer);
        entente_testkit::empty_embedded(|older| {
            copy(&bench.target, older, &rooms::migrations(), bench.clock.now(), &mut |_| ()).unwrap();
            assert_eq!(carry_out(&site, &admin, &asked), 303);
            let file = older.file().unwrap().with_extension("jsonl");
            let register = Register::at(file);
            follow(&bench.db, &register).unwrap();
            let restored = Db::open(older, Options::default()).unwrap();
            assert_eq!(register.missing(&restored).unwrap().len(), 1);
            assert_eq!(privacy::repeat_all(&restored, &register).unwrap(), 1);
            assert_eq!(register.missing(&restored).unwrap().len(), 0);
            assert_eq!(privacy::repeat_all(&restored, &register).unwrap(), 0, "once is enough");

            let left = restored.read_now(move |r| plan(r, &rooms::registry(), Person::KIND, person)).unwrap();
            assert!(left.records.iter().all(|part| part.gone.fields.is_empty()), "{left:?}");
            assert!(left.notes.is_empty() && left.letters == 0 && left.lines == 0, "{left:?}");
            let found = restored.read_now(entente_store::verify).unwrap().0;
            assert!(found.iter().any(|f| f.code == "value-erased") && found.iter().all(|f| !f.is_fault()));
        });
    });
}

/// Records that lead to an erased one still become one: what is moved is a link, not a value.
#[test]
fn an_organisation_is_merged_although_somebody_there_was_erased() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (_site, _) = Site::new(bench);
        let act = |tx: &mut Tx<'_>| {
            let sql = "SELECT owner, organisation FROM person_affiliation WHERE recorded_to IS NULL LIMIT 1";
            let row = tx.first(sql, &[])?.unwrap();
            let (person, gone): (Id, Id) = (row.get(0)?, row.get(1)?);
            let kept: Id = scalar(
                tx,
                "SELECT id FROM organisation WHERE id <> $1 AND deleted_at IS NULL LIMIT 1",
                &[gone.into()],
            )?
            .unwrap();
            entente_privacy::erase_person(tx, &rooms::registry(), Person::KIND, person, &[])?;
            let kind = entente_partners::Organisation::KIND;
            let draft = Draft::of(&load(tx, kind, kept)?.unwrap());
            entente_record::merge(tx, &Actor::system(), &rooms::registry(), kind, (gone, kept), &draft)?;
            let moved = "SELECT count(*) FROM person_affiliation WHERE owner = $1 AND organisation = $2 AND recorded_to IS NULL";
            assert_eq!(tx.count(moved, &[person.into(), kept.into()])?, 1);
            Ok(())
        };
        write(bench, act);
        assert_eq!(bench.db.read_now(crate::cli::check::violations).unwrap(), Vec::<String>::new());
    });
}

#[test]
fn the_trash_ends_after_its_days_and_frees_names_at_once() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = Site::new(bench);
        let officer = session(&site, bench, "officer");
        let new = |name: &str, orcid: &str| {
            let (name, orcid) = (name.to_owned(), orcid.to_owned());
            write(bench, move |tx| {
                let kind = Person::KIND;
                let draft = Draft::new(kind)
                    .with(kind, "name", entente_kernel::Text::en(name).hold())
                    .with(kind, "contact_rule", Datum::Line("free".into()))
                    .with(kind, "orcid", Datum::Line(orcid));
                Ok(create(tx, &Actor::system(), kind, &draft)?.meta.id)
            })
        };
        let away = |id: Id| {
            write(bench, move |tx| {
                trash(tx, &Actor::system(), Person::KIND, id, &Write::default()).map(|_| ())
            });
        };
        let first = new("Numbat Person", "0000-0002-1825-0097");
        away(first);
        let second = new("Numbat Person", "0000-0002-1825-0097");
        let page = site.ask(Method::GET, "/trash", &officer, "").2;
        assert!(
            page.contains("Numbat Person") && page.contains("Removed on") && !page.contains('⟦'),
            "{page}"
        );
        let sent = format!("csrf={}", token(&site, &officer));
        let back = format!("/people/{first}/restore");
        let (status, _, page) = site.ask(Method::POST, &back, &officer, &sent);
        assert!(
            status == 409
                && page.contains("0000-0002-1825-0097")
                && page.contains("Change or delete that one"),
            "{status} {page}"
        );
        away(second);
        assert_eq!(site.ask(Method::POST, &back, &officer, &sent).0, 303, "now nothing is in the way");
        away(first);

        let before = all_figures(bench, &web);
        assert_eq!(privacy::end_trash(&bench.db, 30).unwrap(), 0, "not yet");
        bench.clock.set(bench.clock.now().plus_seconds(31 * 86_400));
        let as_of: Vec<String> = before;
        assert_eq!(privacy::end_trash(&bench.db, 30).unwrap(), 2);
        assert_eq!(privacy::end_trash(&bench.db, 30).unwrap(), 0);
        bench.clock.set(bench.clock.now().plus_seconds(-31 * 86_400));
        assert_eq!(all_figures(bench, &web), as_of);
        let fresh = session(&site, bench, "officer");
        let sent = format!("csrf={}", token(&site, &fresh));
        let (status, _, page) = site.ask(Method::POST, &back, &fresh, &sent);
        assert!(status == 409 && page.contains("cannot come back"), "{status}");
        let page = site.ask(Method::GET, "/trash", &fresh, "").2;
        assert!(!page.contains("Numbat"), "{page}");
        assert_eq!(bench.db.read_now(crate::cli::check::violations).unwrap(), Vec::<String>::new());
        let named = "SELECT count(*) FROM person_history WHERE name_en LIKE 'Numbat%'";
        assert_eq!(count(bench, named), 0);
        let acts = "SELECT count(*) FROM audit WHERE act = 'erase' AND kind = 'person'";
        assert_eq!(count(bench, acts), 2);
        let found = bench.db.read_now(entente_store::verify).unwrap().0;
        assert!(found.iter().all(|f| !f.is_fault()), "{found:?}");
    });
}

#[test]
fn what_rests_on_consent_is_barred_until_it_is_given_and_after_it_is_withdrawn() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        let (expert, officer) = (session(&site, bench, "expert"), session(&site, bench, "officer"));
        let purpose = one(bench, "SELECT id FROM purpose WHERE code = 'matching'");
        let person = person(bench);
        let matching = rooms::Engines::new().matching;
        let barred = || {
            let matching = std::sync::Arc::clone(&matching);
            bench
                .db
                .read_now(move |r| {
                    let expert: Id = scalar(r, "SELECT id FROM expert WHERE person = $1", &[person.into()])?.unwrap();
                    // The demo world has needs for which nothing else bars this expert.
                    let sql = "SELECT n.id FROM need n WHERE n.class <> 'restricted' AND n.summary_en IS NOT NULL
                       AND NOT EXISTS (SELECT 1 FROM engagement e WHERE e.need = n.id AND e.expert = $1) ORDER BY n.reference LIMIT 1";
                    let need: Id = scalar(r, sql, &[expert.into()])?.unwrap();
                    let need = entente_record::get::<entente_needs::Need>(r, need)?;
                    let found = matching.experts(r, &[expert])?;
                    let standing = matching.standing(r, &need, &found[0])?;
                    Ok(standing.bar.map(|bar| bar.code()))
                })
                .unwrap()
        };
        assert_ne!(barred(), Some("no-consent"), "a public task asks nobody");
        write(bench, move |tx| {
            let kind = entente_privacy_room::Purpose::KIND;
            let record = load(tx, kind, purpose)?.unwrap();
            let draft = Draft::of(&record).with(kind, "basis", LegalBasis::Consent.hold());
            edit(tx, &Actor::system(), kind, purpose, &draft, &Write::default()).map(|_| ())
        });
        assert_eq!(barred(), Some("no-consent"));
        let (status, _, page) = site.ask(Method::GET, "/my-data", &expert, "");
        assert!(
            status == 200 && page.contains("Proposing experts to partners") && !page.contains('⟦'),
            "{page}"
        );
        assert!(
            page.contains("School of Mechanical Engineering") || page.contains(NAME),
            "own records are listed"
        );
        assert!(page.contains("Judgements") || page.contains("staff keep about you"), "{page}");
        let say = |given: &str| {
            let csrf = token(&site, &expert);
            let sent = format!("csrf={csrf}&purpose={purpose}&given={given}");
            assert_eq!(site.ask(Method::POST, "/my-data/consent", &expert, &sent).0, 303);
        };
        say("yes");
        assert_ne!(barred(), Some("no-consent"));
        let page = site.ask(Method::GET, &format!("/people/{person}"), &officer, "").2;
        let section = between(&page, "id=\"personal-data\"", "</section>");
        assert!(section.contains("Given on"), "{section}");
        say("no");
        assert_eq!(barred(), Some("no-consent"));
        let withdrawn = "SELECT count(*) FROM consent_history WHERE state = 'withdrawn'";
        assert_eq!(count(bench, withdrawn), 1);
    });
}

#[test]
fn a_person_asks_for_a_correction_and_takes_the_own_data_out() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, web) = Site::new(bench);
        let (expert, officer) = (session(&site, bench, "expert"), session(&site, bench, "officer"));
        let csrf = token(&site, &expert);
        let empty = format!("csrf={csrf}&sort=correction&wish=");
        assert_eq!(site.ask(Method::POST, "/my-data/ask", &expert, &empty).0, 422);
        let sent = format!("csrf={csrf}&sort=correction&wish=My+telephone+is+another+one");
        assert_eq!(site.ask(Method::POST, "/my-data/ask", &expert, &sent).0, 303);
        let page = site.ask(Method::GET, "/my-data", &expert, "").2;
        assert!(page.contains("My telephone is another one") && page.contains("to be answered by"), "{page}");
        let month = "/calendar?month=2026-04&for=all";
        assert!(
            site.ask(Method::GET, month, &officer, "").2.contains("My telephone"),
            "the office has it in its calendar"
        );
        let petition = one(bench, "SELECT id FROM petition WHERE sort = 'correction'");
        let answer = format!("csrf={}&version=1", token(&site, &officer));
        let step = format!("/petitions/{petition}/steps/answer");
        assert_eq!(site.ask(Method::POST, &step, &expert, &format!("csrf={csrf}&version=1")).0, 403);
        assert_eq!(site.ask(Method::POST, &step, &officer, &answer).0, 303);

        let (status, place, _) =
            site.ask(Method::POST, "/my-data/take-out", &expert, &format!("csrf={csrf}"));
        assert_eq!((status, place.as_str()), (303, "/jobs"));
        let works = entente_privacy_room::takeout::works(&web);
        assert_eq!(entente_jobs::run_due(&bench.db, &works).unwrap(), 1);
        let files = files(bench, "SELECT id FROM job WHERE kind = 'take-out'");
        assert!(
            files[1].contains(NAME) && files[1].contains("shi.yunlang@university.example"),
            "{}",
            files[1]
        );
        assert!(files[0].contains("<h2>") && files[0].contains("施云朗") && !files[0].contains('⟦'));
        assert!(files[1].contains("\"kept_for_staff\"") && files[1].contains("\"login\": \"expert\""));
        // Another one's job and files are nobody else's business.
        let job = one(bench, "SELECT id FROM job WHERE kind = 'take-out'");
        assert_eq!(
            site.ask(Method::GET, &format!("/jobs/{job}/files/personal-data.json"), &officer, "").0,
            404
        );
        let person = person(bench);
        let foreign = format!("/personal-data/person/{person}/take-out");
        assert_eq!(site.ask(Method::POST, &foreign, &expert, &format!("csrf={csrf}")).0, 403);
    });
}

fn files(bench: &Bench, sql: &'static str) -> Vec<String> {
    let job = one(bench, sql);
    let read = move |r: &mut dyn Reads| {
        let all = entente_jobs::files(r, job)?;
        all.iter()
            .map(|f| Ok(String::from_utf8(entente_jobs::file(r, job, &f.name)?.unwrap()).unwrap()))
            .collect()
    };
    bench.db.read_now(read).unwrap()
}

#[test]
fn the_retention_table_names_what_is_due() {
    on_each_engine(&rooms::migrations(), |bench| {
        let (site, _) = Site::new(bench);
        bench.clock.set(bench.clock.now().plus_seconds(25 * 31 * 86_400));
        let officer = session(&site, bench, "officer");
        let (status, _, page) = site.ask(Method::GET, "/retention", &officer, "");
        assert!(status == 200 && !page.contains('⟦'), "{page}");
        assert!(
            page.contains("24 months") && page.contains("<details>") && page.contains("/experts/"),
            "{page}"
        );
        let expert = session(&site, bench, "expert");
        assert_eq!(site.ask(Method::GET, "/retention", &expert, "").0, 403);
    });
}

/// Every kind can be erased on both engines, whatever its columns demand.
#[test]
fn a_record_of_every_kind_can_be_erased_and_removed() {
    use entente_record::{Extent, erase};
    on_each_engine(&rooms::migrations(), |bench| {
        let (_site, _) = Site::new(bench);
        let mut done = 0;
        for kind in rooms::registry().kinds() {
            let sql = format!("SELECT id FROM {} ORDER BY reference LIMIT 2", kind.table);
            let ids = bench.db.read_now(move |r| r.query(&sql, &[])).unwrap();
            for (row, extent) in ids.iter().zip([Extent::Person, Extent::Trash]) {
                let id: Id = row.get(0).unwrap();
                let kind: &'static Kind = kind;
                let gone = write(bench, move |tx| erase(tx, kind, id, extent, &[]));
                assert!(gone.versions > 0, "{}", kind.name);
                let left =
                    bench.db.read_now(move |r| entente_record::at_risk(r, kind, id, extent, &[])).unwrap();
                assert!(left.fields.is_empty(), "{} {:?}", kind.name, left.fields);
                bench.db.read_now(move |r| load(r, kind, id)).unwrap().unwrap();
                done += 1;
            }
        }
        assert!(done > 20, "{done}");
        let found = bench.db.read_now(entente_store::verify).unwrap().0;
        assert!(found.iter().all(|f| !f.is_fault()), "{found:?}");
    });
}
