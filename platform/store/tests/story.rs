//! The store's promises, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use entente_kernel::{Class, Id, SeededChance};
use entente_store::{
    By, Cell, Migration, Recall, Target, Value, advance, copy, cursor, erase_cells, migrate, own_migrations,
    pending, recall, remember, scalar, verify,
};
use entente_testkit::{Bench, empty_embedded, empty_pair, on_each_engine, start};

const THINGS: Migration = Migration {
    name: "things-0001",
    sql: "CREATE TABLE thing (id UUID PRIMARY KEY, name TEXT NOT NULL UNIQUE, born DATE, alive BOOLEAN NOT NULL,
          weight BIGINT, picture BYTEA);\nHISTORY OF thing;\n",
};

fn list() -> Vec<Migration> {
    let mut list = own_migrations();
    list.push(THINGS);
    list
}

fn by() -> By {
    By::system("test")
}

fn add(bench: &Bench, name: &'static str) -> entente_kernel::Result<Id> {
    bench.db.write_now(by(), move |tx| {
        let id = tx.new_id();
        let born = "2026-02-28".parse::<entente_kernel::Date>().unwrap();
        let values: [Value; 6] =
            [id.into(), name.into(), born.into(), true.into(), 7_i64.into(), vec![1_u8, 2].into()];
        let sql =
            "INSERT INTO thing (id, name, born, alive, weight, picture) VALUES ($1, $2, $3, $4, $5, $6)";
        tx.execute(sql, &values)?;
        tx.audit("thing", id, "create", &[Cell { field: "name".into(), old: None, new: Some(name.into()) }])?;
        tx.announce("thing.made", "thing", id, "{}")?;
        Ok(id)
    })
}

#[test]
fn values_come_back_as_they_went_in() {
    on_each_engine(&list(), |bench| {
        let id = add(bench, "猫").unwrap();
        let row = bench
            .db
            .read_now(|r| {
                r.first("SELECT id, name, born, alive, weight, picture FROM thing WHERE alive", &[])
            })
            .unwrap()
            .unwrap();
        assert_eq!(row.get::<Id>(0).unwrap(), id);
        assert_eq!(row.get::<String>(1).unwrap(), "猫");
        assert_eq!(row.get::<entente_kernel::Date>(2).unwrap().to_string(), "2026-02-28");
        assert!(row.get::<bool>(3).unwrap());
        assert_eq!(row.get::<i64>(4).unwrap(), 7);
        assert_eq!(row.get::<Vec<u8>>(5).unwrap(), [1, 2]);
        assert!(row.get::<String>(4).is_err());
    });
}

#[test]
fn a_failed_write_leaves_nothing_and_disturbs_nobody() {
    on_each_engine(&list(), |bench| {
        add(bench, "first").unwrap();
        let twice = add(bench, "first").unwrap_err();
        assert_eq!((twice.class, twice.code), (Class::Conflict, "duplicate-key"));
        let panicked = bench.db.write_now(by(), |_| -> entente_kernel::Result<()> { panic!("no") });
        assert_eq!(panicked.unwrap_err().class, Class::Internal);
        add(bench, "second").unwrap();
        let (things, trail) = bench
            .db
            .read_now(|r| {
                Ok((r.count("SELECT count(*) FROM thing", &[])?, r.count("SELECT count(*) FROM audit", &[])?))
            })
            .unwrap();
        assert_eq!((things, trail), (2, 2));
        assert_eq!(bench.db.read_now(verify).unwrap(), (vec![], 2));
    });
}

#[test]
fn a_write_that_overlooks_an_error_is_kept_whole_or_refused() {
    on_each_engine(&list(), |bench| {
        add(bench, "first").unwrap();
        let told = bench.db.write_now(by(), |tx| {
            let sql = "INSERT INTO thing (id, name, alive) VALUES ($1, $2, $3)";
            let _ = tx.execute(sql, &[tx.new_id().into(), "first".into(), true.into()]);
            let _ = tx.execute(sql, &[tx.new_id().into(), "second".into(), true.into()]);
            Ok(())
        });
        let there = bench.db.read_now(|r| r.count("SELECT count(*) FROM thing WHERE name = 'second'", &[]));
        assert_eq!(told.is_ok(), there.unwrap() == 1, "what is said is what is kept");
    });
}

#[test]
fn many_writers_at_once_make_one_unbroken_chain() {
    on_each_engine(&list(), |bench| {
        let names = SeededChance::new(3);
        let names: Vec<String> = (0..200).map(|_| format!("{:x}", names.next_u64())).collect();
        std::thread::scope(|scope| {
            for part in names.chunks(25) {
                scope.spawn(move || {
                    for name in part {
                        add(bench, String::leak(name.clone())).unwrap();
                    }
                });
            }
        });
        assert_eq!(bench.db.read_now(verify).unwrap(), (vec![], 200));
        let events = bench.db.read_now(|r| pending(r, 0, 500)).unwrap();
        assert_eq!(events.len(), 200);
        assert!(events.windows(2).all(|pair| pair[0].seq + 1 == pair[1].seq));
    });
}

#[test]
fn verify_names_what_was_altered_removed_moved_or_erased() {
    on_each_engine(&list(), |bench| {
        let ids = ["a", "b", "c", "d"].map(|name| add(bench, name).unwrap());
        let found = |sql: &'static str| {
            let before = bench.db.read_now(verify).unwrap().0;
            bench.db.write_now(by(), move |tx| tx.execute(sql, &[])).unwrap();
            let after = bench.db.read_now(verify).unwrap().0;
            after.into_iter().filter(|f| !before.contains(f)).map(|f| (f.seq, f.code)).collect::<Vec<_>>()
        };
        bench.db.write_now(by(), move |tx| erase_cells(tx, ids[3], &["name"])).unwrap();
        let erased = bench.db.read_now(verify).unwrap().0;
        assert!(erased.len() == 1 && !erased[0].is_fault(), "{erased:?}");
        assert_eq!(
            found("UPDATE audit_value SET body = replace(body, '\"a\"', '\"z\"') WHERE seq = 1"),
            [(1, "value-altered")]
        );
        assert_eq!(found("UPDATE audit SET act = 'edit' WHERE seq = 2"), [(2, "row-altered")]);
        let moved = "UPDATE audit SET record = (SELECT record FROM audit WHERE seq = 1) WHERE seq = 3";
        assert_eq!(found(moved)[0], (3, "row-altered"));
        assert_eq!(found("DELETE FROM audit_value WHERE seq = 4"), [(4, "value-removed")]);
        assert_eq!(found("DELETE FROM audit WHERE seq = 4"), [(4, "row-removed")]);
    });
}

#[test]
fn an_idempotency_key_answers_once_and_refuses_another_request() {
    on_each_engine(&list(), |bench| {
        let actor = Id::new(&SeededChance::new(1));
        let ask = |body: &'static [u8]| {
            bench.db.write_now(by(), move |tx| {
                let known = recall(tx, actor, "k", body)?;
                if known == Recall::New {
                    remember(tx, actor, "k", body, 201, "made")?;
                }
                Ok(known)
            })
        };
        assert_eq!(ask(b"one").unwrap(), Recall::New);
        assert_eq!(ask(b"one").unwrap(), Recall::Answered { status: 201, answer: "made".into() });
        assert_eq!(ask(b"two").unwrap_err().code, "idempotency-reused");
        bench.clock.set(start().plus_seconds(25 * 3600));
        assert_eq!(ask(b"two").unwrap(), Recall::New);
    });
}

#[test]
fn a_follower_of_the_outbox_remembers_where_it_was() {
    on_each_engine(&list(), |bench| {
        add(bench, "a").unwrap();
        assert_eq!(bench.db.read_now(|r| cursor(r, "search")).unwrap(), 0);
        bench.db.write_now(by(), |tx| advance(tx, "search", 1)).unwrap();
        assert_eq!(bench.db.read_now(|r| cursor(r, "search")).unwrap(), 1);
        assert!(bench.db.read_now(|r| pending(r, 1, 10)).unwrap().is_empty());
    });
}

#[test]
fn migrating_again_does_nothing_and_foreign_or_edited_migrations_are_refused() {
    empty_embedded(|target| {
        assert_eq!(migrate(target, &list(), start()).unwrap(), ["store-0001", "store-0002", "things-0001"]);
        assert!(migrate(target, &list(), start()).unwrap().is_empty());
        assert_eq!(migrate(target, &own_migrations(), start()).unwrap_err().code, "database-newer");
        let edited = Migration { sql: "SELECT 1;", ..THINGS };
        let list = [own_migrations(), vec![edited]].concat();
        assert_eq!(migrate(target, &list, start()).unwrap_err().code, "migration-edited");
    });
}

#[test]
fn copying_there_and_back_is_the_identity() {
    empty_pair(|embedded, server| {
        let dump = |target: &Target| {
            let db = entente_store::Db::open(target, entente_store::Options::default()).unwrap();
            db.read_now(|r| {
                let mut all = Vec::new();
                for table in entente_store::tables(&list()) {
                    for row in r.query(&format!("SELECT * FROM {table}"), &[])? {
                        let bool_free = |v: &Value| match v {
                            Value::Bool(b) => Value::Int(i64::from(*b)),
                            Value::Id(id) => Value::Bytes(id.0.as_bytes().to_vec()),
                            Value::Date(d) => Value::Text(d.to_string()),
                            other => other.clone(),
                        };
                        all.push((table.clone(), row.0.iter().map(bool_free).collect::<Vec<_>>()));
                    }
                }
                all.sort();
                Ok(all)
            })
            .unwrap()
        };
        migrate(embedded, &list(), start()).unwrap();
        let bench = Bench {
            db: entente_store::Db::open(embedded, entente_store::Options::default()).unwrap(),
            clock: std::sync::Arc::new(entente_kernel::FixedClock::at(start())),
            target: embedded.clone(),
        };
        for name in ["x", "y", "z"] {
            add(&bench, name).unwrap();
        }
        copy(embedded, server, &list(), start(), &mut |_| ()).unwrap();
        assert_eq!(dump(embedded), dump(server));
        assert_eq!(copy(embedded, server, &list(), start(), &mut |_| ()).unwrap_err().code, "copy-not-empty");
        empty_embedded(|back| {
            copy(server, back, &list(), start(), &mut |_| ()).unwrap();
            assert_eq!(dump(embedded), dump(back));
        });
        let sql = "SELECT count(*) FROM thing";
        let db = entente_store::Db::open(server, entente_store::Options::default()).unwrap();
        assert_eq!(db.read_now(move |r| scalar::<i64>(r, sql, &[])).unwrap(), Some(3));
    });
}

#[test]
fn many_writes_stand_in_the_chain_as_one_and_personal_words_leave_it() {
    on_each_engine(&list(), |bench| {
        let (one, two, about) = bench
            .db
            .write_now(by(), |tx| {
                let (one, two, about) = (tx.new_id(), tx.new_id(), tx.new_id());
                tx.as_one("batch", about, "bulk", |tx| {
                    for id in [one, two] {
                        let cell =
                            Cell { field: "name".into(), old: Some("a".into()), new: Some("b".into()) };
                        tx.audit("thing", id, "edit", &[cell])?;
                    }
                    Ok(())
                })?;
                Ok((one, two, about))
            })
            .unwrap();
        let rows = bench.db.read_now(|r| r.query("SELECT record, act FROM audit", &[])).unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(
            (rows[0].get::<Id>(0).unwrap(), rows[0].get::<String>(1).unwrap().as_str()),
            (about, "bulk")
        );
        assert_eq!(bench.db.write_now(by(), move |tx| erase_cells(tx, one, &["name"])).unwrap(), 1);
        let (findings, _) = bench.db.read_now(verify).unwrap();
        assert_eq!(findings.len(), 1);
        assert!(!findings[0].is_fault() && findings[0].about.contains(&one.to_string()));
        assert!(!findings[0].about.contains(&two.to_string()));
    });
}
