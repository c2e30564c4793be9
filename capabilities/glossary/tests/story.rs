//! The story of this room, on both engines: terms of officers, and a dictionary that takes the place of another.

use entente_access::{Actor, Audience, Grant};
use entente_contracts::{Concern, Words};
use entente_files::Table;
use entente_glossary::import::import_terms;
use entente_glossary::{GlossaryWords, Term, dictionary};
use entente_kernel::Lang;
use entente_record::{Datum, Draft, create};
use entente_store::{By, Migration, pending};
use entente_testkit::{Bench, on_each_engine};

fn migrations() -> Vec<Migration> {
    [entente_store::own_migrations(), entente_record::migrations(), entente_glossary::migrations()].concat()
}

fn officer() -> Actor {
    let grants = vec![Grant { role: "officer".into(), office: None }];
    Actor { grants, audience: Audience::Internal, ..Actor::visitor(Lang::En) }
}

fn add(bench: &Bench, english: &str, chinese: &str) -> Result<(), Vec<String>> {
    let kind = Term::KIND;
    let line = |text: &str| Datum::Line(text.into());
    let draft = Draft::new(kind).with(kind, "english", line(english)).with(kind, "chinese", line(chinese));
    let made = bench.db.write_now(By::system("t"), move |tx| create(tx, &officer(), kind, &draft));
    made.map(|_| ())
        .map_err(|p| p.fields.iter().map(|f| f.code.to_owned()).chain([p.code.to_owned()]).collect())
}

#[test]
fn a_term_has_two_sides_and_is_there_once() {
    on_each_engine(&migrations(), |bench| {
        add(bench, "heat exchanger", "换热器").unwrap();
        assert!(add(bench, "heat exchanger", "换热器").is_err());
        assert_eq!(add(bench, "换热器", "heat").unwrap_err(), ["term-english", "term-chinese", "invalid"]);
        let terms = bench.db.read_now(|reads| GlossaryWords.terms(reads)).unwrap();
        assert_eq!(terms.len(), 1);
        let events = bench.db.read_now(|reads| pending(reads, 0, 10)).unwrap();
        assert_eq!(events.iter().map(|e| GlossaryWords.concern(e)).collect::<Vec<_>>(), [Concern::Terms]);
    });
}

#[test]
fn a_dictionary_takes_the_place_of_the_one_before() {
    on_each_engine(&migrations(), |bench| {
        let import = |text: &'static str| {
            bench
                .db
                .write_now(By::system("t"), move |tx| dictionary::replace(tx, text))
                .map(|done| done.pairs)
        };
        assert_eq!(import("泵 泵 [beng4] /pump/\n閥 阀 [fa2] /valve/tap/\nnonsense\n").unwrap(), 3);
        assert_eq!(import("泵 泵 [beng4] /pump/\n").unwrap(), 1);
        assert_eq!(import("<html>not a dictionary</html>").unwrap_err().code, "not-a-dictionary");
        let pairs = bench.db.read_now(|reads| GlossaryWords.dictionary(reads)).unwrap();
        assert_eq!(pairs.iter().map(|p| p.english.as_str()).collect::<Vec<_>>(), ["pump"]);
        let events = bench.db.read_now(|reads| pending(reads, 0, 10)).unwrap();
        assert!(events.iter().all(|e| GlossaryWords.concern(e) == Concern::Dictionary));
    });
}

#[test]
fn terms_come_in_as_a_table_and_the_second_time_change_nothing() {
    on_each_engine(&migrations(), |bench| {
        let import = |text: &'static str| {
            let table = Table::of_text(text).unwrap();
            bench.db.write_now(By::system("t"), move |tx| import_terms(tx, &officer(), &table))
        };
        let file = "english,Chinese,field\nheat pump,热泵,energy\npump,换热器 x,nowhere\nvalve,valve,\n";
        let done = import(file).unwrap();
        assert_eq!((done.read, done.created, done.changed), (3, 1, 0));
        assert_eq!(done.rejected, [(2, "field".into(), "choice"), (3, "chinese".into(), "term-chinese")]);
        assert_eq!(import(file).unwrap().created, 0);
        assert_eq!(import("英文\t中文\t备注\nheat pump\t热泵\t常用\n").unwrap().changed, 1);
        assert_eq!(import("a,b\n1,2\n").unwrap_err().code, "terms-columns");
    });
}
