//! The story of this room, on both engines: one need from its filing to its outcome, seen by three people.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::sync::Arc;

use entente_access::{Actor, Audience, Grant, Site};
use entente_contracts::{Approach, Available, Concern, Offer, OfferSort, Pair, People, Supply, Words};
use entente_kernel::{Date, Id, Lang, SeededChance, Text};
use entente_matching::Reasons;
use entente_needs::acts::{Chosen, Invitation, Judgement, invite, judge};
use entente_needs::bars::Bar;
use entente_needs::candidacy::Feedback;
use entente_needs::queries::{Behind, Received, behind, funnel, reached};
use entente_needs::{Candidacy, Conflict, Engagement, Matching, Need};
use entente_record::{
    Datum, Draft, Kind, Query, Record, Write, create, edit, get, list, load, open_groups, step, to_json,
    visible,
};
use entente_store::{By, Event, Migration, Reads};
use entente_testkit::{Bench, on_each_engine};

fn migrations() -> Vec<Migration> {
    [
        entente_store::own_migrations(),
        entente_access::migrations(),
        entente_record::migrations(),
        entente_needs::migrations(),
    ]
    .concat()
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
        for name in ["triage", "match"] {
            take(bench, officer(), Need::KIND, id, name).unwrap();
        }
        assert_eq!(
            take(bench, officer(), Need::KIND, id, "shortlist").unwrap_err().code,
            "nobody-shortlisted"
        );
        let chosen = Chosen::Expert(ids()[2]);
        let on = Judgement { shortlisted: Some(true), feedback: Some(Feedback::Useful), placement: None };
        let put = on.clone();
        bench
            .db
            .write_now(By::system("test"), move |tx| judge(tx, &officer(), id, chosen, None, &put))
            .unwrap();
        let refused =
            bench.db.write_now(By::system("test"), move |tx| judge(tx, &company(), id, chosen, None, &on));
        assert_eq!(refused.unwrap_err().code, "not-found");
        take(bench, officer(), Need::KIND, id, "shortlist").unwrap();
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
        assert_eq!(engagements(bench, company()), 0, "the partner hears of nobody who has not accepted");
        take(bench, expert(), kind, invited, "accept").unwrap();
        assert_eq!((engagements(bench, company()), engagements(bench, rival())), (1, 0));
        assert!(reads(bench, expert(), id).contains("两百万"), "who agreed may read the statement");

        take(bench, officer(), Need::KIND, id, "introduce").unwrap();
        assert_eq!(feedback(bench, id), "introduced");
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
        assert_eq!(feedback(bench, id), "converted");
    });
}

fn engagements(bench: &Bench, actor: Actor) -> i64 {
    let query = Query::new(Lang::Zh);
    bench.db.read_now(move |r| list(r, &actor, Engagement::KIND, &query)).unwrap().count
}

/// The feedback on the one candidate of a need.
fn feedback(bench: &Bench, need: Id) -> String {
    let sql = "SELECT feedback FROM candidacy WHERE need = $1";
    bench.db.read_now(move |r| entente_store::scalar(r, sql, &[need.into()])).unwrap().unwrap()
}

#[test]
fn judgements_and_conflicts_are_for_staff_alone() {
    on_each_engine(&migrations(), |bench| {
        for kind in [Candidacy::KIND, Conflict::KIND] {
            for actor in [company(), expert(), Actor::visitor(Lang::En)] {
                assert_eq!(
                    (kind.rule)(&actor, entente_access::Action::See).when,
                    entente_access::Cond::Nothing
                );
                let rows = bench.db.read_now(move |r| list(r, &actor, kind, &Query::new(Lang::En))).unwrap();
                assert_eq!(rows.count, 0);
            }
        }
        let fields = Need::KIND.fields.iter().chain(Engagement::KIND.fields);
        for field in fields {
            assert!(!["score", "rank", "band", "candidates"].contains(&field.name), "{}", field.name);
        }
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

    fn experts(&self, _: &mut dyn Reads, wanted: &[Id]) -> entente_kernel::Result<Vec<Available>> {
        let expert = |at: usize, opted_out| Available {
            id: ids()[at],
            name: Text::zh("方远"),
            place: Text::default(),
            person: Some(ids()[1]),
            email: Some("fang@demo.example".into()),
            capacity: Some(1),
            opted_out,
        };
        let all = vec![expert(2, false), expert(3, true)];
        Ok(all.into_iter().filter(|x| wanted.contains(&x.id)).collect())
    }
}

/// One way to approach everyone, and perhaps a place of work at the partner.
#[derive(Clone, Copy)]
struct Everyone(Approach, bool);

impl People for Everyone {
    fn approaches(&self, _: &mut dyn Reads, people: &[Id]) -> entente_kernel::Result<BTreeMap<Id, Approach>> {
        Ok(people.iter().map(|id| (*id, self.0)).collect())
    }

    fn affiliated(
        &self,
        _: &mut dyn Reads,
        people: &[Id],
        _: Id,
        _: Date,
    ) -> entente_kernel::Result<Vec<Id>> {
        Ok(if self.1 { people.to_vec() } else { Vec::new() })
    }
}

/// No terms of officers and no dictionary.
struct NoWords;

impl Words for NoWords {
    fn terms(&self, _: &mut dyn Reads) -> entente_kernel::Result<Vec<Pair>> {
        Ok(Vec::new())
    }

    fn dictionary(&self, _: &mut dyn Reads) -> entente_kernel::Result<Vec<Pair>> {
        Ok(Vec::new())
    }

    fn concern(&self, _: &Event) -> Concern {
        Concern::None
    }
}

fn matching_with(people: Everyone) -> Arc<Matching> {
    Arc::new(Matching::new(Arc::new(TwoExperts), Arc::new(people), Arc::new(NoWords), Vec::new()))
}

fn free() -> Arc<Matching> {
    matching_with(Everyone(Approach::Free, false))
}

/// Invites the first expert; gives the refusal's code, the wrong field's where there is one, or `""`.
fn invited(bench: &Bench, matching: &Arc<Matching>, need: Id, invitation: Invitation) -> String {
    let matching = Arc::clone(matching);
    let outcome = bench.db.write_now(By::system("test"), move |tx| {
        let of: Need = get(tx, need)?;
        let expert = matching.experts(tx, &[ids()[2]])?.remove(0);
        let standing = matching.standing(tx, &of, &expert)?;
        let site =
            Site { base_url: "https://entente.example".into(), name: Text::new("Example", "示例大学") };
        invite(tx, &officer(), need, (&expert, &standing), &invitation, &site)
    });
    outcome.err().map_or_else(String::new, |p| p.fields.first().map_or(p.code, |f| f.code).to_owned())
}

fn letter() -> Invitation {
    Invitation { message: Text::zh("请您看一看。"), ..Invitation::default() }
}

#[test]
fn an_invitation_carries_the_summary_and_keeps_every_hard_filter() {
    on_each_engine(&migrations(), |bench| {
        let id = make(bench, company(), Need::KIND, need()).unwrap().meta.id;
        assert_eq!(invited(bench, &matching_with(Everyone(Approach::Free, true)), id, letter()), "conflict");
        let asks = matching_with(Everyone(Approach::Permission, false));
        assert_eq!(invited(bench, &asks, id, letter()), "contact-permission");
        let notice = matching_with(Everyone(Approach::Notice, false));
        assert_eq!(invited(bench, &notice, id, letter()), "contact-notice");
        let kind = Conflict::KIND;
        let declared = Draft::new(kind)
            .with(kind, "reason", Datum::Text(Text::zh("持有该公司股份")))
            .with(kind, "expert", Datum::Link(ids()[2]))
            .with(kind, "organisation", Datum::Link(ids()[0]));
        let on_record = make(bench, officer(), kind, declared).unwrap().meta.id;
        assert_eq!(invited(bench, &free(), id, letter()), "conflict");
        let gone = move |tx: &mut entente_store::Tx<'_>| {
            entente_record::trash(tx, &officer(), kind, on_record, &Write::default())
        };
        bench.db.write_now(By::system("test"), gone).unwrap();
        let permitted = Invitation { permission: "李主任，三月一日".into(), ..letter() };
        assert_eq!(invited(bench, &asks, id, permitted), "");
        assert_eq!(invited(bench, &free(), id, letter()), "asked");
        let sql = "SELECT subject, body FROM mail";
        let mail = bench.db.read_now(move |r| r.first(sql, &[])).unwrap().unwrap();
        let (subject, body): (String, String) = (mail.get(0).unwrap(), mail.get(1).unwrap());
        assert!(body.contains("高温炉衬的抗热震改进") && body.contains("请您看一看"), "{body}");
        for secret in ["七号炉衬", "两百万", "抗热震"] {
            assert!(!subject.contains(secret), "{subject}");
        }
        assert!(!body.contains("两百万") && !body.contains("七号炉衬"), "{body}");
    });
}

#[test]
fn a_restricted_need_and_one_without_summary_are_put_to_nobody() {
    on_each_engine(&migrations(), |bench| {
        let hidden = Draft { class: "restricted".into(), ..need() };
        let unsaid = need().with(Need::KIND, "summary", Datum::Empty);
        for draft in [hidden, unsaid] {
            let id = make(bench, officer(), Need::KIND, draft).unwrap().meta.id;
            assert_eq!(invited(bench, &free(), id, letter()), "confidential");
        }
    });
}

#[test]
fn the_funnel_counts_what_the_steps_say_and_each_number_has_its_rows() {
    on_each_engine(&migrations(), |bench| {
        let paths: [&[&str]; 4] = [&[], &["triage"], &["triage", "match"], &["triage", "rest", "triage"]];
        for path in paths {
            let id = make(bench, company(), Need::KIND, need()).unwrap().meta.id;
            for name in path {
                take(bench, officer(), Need::KIND, id, name).unwrap();
            }
        }
        let counts = bench.db.read_now(|r| funnel(r, &officer(), Received::default())).unwrap();
        let expected = [("received", 4), ("triaged", 3), ("matching", 1), ("dormant", 1)];
        for (stage, count) in counts {
            let right = expected.iter().find(|(s, _)| *s == stage).map_or(0, |(_, n)| *n);
            assert_eq!(count, right, "{stage}");
            let rows =
                bench.db.read_now(move |r| reached(r, &officer(), stage, Received::default())).unwrap();
            assert_eq!(rows.len(), usize::try_from(count).unwrap(), "{stage}");
        }
        let later = Received { from: Some(Date::constant(2100, 1, 1)), to: None };
        let none = bench.db.read_now(move |r| funnel(r, &officer(), later)).unwrap();
        assert!(none.iter().all(|(_, n)| *n == 0));
        assert!(
            bench.db.read_now(|r| reached(r, &rival(), "received", Received::default())).unwrap().is_empty()
        );
    });
}

#[test]
fn what_is_behind_is_found_by_its_target_and_its_due_day() {
    on_each_engine(&migrations(), |bench| {
        let today = bench.db.read_now(|r| Ok(r.today())).unwrap();
        let ago = (0..9).fold(today, |day, _| day.yesterday().unwrap());
        let early = Draft { effective: Some(ago), ..need() };
        let late = make(bench, officer(), Need::KIND, early).unwrap().meta.id;
        let due = need().with(Need::KIND, "next_due", Datum::Date(ago));
        let overdue = make(bench, officer(), Need::KIND, due).unwrap().meta.id;
        let found = |what: Behind| bench.db.read_now(move |r| behind(r, &officer(), what)).unwrap();
        assert_eq!(found(Behind::Late), [late]);
        assert_eq!(found(Behind::Overdue), [overdue]);
        assert!(found(Behind::Idle).is_empty());
        bench.clock.set(entente_testkit::start().plus_seconds(31 * 86_400));
        assert_eq!(found(Behind::Idle).len(), 2);
    });
}

#[test]
fn the_ranking_crosses_languages_cites_its_evidence_and_bars_who_was_asked() {
    on_each_engine(&migrations(), |bench| {
        let id = make(bench, company(), Need::KIND, need()).unwrap().meta.id;
        let matching = free();
        let ranked = |matching: Arc<Matching>| {
            bench.db.read_now(move |r| {
                let need: Need = get(r, id)?;
                matching.rank(r, &need, 5)
            })
        };
        let found = ranked(Arc::clone(&matching)).unwrap();
        assert_eq!((found.experts[0].id, &found.experts[0].standing.bar), (ids()[2], &None));
        let Reasons::Pieces(pieces) = &found.experts[0].reasons else {
            panic!("an expert is ranked by evidence")
        };
        assert_eq!(pieces[0].document, ids()[0].0.as_u128());
        assert!(pieces[0].amount > 0.0);

        let kind = Engagement::KIND;
        let asked =
            Draft::new(kind).with(kind, "need", Datum::Link(id)).with(kind, "expert", Datum::Link(ids()[2]));
        make(bench, officer(), kind, asked).unwrap();
        assert_eq!(ranked(matching).unwrap().experts[0].standing.bar, Some(Bar::Asked("invited".into())));
    });
}

#[test]
fn a_need_knows_those_like_it_and_a_text_the_needs_that_it_answers() {
    on_each_engine(&migrations(), |bench| {
        let titled = |title: &str| need().with(Need::KIND, "title", Datum::Text(Text::zh(title)));
        let others = [
            "茶叶低温冷链包装",
            "港口起重机防风预警",
            "老年人跌倒监测手环",
            "稻田甲烷排放核算",
            "光刻胶保质期延长",
            "地铁隧道渗漏巡检",
        ];
        for other in others {
            let text = || Datum::Text(Text::zh(other));
            let draft =
                titled(other).with(Need::KIND, "statement", text()).with(Need::KIND, "summary", text());
            make(bench, company(), Need::KIND, draft).unwrap();
        }
        let one = make(bench, company(), Need::KIND, titled("高炉炉衬抗热震")).unwrap().meta.id;
        let matching = free();
        let ask = || {
            let matching = Arc::clone(&matching);
            let found = bench.db.read_now(move |reads| {
                matching.warm(reads)?;
                let need: Need = get(reads, one)?;
                let like = matching.similar(reads, &need, 5)?;
                Ok((like, matching.needs_like(reads, "改进炉衬的抗热震性能", 5)?))
            });
            let (like, answered) = found.unwrap();
            let ids = |all: Vec<(Id, _)>| all.into_iter().map(|(id, _)| id).collect::<Vec<_>>();
            (ids(like), ids(answered))
        };
        assert_eq!(ask(), (vec![], vec![one]));
        let two = make(bench, company(), Need::KIND, titled("转炉炉衬开裂")).unwrap().meta.id;
        let (like, answered) = ask();
        assert_eq!(like, [two], "a need that came in counts with the next question");
        assert!(answered.contains(&one) && answered.contains(&two));
        let away = move |tx: &mut entente_store::Tx<'_>| {
            entente_record::trash(tx, &Actor::system(), Need::KIND, two, &Write::default())
        };
        bench.db.write_now(By::system("test"), away).unwrap();
        assert_eq!(ask(), (vec![], vec![one]));
    });
}
