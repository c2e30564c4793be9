//! Agreements of the demo world, at every stage: all of them invented.

use entente_access::{Actor, Audience, Grant, accounts};
use entente_agreements::acts::{self, NewText, Said};
use entente_agreements::words::{ApproverRole, Whither};
use entente_agreements::{Agreement, AgreementText, ApprovalRoute, Registration};
use entente_kernel::{Currency, Date, Id, Lang, Money, Problem, Result, Text};
use entente_record::{Datum, Draft, Held, Record, Write, create, edit, step};
use entente_store::{Reads, Tx, scalar};

use super::load::{World, days_from, known};
use super::pacts::{PLANS, Plan, Stage};
use super::past::Past;

/// The text of a draft in the demo.
fn words(plan: &Plan) -> String {
    format!("# {}\n\n{}\n\n## 1\n\n{}\n", plan.title.0, plan.about.0, plan.clauses.0)
}

/// Has routes and agreements written down.
pub(super) fn make(past: &mut Past) {
    past.on(past.began(), |tx, _| routes(tx));
    for plan in PLANS {
        let (until, of_old) = (past.today, plan.days.0.min(-40));
        let day = past.day(of_old + plan.late);
        past.on(day, move |tx, world| {
            let id = draft(tx, world, plan, until)?;
            world.ids.insert(plan.title.0.into(), id);
            Ok(())
        });
        Course { past, plan }.go_through(day);
    }
}

fn routes(tx: &mut Tx<'_>) -> Result<()> {
    route(tx, ("All agreements", "所有协议"), None, Whither::Any, &[ApproverRole::OfficeManager])?;
    let both = [ApproverRole::OfficeManager, ApproverRole::Leadership];
    route(tx, ("Large agreements", "大额协议"), cny(500_000_000), Whither::Any, &both)?;
    route(tx, ("With partners abroad", "涉外协议"), None, Whither::Abroad, &both)
}

fn cny(minor: i64) -> Option<Money> {
    Currency::parse("CNY").map(|currency| Money { minor, currency })
}

fn route(
    tx: &mut Tx<'_>,
    title: (&str, &str),
    value: Option<Money>,
    whither: Whither,
    roles: &[ApproverRole],
) -> Result<()> {
    let kind = ApprovalRoute::KIND;
    let draft = Draft { fictional: true, ..Draft::new(kind) }
        .with(kind, "title", Text::new(title.0, title.1).hold())
        .with(kind, "value_from", value.hold())
        .with(kind, "whither", whither.hold())
        .with(kind, "roles", roles.to_vec().hold())
        .with(kind, "in_force", Datum::Flag(true));
    create(tx, &Actor::system(), kind, &draft).map(|_| ())
}

/// The agreement as it is written down first; `today` is the day from which its plan counts.
fn draft(tx: &mut Tx<'_>, world: &World, plan: &Plan, today: Date) -> Result<Id> {
    let kind = Agreement::KIND;
    let (since, until) = (days_from(today, plan.days.0), days_from(today, plan.days.1));
    let signed_before = !matches!(
        plan.stage,
        Stage::Drafting
            | Stage::Review
            | Stage::Negotiation
            | Stage::Agreed
            | Stage::PartlySigned
            | Stage::Abandoned
    );
    let mut draft = Draft { fictional: true, ..Draft::new(kind) }
        .with(kind, "title", Text::new(plan.title.0, plan.title.1).hold())
        .with(kind, "sort", Datum::Line(plan.sort.into()))
        .with(kind, "summary", Text::new(plan.about.0, plan.about.1).hold())
        .with(kind, "since", Datum::Date(since))
        .with(kind, "until", Datum::Date(until))
        .with(kind, "notice_days", Datum::Int(30))
        .with(kind, "renewal", Datum::Line("by_agreement".into()))
        .with(kind, "value", cny(plan.value).filter(|_| plan.value > 0).hold())
        .with(kind, "office", Datum::Line("domestic".into()))
        .with(kind, "parent", above(world, plan)?);
    if plan.crosses {
        draft = draft.with(kind, "crosses", Datum::Flag(true)).with(
            kind,
            "export_class",
            Datum::Line("restricted".into()),
        );
    }
    if signed_before {
        draft = draft.with(kind, "signed_on", Datum::Date(since));
    }
    if plan.sort == "commissioned_development" {
        draft = draft
            .with(kind, "fields", Datum::Words(vec!["engineering".into()]))
            .with(kind, "technology_value", cny(90_000_000).hold())
            .with(kind, "ip_owner", Datum::Line("joint".into()))
            .with(kind, "ip_use", Datum::Words(vec!["ours_research".into(), "partner_internal".into()]))
            .with(kind, "publication_delay", Datum::Int(60));
    }
    let empty = Datum::Empty;
    for (part, rows) in kind.children.iter().zip(&mut draft.children) {
        match part.name {
            "parties" => {
                for (key, role) in plan.parties {
                    let party = world.ids.get(*key).copied();
                    let party = party.ok_or_else(|| Problem::internal(format!("no {key} in the demo")))?;
                    let role = Datum::Line((*role).into());
                    rows.push(vec![Datum::Link(party), role, empty.clone(), empty.clone()]);
                }
            }
            "duties" if plan.value > 0 => rows.push(vec![
                Text::new("Send the yearly report", "提交年度报告").hold(),
                Datum::Line("report".into()),
                Datum::Date(days_from(today, 40)),
                Datum::Int(12),
                empty.clone(),
                Datum::Line("officer".into()),
            ]),
            "checks" => {
                for sort in ["sanctions", "conflict"] {
                    rows.push(vec![
                        Datum::Line(sort.into()),
                        Datum::Line("clear".into()),
                        Datum::Line("Demo Office Manager".into()),
                        Datum::Date(days_from(today, plan.days.0.min(-1))),
                        empty.clone(),
                    ]);
                }
            }
            _ => {}
        }
    }
    draft.effective = Some(days_from(today, plan.days.0.min(-40)));
    create(tx, &Actor::system(), kind, &draft).map(|record| record.meta.id)
}

/// The agreement under which the plan stands.
fn above(world: &World, plan: &Plan) -> Result<Datum> {
    if plan.under.is_empty() { Ok(Datum::Empty) } else { known(&world.ids, plan.under).map(Datum::Link) }
}

/// One agreement on its way into the past.
struct Course<'p> {
    past: &'p mut Past,
    plan: &'static Plan,
}

impl Course<'_> {
    fn on(&mut self, day: Date, act: impl FnOnce(&mut Tx<'_>, Id) -> Result<()> + Send + 'static) {
        let title = self.plan.title.0;
        self.past.on(day, move |tx, world| act(tx, known(&world.ids, title)?));
    }

    /// A step on the day on which it is written down.
    fn step(&mut self, days: i32, name: &'static str, reason: &'static str) {
        let write = Write { reason: Some(reason.into()), ..Write::default() };
        self.on(self.past.day(days), move |tx, id| go(tx, id, name, &write));
    }

    /// The steps that lead to the plan's stage, from the day on which the draft was written down.
    fn go_through(&mut self, drafted: Date) {
        let plan = self.plan;
        match plan.stage {
            Stage::Drafting => {
                self.on(self.past.day(-33), move |tx, id| write(tx, id, words(plan), "").map(|_| ()));
            }
            Stage::Abandoned => self.step(-21, "abandon", "The comparison is not needed any more."),
            Stage::Review | Stage::Negotiation | Stage::Agreed | Stage::PartlySigned => self.making(),
            Stage::InForce | Stage::Renewed | Stage::Superseded | Stage::Terminated => {
                let since = self.past.day(plan.days.0);
                self.on(drafted, move |tx, id| {
                    take_over(tx, id, Some(since), "Signed on paper before Entente.")
                });
                self.after(drafted);
            }
        }
    }

    fn making(&mut self) {
        let plan = self.plan;
        self.on(self.past.day(-36), move |tx, id| write(tx, id, words(plan), "").map(|_| ()));
        self.step(-34, "review", "");
        if plan.stage == Stage::Review {
            return;
        }
        self.step(-28, "negotiate", "");
        self.on(self.past.day(-22), move |tx, id| send_second(tx, plan, id));
        if plan.stage == Stage::Negotiation {
            return;
        }
        self.on(self.past.day(-15), said);
        self.step(-12, "agree", "");
        if plan.stage == Stage::PartlySigned {
            self.on(self.past.day(-8), sign);
        }
    }

    fn after(&mut self, drafted: Date) {
        let plan = self.plan;
        match plan.stage {
            Stage::Terminated => self.step(-55, "terminate", "The dam is rebuilt."),
            Stage::Renewed => self.on(self.past.day(-9), |tx, id| renew(tx, id, false)),
            Stage::Superseded => self.on(self.past.day(-75), |tx, id| renew(tx, id, true)),
            _ if plan.sort == "commissioned_development" => {
                self.on(drafted, move |tx, id| register(tx, plan, id));
            }
            _ => {}
        }
    }
}

fn go(tx: &mut Tx<'_>, id: Id, name: &str, write: &Write) -> Result<()> {
    step(tx, &Actor::system(), Agreement::KIND, id, name, write).map(|_| ())
}

fn take_over(tx: &mut Tx<'_>, id: Id, effective: Option<Date>, reason: &str) -> Result<()> {
    go(tx, id, "take_over", &Write { effective, reason: Some(reason.into()), ..Write::default() })
}

fn write(tx: &mut Tx<'_>, id: Id, body: String, change: &str) -> Result<Record> {
    acts::write(tx, &Actor::system(), id, &NewText { body, change: change.into(), ..NewText::default() })
}

/// A second version, which goes to the parties.
fn send_second(tx: &mut Tx<'_>, plan: &Plan, id: Id) -> Result<()> {
    let body = format!("{}\n## 2\n\n{}\n", words(plan), plan.clauses.1);
    let text = write(tx, id, body, "Second clause")?;
    let send = Write::default();
    step(tx, &Actor::system(), AgreementText::KIND, text.meta.id, "send", &send).map(|_| ())
}

/// The text that was sent last.
fn sent(reads: &mut dyn Reads, id: Id) -> Result<Id> {
    let sql = "SELECT id FROM agreement_text WHERE agreement = $1 ORDER BY number DESC LIMIT 1";
    scalar(reads, sql, &[id.into()])?.ok_or_else(Problem::not_found)
}

/// Our side signs.
fn sign(tx: &mut Tx<'_>, id: Id) -> Result<()> {
    let text = sent(tx, id)?;
    let (digest, capacity) = (digest(tx, text)?, String::from("Vice President"));
    let said = Said { text: Some(text), digest, capacity, ..Said::default() };
    let leader = staff(tx, "leader", "leadership")?;
    acts::sign(tx, &leader, id, &said).map(|_| ())
}

/// The office manager of the demo and every party approve.
fn said(tx: &mut Tx<'_>, id: Id) -> Result<()> {
    let text = sent(tx, id)?;
    let agreement = entente_record::load(tx, Agreement::KIND, id)?.ok_or_else(Problem::not_found)?;
    let digest = digest(tx, text)?;
    let role = Some(ApproverRole::OfficeManager);
    let said = Said { text: Some(text), digest, role, ..Said::default() };
    let manager = staff(tx, "manager", "office_manager")?;
    acts::approve(tx, &manager, id, &said)?;
    for party in entente_agreements::queries::parties(&agreement) {
        let contact = Actor {
            name: Text::new("Contact of the partner", "合作方联系人"),
            organisations: vec![party],
            audience: Audience::Members,
            ..Actor::visitor(Lang::En)
        };
        acts::approve(tx, &contact, id, &said)?;
    }
    Ok(())
}

fn digest(reads: &mut dyn Reads, text: Id) -> Result<String> {
    let text: AgreementText = entente_record::get(reads, text)?;
    Ok(text.digest)
}

/// One of the demo's people, in a role.
fn staff(reads: &mut dyn Reads, login: &str, role: &str) -> Result<Actor> {
    let account = accounts::find_by_login(reads, login)?.ok_or_else(Problem::not_found)?;
    let grants = vec![Grant { role: role.into(), office: None }];
    let (account, name) = (Some(account.id), account.profile.name);
    Ok(Actor { account, name, grants, audience: Audience::Internal, ..Actor::visitor(Lang::En) })
}

/// A successor, signed on paper on the day on which it is written down; it follows the term, or begins at once.
fn renew(tx: &mut Tx<'_>, id: Id, at_once: bool) -> Result<()> {
    let (kind, system, today) = (Agreement::KIND, Actor::system(), tx.today());
    let record = entente_record::load(tx, kind, id)?.ok_or_else(Problem::not_found)?;
    let reviewed = Draft::of(&record).with(kind, "reviewed_on", Datum::Date(today)).with(
        kind,
        "review",
        Datum::Line("renew".into()),
    );
    edit(tx, &system, kind, id, &reviewed, &Write::default())?;
    let next = acts::renew(tx, &system, id)?;
    let mut draft = Draft::of(&next).with(kind, "signed_on", Datum::Date(today));
    if at_once {
        draft = draft.with(kind, "since", Datum::Date(today));
    }
    edit(tx, &system, kind, next.meta.id, &draft, &Write::default())?;
    take_over(tx, next.meta.id, None, "Signed on paper.")
}

fn register(tx: &mut Tx<'_>, plan: &Plan, id: Id) -> Result<()> {
    let kind = Registration::KIND;
    let draft = Draft { fictional: true, ..Draft::new(kind) }
        .with(kind, "title", Text::new(plan.title.0, plan.title.1).hold())
        .with(kind, "agreement", Datum::Link(id))
        .with(kind, "register", Datum::Line("domestic".into()))
        .with(kind, "contract", Datum::Line("development".into()))
        .with(kind, "number", Datum::Line("DEMO-0001".into()))
        .with(kind, "registered_on", Datum::Date(tx.today()))
        .with(kind, "value", cny(plan.value).hold())
        .with(kind, "technology_value", cny(90_000_000).hold());
    let made = create(tx, &Actor::system(), kind, &draft)?;
    step(tx, &Actor::system(), kind, made.meta.id, "register", &Write::default()).map(|_| ())
}
