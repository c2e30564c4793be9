//! A package there and back, on both engines and across; what is refused; what never leaves.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use entente_kernel::{Problem, TimeZone};
use entente_store::{
    By, Db, Destination, Options, Reads, Table, Target, back_up, fill_from_package, is_secret, pack_up,
    read_package, tables, verify,
};
use entente_testkit::{Bench, empty_embedded, empty_pair, on_each_engine, start};
use sha2::{Digest, Sha256};

use super::scope;
use crate::cli::check::violations;
use crate::settings::Settings;
use crate::{demo, rooms};

/// Tables that no package holds.
const STAYS: [&str; 12] = [
    "api_token",
    "digest_letter",
    "feed_key",
    "idempotency",
    "job",
    "job_file",
    "login_attempt",
    "mail",
    "one_time_link",
    "report_key",
    "session",
    "unsubscribe_key",
];

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("entente-package-{name}-{}", std::process::id()));
        fs::remove_dir_all(&path).ok();
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

fn pack(target: &Target, to: &Path) {
    let scope = scope(&Settings::default(), None).unwrap();
    let to = Destination::Path(to);
    pack_up(target, &rooms::migrations(), &scope, to, start(), &mut |_, _| Ok(())).unwrap();
}

fn take(from: &Path, to: &Target) -> Result<(), Problem> {
    let (list, scope) = (rooms::migrations(), scope(&Settings::default(), None).unwrap());
    let package = read_package(from, &list, &scope)?;
    fill_from_package(&package, to, &list, &scope, start(), &mut |_, _| Ok(()))
}

/// Every file of a folder, by its path.
fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(at) = waiting.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn assert_same(one: &Path, other: &Path) {
    let (one, other) = (bytes(one), bytes(other));
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (name, own) in &one {
        assert!(*own == other[name], "{name} differs");
    }
}

/// The demo world with what the demo lacks: a document in pieces, texts that are hard on CSV, secrets.
fn furnish(bench: &Bench) {
    demo::build(&bench.db).unwrap();
    bench
        .db
        .write_now(By::system("test"), |tx| {
            let document = tx.new_id();
            let organisation: entente_kernel::Id =
                entente_store::scalar(tx, "SELECT id FROM organisation ORDER BY id LIMIT 1", &[])?.unwrap();
            tx.execute(
                "INSERT INTO document (id, kind, record, title, internal, created_at)
                 VALUES ($1, 'organisation', $2, $3, FALSE, $4)",
                &[document.into(), organisation.into(), "Vertrag, \"final\"\r\n=1+1".into(), tx.now().into()],
            )?;
            tx.execute(
                "INSERT INTO document_version (document, number, file_name, media_type, size, digest, at, text_state, body)
                 VALUES ($1, 1, '协议 1.PDF', 'application/pdf', 300000, $2, $3, 'none', '')",
                &[document.into(), vec![0_u8, 255].into(), tx.now().into()],
            )?;
            let piece = entente_documents::CHUNK;
            for (position, bytes) in [(0_i64, vec![7_u8; piece]), (1, vec![8; 300_000 - piece])] {
                tx.execute(
                    "INSERT INTO document_chunk (document, number, position, bytes) VALUES ($1, 1, $2, $3)",
                    &[document.into(), position.into(), bytes.into()],
                )?;
            }
            let officer = entente_access::accounts::find_by_login(tx, "officer")?.unwrap();
            entente_record::add_note(tx, &entente_access::Actor::system(), rooms::registry().kind("organisation").unwrap(), organisation, "\\")?;
            entente_access::tokens::create(tx, officer.id, "canary", 30).map(|_| ())
        })
        .unwrap();
}

/// Every table of a database with number and digest of its rows, all columns counted.
fn counted(target: &Target, to: &Path) -> BTreeMap<String, Table> {
    let manifest = back_up(target, &rooms::migrations(), to, "test", start(), &mut |_| ()).unwrap();
    let stays = |table: &Table| STAYS.contains(&table.name.as_str()) || table.name == "migration";
    manifest
        .tables
        .into_iter()
        .filter(|t| !stays(t) && t.name != "account")
        .map(|t| (t.name.clone(), t))
        .collect()
}

fn clean(target: &Target) {
    let options = Options { zone: TimeZone::get("Asia/Shanghai").unwrap(), ..Options::default() };
    let db = Db::open(target, options).unwrap();
    assert_eq!(db.read_now(verify).unwrap().0, []);
    assert_eq!(db.read_now(violations).unwrap(), Vec::<String>::new());
    let passwords = "SELECT count(*) FROM account WHERE password IS NOT NULL OR status = 'active'";
    assert_eq!(db.read_now(move |reads| reads.count(passwords, &[])).unwrap(), 0);
}

#[test]
fn a_package_there_and_back_is_the_same_bytes_whatever_the_engine() {
    on_each_engine(&rooms::migrations(), |bench| {
        furnish(bench);
        let folder = Folder::new(if bench.target.file().is_some() { "embedded" } else { "server" });
        let (first, zip) = (folder.at("first"), folder.at("first.zip"));
        pack(&bench.target, &first);
        pack(&bench.target, &zip);
        let before = counted(&bench.target, &folder.at("before"));
        empty_pair(|embedded, server| {
            take(&first, embedded).unwrap();
            take(&zip, server).unwrap();
            for (target, name) in [(embedded, "second"), (server, "third")] {
                clean(target);
                // Also what is not written but made anew is as it was.
                let after = counted(target, &folder.at(&format!("{name}-rows")));
                for (table, own) in &before {
                    assert_eq!(
                        (&own.tally, own.columns.len()),
                        (&after[table].tally, after[table].columns.len()),
                        "{table}"
                    );
                }
                pack(target, &folder.at(name));
                assert_same(&first, &folder.at(name));
            }
            // A filled installation is left alone.
            assert_eq!(take(&first, embedded).unwrap_err().code, "restore-not-empty");
        });
    });
}

#[test]
fn every_table_is_in_it_but_those_that_stay_behind() {
    on_each_engine(&rooms::migrations(), |bench| {
        furnish(bench);
        let folder = Folder::new(if bench.target.file().is_some() { "all-e" } else { "all-s" });
        let first = folder.at("first");
        pack(&bench.target, &first);
        let files = bytes(&first);
        let descriptor: serde_json::Value = serde_json::from_slice(&files["datapackage.json"]).unwrap();
        let mut left: Vec<&str> = descriptor["entente"]["left_out"]
            .as_array()
            .unwrap()
            .iter()
            .map(|t| t.as_str().unwrap())
            .collect();
        left.sort_unstable();
        assert_eq!(left, STAYS);
        for table in tables(&rooms::migrations()) {
            let expected = !STAYS.contains(&table.as_str()) && table != "document_chunk";
            assert_eq!(files.contains_key(&format!("data/{table}.csv")), expected, "{table}");
        }
        let everything: Vec<u8> = files.values().flatten().copied().collect();
        let text = String::from_utf8_lossy(&everything);
        assert!(
            text.contains("2026-") && !text.contains("$argon2"),
            "a hash of a password is in the package"
        );
        let header = String::from_utf8_lossy(&files["data/account.csv"]).into_owned();
        let header = header.lines().next().unwrap();
        assert!(!header.split(',').any(is_secret) && header.contains("login"), "{header}");
        assert_eq!(
            files.iter().filter(|(name, _)| name.starts_with("files/") && name.ends_with("/1.pdf")).count(),
            1
        );
        let hash =
            files.iter().find(|(name, _)| name.ends_with("/1.pdf")).map(|(_, b)| Sha256::digest(b)).unwrap();
        let listed = descriptor["resources"].as_array().unwrap().last().unwrap()["hash"].as_str().unwrap();
        assert_eq!(listed, format!("sha256:{}", entente_kernel::hex(&hash)));
    });
}

/// Changes a file of a package, and with `sum` also what the descriptor says of it.
fn damage(folder: &Path, name: &str, sum: bool, how: impl Fn(String) -> String) {
    let path = folder.join(name);
    let text = how(fs::read_to_string(&path).unwrap());
    fs::write(&path, &text).unwrap();
    if sum {
        let at = folder.join("datapackage.json");
        let mut descriptor: serde_json::Value = serde_json::from_slice(&fs::read(&at).unwrap()).unwrap();
        for resource in descriptor["resources"].as_array_mut().unwrap() {
            if resource["path"] == name {
                resource["bytes"] = text.len().into();
                resource["hash"] = format!("sha256:{}", entente_kernel::hex(&Sha256::digest(&text))).into();
            }
        }
        fs::write(&at, serde_json::to_vec(&descriptor).unwrap()).unwrap();
    }
}

/// The text with a cell of its first row changed.
fn with_cell(text: &str, column: &str, cell: &str) -> String {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let mut at = None;
    for (row, record) in reader.records().enumerate() {
        let mut cells: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
        if row == 0 {
            at = cells.iter().position(|name| name == column);
        } else if row == 1 {
            cells[at.unwrap()] = cell.to_owned();
        }
        writer.write_record(&cells).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

#[test]
fn a_damaged_package_is_refused_at_the_place_before_anything_is_written() {
    type Damage = fn(&Path);
    let cases: [(&str, &str, Damage); 12] = [
        ("package-damaged", "data/organisation.csv", |f| {
            damage(f, "data/organisation.csv", false, |t| t.replacen("enterprise", "enterprisf", 1));
        }),
        ("package-damaged", "data/need.csv", |f| fs::remove_file(f.join("data/need.csv")).unwrap()),
        ("package-damaged", "files/", |f| {
            let file = bytes(f).into_keys().find(|name| name.starts_with("files/")).unwrap();
            fs::write(f.join(file), b"x").unwrap();
        }),
        ("package-damaged", "datapackage.json", |f| {
            damage(f, "datapackage.json", false, |t| {
                t.replacen("\"name\": \"term\"", "\"name\": \"word\"", 1)
            });
        }),
        ("package-wrong", "data/term.csv 1 colour", |f| {
            damage(f, "data/term.csv", true, |t| t.replacen("english", "colour", 1));
        }),
        ("package-wrong", "data/organisation.csv 2 sort", |f| {
            damage(f, "data/organisation.csv", true, |t| with_cell(&t, "sort", "circus"));
        }),
        ("package-wrong", "data/need.csv 2 state", |f| {
            damage(f, "data/need.csv", true, |t| with_cell(&t, "state", "asleep"));
        }),
        ("package-wrong", "data/need.csv 2 organisation", |f| {
            let nobody = "00000000-0000-4000-8000-000000000001";
            damage(f, "data/need.csv", true, |t| with_cell(&t, "organisation", nobody));
        }),
        ("package-wrong", "data/need.csv 2 deadline", |f| {
            damage(f, "data/need.csv", true, |t| with_cell(&t, "deadline", "soon"));
        }),
        ("package-wrong", "data/expert.csv 2 id", |f| {
            damage(f, "data/expert.csv", true, |t| with_cell(&t, "id", ""));
        }),
        ("package-wrong", "data/person.csv 3 id", |f| {
            damage(f, "data/person.csv", true, |t| {
                let second = t.lines().nth(2).unwrap().split(',').next().unwrap().to_owned();
                with_cell(&t, "id", &second)
            });
        }),
        ("package-newer", "", |f| {
            damage(f, "datapackage.json", false, |t| t.replacen("\"format\": 1", "\"format\": 2", 1));
        }),
    ];
    on_each_engine(&rooms::migrations(), |bench| {
        furnish(bench);
        let folder = Folder::new(if bench.target.file().is_some() { "damaged-e" } else { "damaged-s" });
        let whole = folder.at("whole");
        pack(&bench.target, &whole);
        for (at, (code, place, how)) in cases.iter().enumerate() {
            let broken = folder.at(&at.to_string());
            for (name, bytes) in bytes(&whole) {
                let to = broken.join(name);
                fs::create_dir_all(to.parent().unwrap()).unwrap();
                fs::write(to, bytes).unwrap();
            }
            how(&broken);
            empty_embedded(|target| {
                let problem = take(&broken, target).unwrap_err();
                let said: Vec<&str> = problem.args.iter().map(|(_, value)| value.as_str()).collect();
                let said = said.join(" ");
                assert!(problem.code == *code && said.starts_with(place), "{place}: {problem} {said}");
                assert!(!target.file().unwrap().exists(), "{place}: something was written");
            });
        }
    });
}

#[test]
fn a_package_of_a_living_installation_is_one_moment() {
    on_each_engine(&rooms::migrations(), |bench| {
        demo::build(&bench.db).unwrap();
        let folder = Folder::new(if bench.target.file().is_some() { "alive-e" } else { "alive-s" });
        let scope = scope(&Settings::default(), None).unwrap();
        let (db, mut written) = (bench.db.clone(), 0);
        let to = folder.at("first");
        // Somebody writes while it is packed, at every table.
        pack_up(&bench.target, &rooms::migrations(), &scope, Destination::Path(&to), start(), &mut |_, _| {
            written += 1;
            db.write_now(By::system("t"), |tx| tx.audit("test", tx.new_id(), "write", &[]))
        })
        .unwrap();
        assert!(written > 30, "{written}");
        let whole = read_package(&to, &rooms::migrations(), &scope).unwrap();
        assert!(whole.rows() > 100 && whole.created() == start().to_string());
        empty_embedded(|target| {
            take(&to, target).unwrap();
            clean(target);
        });
    });
}
