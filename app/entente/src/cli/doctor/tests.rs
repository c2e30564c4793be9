//! Each thing that can be wrong with an installation is made wrong once.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use entente_kernel::{Id, OsChance};
use entente_store::{By, migrate, own_migrations};
use entente_testkit::{empty_embedded, on_each_engine, start};

use super::*;
use crate::demo;
use crate::rooms;

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("entente-doctor-{}", Id::new(&OsChance)));
        fs::create_dir_all(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

fn settings(folder: &Folder, database: &str) -> Settings {
    Settings {
        data: folder.0.clone(),
        database: database.into(),
        time_zone: "Asia/Shanghai".into(),
        ..Settings::default()
    }
}

fn keys(found: &[Finding], grade: Grade) -> Vec<&'static str> {
    found.iter().filter(|f| f.grade == grade).map(|f| f.key).collect()
}

#[test]
fn a_healthy_installation_has_nothing_wrong_and_every_line_has_its_text() {
    on_each_engine(&rooms::migrations(), |bench| {
        demo::build(&bench.db).unwrap();
        let folder = Folder::new();
        let address = match bench.target.file() {
            Some(file) => format!("sqlite:{}", file.display()),
            None => std::env::var("ENTENTE_TEST_POSTGRES").map_or_else(
                |_| String::new(),
                |url| {
                    let name = bench.target.to_string();
                    let name = name.rsplit('/').next().unwrap_or_default().to_owned();
                    format!("{}/{name}", url.rsplit_once('/').unwrap().0)
                },
            ),
        };
        let settings = settings(&folder, &address);
        let found = look(&settings, SystemClock.now(), false);
        assert_eq!(keys(&found, Grade::Fail), Vec::<&str>::new(), "{found:?}");
        assert_eq!(keys(&found, Grade::Warn), ["doctor-mail-off", "doctor-backup-unset"]);
        let t = texts(&settings).unwrap();
        for finding in &found {
            let text = t.with(finding.key, &finding.variables);
            assert!(!text.contains(['⟦', '{']), "{text}");
        }
        // A register that knows more than the database means that an older backup was restored.
        let entry = "{\"id\":\"00000000-0000-4000-8000-000000000001\",\"kind\":\"person\",\"record\":\"00000000-0000-4000-8000-000000000002\",\"extent\":\"person\",\"notes\":[],\"at\":\"2026-03-02T01:00:00Z\"}\n";
        fs::write(folder.0.join("erasures.jsonl"), entry).unwrap();
        let restored = look(&settings, SystemClock.now(), false);
        assert_eq!(keys(&restored, Grade::Fail), ["doctor-erasures-missing"]);
        crate::privacy::repeat_all(&bench.db, &crate::privacy::register(&settings)).unwrap();
        assert_eq!(keys(&look(&settings, SystemClock.now(), false), Grade::Fail), Vec::<&str>::new());
        // The demo's clock is the test's; a machine that shows an earlier time has a wrong one.
        let early = look(&settings, start().plus_seconds(-400 * 24 * 3600), false);
        assert!(keys(&early, Grade::Fail).contains(&"doctor-clock-back"), "{early:?}");
    });
}

#[test]
fn a_new_installation_is_no_illness() {
    let folder = Folder::new();
    let found = look(&settings(&folder, ""), start(), false);
    assert!(keys(&found, Grade::Ok).contains(&"doctor-database-new"), "{found:?}");
    assert_eq!(keys(&found, Grade::Fail), Vec::<&str>::new());
    assert!(!folder.0.join("entente.db").exists(), "looking makes nothing");
}

#[test]
fn migrations_that_wait_are_counted_and_not_applied() {
    empty_embedded(|target| {
        migrate(target, &own_migrations(), start()).unwrap();
        let folder = Folder::new();
        let settings = settings(&folder, &format!("sqlite:{}", target.file().unwrap().display()));
        for _ in 0..2 {
            let found = look(&settings, start(), false);
            assert!(keys(&found, Grade::Warn).contains(&"doctor-database-pending"), "{found:?}");
        }
    });
}

#[test]
fn what_is_set_wrong_is_named() {
    let folder = Folder::new();
    let at = |change: &dyn Fn(&mut Settings)| {
        let mut settings = settings(&folder, "");
        change(&mut settings);
        let found = look(&settings, start(), true);
        [keys(&found, Grade::Warn), keys(&found, Grade::Fail)].concat()
    };
    let has = |found: Vec<&'static str>, key| assert!(found.contains(&key), "{key}: {found:?}");
    has(at(&|s| s.time_zone = "UTC".into()), "doctor-zone-utc");
    has(at(&|s| s.base_url = "https://entente.example.org".into()), "doctor-address-host");
    has(
        at(&|s| (s.base_url, s.hosts) = ("http://e.example.org".into(), vec!["e.example.org".into()])),
        "doctor-address-plain",
    );
    has(at(&|s| s.hosts = vec!["e.example.org".into()]), "doctor-address-unset");
    has(at(&|s| s.database = "postgres://nobody@127.0.0.1:1/none".into()), "doctor-database-away");
    has(
        at(&|s| {
            (s.mail.host, s.mail.port, s.mail.from, s.mail.security) =
                ("127.0.0.1".into(), Some(1), "a@example.org".into(), "loopback".into());
        }),
        "doctor-mail-away",
    );
    let backups = folder.0.join("backups");
    fs::create_dir_all(&backups).unwrap();
    let set = |s: &mut Settings| s.backups = Some(folder.0.join("backups"));
    has(at(&set), "doctor-backup-none");
    fs::write(backups.join("entente-20260201T000000Z.tar.zst"), "").unwrap();
    has(at(&set), "doctor-backup-old");
    fs::write(backups.join("entente-20260301T230000Z.tar.zst"), "").unwrap();
    assert!(!at(&set).iter().any(|key| key.ends_with("old")), "the last one counts");
    has(at(&set), "doctor-backup-same");
    fs::set_permissions(&folder.0, fs::Permissions::from_mode(0o755)).unwrap();
    has(at(&|_| ()), "doctor-data-open");
}

#[test]
fn a_machine_without_chinese_fonts_is_told_which_to_install() {
    let folder = Folder::new();
    let settings = settings(&folder, "");
    let mut patient = Patient { settings: &settings, now: start(), found: Vec::new() };
    patient.papers(&entente_paper::Fonts::built_in());
    assert_eq!(keys(&patient.found, Grade::Warn), ["doctor-papers-font"]);
    let source =
        [include_str!("../../../locales/en-doctor.ftl"), include_str!("../../../locales/zh-Hans-doctor.ftl")];
    let locales = Locales::new(&[source], settings.zone().unwrap(), Vec::new()).unwrap();
    for lang in Lang::ALL {
        assert!(locales.of(lang).m("doctor-papers-font").contains("fonts-noto-cjk"));
    }
}

#[test]
fn letters_that_fail_are_told_with_the_reason() {
    on_each_engine(&rooms::migrations(), |bench| {
        assert_eq!(bench.db.read_now(entente_access::mail::failing).unwrap(), None);
        let letter = entente_access::mail::Message::plain("a@example.org".into(), "x".into(), "x".into());
        bench.db.write_now(By::system("t"), move |tx| entente_access::mail::queue(tx, &letter)).unwrap();
        assert_eq!(bench.db.read_now(entente_access::mail::failing).unwrap(), None);
        let sql = "UPDATE mail SET last_error = 'the peer is away', attempts = 1";
        bench.db.write_now(By::system("t"), move |tx| entente_store::Tx::execute(tx, sql, &[])).unwrap();
        let found = bench.db.read_now(entente_access::mail::failing).unwrap();
        assert_eq!(found, Some((1, "the peer is away".to_owned())));
    });
}
