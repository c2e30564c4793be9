//! One's calendar for other programs: the key, and what it opens.

use askama::Template;
use entente_access::{Secret, feeds};
use entente_kernel::{Period, Problem, Result};
use entente_web::{Act, Cx, Page, Reply, T};

use crate::ics;
use crate::month::plus;
use crate::whose::{self, Whose};

/// Days back and ahead that the feed holds.
const SPAN: (i64, i64) = (-366, 732);

#[derive(Template)]
#[template(path = "feed.html")]
struct Made<'a> {
    t: &'a T,
    address: String,
}

/// Makes a key, in place of the one before, and shows its address this once.
pub(crate) fn make(act: &mut Act<'_, '_>) -> Result<Reply> {
    let account = act.actor.account.ok_or_else(Problem::not_found)?;
    let key = feeds::make(act.tx, account)?;
    let site = act.web.house().site.base_url.trim_end_matches('/').to_owned();
    let t = act.t();
    let made = Made { t: &t, address: format!("{site}/calendar/{}.ics", key.reveal()) };
    let body = made.render().map_err(Problem::internal)?;
    act.page(&Page::new(t.m("agenda-feed"), "/calendar"), &body)
}

/// Ends the key.
pub(crate) fn end(act: &mut Act<'_, '_>) -> Result<Reply> {
    let account = act.actor.account.ok_or_else(Problem::not_found)?;
    feeds::end(act.tx, account)?;
    Ok(Reply::see("/calendar").toast("feed-ended", ""))
}

/// The calendar of a key, with the rights of its account at this moment. Errors: 404 for everything that is no live key
/// of a member of staff.
pub(crate) fn calendar(cx: &mut Cx<'_>) -> Result<Reply> {
    let key = cx.ask.param("key").strip_suffix(".ics").ok_or_else(Problem::not_found)?;
    let actor = feeds::actor_of_key(cx.reads, &Secret::new(key), cx.web.roles())?;
    let actor = actor.filter(whose::is_staff).ok_or_else(Problem::not_found)?;
    let today = cx.today();
    let days = Period { from: Some(plus(today, SPAN.0)), to: Some(plus(today, SPAN.1)) };
    let rows = whose::due(cx.web, cx.reads, &actor, Whose::parse(cx.ask.asked("for")), days)?;
    let t = cx.web.locales().of(actor.lang);
    let text = ics::calendar(&t, &cx.web.house().site.base_url, &rows);
    Ok(Reply::text("text/calendar; charset=utf-8", text))
}
