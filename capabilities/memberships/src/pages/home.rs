//! What this room puts on the home pages of staff and of members.

use askama::Template;
use entente_kernel::{Problem, Result};
use entente_measures::{Asked, Measure, Moment, address, figures};
use entente_record::{Filter, Order, Query, list};
use entente_web::{Cx, T};

use super::{apply, standing_key};
use crate::{Bulletin, access, mailing, measures};

#[derive(Template)]
#[template(path = "home_staff.html")]
struct Staff<'a> {
    t: &'a T,
    tiles: Vec<Tile>,
}

struct Tile {
    href: String,
    count: i64,
    label: String,
    warn: bool,
}

#[derive(Template)]
#[template(path = "home_member.html")]
struct Member<'a> {
    t: &'a T,
    rows: Vec<Row>,
    bulletins: Vec<(String, String)>,
}

struct Row {
    href: String,
    name: String,
    pill: String,
    paid: String,
    requests: bool,
}

/// Staff: members, applications, renewals, what is late; each number opens its rows.
pub(crate) fn staff(cx: &mut Cx<'_>) -> Result<Option<String>> {
    if !access::handles(&cx.actor) {
        return Ok(None);
    }
    let shown = [
        "members",
        "membership-applications",
        "members-renewing",
        "members-grace",
        "fees-overdue",
        "service-requests-late",
    ];
    let at = Moment::now(cx.reads);
    let mut tiles = Vec::new();
    for measure in measures::measures().iter().filter(|m| shown.contains(&m.name)) {
        let count = number(cx, measure, at)?;
        let warn =
            count > 0 && ["members-grace", "fees-overdue", "service-requests-late"].contains(&measure.name);
        let label = cx.t.m(&format!("measure-{}", measure.name));
        tiles.push(Tile { href: address(measure, &[], None, &at), count, label, warn });
    }
    Staff { t: &cx.t, tiles }.render().map(Some).map_err(Problem::internal)
}

fn number(cx: &mut Cx<'_>, measure: &Measure, at: Moment) -> Result<i64> {
    let asked = Asked { by: Vec::new(), slices: Vec::new(), at };
    let found = figures(cx.reads, &cx.actor, measure, &asked)?;
    Ok(found.totals.first().map_or(0, |total| total.records))
}

/// A company: its memberships and how they stand, and what it has not read yet.
pub(crate) fn member(cx: &mut Cx<'_>) -> Result<Option<String>> {
    if cx.actor.organisations.is_empty() || cx.staff() {
        return Ok(None);
    }
    let today = cx.today();
    let own = apply::own_memberships(cx)?;
    let row = |membership: &crate::Membership| {
        let standing = membership.standing(today);
        let state = crate::steps::MEMBERSHIP.state(&membership.meta.state).map_or("applied", |s| s.public);
        let key =
            standing.map_or_else(|| format!("membership-state-{state}"), |s| standing_key(s).to_owned());
        let paid = membership.paid_until.map(|day| cx.t.a("membership-paid-to", "day", cx.t.day(day)));
        Row {
            href: format!("/memberships/{}", membership.meta.id),
            name: membership.name.show(cx.t.lang).to_owned(),
            pill: cx.t.m(&key),
            paid: paid.unwrap_or_default(),
            requests: standing.is_some_and(entente_periods::Standing::is_member),
        }
    };
    let rows = own.iter().map(row).collect();
    let bulletins = unread(cx)?;
    Member { t: &cx.t, rows, bulletins }.render().map(Some).map_err(Problem::internal)
}

/// The last bulletins that came to the reader and were not opened.
fn unread(cx: &mut Cx<'_>) -> Result<Vec<(String, String)>> {
    let Some(account) = cx.actor.account else { return Ok(Vec::new()) };
    let mut query = Query { limit: 20, ..Query::new(cx.t.lang) };
    query.filters = vec![Filter::State(vec!["sent".into()])];
    query.order = Order { by: "sent_on", descending: true };
    let found = list(cx.reads, &cx.actor, Bulletin::KIND, &query)?.records;
    let mut rows = Vec::new();
    for record in found {
        let own = mailing::delivery(cx.reads, record.meta.id, account)?;
        if own.is_some_and(|copy| copy.opened_at.is_none()) {
            rows.push((format!("/bulletins/{}", record.meta.id), record.title(cx.t.lang)));
        }
    }
    Ok(rows)
}
