//! From texts to records, through the same functions that people's entries go through.

use std::collections::HashMap;

use entente_access::Actor;
use entente_catalogue::{Correction, Evidence, Expert, Technology};
use entente_kernel::{Currency, Date, Id, Money, Problem, Result, Text};
use entente_needs::acts::{Chosen, Judgement, judge};
use entente_needs::candidacy::Feedback;
use entente_needs::{Engagement, Need};
use entente_partners::{Organisation, Person};
use entente_record::{Datum, Draft, Kind, Write, create, step};
use entente_store::{Reads, Tx};
use serde_json::Value as Json;

use super::texts::{self, line, own, rows, text, words};

/// The ids of what was made, by the keys of the texts.
#[derive(Default)]
pub(super) struct World {
    /// Organisations, experts and technologies, and what later days come back to.
    pub(super) ids: HashMap<String, Id>,
    /// The persons of experts and contacts, by the expert's or the organisation's key.
    pub(super) people: HashMap<String, Id>,
}

/// The partners: what the university wrote down first.
pub(super) fn partners(tx: &mut Tx<'_>, world: &mut World) -> Result<()> {
    for row in rows(texts::ORGANISATIONS)? {
        organisation(tx, world, &row)?;
    }
    Ok(())
}

/// Experts, their evidence and technologies.
pub(super) fn catalogue(tx: &mut Tx<'_>, world: &mut World) -> Result<()> {
    for row in rows(texts::EXPERTS)? {
        expert(tx, world, &row)?;
    }
    for row in rows(texts::EVIDENCE)? {
        evidence(tx, world, &row)?;
    }
    for row in rows(texts::TECHNOLOGIES)? {
        technology(tx, world, &row)?;
    }
    Ok(())
}

/// What lies on the offices' desks: partners on file twice, cards, upkeep, and the needs.
pub(super) fn desks(tx: &mut Tx<'_>, world: &mut World) -> Result<()> {
    for row in rows(texts::TWICE)? {
        organisation(tx, world, &row)?;
    }
    for row in rows(texts::CARDS)? {
        person(tx, &row, line(&row, "rule"), None)?;
    }
    let technologies = rows(texts::TECHNOLOGIES)?;
    upkeep(tx, world, &technologies)?;
    let inventor: HashMap<&str, String> = technologies
        .iter()
        .filter_map(|row| Some((line(row, "key"), words(row, "inventors").first()?.clone())))
        .collect();
    for (number, row) in rows(texts::NEEDS)?.iter().enumerate() {
        need(tx, world, &inventor, row, i32::try_from(number).unwrap_or(0))?;
    }
    Ok(())
}

/// Fields of a draft by name; empty texts stay empty.
fn fill(kind: &'static Kind, class: &str, fields: Vec<(&str, Datum)>) -> Draft {
    let mut draft = Draft::new(kind);
    for (name, datum) in fields {
        draft = draft.with(kind, name, datum);
    }
    class.clone_into(&mut draft.class);
    draft.fictional = true;
    draft
}

fn both(text: Text) -> Datum {
    if text.is_empty() { Datum::Empty } else { Datum::Text(text) }
}

fn word(text: &str) -> Datum {
    if text.is_empty() { Datum::Empty } else { Datum::Line(text.to_owned()) }
}

fn list(words: Vec<String>) -> Datum {
    if words.is_empty() { Datum::Empty } else { Datum::Words(words) }
}

fn make(tx: &mut Tx<'_>, kind: &'static Kind, draft: &Draft, row: &Json) -> Result<Id> {
    let made = create(tx, &Actor::system(), kind, draft);
    made.map(|record| record.meta.id).map_err(|p| p.because(format!("demo text {}", line(row, "key"))))
}

pub(super) fn known(ids: &HashMap<String, Id>, key: &str) -> Result<Id> {
    ids.get(key)
        .copied()
        .ok_or_else(|| Problem::internal(format!("the demo texts name {key:?}, which is not there")))
}

fn organisation(tx: &mut Tx<'_>, world: &mut World, row: &Json) -> Result<()> {
    let mut fields = vec![
        ("name", both(text(row, "name"))),
        ("sort", word(line(row, "sort"))),
        ("status", word("active")),
        ("domicile", word(line(row, "country"))),
        ("city", both(text(row, "city"))),
        ("sector", both(text(row, "sector"))),
        ("about", both(text(row, "about"))),
    ];
    fields.extend(super::places::fields(text(row, "city").en.as_deref().unwrap_or_default()));
    let id = make(tx, Organisation::KIND, &fill(Organisation::KIND, "members", fields), row)?;
    let key = line(row, "key").to_owned();
    if let Some(contact) = row.get("contact") {
        let person = person(tx, contact, line(contact, "rule"), Some((id, text(contact, "title"))))?;
        world.people.insert(key.clone(), person);
    }
    world.ids.insert(key, id);
    Ok(())
}

fn person(tx: &mut Tx<'_>, row: &Json, rule: &str, place: Option<(Id, Text)>) -> Result<Id> {
    let fields = vec![
        ("name", both(text(row, "name"))),
        ("email", word(line(row, "email"))),
        ("contact_rule", word(rule)),
    ];
    let mut draft = fill(Person::KIND, "internal", fields);
    if let (Some((organisation, role)), Some(part)) = (place, draft.children.first_mut()) {
        part.push(vec![Datum::Link(organisation), both(role), Datum::Empty, Datum::Empty, Datum::Empty]);
    }
    let mentions = draft.children.get_mut(1).filter(|_| !line(row, "at").is_empty());
    if let Some(part) = mentions {
        part.push(vec![word(line(row, "at")), both(text(row, "title")), Datum::Empty, Datum::Empty]);
    }
    make(tx, Person::KIND, &draft, row)
}

fn expert(tx: &mut Tx<'_>, world: &mut World, row: &Json) -> Result<()> {
    let own_person = person(tx, row, "notice", None)?;
    let topics = row.get("topics").cloned().unwrap_or_default();
    let joined = Text::new(words(&topics, "en").join("; "), words(&topics, "zh").join("；"));
    let fields = vec![
        ("name", both(text(row, "name"))),
        ("title", both(text(row, "title"))),
        ("department", both(text(row, "department"))),
        ("fields", list(words(row, "fields"))),
        ("topics", both(joined)),
        ("languages", word(&words(row, "languages").join(" "))),
        ("profile", both(text(row, "profile"))),
        ("capacity", row.get("capacity").and_then(Json::as_i64).map_or(Datum::Empty, Datum::Int)),
        ("email", word(line(row, "email"))),
        ("person", Datum::Link(own_person)),
    ];
    let id = make(tx, Expert::KIND, &fill(Expert::KIND, "members", fields), row)?;
    world.people.insert(line(row, "key").to_owned(), own_person);
    world.ids.insert(line(row, "key").to_owned(), id);
    Ok(())
}

fn evidence(tx: &mut Tx<'_>, world: &World, row: &Json) -> Result<()> {
    let fields = vec![
        ("title", both(own(row, "title"))),
        ("expert", Datum::Link(known(&world.ids, line(row, "expert"))?)),
        ("sort", word(line(row, "sort"))),
        ("year", row.get("year").and_then(Json::as_i64).map_or(Datum::Empty, Datum::Int)),
        ("body", both(own(row, "text"))),
    ];
    make(tx, Evidence::KIND, &fill(Evidence::KIND, "members", fields), row).map(|_| ())
}

fn technology(tx: &mut Tx<'_>, world: &mut World, row: &Json) -> Result<()> {
    let day = line(row, "trl_date").parse::<Date>().map_or(Datum::Empty, Datum::Date);
    let fields = vec![
        ("title", both(text(row, "title"))),
        ("summary", both(text(row, "summary"))),
        ("detail", both(text(row, "detail"))),
        ("applications", both(text(row, "applications"))),
        ("fields", list(words(row, "fields"))),
        ("trl", row.get("trl").and_then(Json::as_i64).map_or(Datum::Empty, Datum::Int)),
        ("trl_date", day),
        ("trl_assessor", both(text(row, "trl_assessor"))),
        ("trl_evidence", both(text(row, "trl_evidence"))),
    ];
    let mut draft = fill(Technology::KIND, line(row, "audience"), fields);
    for inventor in words(row, "inventors") {
        let expert = known(&world.ids, &inventor)?;
        draft.children.iter_mut().for_each(|part| part.push(vec![Datum::Link(expert)]));
    }
    let id = make(tx, Technology::KIND, &draft, row)?;
    world.ids.insert(line(row, "key").to_owned(), id);
    Ok(())
}

/// What the office has to look after: a technology entered twice, and a correction that an expert asks for.
fn upkeep(tx: &mut Tx<'_>, world: &World, technologies: &[Json]) -> Result<()> {
    let Some(first) = technologies.first() else { return Ok(()) };
    let again = vec![("title", both(text(first, "title")))];
    make(tx, Technology::KIND, &fill(Technology::KIND, "internal", again), first)?;
    let wish = vec![
        ("wish", word("The project of 2019 was led by a colleague; I wrote its second part only.")),
        ("expert", Datum::Link(known(&world.ids, "a-exp-01")?)),
    ];
    make(tx, Correction::KIND, &fill(Correction::KIND, "internal", wish), first).map(|_| ())
}

/// How many days ago need number `number` came in; they lie 3 to 130 days back.
fn age(number: i32) -> i32 {
    3 + number * 37 % 128
}

fn need(
    tx: &mut Tx<'_>,
    world: &World,
    inventor: &HashMap<&str, String>,
    row: &Json,
    number: i32,
) -> Result<()> {
    let stage = line(row, "stage");
    let days = |n: i32| days_from(tx.today(), n);
    let money = row.get("budget_minor").and_then(Json::as_i64).zip(Currency::parse(line(row, "currency")));
    let deadline = row.get("deadline_days").and_then(Json::as_i64).and_then(|n| i32::try_from(n).ok());
    let outcome = if stage == "converted" { "HT-2026-0117" } else { "" };
    let fields = vec![
        ("title", both(own(row, "title"))),
        ("summary", both(own(row, "summary"))),
        ("statement", both(own(row, "statement"))),
        ("wanted", word(line(row, "wanted"))),
        ("fields", list(words(row, "fields"))),
        ("organisation", Datum::Link(known(&world.ids, line(row, "from"))?)),
        ("contact", Datum::Link(known(&world.people, line(row, "from"))?)),
        ("region", both(text(row, "region"))),
        ("budget", money.map_or(Datum::Empty, |(minor, currency)| Datum::Money(Money { minor, currency }))),
        ("deadline", deadline.map_or(Datum::Empty, |n| Datum::Date(days(n)))),
        ("source", word(line(row, "source"))),
        ("office", word(if number % 3 == 0 { "overseas" } else { "domestic" })),
        ("outcome", word(outcome)),
    ];
    let mut draft = fill(Need::KIND, line(row, "confidentiality"), fields);
    draft.effective = Some(days(-age(number)));
    if let Some((action, owner, days)) = next_action(stage, number) {
        draft = draft
            .with(Need::KIND, "next_action", both(Text::new(action.0, action.1)))
            .with(Need::KIND, "next_owner", word(owner))
            .with(Need::KIND, "next_due", Datum::Date(days_from(tx.today(), days)));
    }
    let id = make(tx, Need::KIND, &draft, row)?;
    let answer = row.get("answer").cloned().unwrap_or_default();
    let key = line(&answer, "key");
    let expert = inventor.get(key).map_or(key, String::as_str);
    if ["shortlisted", "introduced", "negotiation", "converted"].contains(&stage) {
        shortlist(tx, world, id, expert)?;
    }
    if ["introduced", "negotiation", "converted"].contains(&stage) {
        engage(tx, world, id, expert, row)?;
    }
    advance(tx, id, stage, -age(number))
}

/// What comes next, who does it, and in how many days; some of it is overdue, as in any office.
fn next_action(stage: &str, number: i32) -> Option<((&'static str, &'static str), &'static str, i32)> {
    let owner = if number % 3 == 0 { "Chen Yulan" } else { "Martin Okafor" };
    let action = match stage {
        "received" => ("Call the partner about the open questions", "就未明确的问题致电企业"),
        "triaged" => ("Write the disclosable summary anew", "修改可披露摘要"),
        "matching" => ("Go through the first ten candidates", "审阅前十位候选人"),
        "shortlisted" => ("Invite the first on the shortlist", "邀请名单首位专家"),
        "introduced" => ("Set a day for the first meeting", "约定首次会面日期"),
        "negotiation" => ("Send the draft agreement to legal", "将协议草案送法务"),
        _ => return None,
    };
    (number % 5 != 4).then_some((action, owner, number % 19 - 6))
}

fn shortlist(tx: &mut Tx<'_>, world: &World, need: Id, expert: &str) -> Result<()> {
    let chosen = Chosen::Expert(known(&world.ids, expert)?);
    let judgement = Judgement { shortlisted: Some(true), feedback: Some(Feedback::Useful), placement: None };
    judge(tx, &Actor::system(), need, chosen, None, &judgement)?;
    Ok(())
}

fn engage(tx: &mut Tx<'_>, world: &World, need: Id, expert: &str, row: &Json) -> Result<()> {
    let fields = vec![
        ("subject", both(Text::new("A question from a partner", "来自合作方的咨询"))),
        ("need", Datum::Link(need)),
        ("expert", Datum::Link(known(&world.ids, expert)?)),
        ("person", Datum::Link(known(&world.people, expert)?)),
    ];
    let id = make(tx, Engagement::KIND, &fill(Engagement::KIND, "internal", fields), row)?;
    step(tx, &Actor::system(), Engagement::KIND, id, "accept", &Write::default())?;
    Ok(())
}

/// Takes the steps that lead to `stage`, one day after the other.
fn advance(tx: &mut Tx<'_>, need: Id, stage: &str, from_day: i32) -> Result<()> {
    let path = ["triage", "match", "shortlist", "introduce", "negotiate", "convert"];
    let reached = match stage {
        "received" | "declined" => 0,
        "triaged" | "dormant" => 1,
        "matching" => 2,
        "shortlisted" => 3,
        "introduced" => 4,
        "negotiation" => 5,
        _ => path.len(),
    };
    let last = match stage {
        "declined" => Some("decline"),
        "dormant" => Some("rest"),
        _ => None,
    };
    let steps = path.into_iter().take(reached).chain(last);
    for (at, name) in steps.enumerate() {
        let day = (from_day + 1 + i32::try_from(at).unwrap_or(0)).min(0);
        let reason = (name == "decline").then(|| "outside what the university works on".to_owned());
        let write = Write { seen: None, effective: Some(days_from(tx.today(), day)), reason };
        step(tx, &Actor::system(), Need::KIND, need, name, &write)?;
    }
    Ok(())
}

/// `day` plus a number of days; stays where the calendar ends.
pub(super) fn days_from(day: Date, days: i32) -> Date {
    let mut moved = day;
    for _ in 0..days.unsigned_abs() {
        moved = if days < 0 { moved.yesterday() } else { moved.tomorrow() }.unwrap_or(moved);
    }
    moved
}
