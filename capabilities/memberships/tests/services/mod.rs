//! Services, introductions and bulletins.

use entente_access::Actor;
use entente_kernel::{Id, Text};
use entente_memberships::mailing::{deliveries, opened, subscribe};
use entente_memberships::services::{open_need, quota, rate};
use entente_memberships::words::{BulletinTopic, MemberService};
use entente_memberships::{Bulletin, Introduction, Membership, ServiceRequest, reasons};
use entente_record::{Datum, Draft, get, open_groups, visible};
use entente_store::By;
use entente_testkit::{Bench, on_each_engine};

use crate::world::{
    World, at, company, contact, ids, made, member, migrations, needs, officer, on, refused, rival, set,
    step, world,
};

fn request(membership: Id, organisation: Id, service: &str) -> Draft {
    let (kind, text) = (ServiceRequest::KIND, |text: &str| Datum::Text(Text::en(text)));
    let help = if service == "technology" { Datum::Line("development".into()) } else { Datum::Empty };
    Draft::new(kind)
        .with(kind, "title", text("A better die"))
        .with(kind, "statement", text("It wears out."))
        .with(kind, "service", Datum::Line(service.into()))
        .with(kind, "help", help)
        .with(kind, "membership", Datum::Link(membership))
        .with(kind, "organisation", Datum::Link(organisation))
}

/// A request that took from the quota.
pub(crate) fn granted(bench: &Bench, _: &World, membership: Id) -> Id {
    let id =
        made(bench, contact(), ServiceRequest::KIND, request(membership, company(), "technology")).meta.id;
    for name in ["triage", "assign"] {
        step(bench, officer("domestic", 1), ServiceRequest::KIND, id, name).unwrap();
    }
    id
}

#[test]
fn a_service_goes_from_the_request_to_the_rating() {
    on_each_engine(&migrations(), |bench| {
        let w = world(bench);
        let membership = member(bench, &w, company(), "domestic");
        let foreign = request(membership, ids()[3], "technology");
        assert_eq!(refused(bench, rival(), ServiceRequest::KIND, foreign.clone()), "not-entitled");
        assert_eq!(refused(bench, officer("domestic", 1), ServiceRequest::KIND, foreign), "not-entitled");
        let id = granted(bench, &w, membership);
        let kind = ServiceRequest::KIND;
        assert_eq!(
            step(bench, officer("domestic", 1), kind, id, "deliver").unwrap_err().code,
            "outcome-missing"
        );
        set(bench, kind, id, "outcome", Datum::Text(Text::en("A new die.")));
        let needed = bench
            .db
            .write_now(By::system("test"), move |tx| open_need(tx, &officer("domestic", 1), &*needs(), id));
        needed.unwrap();
        let twice = bench
            .db
            .write_now(By::system("test"), move |tx| open_need(tx, &officer("domestic", 1), &*needs(), id));
        assert_eq!(twice.unwrap_err().code, "need-opened");
        step(bench, officer("domestic", 1), kind, id, "deliver").unwrap();
        let rated = |actor: Actor, n| {
            bench.db.write_now(By::system("test"), move |tx| rate(tx, &actor, id, n, "good"))
        };
        assert_eq!(rated(rival(), 5).unwrap_err().code, "not-found");
        assert_eq!(rated(contact(), 9).unwrap_err().fields[0].code, "rating");
        assert_eq!(rated(contact(), 5).unwrap().meta.state, "rated");
        let talent = made(bench, contact(), kind, request(membership, company(), "talent")).meta.id;
        step(bench, officer("domestic", 1), kind, talent, "triage").unwrap();
        assert_eq!(
            step(bench, officer("domestic", 1), kind, talent, "assign").unwrap_err().code,
            "service-not-included"
        );
        step(bench, officer("domestic", 1), kind, talent, "grant").unwrap();
    });
}

#[test]
fn a_quota_is_never_oversold_however_many_ask_at_once() {
    on_each_engine(&migrations(), |bench| {
        let w = world(bench);
        let membership = member(bench, &w, company(), "domestic");
        let kind = ServiceRequest::KIND;
        let mut waiting = Vec::new();
        for _ in 0..12 {
            let id = made(bench, contact(), kind, request(membership, company(), "technology")).meta.id;
            step(bench, officer("domestic", 1), kind, id, "triage").unwrap();
            waiting.push(id);
        }
        let taken: Vec<bool> = std::thread::scope(|scope| {
            let begin =
                |id: Id| scope.spawn(move || step(bench, officer("domestic", 1), kind, id, "assign").is_ok());
            let all: Vec<_> = waiting.into_iter().map(begin).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(taken.into_iter().filter(|taken| *taken).count(), 3, "three a year");
        let used = bench.db.read_now(move |r| {
            let membership: Membership = get(r, membership)?;
            quota(r, &membership, MemberService::Technology, 2026)
        });
        let used = used.unwrap();
        assert_eq!((used.used, used.allowed), (3, Some(Some(3))));
        at(bench, "2027-01-10T02:00:00Z");
        granted(bench, &w, membership);
    });
}

#[test]
fn a_subsidiary_uses_the_membership_by_explicit_grant_alone() {
    on_each_engine(&migrations(), |bench| {
        let w = world(bench);
        let membership = member(bench, &w, company(), "domestic");
        let sees = |day: &str| {
            let asking = on(rival(), day);
            bench.db.read_now(move |r| visible(r, &asking, Membership::KIND, membership)).is_ok()
        };
        assert!(!sees("2026-03-02"));
        let grant = move |until: Datum| {
            let since = Datum::Date("2026-03-02".parse().unwrap());
            vec![vec![Datum::Link(ids()[3]), since, until, Datum::Line("board".into())]]
        };
        let write = |rows: Vec<Vec<Datum>>| {
            bench.db.write_now(By::system("test"), move |tx| {
                let record = entente_record::load(tx, Membership::KIND, membership)?.unwrap();
                let mut draft = Draft::of(&record);
                draft.children[1] = rows;
                entente_record::edit(
                    tx,
                    &officer("domestic", 1),
                    Membership::KIND,
                    membership,
                    &draft,
                    &Default::default(),
                )
            })
        };
        write(grant(Datum::Empty)).unwrap();
        assert!(sees("2026-03-02") && !sees("2026-03-01"), "a grant begins on its first day");
        let asked = request(membership, ids()[3], "technology");
        let asked = made(bench, rival(), ServiceRequest::KIND, asked).meta.id;
        let own =
            made(bench, contact(), ServiceRequest::KIND, request(membership, company(), "talent")).meta.id;
        let seen = |actor: Actor, id: Id| {
            bench.db.read_now(move |r| visible(r, &actor, ServiceRequest::KIND, id)).is_ok()
        };
        assert!(seen(contact(), asked), "what comes out of its quota is the member's to see");
        assert!(seen(rival(), asked) && !seen(rival(), own), "a subsidiary sees its own alone");
        let early = request(membership, company(), "talent").with(
            ServiceRequest::KIND,
            "outcome",
            Datum::Text(Text::en("Done.")),
        );
        assert_eq!(refused(bench, contact(), ServiceRequest::KIND, early), "outcome-early");
        let early = Datum::Date("2026-03-01".parse().unwrap());
        assert_eq!(write(grant(early)).unwrap_err().fields[0].code, "period-order");
        write(grant(Datum::Date("2026-03-10".parse().unwrap()))).unwrap();
        assert!(sees("2026-03-10") && !sees("2026-03-11"), "and holds through its last");
        at(bench, "2026-03-11T02:00:00Z");
        let late = request(membership, ids()[3], "technology");
        assert_eq!(refused(bench, rival(), ServiceRequest::KIND, late), "not-entitled");
    });
}

#[test]
fn two_members_meet_only_when_both_agree() {
    on_each_engine(&migrations(), |bench| {
        let kind = Introduction::KIND;
        let draft = Draft::new(kind)
            .with(kind, "subject", Datum::Text(Text::en("Shared test track")))
            .with(kind, "asking", Datum::Link(company()))
            .with(kind, "asked", Datum::Link(ids()[3]))
            .with(kind, "contact_asking", Datum::Line("us@example.org".into()));
        let oneself = draft.clone().with(kind, "asked", Datum::Link(company()));
        assert_eq!(refused(bench, officer("domestic", 1), kind, oneself), "to-oneself");
        let id = made(bench, officer("domestic", 1), kind, draft).meta.id;
        let sees = |actor: Actor| bench.db.read_now(move |r| visible(r, &actor, kind, id)).is_ok();
        let reaches = |actor: Actor| {
            let open = bench.db.read_now(move |r| open_groups(r, &actor, kind, Some(id))).unwrap();
            open.contains(&"contacts")
        };
        assert!(sees(contact()) && !sees(rival()), "the other one hears nothing before the first agrees");
        assert_eq!(
            step(bench, officer("domestic", 1), kind, id, "agree").unwrap_err().code,
            "only-the-asking"
        );
        step(bench, contact(), kind, id, "agree").unwrap();
        assert!(sees(rival()) && !reaches(rival()) && !reaches(contact()));
        assert_eq!(step(bench, contact(), kind, id, "accept").unwrap_err().code, "only-the-asked");
        step(bench, rival(), kind, id, "accept").unwrap();
        assert!(!reaches(rival()));
        step(bench, officer("domestic", 1), kind, id, "introduce").unwrap();
        assert!(reaches(rival()) && reaches(contact()));
    });
}

#[test]
fn a_bulletin_goes_to_those_who_subscribed_and_says_why() {
    on_each_engine(&migrations(), |bench| {
        let account = |login: &'static str| {
            let new = entente_access::NewAccount {
                login: login.into(),
                profile: entente_access::Profile {
                    name: Text::en(login),
                    email: None,
                    lang: entente_kernel::Lang::En,
                },
                person: None,
            };
            bench
                .db
                .write_now(By::system("test"), move |tx| entente_access::accounts::create(tx, &new))
                .unwrap()
                .id
        };
        let (reader, other) = (account("reader"), account("other"));
        let awake = |tx: &mut entente_store::Tx<'_>| tx.execute("UPDATE account SET status = 'active'", &[]);
        bench.db.write_now(By::system("test"), awake).unwrap();
        let wants = |who: Id, topics: &'static [BulletinTopic]| {
            let own = Actor { account: Some(who), ..contact() };
            bench.db.write_now(By::system("test"), move |tx| subscribe(tx, &own, who, topics)).unwrap()
        };
        wants(reader, &[BulletinTopic::Events, BulletinTopic::Funds]);
        wants(other, &[BulletinTopic::Policy]);
        wants(other, &[]);
        let kind = Bulletin::KIND;
        let draft = Draft { class: "members".into(), ..Draft::new(kind) }
            .with(kind, "title", Datum::Text(Text::en("Open day")))
            .with(kind, "topics", Datum::Words(vec!["events".into(), "policy".into()]))
            .with(kind, "body", Datum::Text(Text::en("On Friday.")));
        let id = made(bench, officer("domestic", 1), kind, draft).meta.id;
        assert!(
            bench.db.read_now(move |r| visible(r, &contact(), kind, id)).is_err(),
            "a draft is for staff"
        );
        step(bench, officer("domestic", 1), kind, id, "send").unwrap();
        let copies = || bench.db.read_now(move |r| deliveries(r, id)).unwrap();
        let [copy] = copies().try_into().unwrap();
        assert_eq!((copy.account, copy.topics, copy.opened_at), (reader, vec![BulletinTopic::Events], None));
        bench.db.write_now(By::system("test"), move |tx| opened(tx, id, reader)).unwrap();
        assert!(copies()[0].opened_at.is_some());
        bench.db.read_now(move |r| visible(r, &contact(), kind, id)).unwrap();
    });
}

#[test]
fn health_says_its_reasons() {
    on_each_engine(&migrations(), |bench| {
        let w = world(bench);
        let id = member(bench, &w, company(), "domestic");
        let said = || {
            let found = bench.db.read_now(move |r| {
                let today = r.today();
                let membership: Membership = get(r, id)?;
                reasons(r, &membership, today)
            });
            found.unwrap().into_iter().map(|reason| (reason.key, reason.n)).collect::<Vec<_>>()
        };
        assert_eq!(said(), [("health-unused", 0)]);
        granted(bench, &w, id);
        assert_eq!(said(), [("health-used", 1)]);
        at(bench, "2027-04-01T02:00:00Z");
        assert_eq!(said(), [("health-grace", 1), ("health-used", 1)]);
    });
}
