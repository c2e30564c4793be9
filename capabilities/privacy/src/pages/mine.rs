//! "My data": what is held about the reader, why, since when and for whom; consents; asking; taking it out.

use askama::Template;
use entente_kernel::{Id, Problem, Result};
use entente_privacy::reach;
use entente_record::{Filter, Query, Record, list, open_groups, visible};
use entente_web::{Act, Cx, Page, Reply, T};

use super::person_kind;
use crate::consent::ConsentSource;
use crate::petition::PetitionSort;
use crate::purpose::{LegalBasis, Purpose};
use crate::{Petition, acts, queries};

/// Petitions shown.
const SHOWN: usize = 20;

#[derive(Template)]
#[template(path = "mine.html")]
struct MinePage<'a> {
    t: &'a T,
    csrf: String,
    person: bool,
    login: String,
    account: Vec<(String, String)>,
    held: Vec<Held>,
    unseen: Vec<String>,
    purposes: Vec<Told>,
    asked: Vec<(String, String, String, String)>,
    problems: Vec<String>,
    wish: String,
}

struct Held {
    href: String,
    kind: String,
    name: String,
    fields: String,
    since: String,
    readers: String,
}

/// A purpose, as the person is told.
pub(crate) struct Told {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) lang: &'static str,
    pub(crate) about: String,
    pub(crate) basis: String,
    pub(crate) responsible: String,
    pub(crate) asks: bool,
    pub(crate) given: bool,
    pub(crate) standing: String,
    pub(crate) href: Option<String>,
}

/// The page.
pub(crate) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    show(cx, None)
}

/// The page with what was wrong.
pub(crate) fn again(cx: &mut Cx<'_>, problem: &Problem) -> Result<Reply> {
    Ok(show(cx, Some(problem))?.status(problem.class.status()))
}

fn show(cx: &mut Cx<'_>, problem: Option<&Problem>) -> Result<Reply> {
    let person = cx.actor.person;
    let (held, unseen) = match person {
        Some(person) => held(cx, person)?,
        None => (Vec::new(), Vec::new()),
    };
    let purposes = match person {
        Some(person) => queries::standing(cx.reads, person)?,
        None => queries::purposes(cx.reads)?.into_iter().map(|purpose| (purpose, None)).collect(),
    };
    let problems = problem.map(|p| p.fields.iter().map(|f| cx.t.wrong(f)).collect()).unwrap_or_default();
    let (login, account) = account(cx)?;
    let page = MinePage {
        csrf: cx.csrf(),
        person: person.is_some(),
        login,
        account,
        held,
        unseen,
        purposes: purposes.iter().map(|(purpose, consent)| told(cx, purpose, consent.as_ref())).collect(),
        asked: asked(cx)?,
        problems,
        wish: cx.ask.fields.one("wish").to_owned(),
        t: &cx.t.clone(),
    };
    let body = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("my-data");
    cx.page(&Page::new(title, "/my-data"), &body)
}

/// What the reader may see of the own records, and of the rest how much there is.
fn held(cx: &mut Cx<'_>, person: Id) -> Result<(Vec<Held>, Vec<String>)> {
    let people = person_kind(cx.web)?;
    let registry = cx.web.registry().clone();
    let (mut held, mut unseen) = (Vec::new(), std::collections::BTreeMap::<&str, i64>::new());
    for (kind, id) in reach(cx.reads, &registry, people, person)? {
        let record = visible(cx.reads, &cx.actor, kind, id).ok().filter(|r| r.meta.deleted_at.is_none());
        let Some(record) = record else {
            *unseen.entry(kind.name).or_default() += 1;
            continue;
        };
        let open = open_groups(cx.reads, &cx.actor, kind, Some(id))?;
        let own = kind.fields.iter().zip(&record.values);
        let own =
            own.filter(|(field, value)| field.personal && open.contains(&field.group) && !value.is_empty());
        let labels: Vec<String> =
            own.map(|(field, _)| cx.t.m(&format!("{}-{}", kind.name, field.name))).collect();
        held.push(Held {
            href: format!("/{}/{id}", kind.path),
            kind: cx.t.m(kind.name),
            name: cx.title(kind, &record, &open),
            fields: labels.join(" · "),
            since: cx.t.moment(record.meta.created_at),
            readers: cx.t.m(&format!("class-{}", record.meta.class)),
        });
    }
    let line = |(kind, n): (&str, i64)| {
        cx.t.with("mine-unseen", &[("n", n.to_string()), ("kinds", cx.t.m(&format!("{kind}-many")))])
    };
    Ok((held, unseen.into_iter().map(line).collect()))
}

fn account(cx: &mut Cx<'_>) -> Result<(String, Vec<(String, String)>)> {
    let Some(id) = cx.actor.account else { return Err(Problem::not_found()) };
    let account = entente_access::accounts::find(cx.reads, id)?.ok_or_else(Problem::not_found)?;
    let profile = &account.profile;
    let mut rows = vec![
        (
            cx.t.m("name"),
            [&profile.name.en, &profile.name.zh]
                .into_iter()
                .flatten()
                .cloned()
                .collect::<Vec<_>>()
                .join(" · "),
        ),
        (cx.t.m("email"), profile.email.clone().unwrap_or_default()),
        (cx.t.m("since"), cx.t.moment(account.created_at)),
    ];
    rows.retain(|(_, value)| !value.is_empty());
    Ok((account.login, rows))
}

/// A purpose with what the person said to it.
pub(crate) fn told(cx: &Cx<'_>, purpose: &Purpose, consent: Option<&Record>) -> Told {
    let asks = purpose.basis == LegalBasis::Consent;
    let given = consent.is_some_and(|held| held.meta.state == "given");
    let standing = match consent {
        Some(held) => {
            cx.t.a(&format!("consent-since-{}", held.meta.state), "day", cx.t.day(held.meta.state_since))
        }
        None if asks => cx.t.m("consent-none"),
        None => String::new(),
    };
    let (name, lang) = cx.t.text(&purpose.name);
    Told {
        id: purpose.meta.id.to_string(),
        name: name.to_owned(),
        lang: lang.unwrap_or(cx.t.lang.tag()),
        about: cx.t.text(&purpose.about).0.to_owned(),
        basis: cx.t.m(&format!("legal-basis-{}", entente_record::Choice::word(purpose.basis))),
        responsible: purpose.responsible.clone(),
        asks,
        given,
        standing,
        href: consent.map(|held| format!("/consents/{}", held.meta.id)),
    }
}

fn asked(cx: &mut Cx<'_>) -> Result<Vec<(String, String, String, String)>> {
    let Some(person) = cx.actor.person else { return Ok(Vec::new()) };
    let mut query = Query::new(cx.t.lang);
    query.filters = vec![Filter::Is("person", person.into())];
    query.limit = SHOWN;
    let found = list(cx.reads, &cx.actor, Petition::KIND, &query)?.records;
    let row = |record: &Record| {
        let due = match record.value(Petition::KIND, "due") {
            entente_record::Datum::Date(day) => cx.t.day(*day),
            _ => String::new(),
        };
        let href = format!("/petitions/{}", record.meta.id);
        (href, record.title(cx.t.lang), cx.state(Petition::KIND, record), due)
    };
    Ok(found.iter().map(row).collect())
}

/// Gives a consent, or takes it back.
pub(crate) fn consent(act: &mut Act<'_, '_>) -> Result<Reply> {
    let person = act.actor.person.ok_or_else(Problem::not_found)?;
    let purpose = Id::parse(act.ask.fields.one("purpose")).ok_or_else(Problem::not_found)?;
    let actor = act.actor.clone();
    if act.ask.fields.one("given") == "yes" {
        acts::give(act.tx, &actor, person, purpose, ConsentSource::OwnPage)?;
    } else {
        acts::withdraw(act.tx, &actor, person, purpose)?;
    }
    Ok(Reply::see("/my-data#purposes").toast("saved", ""))
}

/// Asks for a correction or for erasure.
pub(crate) fn ask(act: &mut Act<'_, '_>) -> Result<Reply> {
    let person = act.actor.person.ok_or_else(Problem::not_found)?;
    let people = person_kind(act.web)?;
    let fields = &act.ask.fields;
    let sort = if fields.one("sort") == "erasure" { PetitionSort::Erasure } else { PetitionSort::Correction };
    let (wish, actor) = (fields.one("wish").to_owned(), act.actor.clone());
    acts::ask(act.tx, &actor, (people, person), sort, &wish)?;
    Ok(Reply::see("/my-data#asked").toast("petition-asked", ""))
}
