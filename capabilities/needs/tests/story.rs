//! The story of this room, on both engines: one need from its filing to its outcome, seen by three people.

#![expect(clippy::indexing_slicing, reason = "places in the list of ids above")]

use std::sync::Arc;

use entente_access::{Actor, Audience, Grant};
use entente_contracts::{Available, Offer, OfferSort, Supply};
use entente_kernel::{Id, Lang, SeededChance, Text};
use entente_matching::Reasons;
use entente_needs::ranking::Bar;
use entente_needs::{Engagement, Matching, Need};
use entente_record::{
    Datum, Draft, Kind, Query, Record, Write, create, edit, get, list, load, open_groups, step, to_json,
    visible,
};
use entente_store::{By, Migration, Reads};
use entente_testkit::{Bench, on_each_engine};

fn migrations() -> Vec<Migration> {
    [entente_store::own_migrations(), entente_record::migrations(), entente_needs::migrations()].concat()
}

fn ids() -> [Id; 4] {
    let chance = SeededChance::new(42);
    [0; 4].map(|_| Id::new(&chance))
}

fn with_role(role: &str, audience: Audience) -> Actor {
    Actor { grants: vec![Grant { role: role.into(), office: None }], audience, ..Actor::visitor(Lang::Zh) }
}

fn officer() -> Actor {
    with_role("officer", Audience::Internal)
}

/// A contact of the company that files the need.
fn company() -> Actor {
    Actor { organisations: vec![ids()[0]], ..with_role("partner_contact", Audience::Members) }
}

fn rival() -> Actor {
    Actor { organisations: vec![ids()[3]], ..with_role("partner_contact", Audience::Members) }
}

fn expert() -> Actor {
    Actor { person: Some(ids()[1]), ..with_role("researcher", Audience::Members) }
}

fn need() -> Draft {
    let kind = Need::KIND;
    Draft::new(kind)
        .with(kind, "title", Datum::Text(Text::zh("七号炉衬早期开裂")))
        .with(kind, "statement", Datum::Text(Text::zh("炉衬在第四十炉后开裂，停产一天损失两百万。")))
        .with(kind, "summary", Datum::Text(Text::zh("高温炉衬的抗热震改进")))
        .with(kind, "wanted", Datum::Line("diagnosis".into()))
        .with(kind, "organisation", Datum::Link(ids()[0]))
        .with(kind, "source", Datum::Line("portal".into()))
}

fn make(bench: &Bench, actor: Actor, kind: &'static Kind, draft: Draft) -> entente_kernel::Result<Record> {
    bench.db.write_now(By::system("test"), move |tx| create(tx, &actor, kind, &draft))
}

fn take(
    bench: &Bench,
    actor: Actor,
    kind: &'static Kind,
    id: Id,
    name: &'static str,
) -> entente_kernel::Result<Record> {
    let write = Write::default();
    bench.db.write_now(By::system("test"), move |tx| step(tx, &actor, kind, id, name, &write))
}

/// What the actor reads of the need, as JSON text; the problem's code when it is hidden.
fn reads(bench: &Bench, actor: Actor, id: Id) -> String {
    let json = bench.db.read_now(move |r| {
        let record = visible(r, &actor, Need::KIND, id)?;
        let open = open_groups(r, &actor, Need::KIND, Some(id))?;
        Ok(to_json(Need::KIND, &record, &|f| open.contains(&f.group)).to_string())
    });
    json.unwrap_or_else(|problem| problem.code.to_owned())
}

#[test]
fn one_need_from_its_filing_to_its_outcome() {
    on_each_engine(&migrations(), |bench| {
        let filed = make(bench, company(), Need::KIND, need()).unwrap();
        let id = filed.meta.id;
        assert!(reads(bench, company(), id).contains("两百万"));
        assert_eq!(reads(bench, rival(), id), "not-found");
        assert_eq!(reads(bench, expert(), id), "not-found");
        assert_eq!(take(bench, company(), Need::KIND, id, "triage").unwrap_err().code, "only-officers");
        for name in ["triage", "match", "shortlist"] {
            take(bench, officer(), Need::KIND, id, name).unwrap();
        }
        assert_eq!(take(bench, officer(), Need::KIND, id, "introduce").unwrap_err().code, "nobody-accepted");

        let kind = Engagement::KIND;
        let invitation = Draft::new(kind)
            .with(kind, "need", Datum::Link(id))
            .with(kind, "expert", Datum::Link(ids()[2]))
            .with(kind, "person", Datum::Link(ids()[1]));
        let invited = make(bench, officer(), kind, invitation.clone()).unwrap().meta.id;
        assert_eq!(make(bench, officer(), kind, invitation).unwrap_err().code, "duplicate-key");
        let seen = reads(bench, expert(), id);
        assert!(seen.contains("抗热震") && !seen.contains("两百万") && !seen.contains("七号炉衬"), "{seen}");
        assert_eq!(take(bench, company(), kind, invited, "accept").unwrap_err().code, "not-found");
        take(bench, expert(), kind, invited, "accept").unwrap();

        take(bench, officer(), Need::KIND, id, "introduce").unwrap();
        take(bench, officer(), Need::KIND, id, "negotiate").unwrap();
        assert_eq!(take(bench, officer(), Need::KIND, id, "convert").unwrap_err().code, "outcome-missing");
        bench
            .db
            .write_now(By::system("test"), move |tx| {
                let record = load(tx, Need::KIND, id)?.expect("the need");
                let draft = Draft::of(&record).with(Need::KIND, "outcome", Datum::Line("HT-2026-118".into()));
                edit(tx, &officer(), Need::KIND, id, &draft, &Write::default())
            })
            .unwrap();
        assert_eq!(take(bench, officer(), Need::KIND, id, "convert").unwrap().meta.state, "converted");
    });
}

#[test]
fn a_company_files_for_itself_only_and_edits_only_what_nobody_has_taken_up() {
    on_each_engine(&migrations(), |bench| {
        assert_eq!(make(bench, rival(), Need::KIND, need()).unwrap_err().code, "only-own-organisation");
        let id = make(bench, company(), Need::KIND, need()).unwrap().meta.id;
        let change = |actor: Actor| {
            let draft = need().with(Need::KIND, "summary", Datum::Text(Text::zh("炉衬改进")));
            bench.db.write_now(By::system("test"), move |tx| {
                edit(tx, &actor, Need::KIND, id, &draft, &Write::default())
            })
        };
        change(company()).unwrap();
        assert_eq!(change(rival()).unwrap_err().code, "not-found");
        take(bench, officer(), Need::KIND, id, "triage").unwrap();
        assert_eq!(change(company()).unwrap_err().code, "only-while-received");
        let count = |actor: Actor| {
            bench.db.read_now(move |r| list(r, &actor, Need::KIND, &Query::new(Lang::Zh))).unwrap().count
        };
        assert_eq!((count(company()), count(rival()), count(expert())), (1, 0, 0));
    });
}

/// A supply of two experts' evidence, as the catalogue would offer it.
struct TwoExperts;

impl Supply for TwoExperts {
    fn all(&self, _: &mut dyn Reads) -> entente_kernel::Result<Vec<Offer>> {
        let offer = |at: usize, owner: Id, title: &str| Offer {
            id: ids()[at],
            owner: Some(owner),
            sort: OfferSort::Evidence,
            audience: Audience::Members,
            title: Text::en(title),
            text: Text::default(),
        };
        let wheat = "Cold hardiness of winter wheat seedlings";
        Ok(vec![offer(0, ids()[2], "Thermal shock cracking of furnace linings"), offer(1, ids()[3], wheat)])
    }

    fn one(&self, _: &mut dyn Reads, _: &str, _: Id) -> entente_kernel::Result<Option<Offer>> {
        Ok(None)
    }

    fn experts(&self, _: &mut dyn Reads) -> entente_kernel::Result<Vec<Available>> {
        let expert = |at: usize, opted_out| Available {
            id: ids()[at],
            name: Text::default(),
            capacity: Some(1),
            opted_out,
        };
        Ok(vec![expert(2, false), expert(3, true)])
    }
}

#[test]
fn the_ranking_crosses_languages_cites_its_evidence_and_bars_who_was_asked() {
    on_each_engine(&migrations(), |bench| {
        let id = make(bench, company(), Need::KIND, need()).unwrap().meta.id;
        let matching = Arc::new(Matching::new(Arc::new(TwoExperts)));
        let ranked = |matching: Arc<Matching>| {
            bench.db.read_now(move |r| {
                let need: Need = get(r, id)?;
                matching.rank(r, &need, 5)
            })
        };
        let found = ranked(Arc::clone(&matching)).unwrap();
        assert_eq!((found.experts[0].id, found.experts[0].bar), (ids()[2], None));
        let Reasons::Pieces(pieces) = &found.experts[0].reasons else {
            panic!("an expert is ranked by evidence")
        };
        assert_eq!(pieces[0].document, ids()[0].0.as_u128());
        assert!(pieces[0].amount > 0.0);

        let kind = Engagement::KIND;
        let asked =
            Draft::new(kind).with(kind, "need", Datum::Link(id)).with(kind, "expert", Datum::Link(ids()[2]));
        make(bench, officer(), kind, asked).unwrap();
        assert_eq!(ranked(matching).unwrap().experts[0].bar, Some(Bar::Asked));
    });
}
