//! The story of search, on both engines: what is found, by whom, and how the index follows the records.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use entente_access::{Actor, Audience, Role};
use entente_kernel::{Id, Lang, Text};
use entente_record::{Datum, Draft, Kind, Record, Registry, Write, create, edit, load, restore, trash};
use entente_search::Search;
use entente_store::By;
use entente_testkit::kinds::{Pact, clerk, migrations};
use entente_testkit::{Bench, on_each_engine};

const ROLES: [Role; 2] = [
    Role { id: "clerk", audience: Audience::Internal, by_office: false },
    Role { id: "keeper", audience: Audience::Internal, by_office: false },
];

const KIND: &Kind = Pact::KIND;

fn search() -> Search {
    Search::open(None, Registry::new(vec![KIND]), &ROLES).unwrap()
}

fn named(en: &str, zh: &str, class: &str) -> Draft {
    let draft = Draft::new(KIND).with(KIND, "name", Datum::Text(Text::new(en, zh))).with(
        KIND,
        "matter",
        Datum::Line("peace".into()),
    );
    Draft { class: class.into(), ..draft }
}

fn make(bench: &Bench, draft: Draft) -> Record {
    bench.db.write_now(By::system("test"), move |tx| create(tx, &Actor::system(), KIND, &draft)).unwrap()
}

fn find(bench: &Bench, search: &Search, actor: Actor, words: &str) -> Vec<String> {
    let (search, words) = (search.clone(), words.to_owned());
    let hits = bench.db.read_now(move |r| search.search(r, &actor, &words, &[], 10)).unwrap();
    hits.iter().map(|hit| hit.title.show(Lang::En).to_owned()).collect()
}

fn follow(bench: &Bench, search: &Search) {
    let search = search.clone();
    bench.db.read_now(move |r| search.follow(r)).unwrap();
}

fn differences(bench: &Bench, search: &Search) -> usize {
    let search = search.clone();
    bench.db.read_now(move |r| search.check(r)).unwrap().len()
}

#[test]
fn english_chinese_pinyin_and_a_slip_find_the_same() {
    on_each_engine(&migrations(), |bench| {
        make(bench, named("Toyota Motor", "丰田汽车", "public"));
        make(bench, named("Tokyo Gas", "东京瓦斯", "public"));
        make(bench, named("Peace with Toyota Motor and others", "", "public"));
        let search = search();
        follow(bench, &search);
        let visitor = || Actor::visitor(Lang::En);
        for words in ["toyota motor", "TOYOTA", "toyo mot", "Tōyota"] {
            assert_eq!(find(bench, &search, visitor(), words).first().unwrap(), "Toyota Motor", "{words}");
        }
        for words in ["丰田", "豐田", "fengtian", "ftqc", "丰", "汽车 toyota"] {
            assert_eq!(find(bench, &search, visitor(), words), ["Toyota Motor"], "{words}");
        }
        assert_eq!(find(bench, &search, visitor(), "toyata").first().unwrap(), "Toyota Motor");
        for words in ["", "  ", "(((\"", "nothing like it", "\u{0}", "🙂", &"x".repeat(10_000)] {
            assert!(find(bench, &search, visitor(), words).is_empty(), "{words}");
        }
    });
}

#[test]
fn each_readership_finds_only_what_all_of_it_may_see() {
    on_each_engine(&migrations(), |bench| {
        make(bench, named("Open harbour", "", "public"));
        make(bench, named("Quiet harbour", "", "internal"));
        make(bench, named("Named harbour", "", "restricted"));
        let secret = named("Sealed harbour", "", "public");
        let secret = secret.with(KIND, "clause", Datum::Text(Text::en("canary words")));
        make(bench, secret);
        let search = search();
        follow(bench, &search);
        let visitor = || Actor::visitor(Lang::En);
        assert_eq!(find(bench, &search, visitor(), "harbour").len(), 2);
        assert_eq!(find(bench, &search, clerk(), "harbour").len(), 3);
        for reader in [visitor(), clerk()] {
            assert!(
                find(bench, &search, reader, "canary").is_empty(),
                "not all of the staff may read clauses"
            );
        }
        assert_eq!(differences(bench, &search), 0);
    });
}

#[test]
fn the_index_follows_every_change_and_equals_one_built_anew() {
    on_each_engine(&migrations(), |bench| {
        let search = search();
        follow(bench, &search);
        let made: Vec<Id> =
            ["First", "Second", "Third"].map(|n| make(bench, named(n, "", "public")).meta.id).to_vec();
        let (first, second) = (made.first().copied().unwrap(), made.get(1).copied().unwrap());
        let visitor = || Actor::visitor(Lang::En);
        assert_eq!(find(bench, &search, visitor(), "second"), ["Second"], "a search catches up by itself");
        let change = move |tx: &mut entente_store::Tx<'_>| {
            let old = load(tx, KIND, first)?.unwrap();
            let draft = Draft::of(&old).with(KIND, "name", Datum::Text(Text::en("Renamed")));
            edit(tx, &Actor::system(), KIND, first, &draft, &Write::default())?;
            trash(tx, &Actor::system(), KIND, second, &Write::default())
        };
        bench.db.write_now(By::system("test"), change).unwrap();
        assert!(find(bench, &search, visitor(), "first").is_empty());
        assert!(find(bench, &search, visitor(), "second").is_empty());
        assert_eq!(find(bench, &search, visitor(), "renamed"), ["Renamed"]);
        let back = move |tx: &mut entente_store::Tx<'_>| {
            restore(tx, &Actor::system(), KIND, second, &Write::default())
        };
        bench.db.write_now(By::system("test"), back).unwrap();
        assert_eq!(find(bench, &search, visitor(), "second"), ["Second"]);
        assert_eq!(differences(bench, &search), 0);
        let again = search.clone();
        bench.db.read_now(move |r| again.rebuild(r)).unwrap();
        assert_eq!(differences(bench, &search), 0);
        assert_eq!(find(bench, &search, visitor(), "renamed"), ["Renamed"]);
    });
}

#[test]
fn files_that_are_cut_short_or_gone_are_made_anew() {
    on_each_engine(&migrations(), |bench| {
        let folder = std::env::temp_dir().join(format!("entente-search-{}", Id::new(bench.db.chance())));
        for n in 0..200 {
            make(bench, named(&format!("Treaty of Arden {n}"), "雅顿条约", "public"));
        }
        let search = Search::open(Some(&folder), Registry::new(vec![KIND]), &ROLES).unwrap();
        follow(bench, &search);
        let files = || {
            let folders = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
            folders
                .flat_map(|f| std::fs::read_dir(f).unwrap().map(|entry| entry.unwrap().path()))
                .filter(|path| path.is_file())
                .collect::<Vec<_>>()
        };
        let harms: [&dyn Fn(&std::path::Path); 3] = [
            &|file| std::fs::OpenOptions::new().write(true).open(file).unwrap().set_len(0).unwrap(),
            &|file| {
                let len = std::fs::metadata(file).unwrap().len();
                std::fs::OpenOptions::new().write(true).open(file).unwrap().set_len(len / 2).unwrap();
            },
            &|file| std::fs::remove_file(file).unwrap(),
        ];
        for harm in harms {
            files().iter().for_each(|file| harm(file));
            // Somebody asks at once: either it is still known, or it is said that the index is damaged.
            let (asked, actor) = (search.clone(), clerk());
            let told = bench.db.read_now(move |r| asked.search(r, &actor, "Arden", &[], 10));
            assert!(
                told.as_ref().map_or_else(|p| p.code == "search-damaged", |hits| hits.len() == 10),
                "{told:?}"
            );
            make(bench, named("Treaty of Belmont", "", "public"));
            follow(bench, &search);
            follow(bench, &search);
            assert!(find(bench, &search, clerk(), "Belmont").contains(&"Treaty of Belmont".to_owned()));
            assert_eq!(find(bench, &search, clerk(), "Arden").len(), 10);
            assert_eq!(differences(bench, &search), 0);
        }
        std::fs::remove_dir_all(&folder).unwrap();
        make(bench, named("Treaty of Corvin", "", "public"));
        follow(bench, &search);
        assert_eq!(find(bench, &search, clerk(), "Corvin"), ["Treaty of Corvin"]);
        std::fs::remove_dir_all(&folder).unwrap();
    });
}
