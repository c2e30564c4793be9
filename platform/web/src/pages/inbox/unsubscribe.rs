//! Ending letters by the link that stands in each of them, without a log-in. Looking changes nothing: mail filters look.

use askama::Template;
use entente_access::Secret;
use entente_inbox::{subscriber, unsubscribe};
use entente_kernel::{Problem, Result};

use crate::cx::{Act, Cx};
use crate::locale::T;
use crate::reply::Reply;
use crate::shell::Page;

#[derive(Template)]
#[template(path = "unsubscribe.html")]
struct Unsubscribe<'a> {
    t: &'a T,
    csrf: String,
    on: bool,
    done: bool,
}

/// Whether letters come, and the button that changes it.
pub(super) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    show(cx, false)
}

fn show(cx: &mut Cx<'_>, done: bool) -> Result<Reply> {
    let (_, on) = subscriber(cx.reads, &Secret::new(cx.ask.param("key")))?;
    let body = Unsubscribe { csrf: cx.csrf(), on, done, t: &cx.t }.render().map_err(Problem::internal)?;
    let title = cx.t.m("unsubscribe");
    cx.page(&Page::new(title, ""), &body)
}

/// Ends letters, or brings them back; mail programs post here by themselves and follow no redirect (RFC 8058).
pub(super) fn set(act: &mut Act<'_, '_>) -> Result<Reply> {
    let key = Secret::new(act.ask.param("key"));
    unsubscribe(act.tx, &key, act.ask.fields.one("on") == "yes")?;
    show(&mut act.web.cx(act.tx, act.ask)?, true)
}
