//! A term that an officer adds counts with the next question.

use entente_access::Actor;
use entente_catalogue::{Evidence, Expert};
use entente_glossary::{Term, dictionary};
use entente_kernel::{Id, Text};
use entente_needs::Need;
use entente_partners::Organisation;
use entente_record::{Datum, Draft, Kind, Write, create, get, trash};
use entente_store::By;
use entente_testkit::{Bench, on_each_engine};

use crate::{demo, rooms};

fn make(bench: &Bench, kind: &'static Kind, fields: Vec<(&'static str, Datum)>) -> Id {
    let draft =
        fields.into_iter().fold(Draft::new(kind), |draft, (name, datum)| draft.with(kind, name, datum));
    let made = bench.db.write_now(By::system("t"), move |tx| create(tx, &Actor::system(), kind, &draft));
    made.unwrap().meta.id
}

#[test]
fn a_new_term_and_a_new_dictionary_count_with_the_next_question() {
    on_each_engine(&rooms::migrations(), |bench| {
        demo::build(&bench.db).unwrap();
        let word = |word: &str| Datum::Line(word.into());
        let (en, zh) = (|t: &str| Datum::Text(Text::en(t)), |t: &str| Datum::Text(Text::zh(t)));
        let asking = make(
            bench,
            Organisation::KIND,
            vec![("name", en("Asking Works")), ("sort", word("enterprise")), ("status", word("active"))],
        );
        let expert = make(bench, Expert::KIND, vec![("name", en("Vera Lind"))]);
        make(
            bench,
            Evidence::KIND,
            vec![
                ("title", en("Veltrine under load")),
                ("expert", Datum::Link(expert)),
                ("sort", word("paper")),
                ("body", en("Quarnite and veltrine were compared.")),
            ],
        );
        let need = make(
            bench,
            Need::KIND,
            vec![
                ("title", zh("箜篾")),
                ("statement", zh("箜篾与夸纳石，槲箴厂")),
                ("wanted", word("development")),
                ("organisation", Datum::Link(asking)),
                ("source", word("officer")),
            ],
        );
        let matching = rooms::Engines::new().matching;
        let ask = || {
            let matching = std::sync::Arc::clone(&matching);
            bench
                .db
                .read_now(move |reads| {
                    let need: Need = get(reads, need)?;
                    let experts: Vec<Id> =
                        matching.rank(reads, &need, 3)?.experts.iter().map(|c| c.id).collect();
                    Ok((experts, matching.words(reads, &need)?.untranslated))
                })
                .unwrap()
        };
        let (experts, missing) = ask();
        assert!(
            !experts.contains(&expert) && missing.iter().any(|(_, part)| part.contains("箜篾")),
            "{missing:?}"
        );
        make(bench, Term::KIND, vec![("english", word("veltrine")), ("chinese", word("箜篾"))]);
        let (experts, missing) = ask();
        assert_eq!(experts.first(), Some(&expert));
        assert!(
            !missing.iter().any(|(_, part)| part.contains("箜篾"))
                && missing.iter().any(|(_, part)| part.contains("夸纳石"))
        );
        let text = "夸納石 夸纳石 [kua1 na4 shi2] /quarnite/\n";
        bench.db.write_now(By::system("t"), move |tx| dictionary::replace(tx, text)).unwrap();
        assert!(!ask().1.iter().any(|(_, part)| part.contains("夸纳石")));
        // What a record is called in both languages is a term, as long as the record is there.
        let lacks = |part: &str| ask().1.iter().any(|(_, missing)| missing.contains(part));
        assert!(lacks("槲箴"));
        let named = Datum::Text(Text::new("Velgor Works", "槲箴厂"));
        let kind = Organisation::KIND;
        let works = make(
            bench,
            kind,
            vec![("name", named), ("sort", word("enterprise")), ("status", word("active"))],
        );
        assert!(!lacks("槲箴"));
        bench
            .db
            .write_now(By::system("t"), move |tx| trash(tx, &Actor::system(), kind, works, &Write::default()))
            .unwrap();
        assert!(lacks("槲箴"));
    });
}
