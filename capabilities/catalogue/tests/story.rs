//! The story of this room, on both engines.

use entente_access::{Actor, Audience, Grant};
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
