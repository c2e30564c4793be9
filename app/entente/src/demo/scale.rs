//! Generated rows for trying Entente at size: marked as invented, in both languages, and the same every time.
//!
//! The words of row number n are drawn from n alone, so that repeating the command adds only what is missing.

use std::sync::{Arc, LazyLock};

use entente_access::Actor;
use entente_catalogue::{Evidence, Expert, Technology};
use entente_kernel::{Chance, Id, Result, SeededChance, Text};
use entente_matching::Glossary;
use entente_needs::Need;
use entente_partners::Organisation;
use entente_record::{Datum, Draft, Kind, create};
use entente_store::{By, Db, Reads, Tx};

use super::terms::{FORMS, PLACES, SURNAMES, SYLLABLES, TERMS};

/// Rows in one write.
const BATCH: u64 = 500;

/// What the source field of generated rows begins with; a number follows.
const MARK: &str = "generated ";

/// Adds rows until there are `organisations` generated organisations, and per organisation a tenth of an expert, half a
/// piece of evidence, a twentieth of a technology and a fiftieth of a need. `report` hears how many rows were made.
pub(crate) fn add(db: &Db, organisations: u64, report: &mut dyn FnMut(u64)) -> Result<u64> {
    let mut made = 0;
    let kinds: [(&'static Kind, u64, Maker, Option<&'static Kind>); 5] = [
        (Organisation::KIND, organisations, organisation, None),
        (Expert::KIND, organisations / 10, expert, None),
        (Evidence::KIND, organisations / 2, evidence, Some(Expert::KIND)),
        (Technology::KIND, organisations / 20, technology, None),
        (Need::KIND, organisations / 50, need, Some(Organisation::KIND)),
    ];
    for (kind, wanted, maker, others) in kinds {
        let linked = Arc::new(others.map_or(Ok(Vec::new()), |kind| generated(db, kind))?);
        let mut next = u64::try_from(generated(db, kind)?.len()).unwrap_or(u64::MAX);
        while next < wanted {
            let until = (next + BATCH).min(wanted);
            let linked = Arc::clone(&linked);
            db.write_now(By::system("demo scale"), move |tx| {
                (next..until).try_for_each(|number| maker(tx, number, &linked))
            })?;
            made += until - next;
            next = until;
            report(made);
        }
    }
    Ok(made)
}

/// Makes a row by its number; the ids are those of the generated records that it may link to.
type Maker = fn(&mut Tx<'_>, u64, &[Id]) -> Result<()>;

/// The records of the kind that carry the tag of generated ones.
fn generated(db: &Db, kind: &'static Kind) -> Result<Vec<Id>> {
    let sql =
        "SELECT record FROM tag WHERE kind = $1 AND tag = 'generated' AND removed_at IS NULL ORDER BY record";
    let name = kind.name;
    db.read_now(move |reads| reads.query(sql, &[name.into()])?.iter().map(|row| row.get(0)).collect())
}

/// What generated texts speak of: the terms of the shipped glossary.
static VOCABULARY: LazyLock<Vec<(&'static str, &'static str)>> =
    LazyLock::new(|| GLOSSARY.pairs().map(|pair| (&*pair.english, &*pair.chinese)).collect());
static GLOSSARY: LazyLock<Glossary> = LazyLock::new(Glossary::shipped);

/// Terms of an expert's own field.
const OWN: usize = 24;

/// Draws numbers for one row.
struct Draw(SeededChance);

impl Draw {
    fn new(kind: &Kind, number: u64) -> Self {
        let name: u64 = kind.name.bytes().map(u64::from).sum();
        Self(SeededChance::new(name * 1_000_003 + number))
    }

    fn below(&mut self, count: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        let count = u64::try_from(count).unwrap_or(1).max(1);
        usize::try_from(u64::from_le_bytes(bytes) % count).unwrap_or(0)
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        let at = self.below(all.len());
        all.get(at).copied()
    }

    fn term(&mut self) -> (&'static str, &'static str) {
        self.of(TERMS).unwrap_or_default()
    }

    /// Terms of the glossary in both languages, some far more often than others, as in real texts.
    fn terms<const N: usize>(&mut self) -> [(&'static str, &'static str); N] {
        std::array::from_fn(|_| {
            let (first, second) = (self.below(VOCABULARY.len()), self.below(VOCABULARY.len()));
            VOCABULARY.get(first * second / VOCABULARY.len().max(1)).copied().unwrap_or_default()
        })
    }

    fn name(&mut self) -> (String, String) {
        let (one, two) = (self.of(SYLLABLES).unwrap_or_default(), self.of(SYLLABLES).unwrap_or_default());
        let latin = format!("{}{}", one.0, two.0.to_lowercase());
        (latin, format!("{}{}", one.1, two.1))
    }
}

fn put(tx: &mut Tx<'_>, kind: &'static Kind, class: &str, fields: Vec<(&str, Datum)>) -> Result<Id> {
    let mut draft = Draft { class: class.into(), fictional: true, ..Draft::new(kind) };
    for (name, datum) in fields {
        draft = draft.with(kind, name, datum);
    }
    let record = create(tx, &Actor::system(), kind, &draft)?;
    let sql = "INSERT INTO tag (kind, record, tag, added_at) VALUES ($1, $2, 'generated', $3)";
    tx.execute(sql, &[kind.name.into(), record.meta.id.into(), tx.now().into()])?;
    Ok(record.meta.id)
}

fn both(en: String, zh: String) -> Datum {
    Datum::Text(Text::new(en, zh))
}

fn word(text: &str) -> Datum {
    Datum::Line(text.to_owned())
}

fn organisation(tx: &mut Tx<'_>, number: u64, _: &[Id]) -> Result<()> {
    let mut draw = Draw::new(Organisation::KIND, number);
    let ((latin, chinese), (en, zh)) = (draw.name(), draw.term());
    let (form_en, form_zh) = draw.of(FORMS).unwrap_or_default();
    let (place_en, place_zh, country) = draw.of(PLACES).unwrap_or_default();
    let capital: String = en.chars().take(1).flat_map(char::to_uppercase).chain(en.chars().skip(1)).collect();
    let mut fields = vec![
        (
            "name",
            both(
                format!("{latin} {capital} {form_en} {number}"),
                format!("{place_zh}{chinese}{zh}{form_zh}{number}号"),
            ),
        ),
        ("sort", word(if number.is_multiple_of(9) { "institute" } else { "enterprise" })),
        ("status", word("active")),
        ("domicile", word(country)),
        ("city", both(place_en.into(), place_zh.into())),
        ("sector", both(en.into(), zh.into())),
        ("source", word(&format!("{MARK}{number}"))),
    ];
    fields.extend(super::places::fields(place_en));
    put(tx, Organisation::KIND, "members", fields).map(|_| ())
}

/// What an expert works on: the same for the profile and for every piece of evidence.
fn field_of(expert: u64) -> [(&'static str, &'static str); OWN] {
    Draw::new(Expert::KIND, expert).terms()
}

fn expert(tx: &mut Tx<'_>, number: u64, _: &[Id]) -> Result<()> {
    let [(a_en, a_zh), (b_en, b_zh), (c_en, c_zh), ..] = field_of(number);
    let mut draw = Draw::new(Expert::KIND, number);
    let (surname, given) = (draw.of(SURNAMES).unwrap_or_default(), draw.of(SYLLABLES).unwrap_or_default());
    let fields = vec![
        (
            "name",
            both(format!("{} {} {number}", surname.0, given.0), format!("{}{}{number}", surname.1, given.1)),
        ),
        ("title", both("Professor".into(), "教授".into())),
        ("topics", both(format!("{a_en}; {b_en}; {c_en}"), format!("{a_zh}；{b_zh}；{c_zh}"))),
        ("profile", both(format!("Works on {a_en} and on {b_en}."), format!("主要研究{a_zh}与{b_zh}。"))),
    ];
    put(tx, Expert::KIND, "members", fields).map(|_| ())
}

/// One of the records, by number.
fn one(ids: &[Id], number: u64) -> Option<Id> {
    let count = u64::try_from(ids.len()).unwrap_or(0).max(1);
    ids.get(usize::try_from(number % count).unwrap_or(0)).copied()
}

fn evidence(tx: &mut Tx<'_>, number: u64, experts: &[Id]) -> Result<()> {
    let Some(expert) = one(experts, number) else { return Ok(()) };
    let own = field_of(number % u64::try_from(experts.len()).unwrap_or(1).max(1));
    let mut draw = Draw::new(Evidence::KIND, number);
    let mut known = || draw.of(&own).unwrap_or_default();
    let [a, b, c, d, e, f, g, h] = std::array::from_fn(|_| known());
    let [x, y, z] = draw.terms();
    let (months, year) = (3 + number % 20, 2008 + i64::try_from(number % 18).unwrap_or(0));
    let fields = vec![
        (
            "title",
            both(
                format!("{} and {} under {}, no. {number}", a.0, b.0, x.0),
                format!("{}条件下的{}与{}（{number}）", x.1, a.1, b.1),
            ),
        ),
        ("expert", Datum::Link(expert)),
        ("sort", word(["paper", "patent", "project"].get(draw.below(3)).copied().unwrap_or("paper"))),
        ("year", Datum::Int(year)),
        (
            "body",
            both(
                format!(
                    "We examine {}, {} and {}. {} is set against {}, {} and {}, over {months} months. \
                     {} bears on {} and {}.",
                    a.0, c.0, d.0, e.0, f.0, y.0, b.0, g.0, h.0, z.0
                ),
                format!(
                    "考察{}、{}和{}，历时{months}个月，将{}与{}、{}、{}相对照，并讨论{}对{}和{}的作用。",
                    a.1, c.1, d.1, e.1, f.1, y.1, b.1, g.1, h.1, z.1
                ),
            ),
        ),
    ];
    put(tx, Evidence::KIND, "members", fields).map(|_| ())
}

fn technology(tx: &mut Tx<'_>, number: u64, _: &[Id]) -> Result<()> {
    let [a, b, c, d] = Draw::new(Technology::KIND, number).terms();
    let fields = vec![
        (
            "title",
            both(
                format!("Method for {} by means of {}, no. {number}", a.0, b.0),
                format!("基于{}的{}方法（{number}）", b.1, a.1),
            ),
        ),
        (
            "summary",
            both(
                format!("Serves {} where {} and {} are at hand; does without {}.", a.0, b.0, c.0, d.0),
                format!("在具备{}和{}的条件下用于{}，无需{}。", b.1, c.1, a.1, d.1),
            ),
        ),
        ("source", word(&format!("{MARK}{number}"))),
    ];
    put(tx, Technology::KIND, "members", fields).map(|_| ())
}

fn need(tx: &mut Tx<'_>, number: u64, partners: &[Id]) -> Result<()> {
    let [a, b, c, d, e] = Draw::new(Need::KIND, number).terms();
    let Some(asking) = one(partners, number) else { return Ok(()) };
    let fields = vec![
        (
            "title",
            both(
                format!("{} and {}, request {number}", a.0, b.0),
                format!("{}与{}（需求{number}）", a.1, b.1),
            ),
        ),
        (
            "summary",
            both(
                format!("A company asks for help with {}, {} and {}.", a.0, b.0, c.0),
                format!("某企业希望在{}、{}和{}方面得到帮助。", a.1, b.1, c.1),
            ),
        ),
        (
            "statement",
            both(
                format!("Our line for {} stands still because of {}; {} brought nothing.", a.0, d.0, e.0),
                format!("我们的{}产线因{}停工，试过{}也没有效果。", a.1, d.1, e.1),
            ),
        ),
        ("wanted", word("development")),
        ("organisation", Datum::Link(asking)),
        ("source", word("officer")),
    ];
    put(tx, Need::KIND, "internal", fields).map(|_| ())
}
