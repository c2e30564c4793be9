//! Agreements of the demo world, at every stage: all of them invented.

use entente_access::{Actor, Audience, Grant, accounts};
use entente_agreements::acts::{self, NewText, Said};
use entente_agreements::words::{ApproverRole, Whither};
use entente_agreements::{Agreement, AgreementText, ApprovalRoute, Registration};
use entente_kernel::{Currency, Id, Lang, Money, Problem, Result, Text};
use entente_record::{Datum, Draft, Held, Write, create, edit, step};
use entente_store::{Reads, Tx, scalar};

use super::load::{World, days_from};
use super::pacts::{PLANS, Plan, Stage};

/// The text of a draft in the demo.
fn words(plan: &Plan) -> String {
    format!("# {}\n\n{}\n\n## 1\n\n{}\n", plan.title.0, plan.about.0, plan.clauses.0)
}

/// Makes routes and agreements.
pub(super) fn load(tx: &mut Tx<'_>, world: &World) -> Result<()> {
    route(tx, ("All agreements", "所有协议"), None, Whither::Any, &[ApproverRole::OfficeManager])?;
    let both = [ApproverRole::OfficeManager, ApproverRole::Leadership];
    route(tx, ("Large agreements", "大额协议"), cny(500_000_000), Whither::Any, &both)?;
    route(tx, ("With partners abroad", "涉外协议"), None, Whither::Abroad, &both)?;
    for plan in PLANS {
        make(tx, world, plan)?;
    }
    Ok(())
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

fn make(tx: &mut Tx<'_>, world: &World, plan: &Plan) -> Result<Id> {
    let kind = Agreement::KIND;
    let today = tx.today();
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
        .with(kind, "parent", above(tx, plan)?);
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
    let id = create(tx, &Actor::system(), kind, &draft)?.meta.id;
    advance(tx, plan, id, since)?;
    Ok(id)
}

/// The agreement under which the plan stands.
fn above(reads: &mut dyn Reads, plan: &Plan) -> Result<Datum> {
    if plan.under.is_empty() {
        return Ok(Datum::Empty);
    }
    let id: Option<Id> = scalar(reads, "SELECT id FROM agreement WHERE title_en = $1", &[plan.under.into()])?;
    id.map(Datum::Link).ok_or_else(|| Problem::internal(format!("no {} in the demo", plan.under)))
}

/// Takes the steps that lead to the plan's stage.
fn advance(tx: &mut Tx<'_>, plan: &Plan, id: Id, since: entente_kernel::Date) -> Result<()> {
    let go = |tx: &mut Tx<'_>, name: &str, write: &Write| {
        step(tx, &Actor::system(), Agreement::KIND, id, name, write).map(|_| ())
    };
    let because = |reason: &str| Write { reason: Some(reason.into()), ..Write::default() };
    match plan.stage {
        Stage::Drafting => {
            acts::write(tx, &Actor::system(), id, &NewText { body: words(plan), ..NewText::default() })?;
        }
        Stage::Abandoned => go(tx, "abandon", &because("The comparison is not needed any more."))?,
        Stage::Review | Stage::Negotiation | Stage::Agreed | Stage::PartlySigned => making(tx, plan, id)?,
        Stage::InForce | Stage::Renewed | Stage::Superseded | Stage::Terminated => {
            let write = Write { effective: Some(since), ..because("Signed on paper before Entente.") };
            go(tx, "take_over", &write)?;
            after(tx, plan, id)?;
        }
    }
    Ok(())
}

fn making(tx: &mut Tx<'_>, plan: &Plan, id: Id) -> Result<()> {
    let system = Actor::system();
    let go = |tx: &mut Tx<'_>, name: &str| {
        step(tx, &Actor::system(), Agreement::KIND, id, name, &Write::default()).map(|_| ())
    };
    acts::write(tx, &system, id, &NewText { body: words(plan), ..NewText::default() })?;
    go(tx, "review")?;
    if plan.stage == Stage::Review {
        return Ok(());
    }
    go(tx, "negotiate")?;
    let new = NewText {
        body: format!("{}\n## 2\n\n{}\n", words(plan), plan.clauses.1),
        change: "Second clause".into(),
        ..NewText::default()
    };
    let text = acts::write(tx, &system, id, &new)?;
    step(tx, &system, AgreementText::KIND, text.meta.id, "send", &Write::default())?;
    if plan.stage == Stage::Negotiation {
        return Ok(());
    }
    said(tx, id, text.meta.id)?;
    go(tx, "agree")?;
    if plan.stage == Stage::PartlySigned {
        let digest = digest(tx, text.meta.id)?;
        let capacity = String::from("Vice President");
        let said = Said { text: Some(text.meta.id), digest, capacity, ..Said::default() };
        let leader = staff(tx, "leader", "leadership")?;
        acts::sign(tx, &leader, id, &said)?;
    }
    Ok(())
}

/// The office manager of the demo and every party approve.
fn said(tx: &mut Tx<'_>, id: Id, text: Id) -> Result<()> {
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

fn after(tx: &mut Tx<'_>, plan: &Plan, id: Id) -> Result<()> {
    let system = Actor::system();
    let kind = Agreement::KIND;
    match plan.stage {
        Stage::Terminated => {
            let write = Write { reason: Some("The dam is rebuilt.".into()), ..Write::default() };
            step(tx, &system, kind, id, "terminate", &write)?;
        }
        Stage::Renewed | Stage::Superseded => {
            let today = tx.today();
            let record = entente_record::load(tx, kind, id)?.ok_or_else(Problem::not_found)?;
            let reviewed = Draft::of(&record).with(kind, "reviewed_on", Datum::Date(today)).with(
                kind,
                "review",
                Datum::Line("renew".into()),
            );
            edit(tx, &system, kind, id, &reviewed, &Write::default())?;
            let next = acts::renew(tx, &system, id)?;
            let mut draft = Draft::of(&next).with(kind, "signed_on", Datum::Date(today));
            if plan.stage == Stage::Superseded {
                draft = draft.with(kind, "since", Datum::Date(today));
            }
            edit(tx, &system, kind, next.meta.id, &draft, &Write::default())?;
            let write = Write { reason: Some("Signed on paper.".into()), ..Write::default() };
            step(tx, &system, kind, next.meta.id, "take_over", &write)?;
        }
        _ if plan.sort == "commissioned_development" => register(tx, plan, id)?,
        _ => {}
    }
    Ok(())
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
