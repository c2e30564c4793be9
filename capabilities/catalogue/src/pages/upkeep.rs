//! What wants looking after: records that nobody looked at for long, and records entered twice.

use askama::Template;
use entente_access::{Action, Cond};
use entente_kernel::{Id, Problem, Result, Text};
use entente_record::{Kind, link_titles};
use entente_web::{Act, Cx, Page, Reply, T, safe, text};

use crate::{Evidence, Expert, Technology, acts, queries};

/// Rows of each list.
const ROWS: usize = 50;

/// Months that can be asked for; the first one at first.
const MONTHS: [i32; 4] = [12, 6, 24, 36];

#[derive(Template)]
#[template(path = "upkeep.html")]
struct UpkeepPage<'a> {
    t: &'a T,
    csrf: String,
    months: Vec<(i32, String, bool)>,
    stale: Vec<StaleOf>,
    twice: Vec<TwiceOf>,
}

struct StaleOf {
    label: String,
    path: &'static str,
    count: String,
    rows: Vec<(Id, String, String)>,
    may: bool,
}

struct TwiceOf {
    label: String,
    path: &'static str,
    groups: Vec<Vec<(Id, String)>>,
    may: bool,
}

/// The page.
pub(crate) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    let asked = cx.ask.asked("months").parse().ok().filter(|n| MONTHS.contains(n)).unwrap_or(MONTHS[0]);
    let mut stale = Vec::new();
    for kind in [Expert::KIND, Technology::KIND] {
        stale.push(stale_of(cx, kind, asked)?);
    }
    let mut twice = Vec::new();
    for (kind, within) in [(Expert::KIND, None), (Technology::KIND, None), (Evidence::KIND, Some("expert"))] {
        twice.push(twice_of(cx, kind, within)?);
    }
    let mut months = MONTHS;
    months.sort_unstable();
    let page = UpkeepPage {
        csrf: cx.csrf(),
        months: months.map(|n| (n, cx.t.a("catalogue-months", "n", n), n == asked)).into(),
        stale,
        twice,
        t: &cx.t.clone(),
    };
    let body = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("catalogue-upkeep");
    cx.page(&Page::new(title, "/catalogue/upkeep"), &body)
}

fn stale_of(cx: &mut Cx<'_>, kind: &'static Kind, months: i32) -> Result<StaleOf> {
    let zone = cx.web.db().zone().clone();
    let day = cx.today().saturating_sub(jiff::Span::new().months(months));
    let since = entente_kernel::Instant::end_of(day, &zone);
    let found = queries::stale(cx.reads, &cx.actor, kind, since, ROWS)?;
    let ids: Vec<Id> = found.oldest.iter().map(|(id, _)| *id).collect();
    let titles = link_titles(cx.reads, &cx.actor, kind, &ids)?;
    let rows = found
        .oldest
        .iter()
        .filter_map(|(id, at)| Some((*id, named(cx, kind, titles.get(id)?), cx.t.day(at.date(&zone)))));
    Ok(StaleOf {
        label: cx.t.m(&format!("{}-many", kind.name)),
        path: kind.path,
        count: cx.t.number(found.count),
        rows: rows.collect(),
        may: (kind.rule)(&cx.actor, Action::Edit).when != Cond::Nothing,
    })
}

fn twice_of(cx: &mut Cx<'_>, kind: &'static Kind, within: Option<&str>) -> Result<TwiceOf> {
    let found = queries::twice(cx.reads, &cx.actor, kind, within, ROWS)?;
    let ids: Vec<Id> = found.iter().flatten().copied().collect();
    let titles = link_titles(cx.reads, &cx.actor, kind, &ids)?;
    let group = |ids: &Vec<Id>| -> Vec<(Id, String)> {
        ids.iter().filter_map(|id| Some((*id, named(cx, kind, titles.get(id)?)))).collect()
    };
    Ok(TwiceOf {
        label: cx.t.m(&format!("{}-many", kind.name)),
        path: kind.path,
        groups: found.iter().map(group).collect(),
        may: (kind.rule)(&cx.actor, Action::Trash).when != Cond::Nothing,
    })
}

fn named(cx: &Cx<'_>, kind: &Kind, title: &Text) -> String {
    if title.is_empty() { safe(&cx.t.m(kind.name)) } else { text(&cx.t, title) }
}

/// The record in the path is still right.
pub(crate) fn confirm(act: &mut Act<'_, '_>, kind: &'static Kind) -> Result<Reply> {
    let id = act.ask.id()?;
    acts::confirm(act.tx, &act.actor, kind, id)?;
    let back = entente_web::pages::back_to(act, format!("/{}/{id}", kind.path));
    Ok(Reply::see(back).toast("confirmed", ""))
}
