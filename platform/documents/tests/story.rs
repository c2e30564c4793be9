//! The story of documents, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use entente_access::{Actor, Audience};
use entente_documents::{
    CHUNK, Incoming, Judged, Limits, TextState, add, add_version, chunk, documents, judged, read_waiting,
    remove, restore, texts, used,
};
use entente_files::Bounded;
use entente_kernel::{Id, Problem, Result, Text};
use entente_record::{Datum, Draft, Kind, Write, create, trash};
use entente_store::{By, Db, Migration, Options, Tx, copy, migrate, verify};
use entente_testkit::kinds::{Pact, clerk, who};
use entente_testkit::{Bench, on_each_engine};

const KIND: &Kind = Pact::KIND;

fn migrations() -> Vec<Migration> {
    [entente_testkit::kinds::migrations(), entente_documents::migrations()].concat()
}

fn file(name: &str, bytes: &[u8]) -> Judged {
    let mut incoming = Incoming::begin(&std::env::temp_dir(), name, 1 << 30).unwrap();
    incoming.push(bytes).unwrap();
    judged(incoming).unwrap()
}

fn write<T: Send + 'static>(
    db: &Db,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
) -> Result<T> {
    db.write_now(By::system("test"), work)
}

fn pact(db: &Db, class: &str) -> Id {
    let draft = Draft::new(KIND).with(KIND, "name", Datum::Text(Text::en("Pact"))).with(
        KIND,
        "matter",
        Datum::Line("peace".into()),
    );
    let draft = Draft { class: class.into(), ..draft };
    write(db, move |tx| create(tx, &Actor::system(), KIND, &draft)).unwrap().meta.id
}

fn brought(db: &Db, record: Id, title: &'static str, internal: bool, file: Judged) -> Result<Id> {
    write(db, move |tx| add(tx, &clerk(), (KIND, record), (title, internal), file, &Limits::default()))
}

fn titles(bench: &Bench, actor: Actor, record: Id) -> Result<Vec<String>> {
    let all = bench.db.read_now(move |r| documents(r, &actor, KIND, record))?;
    Ok(all.into_iter().map(|one| one.title).collect())
}

fn code<T>(outcome: Result<T>) -> (u16, &'static str) {
    let problem: Problem = outcome.map(|_| "done").unwrap_err();
    (problem.class.status(), problem.fields.first().map_or(problem.code, |field| field.code))
}

fn member() -> Actor {
    who("contact", Audience::Members)
}

#[test]
fn versions_are_added_and_nothing_is_overwritten() {
    on_each_engine(&migrations(), |bench| {
        let record = pact(&bench.db, "members");
        let large: Vec<u8> = (0..CHUNK * 2 + 7).map(|at| b"words "[at % 6]).collect();
        let first = large.clone();
        let id = brought(&bench.db, record, "", false, file("协议.txt", &first)).unwrap();
        let number = write(&bench.db, move |tx| {
            add_version(tx, &clerk(), (KIND, record), id, file("second.pdf", b"%PDF-1.7"), &Limits::default())
        });
        assert_eq!(number.unwrap(), 2);
        let all = bench.db.read_now(move |r| documents(r, &clerk(), KIND, record)).unwrap();
        assert_eq!((all.len(), all[0].title.as_str()), (1, "协议.txt"));
        let versions: Vec<_> =
            all[0].versions.iter().map(|v| (v.number, v.media_type.as_str(), v.size)).collect();
        assert_eq!(
            versions,
            [(2, "application/pdf", 8), (1, "text/plain", i64::try_from(large.len()).unwrap())]
        );
        let back = bench.db.read_now(move |r| {
            let mut bytes = Vec::new();
            for position in 0.. {
                match chunk(r, id, 1, position)? {
                    Some(piece) => bytes.extend(piece),
                    None => break,
                }
            }
            Ok(bytes)
        });
        assert!(back.unwrap() == large, "the first version is as it was");
        let acts = bench.db.read_now(move |r| {
            let rows = r.query("SELECT act FROM audit WHERE record = $1 ORDER BY seq", &[record.into()])?;
            rows.iter().map(|row| row.get::<String>(0)).collect::<Result<Vec<_>>>()
        });
        assert_eq!(acts.unwrap(), ["create", "document", "document"]);
        assert_eq!(bench.db.read_now(verify).unwrap().0, []);
    });
}

#[test]
fn who_sees_the_record_sees_its_documents_and_who_edits_it_adds() {
    on_each_engine(&migrations(), |bench| {
        let (open, closed) = (pact(&bench.db, "members"), pact(&bench.db, "internal"));
        brought(&bench.db, open, "For all", false, file("a.txt", b"a")).unwrap();
        brought(&bench.db, open, "For staff", true, file("b.txt", b"b")).unwrap();
        let hidden = brought(&bench.db, closed, "Hidden", false, file("c.txt", b"c")).unwrap();
        assert_eq!(titles(bench, clerk(), open).unwrap().len(), 2);
        assert_eq!(titles(bench, member(), open).unwrap(), ["For all"]);
        assert_eq!(code(titles(bench, member(), closed)), (404, "not-found"));
        let theirs = |record| {
            write(&bench.db, move |tx| {
                add(tx, &member(), (KIND, record), ("x", false), file("x.txt", b"x"), &Limits::default())
            })
        };
        assert_eq!(code(theirs(open)), (403, "only-staff"));
        assert_eq!(code(theirs(closed)), (404, "not-found"));
        // A document is not found on a record that it does not belong to.
        let crossed = write(&bench.db, move |tx| remove(tx, &clerk(), KIND, open, hidden));
        assert_eq!(code(crossed), (404, "not-found"));
        write(&bench.db, move |tx| trash(tx, &clerk(), KIND, open, &Write::default())).unwrap();
        assert_eq!(code(titles(bench, clerk(), open)), (404, "not-found"));
    });
}

#[test]
fn removal_is_a_mark_and_can_be_taken_back() {
    on_each_engine(&migrations(), |bench| {
        let record = pact(&bench.db, "members");
        let id = brought(&bench.db, record, "Letter", false, file("a.txt", b"a")).unwrap();
        assert_eq!(write(&bench.db, move |tx| remove(tx, &clerk(), KIND, record, id)).unwrap(), "Letter");
        assert!(titles(bench, clerk(), record).unwrap().is_empty());
        assert!(bench.db.read_now(move |r| chunk(r, id, 1, 0)).unwrap().is_some(), "its bytes stay");
        assert_eq!(
            code(write(&bench.db, move |tx| remove(tx, &clerk(), KIND, record, id))),
            (404, "not-found")
        );
        write(&bench.db, move |tx| restore(tx, &clerk(), KIND, record, id)).unwrap();
        assert_eq!(titles(bench, clerk(), record).unwrap(), ["Letter"]);
    });
}

#[test]
fn what_is_stored_is_counted_and_bounded() {
    on_each_engine(&migrations(), |bench| {
        let record = pact(&bench.db, "members");
        let account = Id::new(bench.db.chance());
        let put = |bytes: &'static [u8], limits: Limits| {
            let actor = Actor { account: Some(account), ..clerk() };
            write(&bench.db, move |tx| {
                add(tx, &actor, (KIND, record), ("", false), file("a.txt", bytes), &limits)
            })
        };
        let limits = Limits { file: 6, account: 10, all: 12 };
        assert_eq!(code(put(b"1234567", limits)), (413, "document-too-large"));
        put(b"123456", limits).unwrap();
        assert_eq!(code(put(b"12345", limits)), (507, "documents-full"));
        put(b"1234", limits).unwrap();
        assert_eq!(code(put(b"123", Limits { account: 99, ..limits })), (507, "documents-full-all"));
        let used = bench.db.read_now(move |r| used(r, Some(account))).unwrap();
        assert_eq!((used.account, used.all), (10, 10));
    });
}

#[test]
fn texts_are_read_for_those_who_may_search_them() {
    on_each_engine(&migrations(), |bench| {
        let record = pact(&bench.db, "members");
        brought(&bench.db, record, "Open", false, file("a.txt", "轴承 bearings".as_bytes())).unwrap();
        brought(&bench.db, record, "Staff", true, file("b.txt", b"confidential")).unwrap();
        brought(&bench.db, record, "Broken", false, file("c.pdf", b"%PDF-1.7 broken")).unwrap();
        brought(&bench.db, record, "Picture", false, file("d.png", b"\x89PNG\r\n\x1a\n")).unwrap();
        let book = format!("preface {}", "chapter ".repeat(400_000));
        brought(&bench.db, record, "Book", false, file("e.txt", book.as_bytes())).unwrap();
        assert_eq!(read_waiting(&bench.db, &Bounded::in_this_process()).unwrap(), 4);
        assert_eq!(read_waiting(&bench.db, &Bounded::in_this_process()).unwrap(), 0);
        let all = bench.db.read_now(move |r| documents(r, &clerk(), KIND, record)).unwrap();
        let state = |title: &str| all.iter().find(|one| one.title == title).unwrap().versions[0].text;
        assert_eq!(
            ["Open", "Staff", "Broken", "Picture", "Book"].map(state),
            [TextState::Read, TextState::Read, TextState::Failed, TextState::None, TextState::Read]
        );
        let of = |audience| {
            let found = bench.db.read_now(move |r| texts(r, audience, &[record])).unwrap();
            found.get(&record).cloned().unwrap_or_default().join(" ")
        };
        assert!(
            of(Audience::Members).contains("轴承 bearings")
                && !of(Audience::Members).contains("confidential")
        );
        assert!(of(Audience::Internal).contains("confidential"));
        let book = of(Audience::Members);
        assert!(book.contains("preface") && book.len() < 2 << 20, "the beginning of a long text");
    });
}

#[test]
fn a_copy_between_the_engines_carries_documents() {
    entente_testkit::empty_pair(|embedded, server| {
        let (all, now) = (migrations(), entente_testkit::start());
        migrate(embedded, &all, now).unwrap();
        let db = Db::open(embedded, Options::default()).unwrap();
        let record = pact(&db, "members");
        let large = b"0123456789abcdef".repeat((5 << 20) / 16);
        let id = brought(&db, record, "Large", false, file("a.txt", &large)).unwrap();
        let there = copy(embedded, server, &all, now, &mut |_| ()).unwrap();
        let digest = |db: &Db| {
            db.read_now(move |r| {
                let pieces = r.query(
                    "SELECT position, bytes FROM document_chunk WHERE document = $1 ORDER BY position",
                    &[id.into()],
                )?;
                let version = r.query("SELECT size, digest FROM document_version", &[])?;
                Ok((pieces, version, documents(r, &clerk(), KIND, record)?))
            })
            .unwrap()
        };
        let copied = Db::open(server, Options::default()).unwrap();
        assert_eq!(digest(&db).0.len(), 20);
        assert!(digest(&db) == digest(&copied));
        entente_testkit::empty_embedded(|back| {
            assert_eq!(copy(server, back, &all, now, &mut |_| ()).unwrap(), there);
            assert!(digest(&Db::open(back, Options::default()).unwrap()) == digest(&db));
        });
    });
}
