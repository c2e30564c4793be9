//! The story of this room, on both engines.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use entente_access::{Actor, Audience, Grant};
use entente_kernel::{Id, Lang, OsChance, Text};
use entente_partners::import::import_ror;
use entente_partners::{Comparison, Duplicate, Naming, Organisation, Person, Resolver, acts, linking};
use entente_record::{
    Datum, Draft, Filter, Invariant, Query, Record, Registry, Write, combined, create, edit, get, list, load,
    merge, step, unmerge,
};
use entente_store::{By, Migration, verify};
use entente_testkit::{Bench, on_each_engine};
use std::sync::Arc;

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

fn house(bench: &Bench, en: &str, zh: &str, (country, city): (&str, &str)) -> Id {
    let kind = Organisation::KIND;
    let line = |text: &str| Datum::Line(text.into());
    let draft = Draft::new(kind)
        .with(kind, "name", Datum::Text(Text::new(en, zh)))
        .with(kind, "sort", line("enterprise"))
        .with(kind, "status", line("active"))
        .with(kind, "domicile", line(country))
        .with(kind, "city", Datum::Text(Text::en(city)));
    bench.db.write_now(By::system("t"), move |tx| create(tx, &officer(), kind, &draft)).unwrap().meta.id
}

fn someone(bench: &Bench, works_at: &str) -> Id {
    let kind = Person::KIND;
    let mut draft = Draft::new(kind).with(kind, "name", Datum::Text(Text::en("Alex Reed"))).with(
        kind,
        "contact_rule",
        Datum::Line("free".into()),
    );
    draft.children[1] = vec![vec![Datum::Line(works_at.into()), Datum::Empty, Datum::Empty, Datum::Empty]];
    bench.db.write_now(By::system("t"), move |tx| create(tx, &officer(), kind, &draft)).unwrap().meta.id
}

fn employed(bench: &Bench, at: Id) -> Id {
    let kind = Person::KIND;
    let mut draft = Draft::new(kind).with(kind, "name", Datum::Text(Text::en("Sam Lee"))).with(
        kind,
        "contact_rule",
        Datum::Line("free".into()),
    );
    draft.children[0] = vec![vec![Datum::Link(at), Datum::Empty, Datum::Empty, Datum::Empty, Datum::Empty]];
    bench.db.write_now(By::system("t"), move |tx| create(tx, &officer(), kind, &draft)).unwrap().meta.id
}

fn all(bench: &Bench, kind: &'static entente_record::Kind) -> Vec<Record> {
    bench.db.read_now(move |r| list(r, &officer(), kind, &Query::new(Lang::En))).unwrap().records
}

fn naming(bench: &Bench, written: &str) -> Naming {
    let found = all(bench, Naming::KIND).into_iter().find(|n| n.title(Lang::En) == written).unwrap();
    bench.db.read_now(move |r| get::<Naming>(r, found.meta.id)).unwrap()
}

#[test]
fn words_become_links_that_are_marked_and_can_be_undone() {
    on_each_engine(&migrations(), |bench| {
        let resolver = Arc::new(Resolver::default());
        let steel = house(bench, "Harbour Steel Works", "海港钢铁厂", ("DE", "Hamburg"));
        let _ = house(bench, "Northern Polymer Institute", "", ("US", "Boston"));
        for city in ["Lyon", "Nantes"] {
            let _ = house(bench, "Zenith Mining", "", ("FR", city));
        }
        let sure = someone(bench, "Harbor Steel Works, Hamburg, Germany");
        let chinese = someone(bench, "海港鋼鐵廠");
        let unsure = someone(bench, "Zenith Mining");
        let nobody = someone(bench, "Quarry & Sons");
        while linking::follow(&bench.db, &resolver).unwrap() > 0 {}
        let person = |id: Id| {
            let record = bench.db.read_now(move |r| load(r, Person::KIND, id)).unwrap().unwrap();
            (record.children[0].clone(), record.children[1].clone())
        };
        for id in [sure, chinese] {
            let (linked, words) = person(id);
            assert_eq!((linked[0][0].clone(), words.len()), (Datum::Link(steel), 0));
            assert!(!linked[0][4].is_empty(), "the words stay beside the link");
        }
        let marked = naming(bench, "Harbor Steel Works, Hamburg, Germany");
        assert_eq!((marked.meta.state.as_str(), marked.organisation), ("linked", Some(steel)));
        assert!(
            marked.certainty.unwrap() >= 82 && marked.reasons.contains("name-covered"),
            "{}",
            marked.reasons
        );
        for id in [unsure, nobody] {
            assert_eq!((person(id).0.len(), person(id).1.len()), (0, 1), "what is not certain is not linked");
        }
        assert_eq!(naming(bench, "Zenith Mining").meta.state, "open");
        assert_eq!(naming(bench, "Quarry & Sons").organisation, None);

        // Undone: the words are there again, and the same words are not linked a second time.
        let id = marked.meta.id;
        let refuse = move |tx: &mut entente_store::Tx<'_>| {
            step(tx, &officer(), Naming::KIND, id, "refuse", &Write::default())
        };
        bench.db.write_now(By::system("t"), refuse).unwrap();
        assert_eq!((person(sure).0.len(), person(sure).1.len()), (0, 1));
        let again = someone(bench, "Harbor Steel Works, Hamburg, Germany");
        while linking::follow(&bench.db, &resolver).unwrap() > 0 {}
        assert_eq!(person(again).0.len(), 0);

        // Somebody says who is meant: everyone of whom it was written is linked, also those who come later.
        let open = naming(bench, "Quarry & Sons").meta.id;
        bench.db.write_now(By::system("t"), move |tx| acts::choose(tx, &officer(), open, steel)).unwrap();
        assert_eq!(person(nobody).0[0][0], Datum::Link(steel));
        let later = someone(bench, "Quarry & Sons");
        while linking::follow(&bench.db, &resolver).unwrap() > 0 {}
        assert_eq!(person(later).0[0][0], Datum::Link(steel));
        // And the next text like it is understood.
        let found = resolver_says(bench, &resolver, "Quarry & Sons, Dept. of Sales");
        assert_eq!(found.first(), Some(&steel));
        assert_eq!(bench.db.read_now(verify).unwrap().0, vec![]);
        assert_eq!(broken(bench), Vec::<&str>::new());
    });
}

fn resolver_says(bench: &Bench, resolver: &Arc<Resolver>, text: &'static str) -> Vec<Id> {
    let resolver = Arc::clone(resolver);
    let found = bench.db.read_now(move |r| resolver.meant(r, text, 3)).unwrap();
    found.into_iter().map(|one| one.organisation).collect()
}

/// The room's rules that do not hold.
fn broken(bench: &Bench) -> Vec<&'static str> {
    let rules: Vec<Invariant> =
        entente_partners::capability(&entente_partners::Resolving::default()).invariants;
    let found = rules.into_iter().filter(|rule| {
        let rule = *rule;
        !bench.db.read_now(move |r| rule.broken(r)).unwrap().is_empty()
    });
    found.map(|rule| rule.rule).collect()
}

#[test]
fn identifiers_decide_and_slips_are_forgiven() {
    on_each_engine(&migrations(), |bench| {
        let resolver = Arc::new(Resolver::default());
        let steel = house(bench, "Harbour Steel Works", "海港钢铁厂", ("CN", "Tianjin"));
        let kind = Organisation::KIND;
        bench
            .db
            .write_now(By::system("t"), move |tx| {
                let draft = Draft::of(&load(tx, kind, steel)?.unwrap());
                let draft = draft.with(kind, "ror", Datum::Line("05a28rw58".into()));
                edit(tx, &officer(), kind, steel, &draft, &Write::default())
            })
            .ok();
        for text in [
            "Harbour Steal Works",
            "HARBOUR STEEL WORKS CO., LTD.",
            "海港钢铁厂（天津）",
            "see https://ror.org/05A28RW58",
        ] {
            let resolver = Arc::clone(&resolver);
            let found = bench.db.read_now(move |r| resolver.meant(r, text, 3)).unwrap();
            assert_eq!(found.first().map(|one| one.organisation), Some(steel), "{text}");
        }
        assert_eq!(resolver_says(bench, &resolver, ""), []);
        assert_eq!(resolver_says(bench, &resolver, "???? 123"), []);
    });
}

#[test]
fn organisations_on_file_twice_are_noticed_merged_and_parted_again() {
    on_each_engine(&migrations(), |bench| {
        let resolver = Arc::new(Resolver::default());
        let one = house(bench, "Harbour Steel Works", "", ("DE", "Hamburg"));
        let other = house(bench, "Harbour Steel-Works GmbH", "海港钢铁厂", ("DE", "Hamburg"));
        let part = house(bench, "Research Laboratory of Harbour Steel Works", "", ("DE", "Hamburg"));
        let _ = house(bench, "Northern Polymer Institute", "", ("US", "Boston"));
        while linking::follow(&bench.db, &resolver).unwrap() > 0 {}
        let found = all(bench, Duplicate::KIND);
        assert_eq!(found.len(), 1, "{found:?}");
        let pair = found[0].meta.id;
        let ids = bench.db.read_now(move |r| get::<Duplicate>(r, pair)).unwrap();
        assert_eq!((ids.one, ids.other), (one.min(other), one.max(other)));
        let comparison = Comparison::default();
        comparison.run(&bench.db, &resolver).unwrap();
        assert_eq!(
            (comparison.standing().done, comparison.standing().found),
            (4, 0),
            "none is noticed twice"
        );

        // Words that fit both are not linked: that is for somebody to decide.
        let unsure = someone(bench, "Harbour Steel-Works GmbH, Hamburg, Germany");
        let worker = employed(bench, other);
        while linking::follow(&bench.db, &resolver).unwrap() > 0 {}
        let works_at = |id: Id| {
            let record = bench.db.read_now(move |r| load(r, Person::KIND, id)).unwrap().unwrap();
            record.children[0].first().map(|row| row[0].clone())
        };
        assert_eq!((works_at(unsure), works_at(worker)), (None, Some(Datum::Link(other))));
        bench.clock.set(entente_testkit::start().plus_seconds(60));
        let registry = Registry::new(entente_partners::kinds());
        let known = registry.clone();
        let made = bench.db.write_now(By::system("t"), move |tx| {
            let (kept, gone) =
                (load(tx, Organisation::KIND, one)?.unwrap(), load(tx, Organisation::KIND, other)?.unwrap());
            let moving = Registry::new(known.kinds().filter(|kind| kind.name != "duplicate").collect());
            merge(tx, &officer(), &moving, Organisation::KIND, (other, one), &combined(&kept, &gone))
        });
        let made = made.unwrap();
        while linking::follow(&bench.db, &resolver).unwrap() > 0 {}
        assert_eq!(all(bench, Duplicate::KIND)[0].meta.state, "merged");
        assert_eq!(works_at(worker), Some(Datum::Link(one)));
        let kept = bench.db.read_now(move |r| get::<Organisation>(r, one)).unwrap();
        assert_eq!(kept.name.zh.as_deref(), Some("海港钢铁厂"));
        assert_eq!(broken(bench), Vec::<&str>::new());
        assert_eq!(resolver_says(bench, &resolver, "Harbour Steel-Works GmbH").first(), Some(&one));
        bench.clock.set(entente_testkit::start().plus_seconds(120));
        let back = move |tx: &mut entente_store::Tx<'_>| {
            unmerge(tx, &officer(), &registry, Organisation::KIND, made.id)
        };
        bench.db.write_now(By::system("t"), back).unwrap();
        while linking::follow(&bench.db, &resolver).unwrap() > 0 {}
        assert_eq!(works_at(worker), Some(Datum::Link(other)));
        assert_eq!(all(bench, Duplicate::KIND)[0].meta.state, "open");
        assert!(resolver_says(bench, &resolver, "Laboratory of Harbour Steel Works").contains(&part));
    });
}
