//! The board: one column per state, one card per record.

use askama::Template;
use entente_access::Action;
use entente_kernel::{Problem, Result};
use entente_record::{COUNTED, Filter, Kind, Listing, Order, Query, Record, State, list, open_groups};

use super::query;
use crate::cx::Cx;
use crate::locale::T;
use crate::reply::Reply;
use crate::shell::Page;
use crate::show;

/// Cards in a column; the list has the others.
const CARDS: usize = 30;

#[derive(Template)]
#[template(path = "board.html")]
struct Board<'a> {
    t: &'a T,
    heading: String,
    path: &'static str,
    csrf: String,
    new: Option<String>,
    new_label: String,
    columns: Vec<Column>,
    moved: String,
}

struct Column {
    word: &'static str,
    label: String,
    count: String,
    href: String,
    target: Option<String>,
    more: bool,
    cards: Vec<CardView>,
}

struct CardView {
    id: String,
    href: String,
    title: String,
    version: i64,
    fictional: bool,
    lines: Vec<String>,
    days: String,
    moves: Vec<(&'static str, String, bool)>,
}

/// The board of a kind with a lifecycle, narrowed by the same address parameters as its list.
pub fn board(cx: &mut Cx<'_>, kind: &'static Kind) -> Result<Reply> {
    let states = kind.states.ok_or_else(Problem::not_found)?;
    let open = open_groups(cx.reads, &cx.actor, kind, None)?;
    let zone = cx.web.db().zone().clone();
    let asked = query::read(cx.web.measures(), &cx.ask.query, kind, &cx.actor, &open, &zone, cx.reads.now());
    let mut columns = Vec::new();
    for state in states.all {
        let mut query = asked.query.clone();
        query.filters.push(Filter::State(vec![state.word.to_owned()]));
        query.order = Order { by: "state_since", descending: false };
        query.limit = CARDS;
        columns.push(column(cx, kind, state, &query)?);
    }
    let heading = cx.t.a("board-of", "kind", cx.t.m(&format!("{}-many", kind.name)));
    let page = Board {
        t: &cx.t,
        heading: heading.clone(),
        path: kind.path,
        csrf: cx.csrf(),
        new: cx.new_form(kind),
        new_label: cx.t.m(&format!("{}-new", kind.name)),
        columns,
        moved: cx.ask.asked("moved").to_owned(),
    };
    let body = page.render().map_err(Problem::internal)?;
    cx.page(&Page::new(heading, format!("/{}/board", kind.path)), &body)
}

fn column(cx: &mut Cx<'_>, kind: &'static Kind, state: &'static State, query: &Query) -> Result<Column> {
    let Listing { records, next, count, .. } = list(cx.reads, &cx.actor, kind, query)?;
    let lines = match cx.web.card(kind.name) {
        Some(card) => (card.lines)(cx, &records)?,
        None => vec![Vec::new(); records.len()],
    };
    let mut cards = Vec::new();
    for (record, lines) in records.iter().zip(lines) {
        cards.push(card(cx, kind, record, lines)?);
    }
    let many = count > COUNTED;
    let name = kind.states.map_or("", |s| s.name);
    Ok(Column {
        word: state.word,
        label: cx.t.m(&format!("{name}-{}", state.word)),
        count: if many { format!("{}+", cx.t.number(COUNTED)) } else { cx.t.number(count) },
        href: format!("/{}?state={}", kind.path, state.word),
        target: (state.target_days > 0).then(|| cx.t.a("target-days", "n", state.target_days)),
        more: next.is_some(),
        cards,
    })
}

fn card(cx: &mut Cx<'_>, kind: &'static Kind, record: &Record, lines: Vec<String>) -> Result<CardView> {
    let title = super::open_title(cx, kind, record)?;
    Ok(CardView {
        id: record.meta.id.to_string(),
        href: format!("/{}/{}", kind.path, record.meta.id),
        title: title.map_or_else(|| show::safe(&cx.t.m(kind.name)), |title| show::text(&cx.t, &title)),
        version: record.meta.version,
        fictional: record.meta.fictional,
        lines,
        days: super::list::days(cx, kind, record),
        moves: moves(cx, kind, record)?,
    })
}

/// The columns that this reader may move the card to. What a step asks for beyond the right is said when it is taken.
fn moves(cx: &mut Cx<'_>, kind: &Kind, record: &Record) -> Result<Vec<(&'static str, String, bool)>> {
    let Some(states) = kind.states else { return Ok(Vec::new()) };
    let mut moves = Vec::new();
    for step in states.steps.iter().filter(|s| s.from.contains(&record.meta.state.as_str())) {
        let when = (kind.rule)(&cx.actor, Action::Step(step.name)).when;
        if when.holds(cx.reads, kind.table, record.meta.id)? {
            let label = cx.t.m(&format!("{}-{}", states.name, step.to));
            moves.push((step.to, label, step.needs_reason));
        }
    }
    Ok(moves)
}
