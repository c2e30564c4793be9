//! The story of this room, on both engines: a company applies, both offices approve, it pays, is renewed, lapses, joins
//! again; it uses services and meets another member. And everything that is refused on the way.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test fails by panicking")]

mod services;
mod world;

use entente_access::{Actor, Audience};
use entente_kernel::{Currency, Date, Money, Text};
use entente_measures::{Asked, Dimension, Moment, figures};
use entente_memberships::acts::{approve, refuse_second};
use entente_memberships::{Invoice, Membership, MembershipApproval, MembershipPeriod, Scheme};
use entente_record::{AsOf, Datum, Draft, Query, Record, Write, edit, list, load};
use entente_store::By;
use entente_testkit::{Bench, on_each_engine};

use world::{
    application, at, company, contact, ids, invoice, made, member, migrations, officer, refused, rival, step,
    step_on, with_role, world,
};

fn count(bench: &Bench, actor: Actor, kind: &'static entente_record::Kind) -> i64 {
    bench.db.read_now(move |r| list(r, &actor, kind, &Query::new(entente_kernel::Lang::En))).unwrap().count
}

fn approved(
    bench: &Bench,
    actor: Actor,
    id: entente_kernel::Id,
    office: &'static str,
) -> entente_kernel::Result<Record> {
    bench.db.write_now(By::system("test"), move |tx| {
        let today = entente_store::Reads::today(tx);
        approve(tx, &actor, id, office, today)
    })
}

fn day(record: &Record, field: &str) -> String {
    record.value(Membership::KIND, field).plain().unwrap_or_default()
}

/// Members on a day, as known at the end of another one.
fn members(bench: &Bench, day: &str, known: Option<&str>, by: Vec<Dimension>) -> Vec<(String, i64)> {
    let (day, known): (Date, Option<Date>) = (day.parse().unwrap(), known.map(|d| d.parse().unwrap()));
    let measure =
        entente_memberships::capability(&world::needs()).measures.into_iter().find(|m| m.name == "members");
    let measure = measure.unwrap();
    bench
        .db
        .read_now(move |r| {
            let zone = entente_kernel::TimeZone::get("Asia/Shanghai").unwrap();
            let asked = Asked { by, slices: Vec::new(), at: Moment::on(r, day, known, &zone) };
            let found = figures(r, &officer("domestic", 1), &measure, &asked)?;
            let key = |f: &entente_measures::Figure| f.keys.first().cloned().flatten().unwrap_or_default();
            Ok(found.cells.iter().map(|f| (key(f), f.records)).collect())
        })
        .unwrap()
}

fn total(bench: &Bench, day: &str, known: Option<&str>) -> i64 {
    members(bench, day, known, Vec::new()).iter().map(|(_, n)| n).sum()
}

#[test]
fn a_company_chooses_neither_who_decides_nor_what_the_secretariat_writes() {
    on_each_engine(&migrations(), |bench| {
        let w = world(bench);
        let (kind, word) = (Membership::KIND, |word: &str| Datum::Line(word.into()));
        let filed = |change: &dyn Fn(&mut Draft)| {
            let mut draft = application(&w, company());
            change(&mut draft);
            refused(bench, contact(), kind, draft)
        };
        let day = Datum::Date("2026-03-02".parse().unwrap());
        let grant = vec![Datum::Link(ids()[3]), day, Datum::Empty, word("own")];
        let (lead, joint) = (word("lead"), word("joint"));
        let offices: [Vec<Vec<Datum>>; 4] = [
            vec![vec![word("domestic"), lead.clone()]],
            vec![vec![word("domestic"), lead.clone()], vec![word("overseas"), word("informed")]],
            vec![vec![word("overseas"), lead.clone()], vec![word("domestic"), joint.clone()]],
            vec![vec![word("press"), lead], vec![word("sports"), joint]],
        ];
        for rows in offices {
            assert_eq!(filed(&|draft| draft.children[0] = rows.clone()), "only-own-application");
        }
        assert_eq!(filed(&|draft| draft.children[1] = vec![grant.clone()]), "only-own-application");
        let signed = |draft: &mut Draft| *draft = draft.clone().with(kind, "agreement", word("HY-9"));
        assert_eq!(filed(&signed), "only-own-application");
        made(bench, contact(), kind, application(&w, company()));
    });
}

#[test]
fn a_company_applies_both_offices_approve_it_pays_and_is_a_member() {
    on_each_engine(&migrations(), |bench| {
        let w = world(bench);
        let id = made(bench, contact(), Membership::KIND, application(&w, company())).meta.id;
        assert_eq!(
            (count(bench, contact(), Membership::KIND), count(bench, rival(), Membership::KIND)),
            (1, 0)
        );
        let other = application(&w, company());
        assert_eq!(refused(bench, rival(), Membership::KIND, other), "only-own-application");
        assert_eq!(step(bench, contact(), Membership::KIND, id, "vet").unwrap_err().code, "only-officers");
        assert_eq!(approved(bench, officer("domestic", 1), id, "domestic").unwrap_err().code, "not-vetted");
        step(bench, officer("domestic", 1), Membership::KIND, id, "vet").unwrap();
        assert_eq!(approved(bench, contact(), id, "domestic").unwrap_err().code, "only-own-office");
        assert_eq!(
            approved(bench, officer("domestic", 1), id, "overseas").unwrap_err().code,
            "only-own-office"
        );
        approved(bench, officer("domestic", 1), id, "domestic").unwrap();
        assert_eq!(
            approved(bench, officer("domestic", 2), id, "domestic").unwrap_err().code,
            "office-decided"
        );
        let hand = step(bench, officer("domestic", 1), Membership::KIND, id, "approve").unwrap_err().code;
        assert_eq!(hand, "made-by-approvals");
        let both = Actor {
            grants: [officer("domestic", 1).grants, officer("overseas", 1).grants].concat(),
            ..officer("domestic", 1)
        };
        assert_eq!(approved(bench, both, id, "overseas").unwrap_err().code, "one-office-each");
        approved(bench, officer("overseas", 2), id, "overseas").unwrap();
        let record = bench.db.read_now(move |r| load(r, Membership::KIND, id)).unwrap().unwrap();
        assert_eq!(record.meta.state, "approved");
        assert_eq!(count(bench, officer("domestic", 1), MembershipApproval::KIND), 2);
        assert_eq!(
            step(bench, officer("domestic", 1), Membership::KIND, id, "sign").unwrap_err().code,
            "agreement-missing"
        );
        world::set(bench, Membership::KIND, id, "agreement", Datum::Line("HY-2026-7".into()));
        step(bench, officer("domestic", 1), Membership::KIND, id, "sign").unwrap();
        assert_eq!(
            step(bench, officer("domestic", 1), Membership::KIND, id, "activate").unwrap_err().code,
            "fee-unpaid"
        );
        invoice(bench, id, "CNY", true).unwrap();
        let live = step(bench, officer("domestic", 1), Membership::KIND, id, "activate").unwrap();
        assert_eq!(live.meta.state, "active");
        let live = bench.db.read_now(move |r| load(r, Membership::KIND, id)).unwrap().unwrap();
        assert_eq!(
            (day(&live, "member_since"), day(&live, "paid_until")),
            ("2026-03-02".into(), "2027-03-01".into())
        );
        assert_eq!(day(&live, "lasts_until"), "2027-04-30", "60 days of grace");
        assert_eq!(count(bench, contact(), MembershipPeriod::KIND), 1);
        assert_eq!(count(bench, rival(), MembershipPeriod::KIND), 0);
        assert_eq!((count(bench, contact(), Invoice::KIND), count(bench, rival(), Invoice::KIND)), (1, 0));
    });
}

#[test]
fn an_approval_holds_for_what_was_approved_and_for_nothing_else() {
    on_each_engine(&migrations(), |bench| {
        let w = world(bench);
        let kind = Membership::KIND;
        let id = made(bench, contact(), kind, application(&w, company())).meta.id;
        world::set(bench, kind, id, "agreement", Datum::Line("HY-2026-7".into()));
        let officer = || officer("domestic", 1);
        let overseas = || world::officer("overseas", 2);
        step(bench, officer(), kind, id, "vet").unwrap();
        approved(bench, officer(), id, "domestic").unwrap();
        world::set(bench, kind, id, "branch", Datum::Line("overseas".into()));
        approved(bench, overseas(), id, "overseas").unwrap();
        let state = || bench.db.read_now(move |r| load(r, kind, id)).unwrap().unwrap().meta.state;
        assert_eq!(state(), "vetted", "the first office has approved another branch");
        approved(bench, officer(), id, "domestic").unwrap();
        assert_eq!(state(), "approved");
        assert_eq!(count(bench, officer(), MembershipApproval::KIND), 2);
        world::set(bench, kind, id, "branch", Datum::Line("domestic".into()));
        assert_eq!(step(bench, officer(), kind, id, "sign").unwrap_err().code, "approved-otherwise");
        step(bench, officer(), kind, id, "reopen").unwrap();
        approved(bench, officer(), id, "domestic").unwrap();
        approved(bench, overseas(), id, "overseas").unwrap();
        step(bench, officer(), kind, id, "sign").unwrap();
        world::set(bench, kind, id, "branch", Datum::Line("overseas".into()));
        invoice(bench, id, "CNY", true).unwrap();
        assert_eq!(step(bench, officer(), kind, id, "activate").unwrap_err().code, "approved-otherwise");
    });
}

#[test]
fn renewal_grace_lapse_and_re_joining_are_counted_as_of_any_day_as_known_on_any_day() {
    on_each_engine(&migrations(), |bench| {
        let w = world(bench);
        let id = member(bench, &w, company(), "domestic");
        let officer = || officer("domestic", 1);
        assert_eq!(step(bench, officer(), Membership::KIND, id, "rejoin").unwrap_err().code, "lasts-renew");
        at(bench, "2027-02-01T02:00:00Z");
        step(bench, officer(), Membership::KIND, id, "renew").unwrap();
        let renewed = bench.db.read_now(move |r| load(r, Membership::KIND, id)).unwrap().unwrap();
        assert_eq!(day(&renewed, "paid_until"), "2028-03-01");
        assert_eq!(day(&renewed, "run_since"), "2026-03-02", "a renewal goes on");
        at(bench, "2028-09-01T02:00:00Z");
        assert_eq!(step(bench, officer(), Membership::KIND, id, "renew").unwrap_err().code, "lapsed-rejoin");
        step(bench, officer(), Membership::KIND, id, "rejoin").unwrap();
        let back = bench.db.read_now(move |r| load(r, Membership::KIND, id)).unwrap().unwrap();
        assert_eq!(day(&back, "member_since"), "2026-03-02", "re-joining keeps the first day");
        assert_eq!(
            (day(&back, "run_since"), day(&back, "paid_until")),
            ("2028-09-01".into(), "2029-08-31".into())
        );
        for (on, n) in [
            ("2026-03-01", 0),
            ("2026-03-02", 1),
            ("2028-03-01", 1),
            ("2028-04-30", 1),
            ("2028-05-01", 0),
            ("2028-08-31", 0),
            ("2028-09-01", 1),
        ] {
            assert_eq!(total(bench, on, None), n, "{on}");
        }
        assert_eq!(total(bench, "2027-12-31", Some("2026-12-31")), 0, "the renewal was not known then");
        assert_eq!(total(bench, "2027-12-31", Some("2027-03-01")), 1);
        // A leaving that is written down late, for a day in the past.
        at(bench, "2028-12-20T02:00:00Z");
        step_on(bench, officer(), Membership::KIND, id, "withdraw", "2028-12-01").unwrap();
        assert_eq!(
            (total(bench, "2028-12-10", None), total(bench, "2028-12-10", Some("2028-12-15"))),
            (0, 1)
        );
        at(bench, "2029-02-01T02:00:00Z");
        step(bench, officer(), Membership::KIND, id, "rejoin").unwrap();
        assert_eq!((total(bench, "2029-01-31", None), total(bench, "2029-02-01", None)), (0, 1));
        sound(bench);
    });
}

#[test]
fn a_period_written_by_mistake_is_void_and_counted_no_more() {
    on_each_engine(&migrations(), |bench| {
        let w = world(bench);
        let id = member(bench, &w, company(), "domestic");
        step(bench, officer("domestic", 1), Membership::KIND, id, "renew").unwrap();
        let sql = "SELECT id FROM membership_period WHERE sort = 'renewal'";
        let period = bench.db.read_now(move |r| entente_store::scalar(r, sql, &[])).unwrap().unwrap();
        let void = |actor| step(bench, actor, MembershipPeriod::KIND, period, "void");
        assert_eq!(void(officer("domestic", 1)).unwrap_err().code, "only-managers");
        void(with_role("office_manager", Audience::Internal)).unwrap();
        let back = bench.db.read_now(move |r| load(r, Membership::KIND, id)).unwrap().unwrap();
        assert_eq!(day(&back, "paid_until"), "2027-03-01");
        sound(bench);
    });
}

#[test]
fn a_successor_carries_the_membership_on_under_its_own_name() {
    on_each_engine(&migrations(), |bench| {
        let w = world(bench);
        let id = member(bench, &w, company(), "domestic");
        at(bench, "2026-08-01T02:00:00Z");
        bench
            .db
            .write_now(By::system("test"), move |tx| {
                let record = load(tx, Membership::KIND, id)?.unwrap();
                let draft = Draft::of(&record)
                    .with(Membership::KIND, "name", Datum::Text(Text::en("Successor Works")))
                    .with(Membership::KIND, "organisation", Datum::Link(world::ids()[3]));
                let write = Write { effective: Some("2026-07-01".parse().unwrap()), ..Write::default() };
                edit(tx, &officer("domestic", 1), Membership::KIND, id, &draft, &write)
            })
            .unwrap();
        let named = |on: &str| {
            let day: Date = on.parse().unwrap();
            bench
                .db
                .read_now(move |r| {
                    let known = r.now();
                    let query =
                        Query { as_of: Some(AsOf { day, known }), ..Query::new(entente_kernel::Lang::En) };
                    let found = list(r, &officer("domestic", 1), Membership::KIND, &query)?;
                    Ok(found.records.iter().map(|r| r.title(entente_kernel::Lang::En)).collect::<Vec<_>>())
                })
                .unwrap()
        };
        assert_eq!(
            (named("2026-06-30"), named("2026-07-01")),
            (vec!["Old Works".into()], vec!["Successor Works".into()])
        );
        assert_eq!((total(bench, "2026-06-30", None), total(bench, "2026-07-01", None)), (1, 1));
        assert_eq!(
            members(bench, "2026-07-01", None, vec![Dimension::Field("branch")]),
            [("domestic".into(), 1)]
        );
        assert_eq!(
            members(bench, "2026-07-01", None, vec![Dimension::Field("tier")]),
            [("ordinary".into(), 1)]
        );
    });
}

#[test]
fn bad_input_is_named_beside_its_field() {
    on_each_engine(&migrations(), |bench| {
        let w = world(bench);
        let id = member(bench, &w, company(), "domestic");
        let again = application(&w, company());
        let second = made(bench, officer("domestic", 1), Membership::KIND, again.clone()).meta.id;
        assert_eq!(
            step(bench, officer("domestic", 1), Membership::KIND, second, "vet").unwrap_err().code,
            "membership-exists"
        );
        let said = bench.db.read_now(move |r| refuse_second(r, &again, None)).unwrap_err();
        assert_eq!(
            (said.fields[0].field.as_str(), said.fields[0].code),
            ("organisation", "membership-exists")
        );
        for leads in [0, 3] {
            let mut draft = application(&w, world::ids()[3]);
            let row = |n: usize| vec![Datum::Line(format!("office-{n}")), Datum::Line("lead".into())];
            draft.children[0] = (0..leads).map(row).collect();
            assert_eq!(refused(bench, officer("domestic", 1), Membership::KIND, draft), "lead-offices");
        }
        let foreign = invoice(bench, id, "EUR", false).unwrap_err();
        assert_eq!(foreign.code, "fee-currency");
        let kind = Invoice::KIND;
        let euro = Money { minor: 1, currency: Currency::parse("EUR").unwrap() };
        let tax = world::fee(id, "CNY", "F-9").with(kind, "tax", Datum::Money(euro));
        assert_eq!(refused(bench, officer("domestic", 1), kind, tax), "currency-differs");
        let early =
            world::fee(id, "CNY", "F-9").with(kind, "due", Datum::Date("2026-01-01".parse().unwrap()));
        assert_eq!(refused(bench, officer("domestic", 1), kind, early), "period-order");
        let backwards = Draft::new(MembershipPeriod::KIND)
            .with(MembershipPeriod::KIND, "span", Datum::Line("x".into()))
            .with(MembershipPeriod::KIND, "membership", Datum::Link(id))
            .with(MembershipPeriod::KIND, "level", Datum::Link(w.level))
            .with(MembershipPeriod::KIND, "sort", Datum::Line("first".into()))
            .with(MembershipPeriod::KIND, "since", Datum::Date("2026-05-01".parse().unwrap()))
            .with(MembershipPeriod::KIND, "until", Datum::Date("2026-04-30".parse().unwrap()));
        assert_eq!(
            refused(bench, Actor::system(), MembershipPeriod::KIND, backwards.clone()),
            "period-order"
        );
        assert_eq!(
            refused(bench, officer("domestic", 1), MembershipPeriod::KIND, backwards),
            "made-by-steps"
        );
        let gone =
            made(bench, officer("domestic", 1), Membership::KIND, application(&w, world::ids()[4])).meta.id;
        assert_eq!(
            step(bench, officer("domestic", 1), Membership::KIND, gone, "vet").unwrap_err().code,
            "party-gone"
        );
        let scheme = Draft::new(Scheme::KIND).with(Scheme::KIND, "name", Datum::Text(Text::en("X")));
        let scheme = scheme.with(Scheme::KIND, "mode", Datum::Line("fixed".into()));
        let scheme = scheme.with(Scheme::KIND, "grace_days", Datum::Int(900)).with(
            Scheme::KIND,
            "currency",
            Datum::Line("???".into()),
        );
        assert_eq!(refused(bench, Actor::system(), Scheme::KIND, scheme), "year-begin");
    });
}

/// No rule of the room is broken.
fn sound(bench: &Bench) {
    for invariant in entente_memberships::capability(&world::needs()).invariants {
        let broken = bench.db.read_now(move |r| r.query(invariant.broken_by, &[])).unwrap();
        assert!(broken.is_empty(), "{}", invariant.rule);
    }
}

/// Each rule for `entente check` is broken once.
#[test]
fn what_breaks_a_rule_is_found() {
    on_each_engine(&migrations(), |bench| {
        let w = world(bench);
        let id = member(bench, &w, company(), "domestic");
        services::granted(bench, &w, id);
        invoice(bench, id, "CNY", true).unwrap();
        step(bench, officer("domestic", 1), Membership::KIND, id, "renew").unwrap();
        sound(bench);
        let breaks = [
            "UPDATE membership_period SET since = (SELECT MIN(since) FROM membership_period) WHERE sort = 'renewal'",
            "UPDATE membership SET paid_until = '2020-01-01'",
            "UPDATE membership SET member_since = '1999-01-01'",
            "DELETE FROM membership_approval",
            "UPDATE invoice SET amount_currency = 'EUR'",
            "UPDATE service_request SET quota_year = NULL",
            "UPDATE service_request SET state = 'declined'",
        ];
        let rules = entente_memberships::capability(&world::needs()).invariants;
        assert_eq!(rules.len(), breaks.len());
        for (rule, sql) in rules.into_iter().zip(breaks) {
            bench.db.write_now(By::system("test"), move |tx| tx.execute(sql, &[])).unwrap();
            let broken = bench.db.read_now(move |r| r.query(rule.broken_by, &[])).unwrap();
            assert!(!broken.is_empty(), "{}", rule.rule);
        }
    });
}
