//! When letters go out, and what stands in them.

use std::fs;

use entente_access::mail::send_due;
use entente_access::{Mailer, Secret, accounts};
use entente_inbox::{Pace, Round, Settings, Show, subscriber, unsubscribe};
use entente_kernel::{Id, Instant, OsChance};
use entente_record::Datum;
use entente_store::{By, Db, Options, scalar};

use crate::bench::{Town, restrict, town};

const ONE: Round = Round { queued: 1, renewed: 0, withdrawn: 0 };
const NONE: Round = Round { queued: 0, renewed: 0, withdrawn: 0 };

fn at(town: &Town<'_>, instant: &str) {
    town.bench.clock.set(Instant::parse(instant).unwrap());
}

/// Bob changes a pact that Ann follows, once for each number.
fn changes(town: &Town<'_>, pact: Id, numbers: std::ops::Range<i64>) {
    for number in numbers {
        town.later(30);
        town.edit(town.bob, pact, "copies", Datum::Int(number));
    }
    town.feed();
}

#[test]
fn fifty_changes_are_one_letter_in_the_morning_and_nothing_is_none() {
    town(|town| {
        town.feed();
        let pacts: Vec<Id> = (0..5).map(|at| town.pact(&format!("Concord {at}"))).collect();
        for pact in &pacts {
            town.follow(town.ann, *pact);
            changes(town, *pact, 1..11);
        }
        assert_eq!(town.round(), NONE, "not before the hour");
        at(town, "2026-03-02T23:59:59Z");
        assert_eq!(town.round(), NONE);
        at(town, "2026-03-03T00:00:00Z");
        assert_eq!(town.round(), ONE, "at eight in the zone of the installation");
        let letters = town.waiting();
        assert_eq!((letters.len(), letters[0].0.as_str()), (1, "ann@example.test"));
        assert!(pacts.iter().all(|pact| letters[0].1.contains(&pact.to_string())), "{letters:?}");
        for day in 4..9 {
            at(town, &format!("2026-03-0{day}T00:00:00Z"));
            assert_eq!(town.round().queued, 0, "nothing to tell, no letter");
        }
        changes(town, pacts[0], 20..22);
        let now = town.bench.db.clock().now();
        let ann = town.ann;
        town.write(ann, move |tx| entente_inbox::mark_read(tx, ann, None, now));
        at(town, "2026-03-09T00:00:00Z");
        assert_eq!(town.round().queued, 0, "what was read in the inbox is not told again");
        assert_eq!(town.unsound(), Vec::<String>::new());
    });
}

#[test]
fn instant_letters_keep_quiet_hours_across_midnight_weekly_ones_their_day_and_off_is_off() {
    town(|town| {
        town.feed();
        let pact = town.pact("Concord");
        town.follow(town.ann, pact);
        let instant = Settings { pace: Pace::Instant, quiet: Some((22, 7)), ..Settings::default() };
        town.wants(town.ann, instant);
        changes(town, pact, 1..4);
        assert_eq!(town.round(), NONE, "what happens within a minute stands in one letter");
        town.later(60);
        assert_eq!(town.round(), ONE);
        // 22:30 in Shanghai.
        at(town, "2026-03-02T14:30:00Z");
        changes(town, pact, 4..6);
        for quiet in ["2026-03-02T14:40:00Z", "2026-03-02T16:30:00Z", "2026-03-02T22:59:59Z"] {
            at(town, quiet);
            assert_eq!(town.round().queued, 0, "{quiet}");
        }
        at(town, "2026-03-02T23:00:00Z");
        assert_eq!(town.round().queued, 1, "at seven");

        town.wants(town.ann, Settings { pace: Pace::Weekly, hour: 17, weekday: 5, quiet: None });
        changes(town, pact, 6..8);
        at(town, "2026-03-06T08:59:00Z");
        assert_eq!(town.round().queued, 0);
        at(town, "2026-03-06T09:00:00Z");
        assert_eq!(town.round().queued, 1, "on Friday at five");

        changes(town, pact, 8..10);
        town.wants(town.ann, Settings { pace: Pace::Off, ..Settings::default() });
        changes(town, pact, 10..12);
        at(town, "2026-04-06T09:00:00Z");
        assert_eq!(town.round().queued, 0);
        town.wants(town.ann, Settings::default());
        at(town, "2026-04-08T09:00:00Z");
        assert_eq!(town.round().queued, 0, "what happened while letters were off is not told later");
        changes(town, pact, 12..13);
        at(town, "2026-04-10T09:00:00Z");
        assert_eq!(town.round().queued, 1);
        let told = town.waiting().pop().unwrap().1;
        assert_eq!(told.matches("changed").count(), 1, "{told}");
    });
}

#[test]
fn a_letter_says_nothing_of_a_record_that_was_closed_before_it_left() {
    town(|town| {
        town.feed();
        let (open, closed) = (town.pact("Concord"), town.pact("Treaty"));
        for pact in [open, closed] {
            town.follow(town.ann, pact);
            changes(town, pact, 1..3);
        }
        town.follow(town.eve, closed);
        town.edit(town.bob, closed, "copies", Datum::Int(9));
        town.feed();
        at(town, "2026-03-03T00:00:00Z");
        assert_eq!(town.round(), Round { queued: 2, ..NONE });
        assert!(town.waiting().iter().any(|(_, text)| text.contains(&closed.to_string())));
        // The peer is away; meanwhile the record is closed.
        restrict(town, closed);
        town.later(120);
        assert_eq!(town.round(), Round { renewed: 1, withdrawn: 1, queued: 0 });
        let letters = town.waiting();
        assert_eq!(letters.len(), 1, "Eve may see nothing of hers any more");
        assert!(letters[0].1.contains(&open.to_string()) && !letters[0].1.contains(&closed.to_string()));

        let other = town.pact("Alliance");
        town.follow(town.ann, other);
        changes(town, other, 1..3);
        restrict(town, other);
        at(town, "2026-03-04T00:00:00Z");
        assert_eq!(town.round().queued, 0, "closed between change and digest");
        assert_eq!(town.list(town.ann, &Show { limit: 9, ..Show::default() }).len(), 1);
    });
}

#[test]
fn a_crash_loses_no_letter_and_doubles_at_most_the_one_on_its_way() {
    town(|town| {
        town.feed();
        let pact = town.pact("Concord");
        town.follow(town.ann, pact);
        changes(town, pact, 1..4);
        at(town, "2026-03-03T00:00:00Z");
        assert_eq!(town.round(), ONE);
        // Between gathering and sending: another process finds the letter in the queue, and gathers none.
        let clock: std::sync::Arc<dyn entente_kernel::Clock> = town.bench.clock.clone();
        let options = Options { clock, ..Options::default() };
        let again = Db::open(&town.bench.target, options).unwrap();
        let composer = crate::bench::composer();
        let round = entente_inbox::send_round(&again, &town.registry(), crate::bench::ROLES, &composer);
        assert_eq!(round.unwrap(), NONE);
        let path = std::env::temp_dir().join(format!("entente-inbox-{}", Id::new(&OsChance)));
        let mailer = Mailer::folder(&path, "entente@example.org").unwrap();
        assert_eq!(send_due(&again, &mailer).unwrap().sent, 1);
        // Between the peer's answer and the note of it.
        let undo = "UPDATE mail SET sent_at = NULL, next_at = $1, body = 'x'";
        let late = town.bench.db.clock().now().plus_seconds(600);
        again.write_now(By::system("t"), move |tx| tx.execute(undo, &[late.into()])).unwrap();
        town.later(600);
        assert_eq!(town.round(), Round { renewed: 1, ..NONE });
        assert_eq!(send_due(&town.bench.db, &mailer).unwrap().sent, 1);
        town.later(3600);
        assert_eq!((town.round(), send_due(&town.bench.db, &mailer).unwrap().sent), (NONE, 0));
        let files: Vec<String> = fs::read_dir(&path)
            .unwrap()
            .map(|file| fs::read_to_string(file.unwrap().path()).unwrap())
            .collect();
        let ids = |file: &String| file.lines().find(|l| l.starts_with("Message-ID")).unwrap().to_owned();
        // The folder names letters by their id: the second copy took the place of the first.
        assert_eq!(files.len(), 1);
        assert!(ids(&files[0]).contains('@'));
        let letter = files[0].replace("=\r\n", "");
        for part in [
            "List-Unsubscribe: <https://example.test/unsubscribe/entout_",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "Content-Type: multipart/alternative",
            "<p>Inbox</p>",
        ] {
            assert!(letter.contains(part), "{part} in {letter}");
        }
        let kept: Option<Option<String>> =
            town.bench.db.read_now(|r| scalar(r, "SELECT unsubscribe FROM mail", &[])).unwrap();
        assert_eq!(kept.flatten(), None, "the key goes with the sending");
        fs::remove_dir_all(path).unwrap();
    });
}

#[test]
fn the_key_of_a_letter_ends_letters_without_a_log_in_and_brings_them_back() {
    town(|town| {
        town.feed();
        let pact = town.pact("Concord");
        town.follow(town.ann, pact);
        changes(town, pact, 1..3);
        at(town, "2026-03-03T00:00:00Z");
        town.round();
        let address: Option<String> =
            town.bench.db.read_now(|r| scalar(r, "SELECT unsubscribe FROM mail", &[])).unwrap();
        let key = Secret::new(address.unwrap().rsplit('/').next().unwrap());
        let held = key.reveal().to_owned();
        let plain = town.bench.db.read_now(move |r| {
            r.count("SELECT count(*) FROM unsubscribe_key WHERE key_hash = $1", &[held.into_bytes().into()])
        });
        assert_eq!(plain.unwrap(), 0, "only a digest is kept");
        let looked = key.clone();
        let ask = move || {
            let key = looked.clone();
            town.bench.db.read_now(move |r| subscriber(r, &key))
        };
        assert_eq!(ask().unwrap(), (town.ann, true));
        for (wanted, now) in [(false, false), (false, false), (true, true), (false, false)] {
            let key = key.clone();
            town.bench.db.write_now(By::system("t"), move |tx| unsubscribe(tx, &key, wanted)).unwrap();
            assert_eq!(ask().unwrap().1, now);
        }
        town.later(120);
        assert_eq!(town.round(), Round { withdrawn: 1, ..NONE }, "also what waits already");
        let wrong = town.bench.db.read_now(|r| subscriber(r, &Secret::new("entout_x"))).unwrap_err();
        assert_eq!(wrong.code, "unsubscribe-invalid");
        let ann = town.ann;
        town.bench.db.write_now(By::system("t"), move |tx| accounts::disable(tx, ann)).unwrap();
        assert_eq!(ask().unwrap_err(), wrong, "one answer for both");
    });
}

#[test]
fn daily_letters_name_what_nobody_touches() {
    town(|town| {
        town.feed();
        let (idle, busy) = (town.pact("Concord"), town.pact("Treaty"));
        town.follow(town.ann, idle);
        town.follow(town.ann, busy);
        at(town, "2026-04-05T01:00:00Z");
        changes(town, busy, 1..2);
        at(town, "2026-04-06T00:00:00Z");
        assert_eq!(town.round(), ONE);
        assert!(town.waiting()[0].1.contains("idle 1"), "{:?}", town.waiting());
    });
}
