//! What this room puts on the home page of each role.

use askama::Template;
use entente_access::{Action, Cond};
use entente_kernel::{Problem, Result};
use entente_record::{Kind, Record, open_groups};
use entente_web::{Cx, T};

use crate::pages::cards;
use crate::queries::{self, Behind, OPEN, Received};
use crate::{Candidacy, Engagement, Need};

/// Rows of each list.
const ROWS: usize = 8;

#[derive(Template)]
#[template(path = "home_staff.html")]
struct Staff<'a> {
    t: &'a T,
    tiles: Vec<Tile>,
    due: Vec<Row>,
    handles: bool,
}

struct Tile {
    href: String,
    count: i64,
    label: String,
    warn: bool,
}

struct Row {
    href: String,
    title: String,
    state: String,
    lines: Vec<String>,
}

#[derive(Template)]
#[template(path = "home_own.html")]
struct Own<'a> {
    t: &'a T,
    heading: String,
    none: String,
    rows: Vec<Row>,
    action: Option<(String, String)>,
}

/// Staff: what is in hand, what is behind, what is due; each number opens its rows.
pub(crate) fn staff(cx: &mut Cx<'_>) -> Result<Option<String>> {
    if (Candidacy::KIND.rule)(&cx.actor, Action::See).when == Cond::Nothing {
        return Ok(None);
    }
    let counts = queries::funnel(cx.reads, &cx.actor, Received::default())?;
    let mut tiles = vec![open(cx)?];
    for (what, word) in Behind::ALL {
        let count = i64::try_from(queries::behind(cx.reads, &cx.actor, what)?.len()).unwrap_or(i64::MAX);
        let label = cx.t.m(&format!("needs-{word}"));
        tiles.push(Tile { href: format!("/needs/behind/{word}"), count, label, warn: count > 0 });
    }
    let converted = counts.iter().find(|(s, _)| *s == "converted").map_or(0, |(_, n)| *n);
    let label = cx.t.m("needs-converted");
    tiles.push(Tile { href: "/needs/funnel?stage=converted".into(), count: converted, label, warn: false });
    let due = queries::due(cx.reads, &cx.actor, ROWS)?;
    let mut rows = Vec::new();
    for need in &due {
        rows.push(row(cx, Need::KIND, need, cards::next(cx, need))?);
    }
    let handles = (Candidacy::KIND.rule)(&cx.actor, Action::Create).when == Cond::All;
    Staff { t: &cx.t, tiles, due: rows, handles }.render().map(Some).map_err(Problem::internal)
}

fn open(cx: &mut Cx<'_>) -> Result<Tile> {
    let mut query = entente_record::Query::new(cx.t.lang);
    query.filters = vec![entente_record::Filter::State(OPEN.map(str::to_owned).to_vec())];
    query.limit = 1;
    let count = entente_record::list(cx.reads, &cx.actor, Need::KIND, &query)?.count;
    let href = format!("/needs?state={}", OPEN.join(","));
    Ok(Tile { href, count, label: cx.t.m("needs-open"), warn: false })
}

fn row(cx: &mut Cx<'_>, kind: &'static Kind, record: &Record, lines: Vec<String>) -> Result<Row> {
    let open = open_groups(cx.reads, &cx.actor, kind, Some(record.meta.id))?;
    Ok(Row {
        href: format!("/{}/{}", kind.path, record.meta.id),
        title: cx.title(kind, record, &open),
        state: cx.state(kind, record),
        lines,
    })
}

/// Partners: their own needs and how far they have come.
pub(crate) fn partner(cx: &mut Cx<'_>) -> Result<Option<String>> {
    if cx.actor.organisations.is_empty() || cx.staff() {
        return Ok(None);
    }
    let mut rows = Vec::new();
    for need in queries::own(cx.reads, &cx.actor, ROWS)? {
        rows.push(row(cx, Need::KIND, &need, Vec::new())?);
    }
    let own = Own {
        t: &cx.t,
        heading: cx.t.m("needs-mine"),
        none: cx.t.m("needs-mine-none"),
        rows,
        action: Some(("/needs/new".into(), cx.t.m("need-new"))),
    };
    own.render().map(Some).map_err(Problem::internal)
}

/// Experts: what they are asked, and the way to their own profile.
pub(crate) fn expert(cx: &mut Cx<'_>) -> Result<Option<String>> {
    let Some(person) = cx.actor.person.filter(|_| !cx.staff() && cx.actor.organisations.is_empty()) else {
        return Ok(None);
    };
    let mut rows = Vec::new();
    for engagement in queries::asked_of(cx.reads, &cx.actor, ROWS)? {
        rows.push(row(cx, Engagement::KIND, &engagement, Vec::new())?);
    }
    let sql = "SELECT id FROM expert WHERE person = $1 AND deleted_at IS NULL";
    let profile =
        cx.reads.first(sql, &[person.into()])?.map(|r| r.get::<entente_kernel::Id>(0)).transpose()?;
    let own = Own {
        t: &cx.t,
        heading: cx.t.m("needs-asked-of-you"),
        none: cx.t.m("needs-asked-of-you-none"),
        rows,
        action: profile.map(|id| (format!("/experts/{id}"), cx.t.m("needs-own-profile"))),
    };
    own.render().map(Some).map_err(Problem::internal)
}
