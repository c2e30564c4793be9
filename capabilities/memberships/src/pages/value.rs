//! The value statement of a member for a year: services, what came of them, beside fee and entitlement.

use askama::Template;
use entente_access::Cond;
use entente_kernel::{Date, Id, Lang, Money, Problem, Result};
use entente_record::{AsOf, Choice, Typed, get_where, visible};
use entente_web::{Cx, Page, Reply, T};

use super::{membership::used, organisations, statement};
use crate::words::MemberService;
use crate::{Invoice, Level, Membership, MembershipPeriod, ServiceRequest};

#[derive(Template)]
#[template(path = "value.html")]
pub(super) struct Value {
    t: T,
    pub(super) name: String,
    here: String,
    pub(super) year: i64,
    years: Vec<i64>,
    pub(super) fee: String,
    level: String,
    pub(super) fees: Vec<Figure>,
    pub(super) rows: Vec<Line>,
    pub(super) outcomes: Vec<Outcome>,
}

/// A number with its rows.
pub(super) struct Figure {
    pub(super) label: String,
    pub(super) said: String,
    href: String,
}

/// A service in the year.
pub(super) struct Line {
    pub(super) service: String,
    pub(super) allowed: String,
    pub(super) used: Figure,
    pub(super) beyond: Figure,
    pub(super) delivered: Figure,
    pub(super) rating: String,
}

/// What came of a request.
pub(super) struct Outcome {
    href: String,
    pub(super) title: String,
    lang: &'static str,
    pub(super) who: String,
    pub(super) what: String,
}

/// The page; the year is that of the address, or this one.
pub(crate) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    let page = value(cx)?;
    let body = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("membership-value");
    cx.page(&Page::new(title, "/memberships"), &body)
}

/// The same on paper, in the language that the address asks for.
pub(crate) fn printed(cx: &mut Cx<'_>) -> Result<Reply> {
    if let Some(lang) = Lang::parse(cx.ask.asked("lang")) {
        cx.t = cx.web.locales().of(lang);
    }
    let value = value(cx)?;
    let record = visible(cx.reads, &cx.actor, Membership::KIND, cx.ask.id()?)?;
    statement::file(cx, &record, &value)
}

/// The figures of the page and of the paper.
fn value(cx: &mut Cx<'_>) -> Result<Value> {
    let record = visible(cx.reads, &cx.actor, Membership::KIND, cx.ask.id()?)?;
    let membership = <Membership as Typed>::from_record(&record)?;
    let this = i64::from(cx.today().year());
    let year = cx.ask.asked("year").parse().unwrap_or(this);
    let first = membership.member_since.map_or(this, |day| i64::from(day.year()));
    let requests = requests(cx, record.meta.id, year)?;
    let level = level_of(cx, &membership, year)?;
    Ok(Value {
        name: membership.name.show(cx.t.lang).to_owned(),
        here: format!("/memberships/{}", record.meta.id),
        year,
        years: (first.max(this - 9)..=this).rev().collect(),
        level: format!("/membership-levels/{}", level.meta.id),
        fee: level.fee.map_or_else(String::new, |fee| cx.t.money(fee)),
        fees: fees(cx, record.meta.id, year)?,
        rows: rows(cx, record.meta.id, &level, &requests, year),
        outcomes: outcomes(cx, &requests)?,
        t: cx.t.clone(),
    })
}

/// The level of the last period that touches the year, as it was at the end of it: what was paid for then, not what the
/// member pays for now.
fn level_of(cx: &mut Cx<'_>, membership: &Membership, year: i64) -> Result<Level> {
    let year = i16::try_from(year).unwrap_or(i16::MAX);
    let end = Date::new(year, 12, 31).unwrap_or(cx.today()).min(cx.today());
    let of =
        Cond::And(vec![Cond::Is("membership", membership.meta.id.into()), Cond::Is("state", "valid".into())]);
    let mut periods = get_where::<MembershipPeriod>(cx.reads, &of, 200)?;
    periods.retain(|period| period.since <= end && period.until.year() >= year);
    let last = periods.iter().max_by_key(|period| period.since);
    let id = last.map_or(membership.level, |period| period.level);
    let at = AsOf { day: end, known: cx.reads.now() };
    let then = entente_record::as_of(cx.reads, Level::KIND, id, at)?.map(|entry| entry.record);
    match then {
        Some(record) => <Level as Typed>::from_record(&record),
        None => {
            let record = entente_record::load(cx.reads, Level::KIND, id)?.ok_or_else(Problem::not_found)?;
            <Level as Typed>::from_record(&record)
        }
    }
}

/// The requests that took from this year and that the reader may see.
fn requests(cx: &mut Cx<'_>, membership: Id, year: i64) -> Result<Vec<ServiceRequest>> {
    let see = (ServiceRequest::KIND.rule)(&cx.actor, entente_access::Action::See).when;
    let of =
        Cond::And(vec![Cond::Is("membership", membership.into()), Cond::Is("quota_year", year.into()), see]);
    let mut found = get_where::<ServiceRequest>(cx.reads, &of, 1000)?;
    found.retain(|request| request.meta.state != "declined");
    found.sort_by_key(|request| (request.service, request.meta.created_at));
    Ok(found)
}

fn is_done(request: &ServiceRequest) -> bool {
    ["delivered", "rated"].contains(&request.meta.state.as_str())
}

fn rows(cx: &Cx<'_>, membership: Id, level: &Level, requests: &[ServiceRequest], year: i64) -> Vec<Line> {
    let figure = |n: usize, href: String| {
        let said = cx.t.number(i64::try_from(n).unwrap_or(i64::MAX));
        Figure { label: String::new(), said, href }
    };
    let line = |word: &&'static str| {
        let service = MemberService::from_word(word)?;
        let own: Vec<&ServiceRequest> = requests.iter().filter(|r| r.service == service).collect();
        let entitled = level.entitlements.iter().find(|e| e.service == service);
        let allowed = match entitled.map(|e| e.per_year) {
            None if own.is_empty() => return None,
            None => cx.t.m("membership-not-included"),
            Some(None) => cx.t.m("membership-without-limit"),
            Some(Some(n)) => cx.t.number(n),
        };
        let base = format!("/service-requests?membership={membership}&service={word}&quota_year={year}");
        let ratings: Vec<i64> = own.iter().filter_map(|r| r.rating).collect();
        Some(Line {
            service: cx.t.m(&format!("member-service-{word}")),
            allowed,
            used: figure(own.iter().filter(|r| !r.beyond).count(), used(membership, word, year)),
            beyond: figure(
                own.iter().filter(|r| r.beyond).count(),
                format!("{base}&beyond=true&state=in_work,assigned,delivered,rated"),
            ),
            delivered: figure(
                own.iter().filter(|r| is_done(r)).count(),
                format!("{base}&state=delivered,rated"),
            ),
            rating: ratings.iter().map(i64::to_string).collect::<Vec<_>>().join(" · "),
        })
    };
    MemberService::WORDS.iter().filter_map(line).collect()
}

/// What came of what was delivered.
fn outcomes(cx: &mut Cx<'_>, requests: &[ServiceRequest]) -> Result<Vec<Outcome>> {
    let done: Vec<&ServiceRequest> =
        requests.iter().filter(|r| is_done(r) && !r.outcome.is_empty()).collect();
    let names = organisations(cx, &done.iter().map(|r| r.organisation).collect::<Vec<_>>())?;
    let outcome = |request: &&ServiceRequest| {
        let (title, lang) = cx.t.text(&request.title);
        Outcome {
            href: format!("/service-requests/{}", request.meta.id),
            title: title.to_owned(),
            lang: lang.unwrap_or(cx.t.lang.tag()),
            who: names.get(&request.organisation).map_or_else(String::new, |n| n.show(cx.t.lang).to_owned()),
            what: request.outcome.show(cx.t.lang).to_owned(),
        }
    };
    Ok(done.iter().map(outcome).collect())
}

/// Invoiced and paid for the year, each with its invoices.
fn fees(cx: &mut Cx<'_>, membership: Id, year: i64) -> Result<Vec<Figure>> {
    let see = (Invoice::KIND.rule)(&cx.actor, entente_access::Action::See).when;
    let of = Cond::And(vec![Cond::Is("membership", membership.into()), Cond::Is("year", year.into()), see]);
    let found = get_where::<Invoice>(cx.reads, &of, 100)?;
    let mut figures = Vec::new();
    for (key, states) in
        [("membership-invoiced", &["issued", "paid"][..]), ("membership-fees-paid", &["paid"])]
    {
        let amounts =
            found.iter().filter(|i| states.contains(&i.meta.state.as_str())).filter_map(|i| i.amount);
        let mut sums: Vec<Money> = Vec::new();
        for amount in amounts {
            match sums.iter_mut().find(|sum| sum.currency == amount.currency) {
                Some(sum) => *sum = sum.plus(amount)?,
                None => sums.push(amount),
            }
        }
        let said: Vec<String> = sums.into_iter().map(|sum| cx.t.money(sum)).collect();
        figures.push(Figure {
            label: cx.t.m(key),
            said: if said.is_empty() { cx.t.number(0) } else { said.join(" + ") },
            href: format!("/invoices?membership={membership}&year={year}&state={}", states.join(",")),
        });
    }
    Ok(figures)
}
