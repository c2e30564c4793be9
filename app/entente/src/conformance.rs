//! What every registered kind must keep to: a suite that walks the registry, with no test code per kind.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use entente_access::{Action, Actor, Audience, Cond, Grant};
use entente_kernel::{Date, Id, Lang, SeededChance};
use entente_record::{Field, Kind, Query, from_json, list, load, to_json, visible};
use entente_store::By;
use entente_testkit::{Bench, on_each_engine};

use crate::demo;
use crate::rooms::{self, ROLES};

/// Records of one kind that a test looks at; the demo world has more of some.
const SAMPLE: usize = 40;

/// Someone with one role, a person and an organisation.
fn holder(
    role: &str,
    audience: Audience,
    person: Option<Id>,
    organisation: Option<Id>,
    today: Date,
) -> Actor {
    Actor {
        today: Some(today),
        account: Some(Id::new(&SeededChance::new(1))),
        person,
        organisations: organisation.into_iter().collect(),
        grants: vec![Grant { role: role.into(), office: None }],
        audience,
        ..Actor::visitor(Lang::En)
    }
}

/// One actor per role, as in the demo world, and a visitor.
fn everyone(bench: &Bench) -> Vec<(String, Actor)> {
    let one =
        |sql: &'static str| bench.db.read_now(move |r| entente_store::scalar::<Id>(r, sql, &[])).unwrap();
    let person = one("SELECT person FROM engagement WHERE deleted_at IS NULL ORDER BY reference LIMIT 1");
    let organisation = one("SELECT organisation FROM need ORDER BY reference LIMIT 1");
    let today = bench.db.read_now(|r| Ok(r.today())).unwrap();
    let mut all = vec![(String::from("anonymous"), Actor::visitor(Lang::En))];
    for role in ROLES {
        let own = |id: Option<Id>, of: &str| id.filter(|_| role.id == of);
        let (person, organisation) = (own(person, "researcher"), own(organisation, "partner_contact"));
        let actor = holder(role.id, role.audience, person, organisation, today);
        all.push((role.id.to_owned(), actor));
    }
    all
}

fn ids(bench: &Bench, kind: &'static Kind) -> Vec<Id> {
    let sql = format!("SELECT id FROM {} WHERE deleted_at IS NULL ORDER BY reference", kind.table);
    let rows = bench.db.read_now(move |r| r.query(&sql, &[])).unwrap();
    rows.iter().map(|row| row.get(0).unwrap()).collect()
}

fn on_the_demo_world(test: impl Fn(&Bench)) {
    on_each_engine(&rooms::migrations(), |bench| {
        demo::build(&bench.db).unwrap();
        test(bench);
    });
}

#[test]
fn every_declared_column_stands_in_the_table_and_in_its_history() {
    on_each_engine(&rooms::migrations(), |bench| {
        for kind in rooms::registry().kinds() {
            let columns: Vec<String> = kind.fields.iter().flat_map(Field::all_columns).collect();
            let mut selects = vec![
                format!(
                    "SELECT version, state_since, {} FROM {} WHERE 1 = 0",
                    columns.join(", "),
                    kind.table
                ),
                format!(
                    "SELECT effective_from, recorded_to, {} FROM {}_history WHERE 1 = 0",
                    columns.join(", "),
                    kind.table
                ),
            ];
            for part in kind.children {
                let columns: Vec<String> = part.fields.iter().flat_map(Field::all_columns).collect();
                selects.push(format!(
                    "SELECT owner, position, recorded_from, recorded_to, {} FROM {} WHERE 1 = 0",
                    columns.join(", "),
                    part.table
                ));
            }
            for sql in selects {
                let found = bench.db.read_now(move |r| r.query(&sql, &[]));
                assert!(found.is_ok(), "{}: {found:?}", kind.name);
            }
        }
    });
}

#[test]
fn every_state_is_reached_and_left_or_final() {
    for kind in rooms::registry().kinds() {
        let Some(states) = kind.states else { continue };
        let words: BTreeSet<&str> = states.all.iter().map(|s| s.word).collect();
        let mut reached = BTreeSet::from([states.first]);
        for _ in states.all {
            let next: Vec<&str> = states
                .steps
                .iter()
                .filter(|s| s.from.iter().any(|f| reached.contains(f)))
                .map(|s| s.to)
                .collect();
            reached.extend(next);
        }
        assert_eq!(reached, words, "{}", kind.name);
        for state in states.all {
            let left = states.steps.iter().any(|s| s.from.contains(&state.word));
            assert_eq!(left, !state.is_final, "{} {}", kind.name, state.word);
        }
        assert!(states.steps.iter().all(|s| s.from.iter().all(|f| words.contains(f))), "{}", kind.name);
    }
}

#[test]
fn a_list_shows_exactly_what_the_detail_permits() {
    on_the_demo_world(|bench| {
        for (role, actor) in everyone(bench) {
            for kind in rooms::registry().kinds() {
                let (who, query) = (actor.clone(), Query { limit: 1000, ..Query::new(Lang::En) });
                let page = bench.db.read_now(move |r| list(r, &who, kind, &query)).unwrap();
                let listed: BTreeSet<Id> = page.records.iter().map(|r| r.meta.id).collect();
                for id in ids(bench, kind).into_iter().take(SAMPLE) {
                    let who = actor.clone();
                    let seen = bench.db.read_now(move |r| visible(r, &who, kind, id)).is_ok();
                    assert_eq!(seen, listed.contains(&id), "{role} and {} {id}", kind.name);
                }
            }
        }
    });
}

#[test]
fn every_record_comes_back_from_json() {
    on_the_demo_world(|bench| {
        for kind in rooms::registry().kinds() {
            for id in ids(bench, kind).into_iter().take(SAMPLE) {
                let record = bench.db.read_now(move |r| load(r, kind, id)).unwrap().unwrap();
                let json = to_json(kind, &record, &|_| true);
                for (field, datum) in kind.fields.iter().zip(&record.values) {
                    assert_eq!(
                        from_json(field, json.get(field.name).unwrap()).as_ref(),
                        Ok(datum),
                        "{}",
                        field.name
                    );
                }
            }
        }
    });
}

#[test]
fn every_change_is_in_the_audit_chain_and_in_the_history() {
    on_the_demo_world(|bench| {
        for kind in rooms::registry().kinds() {
            let sql = format!(
                "SELECT count(*) FROM {0} t WHERE t.version <> (SELECT count(*) FROM audit a WHERE a.record = t.id AND a.act <> 'note')
                    OR NOT EXISTS (SELECT 1 FROM {0}_history h
                        WHERE h.id = t.id AND h.version = t.version AND h.recorded_to IS NULL AND h.effective_to IS NULL)",
                kind.table
            );
            assert_eq!(bench.db.read_now(move |r| r.count(&sql, &[])).unwrap(), 0, "{}", kind.name);
        }
        assert_eq!(bench.db.read_now(entente_store::verify).unwrap().0, []);
    });
}

/// `docs/permissions.txt` is read in review: a change of rights shows there. Written anew when
/// `ENTENTE_TEST_WRITE` is set.
#[test]
fn the_permission_matrix_is_the_committed_one() {
    let chance = SeededChance::new(9);
    let (person, organisation) = (Id::new(&chance), Id::new(&chance));
    let today = "2026-01-01".parse().unwrap();
    let mut actors = vec![("anonymous", Actor::visitor(Lang::En))];
    for role in ROLES {
        actors.push((role.id, holder(role.id, role.audience, Some(person), Some(organisation), today)));
    }
    let mut text = String::from(
        "# all: every record; some: where the rule's condition holds; -: none, with the reason\n",
    );
    for kind in rooms::registry().kinds() {
        let mut actions = vec![
            ("see".to_owned(), Action::See),
            ("create".to_owned(), Action::Create),
            ("edit".to_owned(), Action::Edit),
            ("trash".to_owned(), Action::Trash),
            ("note".to_owned(), Action::Note),
        ];
        let groups: BTreeSet<&'static str> = kind.fields.iter().map(|f| f.group).collect();
        actions.extend(groups.into_iter().map(|g| (format!("fields {g}"), Action::Fields(g))));
        let steps: BTreeSet<&'static str> =
            kind.states.iter().flat_map(|s| s.steps.iter().map(|s| s.name)).collect();
        actions.extend(steps.into_iter().map(|s| (format!("step {s}"), Action::Step(s))));
        for (label, action) in actions {
            for (role, actor) in &actors {
                let rule = (kind.rule)(actor, action);
                let verdict = match rule.when {
                    Cond::All => "all".to_owned(),
                    Cond::Nothing => format!("- {}", rule.otherwise),
                    _ => "some".to_owned(),
                };
                writeln!(text, "{:<13} {label:<18} {role:<16} {verdict}", kind.name).unwrap();
            }
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/permissions.txt");
    if std::env::var_os("ENTENTE_TEST_WRITE").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(path).unwrap_or_default(),
        text,
        "run the tests with ENTENTE_TEST_WRITE=1"
    );
}

#[test]
fn the_whole_world_is_copied_between_the_engines_and_back() {
    use entente_store::{Db, Options, copy, migrate};
    entente_testkit::empty_pair(|embedded, server| {
        let all = rooms::migrations();
        let now = entente_testkit::start();
        migrate(embedded, &all, now).unwrap();
        demo::build(&Db::open(embedded, Options::default()).unwrap()).unwrap();
        let there = copy(embedded, server, &all, now, &mut |_| ()).unwrap();
        entente_testkit::empty_embedded(|back| {
            assert_eq!(copy(server, back, &all, now, &mut |_| ()).unwrap(), there);
            let digest = |target| {
                let db = Db::open(target, Options::default()).unwrap();
                db.read_now(|r| {
                    assert_eq!(entente_store::verify(r)?.0, []);
                    r.query("SELECT seq, hash FROM audit ORDER BY seq", &[])
                })
                .unwrap()
            };
            assert_eq!(digest(embedded), digest(back));
            let db = Db::open(back, Options::default()).unwrap();
            db.write_now(By::system("test"), |tx| Ok(tx.new_id())).unwrap();
        });
    });
}
