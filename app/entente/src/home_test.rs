//! Who is abroad follows from the setting of the home country, and with it which gates are closed.
//!
//! The first home of a process stays, and all other tests are at home in China: so this one goes on in a process of its
//! own, once for each home.

use std::process::Command;

use entente_access::Actor;
use entente_agreements::Agreement;
use entente_kernel::{Id, Text};
use entente_partners::Organisation;
use entente_record::{Datum, Draft, Record, Write, create, step};
use entente_store::{By, Tx};
use entente_testkit::{Bench, on_each_engine};

use crate::rooms;
use crate::settings::Settings;

/// Says to the own process where it is at home.
const AT: &str = "ENTENTE_TEST_HOME";

/// Whether a party at home in that country is kept out of negotiation until it was looked up in the lists of sanctions.
const ABROAD: [(&str, [(&str, bool); 3]); 2] = [
    ("CN", [("CN", false), ("SG", true), ("DE", true)]),
    ("SG", [("CN", true), ("SG", false), ("DE", true)]),
];

fn organisation(tx: &mut Tx<'_>, domicile: Option<&str>) -> entente_kernel::Result<Id> {
    let kind = Organisation::KIND;
    let name = format!("Party of {}", domicile.unwrap_or("nowhere"));
    let draft = Draft::new(kind)
        .with(kind, "name", Datum::Text(Text::en(name)))
        .with(kind, "sort", Datum::Line("enterprise".into()))
        .with(kind, "status", Datum::Line("active".into()))
        .with(kind, "domicile", domicile.map_or(Datum::Empty, |code| Datum::Line(code.into())));
    Ok(create(tx, &Actor::system(), kind, &draft)?.meta.id)
}

/// An agreement with that party, in review.
fn reviewed(tx: &mut Tx<'_>, party: Id) -> entente_kernel::Result<Record> {
    let kind = Agreement::KIND;
    let mut draft = Draft::new(kind)
        .with(kind, "title", Datum::Text(Text::en("Frame")))
        .with(kind, "sort", Datum::Line("framework".into()))
        .with(kind, "renewal", Datum::Line("none".into()))
        .with(kind, "office", Datum::Line("domestic".into()));
    let at = kind.children.iter().position(|part| part.name == "parties").unwrap();
    draft.children[at] = vec![vec![Datum::Link(party), Datum::Empty, Datum::Empty, Datum::Empty]];
    let made = create(tx, &Actor::system(), kind, &draft)?;
    step(tx, &Actor::system(), kind, made.meta.id, "review", &Write::default())
}

/// The code by which negotiation is refused, and the country that was written down for the agreement.
fn tried(bench: &Bench, domicile: Option<&'static str>) -> (Option<&'static str>, Datum) {
    bench
        .db
        .write_now(By::system("test"), move |tx| {
            let party = organisation(tx, domicile)?;
            let agreement = reviewed(tx, party)?;
            let taken = step(
                tx,
                &Actor::system(),
                Agreement::KIND,
                agreement.meta.id,
                "negotiate",
                &Write::default(),
            );
            let now = entente_record::load(tx, Agreement::KIND, agreement.meta.id)?.unwrap();
            Ok((taken.err().map(|problem| problem.code), now.value(Agreement::KIND, "country").clone()))
        })
        .unwrap()
}

#[test]
fn gates_know_who_is_abroad_by_the_setting_of_the_home_country() {
    let Ok(home) = std::env::var(AT) else {
        for (home, _) in ABROAD {
            let name = "home_test::gates_know_who_is_abroad_by_the_setting_of_the_home_country";
            let own =
                Command::new(std::env::current_exe().unwrap()).args(["--exact", name]).env(AT, home).output();
            let own = own.unwrap();
            let said = String::from_utf8_lossy(&own.stdout);
            assert!(own.status.success() && said.contains("1 passed"), "at home in {home}: {said}");
        }
        return;
    };
    let settings = Settings { country: home.clone(), ..Settings::default() };
    rooms::at_home(&settings.country);
    let (_, parties) = ABROAD.into_iter().find(|(code, _)| *code == home).unwrap();
    on_each_engine(&rooms::migrations(), |bench| {
        let _house = rooms::rooms(&rooms::Engines::new());
        for (domicile, closed) in parties {
            let (refused, country) = tried(bench, Some(domicile));
            assert_eq!(refused, closed.then_some("gate-sanctions"), "{domicile} seen from {home}");
            assert_eq!(country, Datum::Line(domicile.into()));
        }
        assert_eq!(tried(bench, None).0, Some("gate-sanctions"), "nobody knows where it is");
    });
}
