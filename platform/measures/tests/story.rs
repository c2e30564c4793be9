//! Numbers equal their rows: random records with a past, every measure by every dimension, several readers and moments.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use entente_access::{Actor, Audience};
use entente_kernel::{Chance, Currency, Date, Id, Instant, Lang, Money, SeededChance, Text, TimeZone};
use entente_measures::{
    Asked, Chart, Dimension, Figures, Measure, Moment, Slice, TileSpec, Unit, What, address, dashboards,
    figures, narrowed, over,
};
use entente_record::{
    Datum, Draft, Expression, Filter, Query, Record, Write, create, edit, list, open_groups, step, trash,
};
use entente_store::{By, Reads};
use entente_testkit::kinds::{Pact, clerk, who};
use entente_testkit::{Bench, on_each_engine};

const BY: &[Dimension] = &[
    Dimension::State,
    Dimension::Field("matter"),
    Dimension::Field("matters"),
    Dimension::Field("binding"),
    Dimension::Field("copies"),
    Dimension::Year("signed"),
    Dimension::YearOf { name: "begun", day: begun },
];

fn begun(_: &Moment) -> Expression {
    Expression::column("state_since")
}

fn live(_: &Moment) -> Vec<Filter> {
    vec![Filter::State(vec!["live".into()])]
}

/// Depends on the day: the lines cannot be drawn in one pass.
fn young(at: &Moment) -> Vec<Filter> {
    let since = at.day.checked_sub(std::time::Duration::from_secs(200 * 86_400)).unwrap();
    vec![Filter::Where("{t}.state_since >= {1}".into(), vec![since.into()])]
}

fn measures() -> Vec<Measure> {
    let count = Measure::count("pacts", Pact::KIND, BY);
    vec![
        count,
        Measure { name: "live", filters: live, ..count },
        Measure { name: "young", filters: young, ..count },
        Measure { name: "price", what: What::Sum("price"), ..count },
        Measure { name: "copies", what: What::Sum("copies"), ..count },
        Measure { name: "share", what: What::Share(live), ..count },
        Measure { name: "wait", what: What::Median { from: begun, to: signed }, ..count },
        Measure { name: "clauses", reads: &["clause"], ..count },
        Measure { name: "inside", audience: Audience::Internal, ..count },
    ]
}

fn signed(_: &Moment) -> Expression {
    Expression::column("signed")
}

/// Draws small numbers.
struct Draw(SeededChance);

impl Draw {
    fn below(&mut self, count: u8) -> u8 {
        let mut byte = [0];
        self.0.fill(&mut byte);
        byte[0] % count
    }

    fn day(&mut self) -> Date {
        let (month, day) =
            (1 + i8::try_from(self.below(12)).unwrap(), 1 + i8::try_from(self.below(28)).unwrap());
        Date::new(2024 + i16::from(self.below(2)), month, day).unwrap()
    }
}

fn enter(draw: &mut Draw, draft: Draft) -> Draft {
    let kind = Pact::KIND;
    let money = |draw: &mut Draw| {
        let currency = Currency::parse(if draw.below(2) == 0 { "CNY" } else { "KWD" }).unwrap();
        Datum::Money(Money { minor: i64::from(draw.below(200)) * 1_003, currency })
    };
    let word = |draw: &mut Draw| ["peace", "open_trade"][usize::from(draw.below(2))].to_owned();
    let mut draft = draft.with(kind, "matter", Datum::Line(word(draw)));
    draft = draft.with(kind, "binding", Datum::Flag(draw.below(2) == 0));
    let price = if draw.below(4) == 0 { Datum::Empty } else { money(draw) };
    draft = draft.with(kind, "price", price);
    let signed = if draw.below(4) == 0 { Datum::Empty } else { Datum::Date(draw.day()) };
    draft = draft.with(kind, "signed", signed);
    let copies = if draw.below(3) == 0 { Datum::Empty } else { Datum::Int(i64::from(draw.below(4))) };
    draft = draft.with(kind, "copies", copies);
    let matters = match draw.below(3) {
        0 => Datum::Empty,
        1 => Datum::Words(vec!["peace".into(), "open_trade".into()]),
        _ => Datum::Words(vec![word(draw)]),
    };
    draft.with(kind, "matters", matters)
}

/// Pacts with corrections, steps and some in the trash, recorded over two months.
fn history(bench: &Bench, seed: u64) {
    let mut draw = Draw(SeededChance::new(seed));
    let mut made: Vec<Id> = Vec::new();
    for turn in 0..90 {
        bench.clock.set(Instant(entente_testkit::start().0 + turn * 16 * 3_600_000_000));
        let (kind, actor) = (Pact::KIND, Actor::system());
        let effective = draw.day();
        let fresh = made.is_empty() || draw.below(3) > 0;
        if fresh {
            let name = Datum::Text(Text::new(format!("Pact {turn}"), format!("条约{turn}")));
            let mut draft = enter(&mut draw, Draft::new(kind)).with(kind, "name", name);
            draft.effective = Some(effective);
            let party = |name: &str| vec![Datum::Text(Text::en(name)), Datum::Empty];
            draft.children = vec![vec![party("A"), party("B")]];
            draft.class = ["public", "internal", "members"][usize::from(draw.below(3))].to_owned();
            let made_now = bench.db.write_now(By::system("test"), move |tx| create(tx, &actor, kind, &draft));
            made.push(made_now.unwrap().meta.id);
            continue;
        }
        let id = made[usize::from(draw.below(u8::try_from(made.len()).unwrap()))];
        let what = draw.below(6);
        let mut next = Draw(SeededChance::new(seed * 1_000 + u64::try_from(turn).unwrap()));
        let done = bench.db.write_now(By::system("test"), move |tx| {
            let Some(now) = entente_record::load(tx, kind, id)?.filter(|r| r.meta.deleted_at.is_none())
            else {
                return Ok(());
            };
            let write = Write { seen: None, effective: Some(effective), reason: Some("so be it".into()) };
            let step_by =
                |tx: &mut entente_store::Tx<'_>, name| step(tx, &actor, kind, id, name, &write).map(|_| ());
            match (what, now.meta.state.as_str()) {
                (0, _) => trash(tx, &actor, kind, id, &write).map(|_| ()),
                (1 | 2, "draft") => step_by(tx, "sign"),
                (1, "live") => step_by(tx, "end"),
                _ => edit(tx, &actor, kind, id, &enter(&mut next, Draft::of(&now)), &write).map(|_| ()),
            }
        });
        // A day before the record's own days is refused; the history goes on without it.
        assert!(done.is_ok() || done.is_err_and(|p| p.class.status() == 422));
    }
}

fn rows(reads: &mut dyn Reads, actor: &Actor, measure: &Measure, href: &str, at: &Moment) -> Vec<Record> {
    let open = open_groups(reads, actor, measure.kind, None).unwrap();
    let (path, text) = href.split_once('?').unwrap();
    assert_eq!(path, format!("/{}", measure.kind.path));
    let pairs: Vec<(String, String)> = text
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(n, v)| (n.to_owned(), v.replace("%20", " ")))
        .collect();
    let filters = narrowed(&measures(), measure.kind, actor, &open, &pairs, at);
    let query = Query { filters, as_of: at.as_of(), limit: 10_000, ..Query::new(Lang::En) };
    list(reads, actor, measure.kind, &query).unwrap().records
}

fn sum(records: &[Record], field: &str) -> i64 {
    let amount = |r: &Record| match r.value(Pact::KIND, field) {
        Datum::Money(money) => money.minor,
        Datum::Int(number) => *number,
        _ => 0,
    };
    records.iter().map(amount).sum()
}

fn moments(reads: &dyn Reads, zone: &TimeZone) -> Vec<Moment> {
    let day = |y, m| Date::new(y, m, 15).unwrap();
    vec![
        Moment::now(reads),
        Moment::on(reads, day(2025, 6), None, zone),
        Moment::on(reads, day(2025, 6), Some(day(2026, 3)), zone),
        Moment::on(reads, day(2024, 3), None, zone),
        Moment::on(reads, day(2023, 1), None, zone),
    ]
}

#[test]
fn each_number_is_that_of_its_rows() {
    on_each_engine(&pacts_and_dashboards(), |bench| {
        let (mut cells, mut held) = (0, 0);
        for seed in [3] {
            history(bench, seed);
            let zone = bench.db.zone().clone();
            let counted = bench.db.read_now(move |r| {
                let mut counted = (0, 0);
                for actor in [
                    clerk(),
                    who("keeper", Audience::Internal),
                    who("guest", Audience::Members),
                    Actor::visitor(Lang::Zh),
                ] {
                    for at in moments(r, &zone) {
                        for measure in measures() {
                            check(r, &actor, &measure, at, &mut counted);
                        }
                    }
                }
                Ok(counted)
            });
            let (more, few) = counted.unwrap();
            cells += more;
            held += few;
        }
        println!("{cells} numbers compared with their rows, {held} held back");
        assert!(cells > 2_500 && held > 100, "{cells} {held}");
    });
}

fn pacts_and_dashboards() -> Vec<entente_store::Migration> {
    [entente_testkit::kinds::migrations(), entente_measures::migrations()].concat()
}

fn check(reads: &mut dyn Reads, actor: &Actor, measure: &Measure, at: Moment, counted: &mut (usize, usize)) {
    let open = open_groups(reads, actor, measure.kind, None).unwrap();
    let available = measure.is_open(actor, &open);
    assert_eq!(
        available,
        actor.has("keeper")
            || measure.name != "clauses"
                && (measure.name != "inside" || actor.audience == Audience::Internal)
    );
    if !available {
        let href = address(measure, &[], None, &at);
        assert_eq!(rows(reads, actor, measure, &href, &at), [], "closed to {actor:?}");
        return;
    }
    let dimensions = measure.dimensions(&open);
    let mut questions: Vec<Vec<Dimension>> = vec![Vec::new()];
    questions.extend(dimensions.iter().map(|d| vec![*d]));
    questions.push(vec![Dimension::State, Dimension::Field("matters")]);
    questions.push(vec![Dimension::Year("signed"), Dimension::Field("matter")]);
    for by in questions {
        let asked = Asked { by: by.clone(), slices: Vec::new(), at };
        let found = figures(reads, actor, measure, &asked).unwrap();
        adds_up(measure, &by, &found);
        for cell in &found.cells {
            if cell.few {
                counted.1 += 1;
                assert_eq!((cell.amount, cell.records), (0, 0));
                continue;
            }
            counted.0 += 1;
            let slices: Vec<Slice> =
                by.iter().zip(&cell.keys).map(|(d, key)| Slice { dimension: *d, key: key.clone() }).collect();
            let href = address(measure, &slices, cell.currency.as_deref(), &at);
            let rows = rows(reads, actor, measure, &href, &at);
            let expected = match measure.what {
                What::Sum(field) => sum(&rows, field),
                What::Median { .. } => cell.amount,
                _ => i64::try_from(rows.len()).unwrap(),
            };
            assert_eq!(cell.amount, expected, "{} {:?} {href}", measure.name, cell.keys);
            if !matches!(measure.what, What::Share(_)) {
                assert_eq!(cell.records, i64::try_from(rows.len()).unwrap(), "{href}");
            }
            let narrow = Asked { by: Vec::new(), slices, at };
            let whole = figures(reads, actor, measure, &narrow).unwrap().totals;
            let same = whole.iter().find(|t| t.currency == cell.currency).unwrap();
            assert!(same.few || (same.amount, same.records) == (cell.amount, cell.records), "{href}");
        }
    }
}

/// Where records count once, the parts add up to the whole.
fn adds_up(measure: &Measure, by: &[Dimension], found: &Figures) {
    let once = !by.iter().any(|d| d.overlaps(measure.kind));
    if !once || measure.unit() == Unit::Days || found.cells.iter().chain(&found.totals).any(|c| c.few) {
        return;
    }
    let mut sums: BTreeMap<Option<String>, (i64, i64)> = BTreeMap::new();
    for cell in &found.cells {
        let entry = sums.entry(cell.currency.clone()).or_default();
        *entry = (entry.0 + cell.amount, entry.1 + cell.records);
    }
    for total in &found.totals {
        assert_eq!(sums.get(&total.currency).copied().unwrap_or_default(), (total.amount, total.records));
    }
}

#[test]
fn a_line_is_the_figure_of_each_day() {
    on_each_engine(&pacts_and_dashboards(), |bench| {
        history(bench, 5);
        let zone = bench.db.zone().clone();
        let days: Vec<Date> = (1..=12).map(|m| Date::new(2025, m, 28).unwrap()).collect();
        bench
            .db
            .read_now(move |r| {
                for actor in [clerk(), Actor::visitor(Lang::En)] {
                    for at in moments(r, &zone).into_iter().skip(1) {
                        for measure in
                            measures().iter().filter(|m| m.audience <= actor.audience && m.reads.is_empty())
                        {
                            for by in [Vec::new(), vec![Dimension::State], vec![Dimension::Field("matters")]]
                            {
                                let asked = Asked { by, slices: Vec::new(), at };
                                let line = over(r, &actor, measure, &asked, &days)?;
                                for (day, found) in days.iter().zip(line) {
                                    let once = Asked { at: at.moved(*day), ..asked.clone() };
                                    assert_eq!(
                                        found,
                                        figures(r, &actor, measure, &once)?,
                                        "{} {day}",
                                        measure.name
                                    );
                                }
                            }
                        }
                    }
                }
                Ok(())
            })
            .unwrap();
    });
}

#[test]
fn dashboards_belong_to_somebody_and_are_shared_by_role() {
    use dashboards::{Move, Outline, Sharing};
    on_each_engine(&pacts_and_dashboards(), |bench| {
        let person = |seed, actor: Actor| Actor { account: Some(Id::new(&SeededChance::new(seed))), ..actor };
        let (owner, other) = (person(1, clerk()), person(2, who("keeper", Audience::Internal)));
        let guest = person(3, who("guest", Audience::Members));
        let tiles = ["a", "b", "c"].map(|name| TileSpec::new(name, Chart::Number, &[]));
        let outline = Outline::personal(Text::new("Mine", "我的"));
        let me = owner.clone();
        let id = bench
            .db
            .write_now(By::system("test"), move |tx| dashboards::create(tx, &me, &outline, &tiles))
            .unwrap();
        let sees = |actor: &Actor| {
            let actor = actor.clone();
            bench.db.read_now(move |r| Ok(dashboards::list(r, &actor)?.len())).unwrap()
        };
        assert_eq!([&owner, &other, &guest].map(sees), [1, 0, 0]);
        let share = |sharing, roles: &[&str], version| {
            let roles = roles.iter().map(|r| (*r).to_owned()).collect();
            let (outline, me) = (Outline { title: Text::en("Ours"), sharing, roles }, owner.clone());
            bench.db.write_now(By::system("test"), move |tx| dashboards::edit(tx, &me, id, version, &outline))
        };
        assert_eq!(share(Sharing::Roles, &[], 1).unwrap_err().fields[0].field, "roles");
        share(Sharing::Roles, &["guest"], 1).unwrap();
        assert_eq!([&owner, &other, &guest].map(sees), [1, 0, 1]);
        assert_eq!(share(Sharing::Staff, &[], 1).unwrap_err().class.status(), 412);
        share(Sharing::Staff, &[], 2).unwrap();
        assert_eq!([&owner, &other, &guest].map(sees), [1, 1, 0]);
        let names = || -> Vec<String> {
            let tiles = bench.db.read_now(move |r| dashboards::tiles_of(r, id)).unwrap();
            tiles.into_iter().map(|t| t.spec.measure).collect()
        };
        let third = bench.db.read_now(move |r| dashboards::tiles_of(r, id)).unwrap()[2].id;
        let act =
            |actor: &Actor,
             act: fn(&mut entente_store::Tx<'_>, &Actor, Id, Id) -> entente_kernel::Result<()>| {
                let actor = actor.clone();
                bench.db.write_now(By::system("test"), move |tx| act(tx, &actor, id, third))
            };
        act(&owner, |tx, me, id, tile| dashboards::move_tile(tx, me, id, tile, Move::Up)).unwrap();
        assert_eq!(names(), ["a", "c", "b"]);
        act(&owner, dashboards::remove_tile).unwrap();
        assert_eq!(names(), ["a", "b"]);
        act(&owner, dashboards::restore_tile).unwrap();
        assert_eq!(names(), ["a", "c", "b"]);
        assert_eq!(act(&other, dashboards::remove_tile).unwrap_err().class.status(), 403);
        assert_eq!(act(&guest, dashboards::remove_tile).unwrap_err().class.status(), 404);
        act(&other, |tx, me, id, _| dashboards::choose_home(tx, me, Some(id))).unwrap();
        let copied =
            act(&other, |tx, me, id, _| dashboards::duplicate(tx, me, id, Text::en("Copy")).map(|_| ()));
        copied.unwrap();
        assert_eq!(sees(&other), 2);
        let home = |actor: &Actor| {
            let actor = actor.clone();
            bench.db.read_now(move |r| dashboards::home_of(r, &actor)).unwrap().map(|d| d.id)
        };
        assert_eq!(home(&other), Some(id));
        act(&owner, |tx, me, id, _| dashboards::trash(tx, me, id).map(|_| ())).unwrap();
        assert_eq!((home(&other), sees(&owner), sees(&other)), (None, 0, 1));
        act(&owner, |tx, me, id, _| dashboards::restore(tx, me, id)).unwrap();
        assert_eq!((home(&other), names().len()), (Some(id), 3));
        assert_eq!(bench.db.read_now(entente_store::verify).unwrap().0, []);
    });
}
