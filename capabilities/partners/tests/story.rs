//! The story of this room, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use entente_access::{Actor, Audience, Grant};
use entente_kernel::{Id, Lang, OsChance, Text};
use entente_partners::import::import_ror;
use entente_partners::{Organisation, Person};
use entente_record::{Datum, Draft, Filter, Query, create, list};
use entente_store::{By, Migration, verify};
use entente_testkit::on_each_engine;

fn migrations() -> Vec<Migration> {
    [entente_store::own_migrations(), entente_record::migrations(), entente_partners::migrations()].concat()
}

fn officer() -> Actor {
    let grants = vec![Grant { role: "officer".into(), office: None }];
    Actor { grants, audience: Audience::Internal, ..Actor::visitor(Lang::En) }
}

struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, text: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("entente-{}", Id::new(&OsChance)));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(name), text).unwrap();
        Self(folder.join(name))
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        std::fs::remove_dir_all(self.0.parent().unwrap()).ok();
    }
}

const LINES: &str = r#"{"id":"03cve4549","name":"Jiangchuan University","status":"active","types":["education"],"established":1911,"country":"CN","admin1":"Beijing","city":"Beijing","lat":40.00024,"lng":116.32612,"names":[["江川大学","zh",["label"]],["Jiangchuan University","en",["label","ror_display"]],["JU",null,["acronym"]]],"website":"https://www.jiangchuan.example","rel":[["child","05a28rw58","First Hospital"]]}
{"id":"05a28rw58","name":"First Hospital","status":"withdrawn","types":["healthcare"],"country":"CN","names":[["First Hospital","en",["ror_display"]]]}
{"id":"05a28rw59","name":"Wrong","names":[]}
not json at all
"#;

#[test]
fn the_import_is_idempotent_and_reports_bad_rows() {
    let file = Scratch::new("ror.jsonl", LINES);
    on_each_engine(&migrations(), |bench| {
        let first = import_ror(&bench.db, file.path(), &mut |_| ()).unwrap();
        assert_eq!((first.read, first.created, first.changed), (4, 2, 0));
        assert_eq!(first.rejected, [(3, "the id is not a ROR id".into()), (4, "not JSON".into())]);
        let second = import_ror(&bench.db, file.path(), &mut |_| ()).unwrap();
        assert_eq!((second.created, second.changed), (0, 0));
        let query = Query { filters: vec![Filter::Is("sort", "university".into())], ..Query::new(Lang::Zh) };
        let found = bench.db.read_now(move |r| list(r, &officer(), Organisation::KIND, &query)).unwrap();
        assert_eq!(found.records[0].title(Lang::Zh), "江川大学");
        assert_eq!(bench.db.read_now(verify).unwrap(), (vec![], 2));
    });
}

#[test]
fn an_import_changes_what_changed_and_keeps_what_people_entered() {
    let file = Scratch::new("ror.jsonl", LINES);
    let later = Scratch::new("later.jsonl", &LINES.replace("\"Beijing\",\"lat\"", "\"Tianjin\",\"lat\""));
    on_each_engine(&migrations(), |bench| {
        import_ror(&bench.db, file.path(), &mut |_| ()).unwrap();
        let outcome = import_ror(&bench.db, later.path(), &mut |_| ()).unwrap();
        assert_eq!((outcome.created, outcome.changed), (0, 1));
    });
}

#[test]
fn what_is_not_a_ror_file_is_refused_before_anything_is_written() {
    let file = Scratch::new("notes.txt", "Dear all,\n");
    on_each_engine(&migrations(), |bench| {
        assert_eq!(import_ror(&bench.db, file.path(), &mut |_| ()).unwrap_err().code, "file-not-ror");
        let missing = Path::new("no-such-file.jsonl");
        assert_eq!(import_ror(&bench.db, missing, &mut |_| ()).unwrap_err().code, "file-unreadable");
    });
}

#[test]
fn researchers_see_members_records_only_and_change_nothing() {
    on_each_engine(&migrations(), |bench| {
        let kind = Person::KIND;
        let person = |class: &str| {
            let mut draft = Draft::new(kind).with(kind, "name", Datum::Text(Text::zh("陈安"))).with(
                kind,
                "contact_rule",
                Datum::Line("notice".into()),
            );
            draft.class = class.into();
            draft
        };
        let (open, closed) = (person("members"), person("internal"));
        bench
            .db
            .write_now(By::system("test"), move |tx| {
                create(tx, &officer(), kind, &open)?;
                create(tx, &officer(), kind, &closed)
            })
            .unwrap();
        let grants = vec![Grant { role: "researcher".into(), office: None }];
        let researcher = Actor { grants, audience: Audience::Members, ..Actor::visitor(Lang::Zh) };
        let mine = researcher.clone();
        let seen = bench.db.read_now(move |r| list(r, &mine, kind, &Query::new(Lang::Zh))).unwrap();
        assert_eq!(seen.count, 1);
        let draft = person("public");
        let refused = bench.db.write_now(By::system("test"), move |tx| create(tx, &researcher, kind, &draft));
        assert_eq!(refused.unwrap_err().code, "only-officers");
    });
}
