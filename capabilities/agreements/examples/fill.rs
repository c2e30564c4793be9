//! Fills the database of a demo with made-up agreements for `cargo xtask bench --agreements`:
//! `cargo run --release -p entente-agreements --example fill -- DATABASE COUNT`.
//!
//! States are set where they stand, without a history of steps: what is measured are lists of today.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a measuring tool")]

use entente_access::Actor;
use entente_agreements::Agreement;
use entente_kernel::{Date, Id, Text};
use entente_record::{Datum, Draft, create};
use entente_store::{By, Db, Options, Target};

/// Agreements in one write.
const PIECE: usize = 500;

const SORTS: [&str; 5] = ["framework", "licence", "nda", "student_exchange", "commissioned_development"];
const FIELDS: [&str; 4] = ["engineering", "energy", "medicine", "materials"];
const STATES: [&str; 4] = ["in_force", "in_force", "drafting", "terminated"];
const COUNTRIES: [&str; 4] = ["CN", "CN", "DE", "JP"];

/// What marks them.
const MARK: &str = "made up for the bench";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let target: Target = arguments[1].parse().unwrap();
    let wanted: usize = arguments[2].parse().unwrap();
    let db = Db::open(&target, Options::default()).unwrap();
    let partners: Vec<Id> = db
        .read_now(|reads| {
            let sql = "SELECT id FROM organisation WHERE deleted_at IS NULL ORDER BY id LIMIT 2000";
            reads.query(sql, &[])?.iter().map(|row| row.get(0)).collect()
        })
        .unwrap();
    let there = db
        .read_now(|reads| reads.count("SELECT count(*) FROM agreement WHERE source = $1", &[MARK.into()]))
        .unwrap();
    let there = usize::try_from(there).unwrap();
    for first in (there..wanted).step_by(PIECE) {
        let partners = partners.clone();
        db.write_now(By::system("bench"), move |tx| {
            for number in first..(first + PIECE).min(wanted) {
                let made = create(tx, &Actor::system(), Agreement::KIND, &draft(number, &partners))?;
                let sql = "UPDATE agreement SET state = $2 WHERE id = $1";
                tx.execute(sql, &[made.meta.id.into(), STATES[number / 5 % 4].into()])?;
            }
            Ok(())
        })
        .unwrap();
    }
}

fn draft(number: usize, partners: &[Id]) -> Draft {
    let kind = Agreement::KIND;
    let line = |word: &str| Datum::Line(word.to_owned());
    let year = i16::try_from(2014 + number / 320 % 12).unwrap();
    let title =
        Text::new(format!("Agreement {number} on {}", number * 7919 % 10_007), format!("第{number}号协议"));
    let mut draft = Draft { fictional: true, ..Draft::new(kind) }
        .with(kind, "title", Datum::Text(title))
        .with(kind, "sort", line(SORTS[number % 5]))
        .with(kind, "fields", Datum::Words(vec![FIELDS[number / 20 % 4].to_owned()]))
        .with(kind, "country", line(COUNTRIES[number / 80 % 4]))
        .with(kind, "since", Datum::Date(Date::constant(year, 3, 1)))
        .with(kind, "until", Datum::Date(Date::constant(year + 5, 2, 28)))
        .with(kind, "renewal", line("by_agreement"))
        .with(kind, "office", line("domestic"))
        .with(kind, "source", line(MARK));
    let at = kind.children.iter().position(|part| part.name == "parties").unwrap();
    let party = partners[number * 31 % partners.len()];
    draft.children[at].push(vec![Datum::Link(party), line("partner"), Datum::Empty, Datum::Empty]);
    draft
}
