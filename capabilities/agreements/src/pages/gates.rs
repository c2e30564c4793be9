//! The gates that keep an agreement from going on, each with its rule and source; and all rules.

use askama::Template;
use entente_kernel::{Problem, Result};
use entente_record::Record;
use entente_web::{Cx, Page, Reply, T};

use crate::gates::{Before, Facts, GateRule, closed, rules};

struct Shown {
    code: &'static str,
    what: String,
    before: String,
    whose: String,
    source: &'static str,
    url: &'static str,
    days: String,
}

#[derive(Template)]
#[template(path = "gates.html")]
struct Closed<'a> {
    t: &'a T,
    gates: Vec<Shown>,
}

#[derive(Template)]
#[template(path = "rules.html")]
struct Rules<'a> {
    t: &'a T,
    gates: Vec<Shown>,
}

/// The step that an agreement in this state has before it.
fn ahead(state: &str) -> &'static [Before] {
    match state {
        "drafting" | "review" => &[Before::Negotiate, Before::Agree],
        "negotiation" => &[Before::Negotiate, Before::Agree],
        "agreed" | "partly_signed" => &[Before::Sign, Before::Enter],
        _ => &[],
    }
}

/// The section beside the agreement, for staff, as long as something is closed.
pub(crate) fn show(cx: &mut Cx<'_>, record: &Record) -> Result<Option<String>> {
    if !cx.staff() || ahead(&record.meta.state).is_empty() {
        return Ok(None);
    }
    let facts = Facts::of(cx.reads, record)?;
    let today = cx.today();
    let shut = ahead(&record.meta.state).iter().flat_map(|before| closed(rules(), &facts, *before, today));
    let gates: Vec<Shown> = shut.map(|rule| shown(cx, rule)).collect();
    if gates.is_empty() {
        return Ok(None);
    }
    Closed { t: &cx.t, gates }.render().map(Some).map_err(Problem::internal)
}

/// All rules, with jurisdiction, source and days.
pub(crate) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    let gates = rules().iter().map(|rule| shown(cx, rule)).collect();
    let html = Rules { t: &cx.t, gates }.render().map_err(Problem::internal)?;
    let title = cx.t.m("agreement-gates");
    cx.page(&Page::new(title, "/agreements/gates"), &html)
}

fn shown(cx: &Cx<'_>, rule: &'static GateRule) -> Shown {
    let whose = if rule.jurisdiction == "*" { "house" } else { "law" };
    let day = |day: Option<entente_kernel::Date>| day.map(|day| cx.t.day(day)).unwrap_or_default();
    Shown {
        code: rule.code,
        what: cx.t.m(&format!("problem-{}", rule.code)),
        before: cx.t.m(&format!("gate-before-{}", rule.before.word())),
        whose: cx.t.a(&format!("gate-{whose}"), "where", rule.jurisdiction),
        source: match cx.t.lang {
            entente_kernel::Lang::En => rule.source[0],
            entente_kernel::Lang::Zh => rule.source[1],
        },
        url: rule.url,
        days: format!("{} – {}", day(rule.from), day(rule.until)),
    }
}
