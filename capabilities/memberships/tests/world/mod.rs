//! Who takes part in the stories, and how a member is made.

use std::sync::Arc;

use entente_access::{Actor, Audience, Grant};
use entente_contracts::{NewNeed, OpensNeed};
use entente_kernel::{Currency, Id, Instant, Lang, Money, Result, SeededChance, Text};
use entente_memberships::acts::{approve, complete};
use entente_memberships::{Invoice, Level, Membership, Scheme};
use entente_record::{Datum, Draft, Kind, Record, Write, create, edit, load};
use entente_store::{By, Migration, Reads, Tx};
use entente_testkit::Bench;

/// A table in place of the room of partners.
const PARTIES: &str = "CREATE TABLE organisation (id UUID PRIMARY KEY, deleted_at BIGINT)";

pub(crate) fn migrations() -> Vec<Migration> {
    let parties = Migration { name: "test-parties", sql: PARTIES };
    [
        entente_store::own_migrations(),
        entente_access::migrations(),
        entente_record::migrations(),
        entente_inbox::migrations(),
        vec![parties],
        entente_memberships::migrations(),
    ]
    .concat()
}

/// The member, two accounts of officers, another organisation, and one that was merged away; then accounts of contacts.
pub(crate) fn ids() -> [Id; 8] {
    let chance = SeededChance::new(42);
    [0; 8].map(|_| Id::new(&chance))
}

pub(crate) fn company() -> Id {
    ids()[0]
}

pub(crate) fn with_role(role: &str, audience: Audience) -> Actor {
    Actor { grants: vec![Grant { role: role.into(), office: None }], audience, ..Actor::visitor(Lang::En) }
}

/// An officer of an office: number 1 or 2.
pub(crate) fn officer(office: &str, number: usize) -> Actor {
    let grants = vec![Grant { role: "officer".into(), office: Some(office.into()) }];
    Actor { grants, account: Some(ids()[number]), ..with_role("officer", Audience::Internal) }
}

pub(crate) fn contact() -> Actor {
    let own = Actor { organisations: vec![company()], ..with_role("partner_contact", Audience::Members) };
    Actor { account: Some(ids()[5]), ..own }
}

pub(crate) fn rival() -> Actor {
    let own = Actor { organisations: vec![ids()[3]], ..with_role("partner_contact", Audience::Members) };
    Actor { account: Some(ids()[6]), ..own }
}

/// The same on a day.
pub(crate) fn on(actor: Actor, day: &str) -> Actor {
    Actor { today: Some(day.parse().unwrap()), ..actor }
}

/// Opens no need, but says that it did.
struct NoNeeds;

impl OpensNeed for NoNeeds {
    fn open(&self, tx: &mut Tx<'_>, _: &Actor, _: &NewNeed) -> Result<Id> {
        Ok(tx.new_id())
    }
}

pub(crate) fn needs() -> Arc<dyn OpensNeed> {
    Arc::new(NoNeeds)
}

/// A scheme with a level.
pub(crate) struct World {
    pub(crate) scheme: Id,
    pub(crate) level: Id,
}

pub(crate) fn at(bench: &Bench, instant: &str) {
    bench.clock.set(Instant::parse(instant).unwrap());
}

pub(crate) fn world(bench: &Bench) -> World {
    let made_ = bench.db.write_now(By::system("test"), |tx| {
        for (number, id) in ids().into_iter().enumerate() {
            let gone = (number == 4).then(|| tx.now());
            tx.execute(
                "INSERT INTO organisation (id, deleted_at) VALUES ($1, $2)",
                &[id.into(), gone.into()],
            )?;
        }
        let (kind, word) = (Scheme::KIND, |word: &str| Datum::Line(word.into()));
        let mut draft = Draft { class: "members".into(), ..Draft::new(kind) }
            .with(kind, "name", Datum::Text(Text::en("Committee")))
            .with(kind, "mode", word("rolling"))
            .with(kind, "grace_days", Datum::Int(60))
            .with(kind, "currency", word("CNY"));
        let branch = |name: &str, year| vec![word(name), Datum::Int(year), word(name)];
        draft.children[0] = vec![branch("domestic", 2005), branch("overseas", 2006)];
        draft.children[1] = vec![vec![word("technology"), Datum::Int(20)]];
        let scheme = create(tx, &Actor::system(), kind, &draft)?.meta.id;
        let kind = Level::KIND;
        let fee = Money { minor: 5_000_000, currency: Currency::parse("CNY").unwrap() };
        let mut draft = Draft { class: "members".into(), ..Draft::new(kind) }
            .with(kind, "name", Datum::Text(Text::en("Member")))
            .with(kind, "scheme", Datum::Link(scheme))
            .with(kind, "tier", word("ordinary"))
            .with(kind, "fee", Datum::Money(fee));
        draft.children[0] =
            vec![vec![word("technology"), Datum::Int(3)], vec![word("information"), Datum::Empty]];
        let level = create(tx, &Actor::system(), kind, &draft)?.meta.id;
        Ok(World { scheme, level })
    });
    made_.unwrap()
}

/// An application of an organisation, completed as the page does it.
pub(crate) fn application(world: &World, organisation: Id) -> Draft {
    let (kind, word) = (Membership::KIND, |word: &str| Datum::Line(word.into()));
    let mut draft = Draft::new(kind)
        .with(kind, "name", Datum::Text(Text::en("Old Works")))
        .with(kind, "scheme", Datum::Link(world.scheme))
        .with(kind, "branch", word("domestic"))
        .with(kind, "level", Datum::Link(world.level))
        .with(kind, "organisation", Datum::Link(organisation))
        .with(kind, "sector", word("materials"));
    draft.children[0] = vec![vec![word("domestic"), word("lead")], vec![word("overseas"), word("joint")]];
    draft
}

pub(crate) fn create_(bench: &Bench, actor: Actor, kind: &'static Kind, draft: Draft) -> Result<Record> {
    bench.db.write_now(By::system("test"), move |tx| create(tx, &actor, kind, &draft))
}

pub(crate) fn made(bench: &Bench, actor: Actor, kind: &'static Kind, draft: Draft) -> Record {
    create_(bench, actor, kind, draft).unwrap()
}

/// The code of the first wrong field, or of the refusal.
pub(crate) fn refused(bench: &Bench, actor: Actor, kind: &'static Kind, draft: Draft) -> &'static str {
    let problem = create_(bench, actor, kind, draft).unwrap_err();
    problem.fields.first().map_or(problem.code, |field| field.code)
}

pub(crate) fn step(
    bench: &Bench,
    actor: Actor,
    kind: &'static Kind,
    id: Id,
    name: &'static str,
) -> Result<Record> {
    let write = Write { reason: Some("because".into()), ..Write::default() };
    bench.db.write_now(By::system("test"), move |tx| entente_record::step(tx, &actor, kind, id, name, &write))
}

pub(crate) fn step_on(
    bench: &Bench,
    actor: Actor,
    kind: &'static Kind,
    id: Id,
    name: &'static str,
    day: &str,
) -> Result<Record> {
    let write =
        Write { reason: Some("because".into()), effective: Some(day.parse().unwrap()), ..Write::default() };
    bench.db.write_now(By::system("test"), move |tx| entente_record::step(tx, &actor, kind, id, name, &write))
}

/// Sets one field.
pub(crate) fn set(bench: &Bench, kind: &'static Kind, id: Id, field: &'static str, datum: Datum) {
    let change = move |tx: &mut Tx<'_>| {
        let record = load(tx, kind, id)?.unwrap();
        let draft = Draft::of(&record).with(kind, field, datum);
        edit(tx, &Actor::system(), kind, id, &draft, &Write::default())
    };
    bench.db.write_now(By::system("test"), change).unwrap();
}

pub(crate) fn fee(membership: Id, currency: &str, number: &str) -> Draft {
    let kind = Invoice::KIND;
    let amount = Money { minor: 5_000_000, currency: Currency::parse(currency).unwrap() };
    Draft::new(kind)
        .with(kind, "number", Datum::Line(number.into()))
        .with(kind, "membership", Datum::Link(membership))
        .with(kind, "year", Datum::Int(2026))
        .with(kind, "amount", Datum::Money(amount))
        .with(kind, "issued", Datum::Date("2026-03-02".parse().unwrap()))
        .with(kind, "due", Datum::Date("2026-04-01".parse().unwrap()))
        .with(kind, "paid_on", Datum::Date("2026-03-02".parse().unwrap()))
}

/// An invoice, issued and perhaps paid.
pub(crate) fn invoice(bench: &Bench, membership: Id, currency: &str, paid: bool) -> Result<()> {
    let number =
        format!("F-{}-{currency}", bench.db.read_now(|r| r.count("SELECT count(*) FROM invoice", &[]))?);
    let id =
        create_(bench, officer("domestic", 1), Invoice::KIND, fee(membership, currency, &number))?.meta.id;
    step(bench, officer("domestic", 1), Invoice::KIND, id, "issue")?;
    if paid {
        step(bench, officer("domestic", 1), Invoice::KIND, id, "pay")?;
    }
    Ok(())
}

/// A member since today.
pub(crate) fn member(bench: &Bench, world: &World, organisation: Id, branch: &'static str) -> Id {
    let kind = Membership::KIND;
    let draft = application(world, organisation).with(kind, "agreement", Datum::Line("HY-1".into())).with(
        kind,
        "branch",
        Datum::Line(branch.into()),
    );
    let id = bench
        .db
        .write_now(By::system("test"), move |tx| {
            let mut draft = draft;
            complete(tx, &mut draft)?;
            let id = create(tx, &Actor::system(), kind, &draft)?.meta.id;
            entente_record::step(tx, &Actor::system(), kind, id, "vet", &Write::default())?;
            let today = tx.today();
            for office in ["domestic", "overseas"] {
                approve(tx, &Actor::system(), id, office, today)?;
            }
            entente_record::step(tx, &Actor::system(), kind, id, "sign", &Write::default())?;
            Ok(id)
        })
        .unwrap();
    invoice(bench, id, "CNY", true).unwrap();
    step(bench, officer("domestic", 1), kind, id, "activate").unwrap();
    id
}
