//! What every kind inherits, on both engines.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "story/fold.rs"]
mod fold;

use entente_access::{Audience, Role};
use entente_kernel::{Currency, Date, FieldProblem, Id, Instant, Lang, Money, SeededChance, Text};
use entente_record::{
    AsOf, Cursor, Datum, Deed, Draft, Fields, Filter, Query, Readership, Record, Registry, Typed, Write,
    add_note, add_to_batch, as_of, batch, begin_batch, chronology, combined, create, document, edit,
    from_json, linked_here, list, load, merge, merged_away, notes, restore, set_tags, step, steps_of, tags,
    to_json, trash, undo_batch, unmerge,
};
use entente_store::{By, verify};
use entente_testkit::kinds::{Matter, Pact, clerk, migrations, who};
use entente_testkit::{Bench, on_each_engine, start};

fn named(en: &str, zh: &str) -> Draft {
    let text = Datum::Text(Text::new(en, zh));
    Draft::new(Pact::KIND).with(Pact::KIND, "name", text).with(
        Pact::KIND,
        "matter",
        Datum::Line("peace".into()),
    )
}

fn make(bench: &Bench, draft: Draft) -> entente_kernel::Result<Record> {
    bench.db.write_now(By::system("test"), move |tx| create(tx, &clerk(), Pact::KIND, &draft))
}

fn change(bench: &Bench, id: Id, draft: Draft, seen: Option<i64>) -> entente_kernel::Result<Record> {
    let write = Write { seen, ..Write::default() };
    bench.db.write_now(By::system("test"), move |tx| edit(tx, &clerk(), Pact::KIND, id, &draft, &write))
}

fn full() -> Draft {
    let party = |name: &str| vec![Datum::Text(Text::en(name)), Datum::Date("2020-01-01".parse().unwrap())];
    let mut draft = named("Treaty of Arden", "雅顿条约");
    let money = Money { minor: 12_345, currency: Currency::parse("EUR").unwrap() };
    for (field, datum) in [
        ("code", Datum::Line("A-1".into())),
        ("clause", Datum::Text(Text::en("Line one\nline two"))),
        ("price", Datum::Money(money)),
        ("signed", Datum::Date("2025-05-05".parse().unwrap())),
        ("matters", Datum::Words(vec!["peace".into(), "open_trade".into()])),
        ("contact", Datum::Line("a@b.example".into())),
        ("binding", Datum::Flag(true)),
        ("copies", Datum::Int(4)),
    ] {
        draft = draft.with(Pact::KIND, field, datum);
    }
    draft.children[0] = vec![party("North"), party("South")];
    draft
}

#[test]
fn a_record_comes_back_whole_and_typed() {
    on_each_engine(&migrations(), |bench| {
        let made = make(bench, full()).unwrap();
        assert_eq!(made.meta.reference, "PCT-2026-0001");
        let id = made.meta.id;
        let loaded = bench.db.read_now(move |r| load(r, Pact::KIND, id)).unwrap().unwrap();
        assert_eq!(loaded, made);
        let pact = Pact::from_record(&loaded).unwrap();
        assert_eq!((pact.meta.id, pact.matter), (id, Matter::Peace));
        assert_eq!(pact.parties.len(), 2);
        assert_eq!((pact.values(), pact.parts()), (loaded.values, loaded.children));
    });
}

#[test]
fn json_csv_and_form_round_trip() {
    on_each_engine(&migrations(), |bench| {
        let made = make(bench, full()).unwrap();
        let json = to_json(Pact::KIND, &made, &|_| true);
        for (field, datum) in Pact::KIND.fields.iter().zip(&made.values) {
            let back = from_json(field, &json[field.name]).unwrap();
            assert!(
                back == *datum || matches!((&back, datum), (Datum::Empty, Datum::Empty)),
                "{}",
                field.name
            );
        }
    });
}

#[test]
fn every_wrong_field_is_named_at_once_and_nothing_is_written() {
    on_each_engine(&migrations(), |bench| {
        make(bench, full()).unwrap();
        let fields = Fields::new(
            [
                ("name_en", "bell\u{7}"),
                ("matter", "war"),
                ("code", "A-1"),
                ("price", "1.234"),
                ("price_currency", "EUR"),
                ("signed", "31.12.2020"),
                ("contact", "nobody"),
                ("copies", "four"),
                ("replaces", "x"),
                ("parties.sent", ""),
                ("parties.0.since", "2020-01-01"),
            ]
            .map(|(a, b)| (a.to_owned(), b.to_owned())),
        );
        let mut draft = Draft::new(Pact::KIND);
        let mut wrong: Vec<FieldProblem> = draft.enter(Pact::KIND, &fields, &|_| true);
        wrong.extend(make(bench, draft).unwrap_err().fields);
        let codes: Vec<(&str, &str)> = wrong.iter().map(|w| (w.field.as_str(), w.code)).collect();
        for expected in [
            ("price", "money-decimals"),
            ("signed", "date"),
            ("copies", "number"),
            ("replaces", "link-unknown"),
            ("name", "control-characters"),
            ("matter", "choice"),
            ("code", "taken"),
            ("contact", "email"),
            ("parties.0.name", "required"),
        ] {
            assert!(codes.contains(&expected), "{expected:?} not in {codes:?}");
        }
        let count = bench.db.read_now(|r| r.count("SELECT count(*) FROM pact_history", &[])).unwrap();
        assert_eq!(count, 1);
    });
}

#[test]
fn a_stale_edit_is_refused_and_an_unseen_record_does_not_exist() {
    on_each_engine(&migrations(), |bench| {
        let id = make(bench, full()).unwrap().meta.id;
        assert_eq!(change(bench, id, named("B", ""), Some(1)).unwrap().meta.version, 2);
        assert_eq!(change(bench, id, named("C", ""), Some(1)).unwrap_err().code, "stale");
        let outsider = who("guest", Audience::Public);
        let refused = bench.db.write_now(By::system("test"), move |tx| {
            edit(tx, &outsider, Pact::KIND, id, &named("D", ""), &Write::default())
        });
        assert_eq!(refused.unwrap_err().code, "not-found");
        let staff = who("guest", Audience::Internal);
        let refused = bench.db.write_now(By::system("test"), move |tx| {
            edit(tx, &staff, Pact::KIND, id, &named("D", ""), &Write::default())
        });
        assert_eq!(refused.unwrap_err().code, "only-staff");
    });
}

#[test]
fn trash_frees_unique_values_and_restore_asks_for_them_again() {
    on_each_engine(&migrations(), |bench| {
        let id = make(bench, full()).unwrap().meta.id;
        let by = || By::system("test");
        bench.db.write_now(by(), move |tx| trash(tx, &clerk(), Pact::KIND, id, &Write::default())).unwrap();
        let second = make(bench, full()).unwrap().meta.id;
        let back =
            bench.db.write_now(by(), move |tx| restore(tx, &clerk(), Pact::KIND, id, &Write::default()));
        assert_eq!(back.unwrap_err().code, "restore-taken");
        bench
            .db
            .write_now(by(), move |tx| trash(tx, &clerk(), Pact::KIND, second, &Write::default()))
            .unwrap();
        bench.db.write_now(by(), move |tx| restore(tx, &clerk(), Pact::KIND, id, &Write::default())).unwrap();
        let acts = bench.db.read_now(move |r| chronology(r, Pact::KIND, id)).unwrap();
        assert_eq!(acts.last().unwrap().act, "restore");
    });
}

#[test]
fn steps_are_guarded_logged_and_say_why_not() {
    on_each_engine(&migrations(), |bench| {
        let lonely = make(bench, named("Alone", "")).unwrap();
        let id = lonely.meta.id;
        let why = bench
            .db
            .read_now(move |r| {
                let all = steps_of(r, &clerk(), Pact::KIND, &lonely)?;
                Ok(all.into_iter().map(|p| (p.step.name, p.refused)).collect::<Vec<_>>())
            })
            .unwrap();
        assert_eq!(why, [("sign", Some("too-few-parties"))]);
        let take = |id: Id, name: &'static str, reason: Option<&str>| {
            let write = Write { reason: reason.map(str::to_owned), ..Write::default() };
            bench.db.write_now(By::system("test"), move |tx| step(tx, &clerk(), Pact::KIND, id, name, &write))
        };
        assert_eq!(take(id, "sign", None).unwrap_err().code, "too-few-parties");
        let id = make(bench, full()).unwrap().meta.id;
        assert_eq!(take(id, "end", Some("x")).unwrap_err().code, "step-impossible");
        assert_eq!(take(id, "sign", None).unwrap().meta.state, "live");
        assert_eq!(take(id, "end", None).unwrap_err().fields[0].field, "reason");
        assert_eq!(take(id, "end", Some("done")).unwrap().meta.state, "over");
        let log = bench.db.read_now(move |r| entente_record::step_log(r, id)).unwrap();
        assert_eq!(log.iter().map(|l| l.to.as_str()).collect::<Vec<_>>(), ["live", "over"]);
        assert_eq!(bench.db.read_now(verify).unwrap().0, []);
    });
}

#[test]
fn mixed_names_page_in_the_same_sequence_forwards_and_backwards() {
    let chance = SeededChance::new(11);
    let syllables = ["an", "Bei", "čo", "de", "É", "江", "北", "重", "安", "木", "丰", "z"];
    let names: Vec<String> = (0..200)
        .map(|_| (0..3).map(|_| syllables[chance.below(syllables.len())]).collect::<String>())
        .collect();
    let sequences = std::sync::Mutex::new(Vec::new());
    on_each_engine(&migrations(), |bench| {
        for name in &names {
            make(bench, named(name, "")).unwrap();
        }
        let page = |cursor: Option<Cursor>| {
            let query = Query { cursor, limit: 30, ..Query::new(Lang::Zh) };
            bench.db.read_now(move |r| list(r, &clerk(), Pact::KIND, &query)).unwrap()
        };
        let mut seen = Vec::new();
        let mut at = page(None);
        assert_eq!(at.count, 200);
        loop {
            seen.extend(at.records.iter().map(|r| r.title(Lang::Zh)));
            let Some(next) = at.next.clone() else { break };
            at = page(Some(next.to_string().parse().unwrap()));
        }
        assert_eq!(seen.len(), 200);
        let mut back = Vec::new();
        loop {
            back.extend(at.records.iter().rev().map(|r| r.title(Lang::Zh)));
            let Some(previous) = at.previous.clone() else { break };
            at = page(Some(previous));
        }
        back.reverse();
        assert_eq!(seen, back);
        sequences.lock().unwrap().push(seen);
    });
    let sequences = sequences.into_inner().unwrap();
    assert!(sequences.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn filters_tags_and_notes() {
    on_each_engine(&migrations(), |bench| {
        let id = make(bench, full()).unwrap().meta.id;
        make(bench, named("Other", "")).unwrap();
        let by = || By::system("test");
        bench.db.write_now(by(), move |tx| set_tags(tx, &clerk(), Pact::KIND, id, &["Old ".into()])).unwrap();
        bench.db.write_now(by(), move |tx| add_note(tx, &clerk(), Pact::KIND, id, "Hello")).unwrap();
        assert_eq!(bench.db.read_now(move |r| tags(r, id)).unwrap(), ["old"]);
        assert_eq!(bench.db.read_now(move |r| notes(r, &clerk(), Pact::KIND, id)).unwrap().len(), 1);
        let outsider = who("guest", Audience::Internal);
        assert!(bench.db.read_now(move |r| notes(r, &outsider, Pact::KIND, id)).unwrap().is_empty());
        let count = |filter: Filter| {
            let query = Query { filters: vec![filter], ..Query::new(Lang::En) };
            bench.db.read_now(move |r| list(r, &clerk(), Pact::KIND, &query)).unwrap().count
        };
        assert_eq!(count(Filter::Tag("OLD".into())), 1);
        assert_eq!(count(Filter::Has("matters", "open_trade".into())), 1);
        assert_eq!(count(Filter::Is("matter", "peace".into())), 2);
        assert_eq!(count(Filter::From("signed", "2025-05-05".parse::<Date>().unwrap().into())), 1);
        assert_eq!(count(Filter::State(vec!["live".into()])), 0);
        assert_eq!(count(Filter::Ids(vec![])), 0);
    });
}

#[test]
fn a_search_document_holds_no_field_that_its_reader_cannot_see() {
    on_each_engine(&migrations(), |bench| {
        let mut draft = full();
        draft.class = "public".into();
        let made = make(bench, draft).unwrap();
        let roles = [Role { id: "clerk", audience: Audience::Internal, by_office: false }];
        let of = |audience| Readership::new(audience, &roles);
        let public = document(Pact::KIND, &made, &of(Audience::Public));
        assert!(public.words.iter().all(|(_, w)| !w.contains("Line one") && !w.contains("PCT")));
        let seen = |audience, class: &'static str| {
            let sees = of(audience).sees(Pact::KIND);
            let change = move |tx: &mut entente_store::Tx<'_>| {
                tx.execute("UPDATE pact SET class = $1 WHERE id = $2", &[class.into(), made.meta.id.into()])
            };
            bench.db.write_now(By::system("test"), change).unwrap();
            bench.db.read_now(move |r| sees.holds(r, Pact::KIND.table, made.meta.id)).unwrap()
        };
        assert!(seen(Audience::Public, "public") && !seen(Audience::Public, "internal"));
        assert!(seen(Audience::Internal, "internal") && !seen(Audience::Internal, "restricted"));
    });
}

#[test]
fn a_correction_of_the_past_keeps_what_was_known() {
    on_each_engine(&migrations(), |bench| {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let at = |d: &str, k: Instant| AsOf { day: day(d), known: k };
        let id =
            make(bench, Draft { effective: Some(day("2026-01-01")), ..named("First", "") }).unwrap().meta.id;
        let known_first = start();
        bench.clock.set(start().plus_seconds(60));
        let later = Draft { effective: Some(day("2026-02-01")), ..named("Second", "") };
        change(bench, id, later, None).unwrap();
        bench.clock.set(start().plus_seconds(120));
        let mut corrected = named("Second", "").with(Pact::KIND, "copies", Datum::Int(9));
        corrected.effective = Some(day("2026-01-15"));
        change(bench, id, corrected, None).unwrap();
        let see = |at: AsOf| {
            let entry = bench.db.read_now(move |r| as_of(r, Pact::KIND, id, at)).unwrap()?;
            Some((entry.record.title(Lang::En), entry.record.value(Pact::KIND, "copies").clone()))
        };
        let now = start().plus_seconds(200);
        assert_eq!(see(at("2025-12-31", now)), None);
        assert_eq!(see(at("2026-01-10", now)), Some(("First".into(), Datum::Empty)));
        assert_eq!(see(at("2026-01-20", now)).unwrap().1, Datum::Int(9));
        assert_eq!(see(at("2026-02-20", now)), Some(("Second".into(), Datum::Int(9))));
        assert_eq!(see(at("2026-02-20", known_first)), Some(("First".into(), Datum::Empty)));
        assert_eq!(see(at("2026-02-20", start().plus_seconds(90))), Some(("Second".into(), Datum::Empty)));
    });
}

#[test]
fn versions_are_found_in_the_year_of_their_first_day_however_long_ago() {
    on_each_engine(&migrations(), |bench| {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let from = |text: &str, name: &str| Draft { effective: Some(day(text)), ..named(name, "") };
        let id = make(bench, from("1896-04-08", "First")).unwrap().meta.id;
        change(bench, id, from("1949-12-31", "Second"), None).unwrap();
        change(bench, id, from("1950-01-01", "Third"), None).unwrap();
        change(bench, id, from("2026-01-01", "Fourth"), None).unwrap();
        let on = |text: &str| {
            let at = AsOf { day: day(text), known: start().plus_seconds(60) };
            let query = Query { as_of: Some(at), ..Query::new(Lang::En) };
            let found = bench.db.read_now(move |r| list(r, &clerk(), Pact::KIND, &query)).unwrap();
            found.records.first().map(|record| record.title(Lang::En))
        };
        assert_eq!(on("1896-04-07"), None);
        let names =
            ["1896-04-08", "1949-12-30", "1949-12-31", "1950-01-01", "2025-12-31", "2026-01-01"].map(on);
        assert_eq!(names.map(Option::unwrap), ["First", "First", "Second", "Third", "Third", "Fourth"]);
    });
}

#[test]
fn two_records_become_one_and_two_again() {
    on_each_engine(&migrations(), |bench| {
        let registry = Registry::new(vec![Pact::KIND]);
        let code = |draft: Draft| draft.with(Pact::KIND, "code", Datum::Line("A-1".into()));
        let later = |seconds| bench.clock.set(start().plus_seconds(seconds));
        let kept = make(bench, named("Treaty of Arden", "")).unwrap().meta.id;
        let mut twin = code(named("", "雅顿条约"));
        twin.children[0] = full().children[0].clone();
        let gone = make(bench, twin).unwrap().meta.id;
        let leads = named("Second treaty", "").with(Pact::KIND, "replaces", Datum::Link(gone));
        let leading = make(bench, leads).unwrap().meta.id;
        bench
            .db
            .write_now(By::system("t"), move |tx| add_note(tx, &clerk(), Pact::KIND, gone, "seen"))
            .unwrap();
        later(60);
        let of = |id: Id| bench.db.read_now(move |r| load(r, Pact::KIND, id)).unwrap().unwrap();
        let registered = registry.clone();
        let draft = combined(&of(kept), &of(gone));
        let made = bench.db.write_now(By::system("t"), move |tx| {
            merge(tx, &clerk(), &registered, Pact::KIND, (gone, kept), &draft)
        });
        let made = made.unwrap();
        assert_eq!(of(kept).title_text(), Text::new("Treaty of Arden", "雅顿条约"));
        assert_eq!(of(kept).value(Pact::KIND, "code"), &Datum::Line("A-1".into()));
        assert_eq!(of(kept).children[0].len(), 2);
        assert!(of(gone).meta.deleted_at.is_some());
        assert_eq!(of(leading).value(Pact::KIND, "replaces"), &Datum::Link(kept));
        let away = bench.db.read_now(move |r| merged_away(r, gone)).unwrap();
        assert_eq!(away.map(|m| m.kept), Some(kept));
        later(120);
        // What is written after the merge stays when it is undone.
        let since = Draft::of(&of(kept)).with(Pact::KIND, "copies", Datum::Int(9));
        change(bench, kept, since, None).unwrap();
        later(180);
        let registered = registry.clone();
        bench
            .db
            .write_now(By::system("t"), move |tx| unmerge(tx, &clerk(), &registered, Pact::KIND, made.id))
            .unwrap();
        assert_eq!(of(kept).title_text(), Text::en("Treaty of Arden"));
        assert_eq!(of(kept).value(Pact::KIND, "copies"), &Datum::Int(9));
        assert_eq!((of(kept).children[0].len(), of(gone).children[0].len()), (0, 2));
        assert_eq!(of(gone).value(Pact::KIND, "code"), &Datum::Line("A-1".into()));
        assert_eq!(of(leading).value(Pact::KIND, "replaces"), &Datum::Link(gone));
        assert_eq!(bench.db.read_now(move |r| notes(r, &clerk(), Pact::KIND, gone)).unwrap().len(), 1);
        let links = bench.db.read_now(move |r| linked_here(r, &registry, Pact::KIND, gone)).unwrap();
        assert_eq!(links.iter().map(|(_, id)| *id).collect::<Vec<_>>(), [leading]);
        let again = bench.db.write_now(By::system("t"), move |tx| {
            unmerge(tx, &clerk(), &Registry::new(vec![Pact::KIND]), Pact::KIND, made.id)
        });
        assert_eq!(again.unwrap_err().code, "merge-undone");
        assert_eq!(bench.db.read_now(verify).unwrap().0, vec![]);
    });
}

#[test]
fn many_changes_of_one_decision_are_undone_together() {
    on_each_engine(&migrations(), |bench| {
        let later = |seconds| bench.clock.set(start().plus_seconds(seconds));
        let ids: Vec<Id> =
            (0..4).map(|n| make(bench, named(&format!("Treaty {n}"), "")).unwrap().meta.id).collect();
        later(60);
        let of = |id: Id| bench.db.read_now(move |r| load(r, Pact::KIND, id)).unwrap().unwrap();
        let (edited, gone) = (ids.clone(), ids[3]);
        let (id, made) = bench
            .db
            .write_now(By::system("t"), move |tx| {
                let id = begin_batch(tx, "bulk", Pact::KIND, &serde_json::json!({"copies": 7}))?;
                tx.as_one("batch", id, "bulk", |tx| {
                    for record in &edited[..3] {
                        let old = load(tx, Pact::KIND, *record)?.unwrap();
                        let draft = Draft::of(&old).with(Pact::KIND, "copies", Datum::Int(7));
                        let new = edit(tx, &clerk(), Pact::KIND, *record, &draft, &Write::default())?;
                        add_to_batch(tx, id, *record, Deed::Edit, new.meta.version)?;
                    }
                    let away = trash(tx, &clerk(), Pact::KIND, gone, &Write::default())?;
                    add_to_batch(tx, id, gone, Deed::Trash, away.meta.version)?;
                    let made = create(tx, &clerk(), Pact::KIND, &named("New", ""))?;
                    add_to_batch(tx, id, made.meta.id, Deed::Create, made.meta.version)?;
                    Ok((id, made.meta.id))
                })
            })
            .unwrap();
        assert_eq!(of(ids[0]).value(Pact::KIND, "copies"), &Datum::Int(7));
        later(120);
        // One is changed elsewhere since, one in the very field.
        let code = Draft::of(&of(ids[1])).with(Pact::KIND, "code", Datum::Line("B".into()));
        change(bench, ids[1], code, None).unwrap();
        let copies = Draft::of(&of(ids[2])).with(Pact::KIND, "copies", Datum::Int(8));
        change(bench, ids[2], copies, None).unwrap();
        later(180);
        let undo = |limit| {
            bench.db.write_now(By::system("t"), move |tx| undo_batch(tx, &clerk(), Pact::KIND, id, limit))
        };
        let (first, second) = (undo(3).unwrap(), undo(3).unwrap());
        assert!(first.more && !second.more);
        assert_eq!((first.back + second.back, first.left + second.left), (4, 1));
        assert_eq!(undo(3).unwrap_err().code, "batch-undone");
        assert_eq!(of(ids[0]).value(Pact::KIND, "copies"), &Datum::Empty);
        assert_eq!(of(ids[1]).value(Pact::KIND, "copies"), &Datum::Empty);
        assert_eq!(of(ids[1]).value(Pact::KIND, "code"), &Datum::Line("B".into()));
        assert_eq!(of(ids[2]).value(Pact::KIND, "copies"), &Datum::Int(8));
        assert!(of(ids[3]).meta.deleted_at.is_none() && of(made).meta.deleted_at.is_some());
        let rows = bench.db.read_now(|r| r.query("SELECT act FROM audit WHERE kind = 'batch'", &[])).unwrap();
        assert_eq!(rows.len(), 1);
        assert!(bench.db.read_now(move |r| batch(r, id)).unwrap().undone_at.is_some());
        assert_eq!(bench.db.read_now(verify).unwrap().0, vec![]);
    });
}
