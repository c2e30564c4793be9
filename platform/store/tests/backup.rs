//! Backups: whole, of one moment, back on either engine, and refused when anything about them is wrong.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use entente_kernel::{Id, OsChance, Result, SeededChance};
use entente_store::{
    Backup, By, Cell, Db, Migration, Options, Target, Value, back_up, migrate, own_migrations, read_backup,
    restore, tally, verify,
};
use entente_testkit::{empty_embedded, empty_pair, on_each_engine, start};
use sha2::{Digest, Sha256};

const THINGS: Migration = Migration {
    name: "things-0001",
    sql: "CREATE TABLE thing (id UUID PRIMARY KEY, name TEXT NOT NULL, born DATE, alive BOOLEAN NOT NULL,
          weight BIGINT, picture BYTEA);\nHISTORY OF thing;\n",
};

const LATER: Migration = Migration {
    name: "things-0002",
    sql: "ALTER TABLE thing ADD COLUMN colour TEXT NOT NULL DEFAULT 'grey';\n",
};

fn list() -> Vec<Migration> {
    [own_migrations(), vec![THINGS]].concat()
}

fn add(db: &Db, name: String, picture: usize) -> Result<Id> {
    db.write_now(By::system("test"), move |tx| {
        let id = tx.new_id();
        let mut bytes = vec![0; picture];
        tx.chance().fill(&mut bytes);
        let born = "2026-02-28".parse::<entente_kernel::Date>().unwrap();
        let values: [Value; 6] =
            [id.into(), name.clone().into(), born.into(), true.into(), Value::Null, bytes.into()];
        let sql =
            "INSERT INTO thing (id, name, born, alive, weight, picture) VALUES ($1, $2, $3, $4, $5, $6)";
        tx.execute(sql, &values)?;
        tx.audit("thing", id, "create", &[Cell { field: "name".into(), old: None, new: Some(name) }])?;
        Ok(id)
    })
}

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("entente-backup-{}", Id::new(&OsChance)));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

fn take(target: &Target, path: &Path) -> Result<entente_store::Manifest> {
    back_up(target, &list(), path, "test", start(), &mut |_| ())
}

fn give(backup: &Backup, to: &Target, list: &[Migration]) -> Result<()> {
    restore(backup, to, list, start(), &mut |_| ())
}

/// Every table is what the manifest counted.
fn assert_equal(backup: &Backup, target: &Target) {
    for table in &backup.manifest.tables {
        assert_eq!(tally(target, &table.name, &table.columns).unwrap(), table.tally, "{}", table.name);
    }
}

#[test]
fn a_backup_comes_back_on_either_engine() {
    on_each_engine(&list(), |bench| {
        let folder = Folder::new();
        for at in 0..8 {
            add(&bench.db, format!("猫 {at}"), 140_000).unwrap();
        }
        let path = folder.file("one.tar.zst");
        let manifest = take(&bench.target, &path).unwrap();
        assert_eq!(take(&bench.target, &path).unwrap_err().code, "backup-exists");
        let backup = read_backup(&path).unwrap();
        assert_eq!(backup.manifest, manifest);
        assert!(manifest.parts.iter().filter(|p| p.name.starts_with("tables/thing/")).count() > 1);
        let fill = |to: &Target| {
            give(&backup, to, &list()).unwrap();
            assert_equal(&backup, to);
            let db = Db::open(to, Options::default()).unwrap();
            assert_eq!(db.read_now(verify).unwrap(), (vec![], 8));
            add(&db, "life goes on".into(), 1).unwrap();
            assert_eq!(give(&backup, to, &list()).unwrap_err().code, "restore-not-empty");
        };
        empty_embedded(fill);
        empty_pair(|_, server| fill(server));
    });
}

#[test]
fn a_backup_is_of_one_moment_while_others_write() {
    on_each_engine(&list(), |bench| {
        let folder = Folder::new();
        add(&bench.db, "first".into(), 8).unwrap();
        let path = folder.file("meanwhile.tar.zst");
        // A thing is added after each table; later tables must not know of it.
        let mut written = 0;
        let mut meanwhile = |_: &entente_store::Progress<'_>| {
            add(&bench.db, "meanwhile".into(), 8).unwrap();
            written += 1;
        };
        back_up(&bench.target, &list(), &path, "test", start(), &mut meanwhile).unwrap();
        assert!(written > 5, "{written}");
        let backup = read_backup(&path).unwrap();
        empty_embedded(|to| {
            give(&backup, to, &list()).unwrap();
            let db = Db::open(to, Options::default()).unwrap();
            assert_eq!(db.read_now(verify).unwrap(), (vec![], 1));
            assert_eq!(db.read_now(|r| r.count("SELECT count(*) FROM thing", &[])).unwrap(), 1);
        });
        assert_eq!(bench.db.read_now(|r| r.count("SELECT count(*) FROM thing", &[])).unwrap(), 1 + written);
    });
}

#[test]
fn a_damaged_backup_is_refused() {
    on_each_engine(&list(), |bench| {
        let folder = Folder::new();
        for at in 0..40 {
            add(&bench.db, format!("thing {at}"), 100).unwrap();
        }
        let path = folder.file("whole.tar.zst");
        take(&bench.target, &path).unwrap();
        let whole = fs::read(&path).unwrap();
        let chance = SeededChance::new(11);
        let one = |name: String, bytes: &[u8]| {
            let path = folder.file("damaged.tar.zst");
            fs::write(&path, bytes).unwrap();
            assert_eq!(read_backup(&path).unwrap_err().code, "backup-damaged", "{name}");
        };
        for _ in 0..100 {
            let at = usize::try_from(chance.next_u64()).unwrap() % whole.len();
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (chance.next_u64() % 8);
            one(format!("flipped at {at}"), &flipped);
            one(format!("cut at {at}"), &whole[..at]);
        }
        for lost in ["tables/thing/000001.jsonl", "tables/audit/000001.jsonl", "manifest.json"] {
            one(format!("without {lost}"), &without(&whole, lost));
        }
        // The same way of packing it anew, with nothing lost, is accepted.
        fs::write(&path, without(&whole, "nothing")).unwrap();
        read_backup(&path).unwrap();
    });
}

/// The archive without one of its parts, with a digest that holds.
fn without(whole: &[u8], lost: &str) -> Vec<u8> {
    let mut tar = tar::Archive::new(zstd::Decoder::new(whole).unwrap());
    let mut packed = tar::Builder::new(zstd::Encoder::new(Vec::new(), 3).unwrap());
    for entry in tar.entries().unwrap() {
        let mut entry = entry.unwrap();
        let (mut header, name) = (entry.header().clone(), entry.path().unwrap().into_owned());
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if name != Path::new(lost) {
            packed.append_data(&mut header, &name, bytes.as_slice()).unwrap();
        }
    }
    let mut bytes = packed.into_inner().unwrap().finish().unwrap();
    let digest = Sha256::digest(&bytes);
    bytes.write_all(&[0x50, 0x2A, 0x4D, 0x18, 32, 0, 0, 0]).unwrap();
    bytes.write_all(&digest).unwrap();
    bytes
}

#[test]
fn an_older_backup_is_brought_to_the_programs_shape_and_a_newer_one_refused() {
    on_each_engine(&list(), |bench| {
        let folder = Folder::new();
        add(&bench.db, "old".into(), 1).unwrap();
        let path = folder.file("old.tar.zst");
        take(&bench.target, &path).unwrap();
        let backup = read_backup(&path).unwrap();
        let newer = [list(), vec![LATER]].concat();
        empty_embedded(|to| {
            give(&backup, to, &newer).unwrap();
            let db = Db::open(to, Options::default()).unwrap();
            let grey = "SELECT count(*) FROM thing WHERE colour = 'grey'";
            assert_eq!(db.read_now(|r| r.count(grey, &[])).unwrap(), 1);
        });
        empty_embedded(|to| {
            assert_eq!(give(&backup, to, &own_migrations()).unwrap_err().code, "database-newer");
            assert!(!to.file().unwrap().exists(), "nothing was touched");
        });
    });
}

#[test]
fn what_a_restore_that_was_cut_off_left_behind_is_filled_the_next_time() {
    on_each_engine(&list(), |bench| {
        let folder = Folder::new();
        add(&bench.db, "a".into(), 1).unwrap();
        let path = folder.file("a.tar.zst");
        take(&bench.target, &path).unwrap();
        let backup = read_backup(&path).unwrap();
        empty_embedded(|to| {
            migrate(to, &own_migrations(), start()).unwrap();
            give(&backup, to, &list()).unwrap();
            assert_equal(&backup, to);
        });
    });
}

#[test]
fn nothing_is_left_of_a_backup_that_could_not_be_taken() {
    empty_embedded(|target| {
        let folder = Folder::new();
        let path = folder.file("none.tar.zst");
        assert_eq!(take(target, &path).unwrap_err().code, "database-empty");
        migrate(target, &[list(), vec![LATER]].concat(), start()).unwrap();
        assert_eq!(take(target, &path).unwrap_err().code, "database-newer");
        let beyond = folder.file("no/such/folder.tar.zst");
        assert_eq!(
            back_up(target, &[list(), vec![LATER]].concat(), &beyond, "t", start(), &mut |_| ())
                .unwrap_err()
                .code,
            "backup-unwritable"
        );
        assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 0);
    });
}
