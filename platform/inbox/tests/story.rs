//! The promises of inboxes and digests, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "story/bench.rs"]
mod bench;
#[path = "story/letters.rs"]
mod letters;

use std::sync::Arc;

use bench::{Town, restrict, town};
use entente_inbox::{
    CHANGED, JOB_DONE, JOB_FAILED, NOTE, Named, OVERDUE, Reminder, Rights, STEP, Show, follows, mark_read,
    remind,
};
use entente_kernel::{Date, Id, Problem};
use entente_record::{Bulk, Datum, Fields, GROUP_PUBLIC, Write, add_note, bulk, step, trash};
use entente_store::By;
use entente_testkit::kinds::Pact;
use serde_json::json;

/// Sort and word of somebody's notices, newest first.
fn heard(town: &Town<'_>, who: Id) -> Vec<(String, String)> {
    let notices = town.list(who, &Show { limit: 100, ..Show::default() });
    notices.into_iter().map(|notice| (notice.sort, notice.word)).collect()
}

fn pair(sort: &str, word: &str) -> (String, String) {
    (sort.to_owned(), word.to_owned())
}

#[test]
fn a_follower_hears_what_others_do_once_and_never_of_the_own_doing() {
    town(|town| {
        let pact = town.pact("Concord");
        assert_eq!(town.feed(), 0, "the first look only notes where the chain ends");
        town.follow(town.ann, pact);
        town.follow(town.bob, pact);
        town.edit(town.bob, pact, "contact", Datum::Line("a@example.org".into()));
        town.later(60);
        town.edit(town.bob, pact, "copies", Datum::Int(2));
        let bob = town.actor(town.bob);
        town.write(town.bob, move |tx| add_note(tx, &bob, Pact::KIND, pact, "Seen"));
        let bob = town.actor(town.bob);
        town.write(town.bob, move |tx| step(tx, &bob, Pact::KIND, pact, "sign", &Write::default()));
        assert!(town.feed() > 0);
        assert_eq!(town.feed(), 0);
        assert_eq!(heard(town, town.bob), []);
        let mut all = heard(town, town.ann);
        all.sort();
        assert_eq!(all, [pair(CHANGED, "contact copies"), pair(NOTE, ""), pair(STEP, "draft live")]);
        assert_eq!(town.unread(town.ann), 3);

        let (ann, now) = (town.ann, town.bench.db.clock().now());
        town.write(ann, move |tx| mark_read(tx, ann, Some(pact), now));
        assert_eq!((town.unread(ann), heard(town, ann).len()), (0, 3));
        let shown = town.list(ann, &Show { unread: true, limit: 9, ..Show::default() });
        assert_eq!(shown, []);
        town.later(60);
        town.edit(town.bob, pact, "copies", Datum::Int(3));
        town.feed();
        assert_eq!(heard(town, ann).len(), 4, "what was read is not taken up again");
        let actor = town.actor(ann);
        town.write(ann, move |tx| entente_inbox::stop(tx, &actor, Pact::KIND, pact));
        town.edit(town.bob, pact, "copies", Datum::Int(4));
        town.feed();
        assert_eq!(heard(town, ann).len(), 4);
        assert_eq!(town.unsound(), Vec::<String>::new());
    });
}

#[test]
fn pages_follow_each_other_and_filters_hold() {
    town(|town| {
        town.feed();
        let pact = town.pact("Concord");
        town.follow(town.ann, pact);
        for number in 0..7 {
            town.later(4000);
            town.edit(town.bob, pact, "copies", Datum::Int(number));
        }
        let bob = town.actor(town.bob);
        town.write(town.bob, move |tx| add_note(tx, &bob, Pact::KIND, pact, "Seen"));
        town.feed();
        let mut found = Vec::new();
        let mut before = None;
        loop {
            let page = town.list(town.ann, &Show { before, limit: 3, ..Show::default() });
            let Some(last) = page.last() else { break };
            before = Some((last.at, last.id));
            found.extend(page.iter().map(|notice| notice.id));
        }
        let whole = town.list(town.ann, &Show { limit: 100, ..Show::default() });
        assert_eq!(found, whole.iter().map(|n| n.id).collect::<Vec<_>>());
        assert_eq!(whole.len(), 8);
        let notes = Show { sort: Some(NOTE.into()), limit: 100, ..Show::default() };
        assert_eq!(town.list(town.ann, &notes).len(), 1);
        let actor = town.actor(town.ann);
        let registry = town.registry();
        let counted = town
            .bench
            .db
            .read_now(move |r| entente_inbox::unread(r, &Rights { registry: &registry, actor: &actor }, 5));
        assert_eq!(counted.unwrap(), 5, "nothing is counted beyond what is asked for");
    });
}

#[test]
fn what_may_not_be_seen_any_more_is_neither_shown_nor_counted() {
    town(|town| {
        town.feed();
        let (open, closed) = (town.pact("Concord"), town.pact("Treaty"));
        for pact in [open, closed] {
            town.follow(town.ann, pact);
            town.edit(town.bob, pact, "copies", Datum::Int(2));
        }
        town.feed();
        assert_eq!(town.unread(town.ann), 2);
        restrict(town, closed);
        let shown = town.list(town.ann, &Show { limit: 9, ..Show::default() });
        assert_eq!(shown.iter().map(|n| n.record).collect::<Vec<_>>(), [open]);
        assert_eq!(town.unread(town.ann), 1);
        let bob = town.actor(town.bob);
        town.write(town.bob, move |tx| trash(tx, &bob, Pact::KIND, open, &Write::default()));
        town.feed();
        assert_eq!((town.unread(town.ann), heard(town, town.ann)), (0, Vec::new()), "gone is gone");
        let ann = town.actor(town.ann);
        let refused = town
            .bench
            .db
            .write_now(By::system("t"), move |tx| entente_inbox::follow(tx, &ann, Pact::KIND, closed));
        assert_eq!(refused.unwrap_err(), Problem::not_found());
    });
}

#[test]
fn a_change_of_a_field_is_told_to_those_who_may_read_it() {
    town(|town| {
        town.feed();
        let pact = town.pact("Concord");
        town.follow(town.ann, pact);
        town.follow(town.eve, pact);
        town.edit(town.eve, pact, "copies", Datum::Int(1));
        town.edit(town.keeper, pact, "clause", Datum::Text(entente_kernel::Text::en("Hidden")));
        let keeper = town.actor(town.keeper);
        town.write(town.keeper, move |tx| add_note(tx, &keeper, Pact::KIND, pact, "Hush"));
        let keeper = town.actor(town.keeper);
        town.write(town.keeper, move |tx| step(tx, &keeper, Pact::KIND, pact, "sign", &Write::default()));
        let why = Write { reason: Some("done".into()), ..Write::default() };
        let keeper = town.actor(town.keeper);
        town.write(town.keeper, move |tx| step(tx, &keeper, Pact::KIND, pact, "end", &why));
        town.feed();
        let mut clerk = heard(town, town.ann);
        clerk.sort();
        let steps = [pair(STEP, "draft live"), pair(STEP, "live over")];
        assert_eq!(clerk, [pair(CHANGED, "copies"), pair(NOTE, ""), steps[0].clone(), steps[1].clone()]);
        // Outside, "over" is still "live", and notes are for staff.
        assert_eq!(heard(town, town.eve), [steps[0].clone()]);
    });
}

#[test]
fn makers_and_the_named_follow_by_themselves_unless_they_stopped() {
    town(|town| {
        town.feed();
        let named = Named {
            kind: "pact",
            sort: "given",
            fields: &["contact"],
            whom: Arc::new(|reads, people, id| {
                let sql = "SELECT contact FROM pact WHERE id = $1";
                let name: Option<Option<String>> = entente_store::scalar(reads, sql, &[id.into()])?;
                Ok(people.named(&name.flatten().unwrap_or_default()).to_vec())
            }),
        };
        let pact = town.pact_by(town.bob, "Concord");
        let feed = |town: &Town<'_>| town.feed_with(std::slice::from_ref(&named));
        feed(town);
        let does = |who: Id| town.bench.db.read_now(move |r| follows(r, who, pact)).unwrap();
        assert!(does(town.bob) && !does(town.ann));
        town.edit(town.bob, pact, "contact", Datum::Line("ann@example.org".into()));
        feed(town);
        assert!(!does(town.ann), "a name that nobody bears");
        town.edit(town.bob, pact, "contact", Datum::Line("ANN@example.test".into()));
        feed(town);
        assert!(does(town.ann));
        assert_eq!(heard(town, town.ann), [pair("given", "")]);
        let ann = town.actor(town.ann);
        town.write(town.ann, move |tx| entente_inbox::stop(tx, &ann, Pact::KIND, pact));
        town.edit(town.bob, pact, "contact", Datum::Line("x@example.org".into()));
        town.edit(town.bob, pact, "contact", Datum::Line("ann@example.test".into()));
        feed(town);
        assert!(!does(town.ann), "who stopped is not made to follow again");
        assert_eq!(heard(town, town.ann).len(), 2, "but hears of being named");
    });
}

#[test]
fn those_who_follow_a_record_that_goes_into_another_follow_that_one() {
    town(|town| {
        let (gone, kept) = (town.pact("Concord"), town.pact("Concord "));
        town.follow(town.ann, gone);
        town.follow(town.eve, gone);
        let eve = town.actor(town.eve);
        town.write(town.eve, move |tx| entente_inbox::stop(tx, &eve, Pact::KIND, kept));
        town.write(town.bob, move |tx| entente_inbox::go_along(tx, gone, kept));
        let does = |who: Id| town.bench.db.read_now(move |r| follows(r, who, kept)).unwrap();
        assert_eq!([town.ann, town.eve, town.bob].map(does), [true, false, false]);
    });
}

#[test]
fn a_bulk_edit_is_one_notice_for_each_followed_record() {
    town(|town| {
        town.feed();
        let pacts: Vec<Id> = (0..60).map(|at| town.pact(&format!("Concord {at}"))).collect();
        pacts.iter().for_each(|pact| town.follow(town.ann, *pact));
        let (bob, ids) = (town.actor(town.bob), pacts.clone());
        town.write(town.bob, move |tx| {
            let mut fields = Fields::default();
            fields.push("copies", "3");
            bulk(tx, &bob, Pact::KIND, &ids, &Bulk::Set(fields), &|_| true).map(|_| ())
        });
        town.feed();
        assert_eq!(town.unread(town.ann), 60);
        let all = heard(town, town.ann);
        assert!(all.iter().all(|one| *one == pair(CHANGED, "copies")), "{all:?}");
    });
}

#[test]
fn the_end_of_a_job_is_told_to_its_owner() {
    town(|town| {
        town.feed();
        let (ann, bench) = (town.ann, town.bench);
        for kind in ["good", "bad"] {
            town.write(ann, move |tx| {
                let new = entente_jobs::New {
                    kind,
                    owner: Some(ann),
                    key: None,
                    input: json!({}),
                    not_before: None,
                    days: 7,
                };
                entente_jobs::enqueue(tx, &new)
            });
        }
        let work = |kind, well| entente_jobs::Work {
            kind,
            run: Arc::new(move |_| if well { Ok(json!({})) } else { Err(Problem::conflict("taken")) }),
        };
        entente_jobs::run_due(&bench.db, &[work("good", true), work("bad", false)]).unwrap();
        town.feed();
        let mut all = heard(town, ann);
        all.sort();
        assert_eq!(all, [pair(JOB_DONE, "good"), pair(JOB_FAILED, "bad")]);
        assert_eq!(heard(town, town.bob), []);
    });
}

#[test]
fn what_is_due_is_told_once_before_its_day_and_once_behind_it() {
    town(|town| {
        town.feed();
        let pact = town.pact("Concord");
        let due = |day: &str| Reminder {
            account: town.ann,
            kind: "pact",
            record: pact,
            part: GROUP_PUBLIC,
            uid: "pact-signed-1".into(),
            day: day.parse::<Date>().unwrap(),
        };
        for _ in 0..2 {
            remind(&town.bench.db, vec![due("2026-03-03")]).unwrap();
        }
        assert_eq!(heard(town, town.ann), [pair("due-soon", "2026-03-03")]);
        town.later(2 * 24 * 3600);
        for _ in 0..2 {
            remind(&town.bench.db, vec![due("2026-03-03")]).unwrap();
        }
        assert_eq!(heard(town, town.ann)[0], pair(OVERDUE, "2026-03-03"));
        remind(&town.bench.db, vec![due("2026-03-09")]).unwrap();
        assert_eq!(heard(town, town.ann).len(), 3, "another day is another reminder");
        let private = Reminder { part: "secret", uid: "pact-secret".into(), ..due("2026-03-05") };
        remind(&town.bench.db, vec![private]).unwrap();
        assert_eq!(heard(town, town.ann).len(), 3);
    });
}
