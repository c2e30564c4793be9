//! The funnel and the lists behind its numbers, and behind those of the home page.

use askama::Template;
use entente_kernel::{Date, Problem, Result};
use entente_record::Filter;
use entente_web::pages::{Part, list_part};
use entente_web::{Cx, Page, Reply, T};

use crate::Need;
use crate::queries::{self, Behind, Received, STAGES};

/// Width of the longest bar, in units of the drawing.
const WIDE: i64 = 520;

#[derive(Template)]
#[template(path = "funnel.html")]
struct FunnelPage<'a> {
    t: &'a T,
    from: String,
    to: String,
    height: i64,
    bars: Vec<Bar>,
}

struct Bar {
    label: String,
    count: i64,
    share: String,
    href: String,
    width: i64,
    middle: i64,
    top: i64,
}

fn received(cx: &Cx<'_>) -> Received {
    let day = |name: &str| cx.ask.asked(name).parse::<Date>().ok();
    Received { from: day("from"), to: day("to") }
}

/// The funnel; with a stage, the needs that reached it.
pub(crate) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    let received = received(cx);
    let stage = cx.ask.asked("stage").to_owned();
    if STAGES.contains(&stage.as_str()) {
        let ids = queries::reached(cx.reads, &cx.actor, &stage, received)?;
        let heading = format!("{}: {}", cx.t.m("needs-reached"), cx.t.m(&format!("need-state-{stage}")));
        let keep = ["stage", "from", "to"].map(str::to_owned).to_vec();
        return list_part(cx, Need::KIND, Part { heading, filters: vec![Filter::Ids(ids)], keep });
    }
    let counts = queries::funnel(cx.reads, &cx.actor, received)?;
    let most = counts.iter().map(|(_, n)| *n).max().unwrap_or(0).max(1);
    let all = counts.first().map_or(0, |(_, n)| *n).max(1);
    let period = format!("from={}&to={}", cx.ask.asked("from"), cx.ask.asked("to"));
    let mut bars = Vec::new();
    let mut top = 0;
    for (stage, count) in counts {
        bars.push(Bar {
            label: cx.t.m(&format!("need-state-{stage}")),
            count,
            share: format!("{} %", (count * 100 + all / 2) / all),
            href: format!("/needs/funnel?stage={stage}&{period}"),
            width: (count * WIDE / most).max(2),
            middle: top + 19,
            top,
        });
        top += 34;
    }
    let (from, to) = (cx.ask.asked("from").to_owned(), cx.ask.asked("to").to_owned());
    let body = FunnelPage { t: &cx.t, from, to, height: top, bars }.render().map_err(Problem::internal)?;
    let title = cx.t.m("needs-funnel");
    cx.page(&Page::new(title, "/needs/funnel"), &body)
}

/// The needs behind one of the numbers about what is late.
pub(crate) fn behind(cx: &mut Cx<'_>) -> Result<Reply> {
    let word = cx.ask.param("what").to_owned();
    let (what, _) = Behind::ALL.into_iter().find(|(_, w)| *w == word).ok_or_else(Problem::not_found)?;
    let ids = queries::behind(cx.reads, &cx.actor, what)?;
    let heading = cx.t.m(&format!("needs-{word}"));
    list_part(cx, Need::KIND, Part { heading, filters: vec![Filter::Ids(ids)], keep: Vec::new() })
}
