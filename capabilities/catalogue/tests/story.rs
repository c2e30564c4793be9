//! The story of this room, on both engines.

use entente_access::{Actor, Audience, Grant};
use entente_catalogue::import::{Mapping, import_catalogue};
use entente_catalogue::{Expert, Technology};
use entente_kernel::{Id, Lang, SeededChance, Text};
use entente_record::{
    Datum, Draft, Query, Readership, Write, create, document, edit, list, open_groups, visible,
};
use entente_store::{By, Migration};
use entente_testkit::on_each_engine;

fn migrations() -> Vec<Migration> {
    [entente_store::own_migrations(), entente_record::migrations(), entente_catalogue::migrations()].concat()
}

fn with_role(role: &str, audience: Audience) -> Actor {
    Actor { grants: vec![Grant { role: role.into(), office: None }], audience, ..Actor::visitor(Lang::En) }
}

fn technology(class: &str) -> Draft {
    let kind = Technology::KIND;
    let mut draft = Draft::new(kind)
        .with(kind, "title", Datum::Text(Text::en("Spray-dried thermal barrier")))
        .with(kind, "detail", Datum::Text(Text::en("The canary recipe")));
    draft.class = class.into();
    draft
}

#[test]
fn outsiders_see_neither_detail_nor_what_is_under_embargo() {
    on_each_engine(&migrations(), |bench| {
        let kind = Technology::KIND;
        let officer = || with_role("officer", Audience::Internal);
        let make = |draft: Draft| {
            bench.db.write_now(By::system("t"), move |tx| create(tx, &officer(), kind, &draft))
        };
        let open = make(technology("public")).unwrap();
        let day = Datum::Date("2027-01-01".parse().unwrap());
        make(technology("public").with(kind, "embargo_until", day)).unwrap();
        let count = |actor: Actor| {
            bench.db.read_now(move |r| list(r, &actor, kind, &Query::new(Lang::En))).unwrap().count
        };
        assert_eq!((count(officer()), count(Actor::visitor(Lang::En))), (2, 1));
        let words = document(kind, &open, &Readership::new(Audience::Public, &[])).words;
        assert!(words.iter().all(|(_, text)| !text.contains("canary")));
    });
}

#[test]
fn a_readiness_level_says_who_assessed_it_and_when() {
    on_each_engine(&migrations(), |bench| {
        let kind = Technology::KIND;
        let draft = technology("public").with(kind, "trl", Datum::Int(10));
        let refused = bench.db.write_now(By::system("t"), move |tx| {
            create(tx, &with_role("officer", Audience::Internal), kind, &draft)
        });
        let codes: Vec<_> = refused.unwrap_err().fields.iter().map(|f| f.code).collect();
        assert_eq!(codes, ["trl", "required-with-trl", "required-with-trl"]);
    });
}

#[test]
fn an_expert_edits_the_own_profile_and_reads_the_own_address_only() {
    on_each_engine(&migrations(), |bench| {
        let kind = Expert::KIND;
        let person = Id::new(&SeededChance::new(4));
        let mut draft = Draft::new(kind)
            .with(kind, "name", Datum::Text(Text::new("An Chen", "陈安")))
            .with(kind, "email", Datum::Line("an@university.example".into()))
            .with(kind, "person", Datum::Link(person));
        draft.class = "members".into();
        let first = draft.clone();
        let id = bench
            .db
            .write_now(By::system("t"), move |tx| create(tx, &Actor::system(), kind, &first))
            .unwrap()
            .meta
            .id;
        let own = Actor { person: Some(person), ..with_role("researcher", Audience::Members) };
        let other = with_role("researcher", Audience::Members);
        let groups =
            |actor: Actor| bench.db.read_now(move |r| open_groups(r, &actor, kind, Some(id))).unwrap();
        assert!(groups(own.clone()).contains(&"contact") && !groups(other.clone()).contains(&"contact"));
        let change = |actor: Actor| {
            let draft = draft.clone().with(kind, "opted_out", Datum::Flag(true));
            bench
                .db
                .write_now(By::system("t"), move |tx| edit(tx, &actor, kind, id, &draft, &Write::default()))
        };
        assert_eq!(change(other).unwrap_err().code, "only-officers");
        change(own).unwrap();
        let visitor = Actor::visitor(Lang::En);
        assert_eq!(bench.db.read_now(move |r| visible(r, &visitor, kind, id)).unwrap_err().code, "not-found");
    });
}

const MAPPING: &str = r#"
kind = "technology"
source = "Fair 2026"
key = ["no"]
class = "public"
ignore = ["stand"]
[fields]
title_zh = { column = "名称" }
summary_en = { template = "Shown at stand {stand}." }
fields = { column = "field", split = ";", words = { "材料" = "materials", "能源" = "energy" } }
trl = { column = "trl" }
trl_date = { column = "day", dates = ["%d %B %Y", "%m/%d/%Y"] }
trl_assessor_en = { value = "the fair" }
"#;

/// Five rows: two right ones, one of a field that there is not, one with a word for a level, one without a key.
const FILE: &str = "no,名称,field,trl,day,stand,extra\n\
    1,低温烧结银浆,材料;能源,6,02 April 2025,A1,x\n\
    2,海水电解催化剂,能源,4,06/16/2024,A2,y\n\
    3,未知领域,纺织,4,06/16/2024,A3,\n\
    4,成熟度不明,材料,high,06/16/2024,A4,\n\
    ,无编号,材料,4,someday,A5,\n";

#[test]
fn an_import_names_every_wrong_row_and_changes_nothing_the_second_time() {
    on_each_engine(&migrations(), |bench| {
        let path = std::env::temp_dir().join(format!("catalogue-{}.csv", Id::new(bench.db.chance())));
        std::fs::write(&path, FILE).unwrap();
        let mapping = Mapping::parse(MAPPING).unwrap();
        let run = |dry| import_catalogue(&bench.db, &path, &mapping, dry, &mut |_| {}).unwrap();
        let count = || bench.db.read_now(|r| r.count("SELECT count(*) FROM technology", &[])).unwrap();
        let dry = run(true);
        assert_eq!((dry.created, count()), (2, 0), "a dry run keeps nothing");
        let done = run(false);
        assert_eq!((done.read, done.created, done.changed, count()), (5, 2, 0, 2));
        assert_eq!(done.unused, ["extra"]);
        let wrong: Vec<_> = done.rejected.iter().map(|r| (r.row, r.wrong.clone())).collect();
        let at = |field: &str, code| (field.to_owned(), code);
        assert_eq!(wrong[0], (3, vec![at("fields", "choice")]));
        assert_eq!(wrong[1], (4, vec![at("trl", "number")]));
        assert_eq!(wrong[2], (5, vec![at("trl_date", "date"), at("no", "required")]));
        let again = run(false);
        assert_eq!((again.created, again.changed, again.rejected.len(), count()), (0, 0, 3, 2));
        std::fs::write(&path, FILE.replace("低温烧结银浆", "低温烧结铜浆")).unwrap();
        assert_eq!(run(false).changed, 1);
        std::fs::remove_file(&path).unwrap();
        assert_eq!(Mapping::parse("kind = 3").unwrap_err().code, "mapping-unreadable");
    });
}
