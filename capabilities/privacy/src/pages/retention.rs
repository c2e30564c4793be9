//! How long what is kept, and what is due for a decision.

use askama::Template;
use entente_kernel::{Problem, Result};
use entente_record::{COUNTED, open_groups};
use entente_web::retention::{Retention, Since, Then};
use entente_web::{Cx, Page, Reply, T};

use crate::access::KEEPERS;

/// Records that are named for each rule.
const SHOWN: usize = 20;

#[derive(Template)]
#[template(path = "retention.html")]
struct RetentionPage<'a> {
    t: &'a T,
    rows: Vec<Row>,
    keeper: bool,
}

struct Row {
    kind: String,
    since: String,
    months: String,
    then: String,
    reason: String,
    count: String,
    due: Vec<Due>,
    erases: bool,
}

struct Due {
    href: String,
    name: String,
    last: String,
    ask: String,
}

/// The page.
pub(crate) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    let rules = cx.web.retention().to_vec();
    let rows = rules.iter().map(|rule| row(cx, rule)).collect::<Result<Vec<_>>>()?;
    let page = RetentionPage { keeper: cx.actor.has_any(KEEPERS), rows, t: &cx.t.clone() };
    let body = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("retention");
    cx.page(&Page::new(title, "/retention"), &body)
}

fn row(cx: &mut Cx<'_>, rule: &Retention) -> Result<Row> {
    let (kind, today) = (rule.kind, cx.today());
    let found = rule.due(cx.reads, &cx.actor, today, SHOWN)?;
    let count = found.as_ref().map(|found| {
        let more = if found.count > COUNTED { "+" } else { "" };
        format!("{}{more}", cx.t.number(found.count.min(COUNTED)))
    });
    let mut due = Vec::new();
    for record in found.iter().flat_map(|found| &found.records) {
        let open = open_groups(cx.reads, &cx.actor, kind, Some(record.meta.id))?;
        due.push(Due {
            href: format!("/{}/{}", kind.path, record.meta.id),
            name: cx.title(kind, record, &open),
            last: cx.t.moment(record.meta.changed_at),
            ask: format!("/petitions/new?about={}:{}&sort=erasure", kind.name, record.meta.id),
        });
    }
    Ok(Row {
        kind: cx.t.m(&format!("{}-many", kind.name)),
        since: since(cx, rule),
        months: if rule.then == Then::Keep {
            String::new()
        } else {
            cx.t.a("retention-months", "n", rule.months)
        },
        then: cx.t.m(&format!("retention-then-{}", rule.then.word())),
        reason: cx.t.m(rule.reason),
        count: count.unwrap_or_default(),
        due,
        erases: rule.then == Then::Erase,
    })
}

fn since(cx: &Cx<'_>, rule: &Retention) -> String {
    match rule.since {
        _ if rule.then == Then::Keep => String::new(),
        Since::Changed => cx.t.m("retention-since-changed"),
        Since::Day(field) => cx.t.m(&format!("{}-{field}", rule.kind.name)),
        Since::State(words) => {
            let name = rule.kind.states.map_or("", |states| states.name);
            words.iter().map(|word| cx.t.m(&format!("{name}-{word}"))).collect::<Vec<_>>().join(" · ")
        }
    }
}
