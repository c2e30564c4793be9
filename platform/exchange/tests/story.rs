//! Tables in, on both engines: tried, written, written again, undone.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use entente_exchange::{
    Counts, Doing, Mapping, Outcome, State, Vocabulary, begin, check, commit, counts, groups, guess,
    keep_preset, keys, lines, preset_of, remap, run, targets, undo,
};
use entente_kernel::{Id, Result};
use entente_record::{Datum, Registry, load};
use entente_store::{By, Migration, verify};
use entente_testkit::kinds::{Pact, clerk};
use entente_testkit::{Bench, on_each_engine, start};

const HEADER: [&str; 7] = ["条约名称", "Name", "Matter", "Code", "Signed on", "Price", "Party"];

fn migrations() -> Vec<Migration> {
    [entente_testkit::kinds::migrations(), entente_exchange::migrations()].concat()
}

fn words() -> Vocabulary {
    let mut words = Vocabulary::default();
    for (target, names) in [
        ("name_en", vec!["Name", "条约名称"]),
        ("name_zh", vec!["Name", "条约名称"]),
        ("matter", vec!["Matter", "事项"]),
        ("code", vec!["Code", "代码"]),
        ("signed", vec!["Signed", "签署日期"]),
        ("price", vec!["Price", "价格"]),
        ("parties.0.name_en", vec!["Party", "缔约方"]),
    ] {
        words.header(target, names.into_iter().map(str::to_owned));
    }
    words.value("matter", "peace", ["Peace".to_owned(), "和平".to_owned()]);
    words.value("matter", "open_trade", ["Open trade".to_owned(), "自由贸易".to_owned()]);
    words
}

fn rows(all: &[[&str; 7]]) -> Vec<(i64, Vec<String>)> {
    (2..).zip(all.iter().map(|row| row.map(str::to_owned).to_vec())).collect()
}

fn guessed(lines: &[(i64, Vec<String>)]) -> Mapping {
    let may = |field: &entente_record::Field| field.group == "public";
    let samples: Vec<Vec<String>> = lines.iter().map(|(_, cells)| cells.clone()).collect();
    let (targets, keys) = (targets(Pact::KIND, &may), keys(Pact::KIND, &may));
    guess(Pact::KIND, &targets, &keys, &words(), &HEADER.map(str::to_owned), &samples)
}

struct Table<'b> {
    bench: &'b Bench,
    owner: Id,
    doing: Doing,
}

impl<'b> Table<'b> {
    fn of(bench: &'b Bench, lines: Vec<(i64, Vec<String>)>) -> Self {
        let mapping = guessed(&lines);
        let (owner, id) = bench
            .db
            .write_now(By::system("t"), move |tx| {
                let owner = tx.new_id();
                let id = begin(tx, owner, Pact::KIND, "a.csv", &HEADER.map(str::to_owned), &lines, &mapping)?;
                Ok((owner, id))
            })
            .unwrap();
        let doing = Doing {
            run: id,
            owner,
            kind: Pact::KIND,
            registry: Registry::new(vec![Pact::KIND]),
            vocabulary: Arc::new(words()),
            currency: "EUR".into(),
            means: Arc::new(|_, _, _, _| Ok(None)),
            who: Arc::new(|_| Ok(clerk())),
        };
        Self { bench, owner, doing }
    }

    fn counts(&self) -> Counts {
        let id = self.doing.run;
        self.bench.db.read_now(move |reads| counts(reads, id)).unwrap()
    }

    fn run(&self) -> entente_exchange::Run {
        let (owner, id) = (self.owner, self.doing.run);
        self.bench.db.read_now(move |reads| run(reads, owner, id)).unwrap()
    }

    fn check(&self) -> Counts {
        check(&self.bench.db, &self.doing, &mut |_, _| Ok(())).unwrap();
        self.counts()
    }

    fn commit(&self) -> Counts {
        commit(&self.bench.db, &self.doing, &mut |_, _| Ok(())).unwrap();
        self.counts()
    }
}

fn pacts(bench: &Bench) -> i64 {
    bench.db.read_now(|r| r.count("SELECT count(*) FROM pact WHERE deleted_at IS NULL", &[])).unwrap()
}

#[test]
fn what_is_tried_is_what_is_written_and_a_second_time_changes_nothing() {
    on_each_engine(&migrations(), |bench| {
        let table = rows(&[
            ["雅顿条约", "Treaty of Arden", "和平", "A-1", "2024年3月1日", "3.5万", "North"],
            ["", "Second", "Open trade", "A-2", "", "", ""],
            ["", "Third", "war", "A-3", "3/1/2024", "x", ""],
            ["", "Fourth", "peace", "A-1", "", "", ""],
            ["", "", "peace", "", "", "", ""],
        ]);
        let first = Table::of(bench, table.clone());
        assert_eq!(first.run().mapping.columns.iter().flatten().count(), 7, "{:?}", first.run().mapping);
        assert_eq!(first.run().mapping.key, "code");
        let tried = first.check();
        assert_eq!(tried, Counts { waiting: 0, new: 2, change: 0, same: 0, wrong: 3 });
        assert_eq!((pacts(bench), first.run().state), (0, State::Checked));
        let id = first.doing.run;
        let wrong = bench.db.read_now(move |r| groups(r, id, 5)).unwrap();
        let names: Vec<(&str, &str)> =
            wrong.iter().map(|g| (g.of.target.as_str(), g.of.code.as_str())).collect();
        assert_eq!(names.len(), 5, "{names:?}");
        for expected in [
            ("matter", "choice"),
            ("signed", "date"),
            ("price", "money-format"),
            ("code", "twice-in-file"),
            ("name", "required"),
        ] {
            assert!(names.contains(&expected), "{expected:?} in {names:?}");
        }
        assert_eq!(first.commit(), tried);
        assert_eq!(pacts(bench), 2);
        let done = bench.db.read_now(move |r| lines(r, id, Some(Outcome::New), -1, 10)).unwrap();
        let record = done[0].record.unwrap();
        let made = bench.db.read_now(move |r| load(r, Pact::KIND, record)).unwrap().unwrap();
        assert_eq!(made.title(entente_kernel::Lang::Zh), "雅顿条约");
        assert_eq!(made.value(Pact::KIND, "price").plain().unwrap(), "35000.00 EUR");
        assert_eq!(
            (made.value(Pact::KIND, "signed").plain().unwrap().as_str(), made.children[0].len()),
            ("2024-03-01", 1)
        );

        let again = Table::of(bench, table);
        assert_eq!(again.check(), Counts { same: 2, wrong: 3, ..Counts::default() });
        assert_eq!(again.commit(), Counts { same: 2, wrong: 3, ..Counts::default() });
        assert_eq!(bench.db.read_now(move |r| load(r, Pact::KIND, record)).unwrap().unwrap().meta.version, 1);
    });
}

#[test]
fn values_are_mended_for_all_lines_and_the_whole_import_is_undone() {
    on_each_engine(&migrations(), |bench| {
        let known = Table::of(bench, rows(&[["", "Old", "peace", "A-1", "", "", ""]]));
        known.commit();
        bench.clock.set(start().plus_seconds(60));
        let table = Table::of(
            bench,
            rows(&[
                ["", "New name", "peace", "A-1", "", "", "South"],
                ["", "Second", "truce", "A-2", "", "", ""],
                ["", "Third", "truce", "A-3", "", "", ""],
            ]),
        );
        assert_eq!(table.check(), Counts { change: 1, wrong: 2, ..Counts::default() });
        let run = table.run();
        let mut mapping = run.mapping.clone();
        mapping.instead.entry("matter".into()).or_default().insert("truce".into(), "Peace".into());
        let (owner, kept) = (table.owner, mapping.clone());
        bench
            .db
            .write_now(By::system("t"), move |tx| {
                remap(tx, &run, &mapping)?;
                keep_preset(tx, owner, "pact", "Ours", &run.header, &mapping)
            })
            .unwrap();
        let preset =
            bench.db.read_now(move |r| preset_of(r, owner, "pact", &HEADER.map(str::to_owned))).unwrap();
        assert_eq!(preset.unwrap().mapping, kept);
        assert_eq!(table.check(), Counts { change: 1, new: 2, ..Counts::default() });
        table.commit();
        assert_eq!(pacts(bench), 3);
        let run = table.run();
        let written = bench.db.write_now(By::system("t"), move |tx| remap(tx, &run, &Mapping::default()));
        assert_eq!(written.unwrap_err().code, "import-written");
        bench.clock.set(start().plus_seconds(120));
        let undone = undo(&bench.db, &table.doing, &mut |_, _| Ok(())).unwrap();
        assert_eq!((undone.back, undone.left, pacts(bench)), (3, 0, 1));
        let old =
            bench.db.read_now(|r| r.query("SELECT name_en FROM pact WHERE deleted_at IS NULL", &[])).unwrap();
        assert_eq!(old[0].get::<String>(0).unwrap(), "Old");
        assert_eq!(bench.db.read_now(verify).unwrap().0, vec![]);
    });
}

#[test]
fn a_stopped_import_goes_on_where_it_was() {
    on_each_engine(&migrations(), |bench| {
        let names: Vec<String> = (0..450).map(|n| format!("Treaty {n}")).collect();
        let all: Vec<[&str; 7]> = names.iter().map(|name| ["", name, "peace", "", "", "", ""]).collect();
        let table = Table::of(bench, rows(&all));
        assert_eq!(table.run().mapping.key, "title");
        let stopped: Result<()> = commit(&bench.db, &table.doing, &mut |done, _| {
            if done >= 200 { Err(entente_kernel::Problem::conflict("job-cancelled")) } else { Ok(()) }
        });
        assert_eq!(stopped.unwrap_err().code, "job-cancelled");
        assert_eq!((pacts(bench), table.run().state), (200, State::Mapping));
        assert_eq!(table.commit(), Counts { new: 450, ..Counts::default() });
        assert_eq!(pacts(bench), 450);
        let undone = undo(&bench.db, &table.doing, &mut |_, _| Ok(())).unwrap();
        assert_eq!((undone.back, pacts(bench)), (450, 0));
    });
}

#[test]
fn what_a_line_cannot_say_is_left_alone() {
    on_each_engine(&migrations(), |bench| {
        let table = Table::of(bench, rows(&[["", "A", "peace", "A-1", "2024-01-01", "5", "North"]]));
        table.commit();
        bench.clock.set(start().plus_seconds(60));
        let next = Table::of(bench, rows(&[["", "", "", "A-1", "", "", "South"]]));
        assert_eq!(next.commit(), Counts { change: 1, ..Counts::default() });
        let id = next.doing.run;
        let record = bench.db.read_now(move |r| lines(r, id, None, -1, 1)).unwrap()[0].record.unwrap();
        let now = bench.db.read_now(move |r| load(r, Pact::KIND, record)).unwrap().unwrap();
        assert_eq!((now.children[0].len(), now.value(Pact::KIND, "signed").is_empty()), (2, false));
        assert_eq!(now.value(Pact::KIND, "matter"), &Datum::Line("peace".into()));
        let stranger = bench.db.read_now(move |reads| run(reads, record, id));
        assert_eq!(stranger.unwrap_err().code, "not-found");
    });
}
