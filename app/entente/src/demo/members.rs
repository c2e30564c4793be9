//! Who belongs to the committee of the demo world, and since when that is written down.

use entente_access::Actor;
use entente_kernel::{Date, Id, Money, Problem, Result, Text};
use entente_memberships::{Invoice, Level, Membership, acts};
use entente_partners::Organisation;
use entente_record::{Datum, Draft, Held, Write, create, edit, load};
use entente_store::{Reads, Tx};

use super::load::{World, days_from, known};
use super::memberships::{COMPANY, draft, system, take};
use super::past::Past;

/// Who belongs: organisation, overseas or not, level, line of business, renewals, and how it stands now.
struct Plan {
    key: &'static str,
    overseas: bool,
    level: usize,
    sector: &'static str,
    renewals: u8,
    end: &'static str,
    /// Days from what was done to its entry here: while joining, and at renewals.
    late: (i32, i32),
}

const fn plan(
    (key, overseas, level): (&'static str, bool, usize),
    sector: &'static str,
    renewals: u8,
    end: &'static str,
) -> Plan {
    Plan { key, overseas, level, sector, renewals, end, late: (0, 0) }
}

/// With the day of the application from today.
const PLANS: [(i32, Plan); 14] = [
    (-900, plan((COMPANY, false, 0), "manufacturing", 2, "active")),
    (-1500, plan(("a-org-02", false, 1), "materials", 4, "active")),
    // Its papers lay with the secretariat for two months.
    (-420, Plan { late: (61, 0), ..plan(("a-org-03", false, 1), "energy", 0, "active") }),
    // Its renewal was told by finance weeks later.
    (-760, Plan { late: (0, 45), ..plan(("a-org-04", true, 1), "information", 1, "active") }),
    (-1300, plan(("a-org-05", false, 1), "health", 0, "rejoin")),
    (-1200, plan(("a-org-06", false, 1), "transport", 1, "active")),
    (-600, plan(("a-org-07", false, 1), "construction", 1, "suspend")),
    (-1000, plan(("a-org-08", true, 0), "services", 1, "withdraw")),
    (-800, plan(("a-org-09", false, 1), "agriculture", 1, "expel")),
    (-40, plan(("a-org-10", false, 1), "other", 0, "signed")),
    (-30, plan(("b-org-01", true, 1), "information", 0, "approved")),
    (-20, plan(("b-org-02", false, 1), "manufacturing", 0, "vetted")),
    (-6, plan(("b-org-03", false, 1), "energy", 0, "applied")),
    (-60, plan(("b-org-04", true, 1), "other", 0, "decline")),
];

/// Those whom the overseas office kept on a sheet of its own, with the days from their application to the last 30 June:
/// they are written down on the day after it, when the offices compare their lists.
const OVERLOOKED: [(i32, Plan); 2] = [
    (-230, plan(("b-org-06", true, 1), "materials", 0, "active")),
    (-224, plan(("b-org-07", true, 1), "services", 0, "active")),
];

/// Has all of them written down.
pub(super) fn make(past: &mut Past) {
    for (days, plan) in &PLANS {
        let begin = past.day(*days);
        Joining { past, plan, written: None }.go_through(begin);
    }
    let compared = days_from(past.june(), 1);
    for (days, plan) in &OVERLOOKED {
        let begin = days_from(past.june(), *days);
        Joining { past, plan, written: Some(compared) }.go_through(begin);
    }
}

/// The key of an organisation's membership.
pub(super) fn of(world: &World, organisation: &str) -> Result<Id> {
    known(&world.ids, &format!("member {organisation}"))
}

/// One plan on its way into the past.
struct Joining<'p> {
    past: &'p mut Past,
    plan: &'static Plan,
    /// The one day on which all of it is written down.
    written: Option<Date>,
}

impl Joining<'_> {
    /// Has it written down so many days after its own day.
    fn on(&mut self, day: Date, late: i32, act: impl FnOnce(&mut Tx<'_>, Id) -> Result<()> + Send + 'static) {
        let key = self.plan.key;
        let written = self.written.unwrap_or_else(|| days_from(day, late));
        self.past.on(written, move |tx, world| act(tx, of(world, key)?));
    }

    fn step(&mut self, name: &'static str, day: Date, late: i32) {
        self.on(day, late, move |tx, id| take(tx, Membership::KIND, id, name, day).map(|_| ()));
    }

    /// From the application to where it stands now.
    fn go_through(&mut self, begin: Date) {
        let plan = self.plan;
        let late = plan.late.0;
        let written = self.written.unwrap_or_else(|| days_from(begin, late));
        self.past.on(written, move |tx, world| apply(tx, world, plan, begin));
        let (own, other) = if plan.overseas { ("overseas", "domestic") } else { ("domestic", "overseas") };
        let reached = ["applied", "vetted", "approved", "signed"].iter().position(|state| *state == plan.end);
        let reached = reached.unwrap_or(9);
        if plan.end == "decline" {
            return self.step("decline", days_from(begin, 4), late);
        }
        if reached >= 1 {
            self.step("vet", days_from(begin, 2), late);
            self.approve(system(), own, days_from(begin, 3));
        }
        if reached >= 2 {
            self.approve(second(), other, days_from(begin, 4));
        }
        if reached >= 3 {
            self.step("sign", days_from(begin, 6), late);
            self.invoice(days_from(begin, 7), late, reached > 3);
        }
        if reached > 3 {
            self.live(days_from(begin, 20));
        }
    }

    fn approve(&mut self, actor: Actor, office: &'static str, day: Date) {
        self.on(day, self.plan.late.0, move |tx, id| acts::approve(tx, &actor, id, office, day).map(|_| ()));
    }

    /// From the first day on: renewals each year, and what came of it.
    fn live(&mut self, first: Date) {
        let (plan, today) = (self.plan, self.past.today);
        self.step("activate", first, plan.late.0);
        let mut day = first;
        for _ in 0..plan.renewals {
            day = days_from(day, 350);
            if day > today {
                break;
            }
            self.step("renew", day, plan.late.1);
            self.invoice(day, plan.late.1, days_from(day, 60) < today);
        }
        match plan.end {
            "active" => {}
            "rejoin" => self.step("rejoin", days_from(today, -100), 0),
            step => self.step(step, days_from(day, 20).min(today), 0),
        }
    }

    fn invoice(&mut self, issued: Date, late: i32, paid: bool) {
        self.on(issued, late, move |tx, id| bill(tx, id, issued));
        if paid {
            let day = days_from(issued, 10);
            self.on(day, late, move |tx, id| pay(tx, id, issued, day));
        }
    }
}

/// Whoever approves for the other office.
fn second() -> Actor {
    Actor { name: Text::new("Marta Feld", "费玛塔"), ..Actor::system() }
}

fn apply(tx: &mut Tx<'_>, world: &mut World, plan: &Plan, begin: Date) -> Result<()> {
    let kind = Membership::KIND;
    let organisation = known(&world.ids, plan.key)?;
    let name =
        load(tx, Organisation::KIND, organisation)?.map(|record| record.title_text()).unwrap_or_default();
    let level = known(&world.ids, &format!("level {}", plan.level))?;
    let branch = if plan.overseas { "overseas" } else { "domestic" };
    let mut draft = draft(
        kind,
        "internal",
        vec![
            ("name", name.hold()),
            ("scheme", Datum::Link(known(&world.ids, "scheme")?)),
            ("branch", Datum::Line(branch.into())),
            ("level", Datum::Link(level)),
            ("organisation", Datum::Link(organisation)),
            ("sector", Datum::Line(plan.sector.into())),
            ("agreement", Datum::Line(format!("HY-{}", plan.key.replace("-org-", "")))),
        ],
    );
    acts::complete(tx, &mut draft)?;
    draft.effective = Some(begin);
    let id = create(tx, &system(), kind, &draft)?.meta.id;
    world.ids.insert(format!("member {}", plan.key), id);
    Ok(())
}

fn bill(tx: &mut Tx<'_>, membership: Id, issued: Date) -> Result<()> {
    let kind = Invoice::KIND;
    let member: Membership = entente_record::get(tx, membership)?;
    let level: Level = entente_record::get(tx, member.level)?;
    let fee = level.fee.ok_or_else(|| Problem::internal("a level without a fee"))?;
    let number = tx.count("SELECT count(*) FROM invoice", &[])? + 1;
    let mut draft = draft(
        kind,
        "internal",
        vec![
            ("number", Datum::Line(format!("CW-{number:05}"))),
            ("membership", Datum::Link(membership)),
            ("year", Datum::Int(i64::from(issued.year()))),
            ("amount", Datum::Money(fee)),
            ("tax", Datum::Money(Money { minor: fee.minor / 106 * 6, currency: fee.currency })),
            ("issued", Datum::Date(issued)),
            ("due", Datum::Date(days_from(issued, 30))),
        ],
    );
    draft.effective = Some(issued);
    let id = create(tx, &system(), kind, &draft)?.meta.id;
    take(tx, kind, id, "issue", issued).map(|_| ())
}

/// The membership pays what it was billed on that day.
fn pay(tx: &mut Tx<'_>, membership: Id, issued: Date, day: Date) -> Result<()> {
    let kind = Invoice::KIND;
    let sql = "SELECT id FROM invoice WHERE membership = $1 AND issued = $2";
    let id = entente_store::scalar::<Id>(tx, sql, &[membership.into(), issued.into()])?;
    let record = id.map(|id| load(tx, kind, id)).transpose()?.flatten().ok_or_else(Problem::not_found)?;
    let draft = Draft::of(&record).with(kind, "paid_on", Datum::Date(day));
    let write = Write { effective: Some(day), ..Write::default() };
    edit(tx, &system(), kind, record.meta.id, &draft, &write)?;
    take(tx, kind, record.meta.id, "pay", day).map(|_| ())
}
