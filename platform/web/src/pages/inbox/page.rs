//! The inbox: what happened, by day and record.

use askama::Template;
use entente_inbox::{Notice, Rights, SORTS, Show, list, mark_read};
use entente_kernel::{Id, Instant, Problem, Result};

use super::words::{Day, Reader};
use crate::cx::{Act, Cx};
use crate::locale::T;
use crate::pages::back_to;
use crate::reply::Reply;
use crate::shell::Page;

/// Notices of a page.
const SHOWN: usize = 50;
/// Entries on the home page.
const AT_HOME: usize = 5;

#[derive(Template)]
#[template(path = "inbox.html")]
struct Inbox<'a> {
    t: &'a T,
    csrf: String,
    here: String,
    unread: bool,
    sort: String,
    sorts: Vec<(String, String)>,
    days: Vec<Day>,
    /// Up to here everything is marked as read by one button; only on the first page.
    newest: Option<i64>,
    older: Option<String>,
    first: bool,
}

/// The page.
pub(super) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    let sorts = sorts(cx);
    let asked = cx.ask.asked("sort").to_owned();
    let sort = sorts.iter().find(|(word, _)| *word == asked).map(|(word, _)| word.clone());
    let before = place(cx.ask.asked("before"));
    let show = Show { unread: cx.ask.asked("show") == "unread", sort, before, limit: SHOWN + 1 };
    let mut notices = read_list(cx, &show)?;
    let more = notices.len() > SHOWN;
    notices.truncate(SHOWN);
    let kept = format!("show={}&sort={}", cx.ask.asked("show"), show.sort.as_deref().unwrap_or_default());
    let older = notices.last().filter(|_| more).map(|n| format!("/inbox?{kept}&before={}.{}", n.at.0, n.id));
    let first = before.is_none();
    let any = notices.iter().any(|notice| notice.read_at.is_none());
    let newest = notices.first().filter(|_| first && any).map(|notice| notice.at.0);
    let days = days(cx, &notices)?;
    let page = Inbox {
        csrf: cx.csrf(),
        here: format!("/inbox?{}", cx.ask.query_text),
        unread: show.unread,
        sort: show.sort.unwrap_or_default(),
        sorts,
        days,
        newest,
        older,
        first,
        t: &cx.t,
    };
    let body = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("inbox");
    cx.page(&Page::new(title, "/inbox"), &body)
}

fn read_list(cx: &mut Cx<'_>, show: &Show) -> Result<Vec<Notice>> {
    let rights = Rights { registry: cx.web.registry(), actor: &cx.actor };
    list(cx.reads, &rights, show)
}

fn days(cx: &mut Cx<'_>, notices: &[Notice]) -> Result<Vec<Day>> {
    let reader = Reader { web: cx.web, actor: &cx.actor, t: &cx.t, letter: false };
    reader.days(cx.reads, notices)
}

/// The sorts that can be filtered by: the house's own and those of the rooms.
fn sorts(cx: &Cx<'_>) -> Vec<(String, String)> {
    let mut words: Vec<&str> = SORTS.to_vec();
    for named in cx.web.named() {
        if !words.contains(&named.sort) {
            words.push(named.sort);
        }
    }
    words.into_iter().map(|word| (word.to_owned(), cx.t.m(&format!("notice-sort-{word}")))).collect()
}

/// Reads `<microseconds>.<id>`.
fn place(text: &str) -> Option<(Instant, Id)> {
    let (at, id) = text.split_once('.')?;
    Some((Instant(at.parse().ok()?), Id::parse(id)?))
}

/// Marks as read: what was shown of one record, or of all.
pub(super) fn read(act: &mut Act<'_, '_>) -> Result<Reply> {
    let account = act.actor.account.ok_or_else(Problem::not_found)?;
    let fields = &act.ask.fields;
    let record = match fields.one("record") {
        "" => None,
        text => Some(Id::parse(text).ok_or_else(Problem::not_found)?),
    };
    let until = fields.one("until").parse().map_or_else(|_| entente_store::Reads::now(act.tx), Instant);
    mark_read(act.tx, account, record, until)?;
    Ok(Reply::see(back_to(act, "/inbox".into())))
}

#[derive(Template)]
#[template(path = "inbox_home.html")]
struct AtHome<'a> {
    t: &'a T,
    days: Vec<Day>,
}

/// What is new, on the home page; nothing when nothing is.
pub(crate) fn home(cx: &mut Cx<'_>) -> Result<Option<String>> {
    if cx.actor.account.is_none() {
        return Ok(None);
    }
    let notices = read_list(cx, &Show { unread: true, limit: 4 * AT_HOME, ..Show::default() })?;
    if notices.is_empty() {
        return Ok(None);
    }
    let mut days = days(cx, &notices)?;
    let mut left = AT_HOME;
    for day in &mut days {
        day.entries.truncate(left);
        left -= day.entries.len();
    }
    days.retain(|day| !day.entries.is_empty());
    AtHome { t: &cx.t, days }.render().map(Some).map_err(Problem::internal)
}
