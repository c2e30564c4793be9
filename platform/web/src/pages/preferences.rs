//! Language, theme and shortcuts, kept in the browser: they need no account.

use entente_kernel::{Lang, Result};

use super::write::back_to;
use crate::cx::Act;
use crate::reply::Reply;

/// Keeps what was chosen and goes back to the page.
pub(crate) fn set(act: &mut Act<'_, '_>) -> Result<Reply> {
    let mut reply = Reply::see(back_to(act, "/".into()));
    let fields = &act.ask.fields;
    if let Some(lang) = Lang::parse(fields.one("lang")) {
        reply = reply.cookie(act.web.choice_cookie("lang", lang.tag()));
    }
    for (name, known) in [("theme", &["auto", "light", "dark"][..]), ("shortcuts", &["on", "off"][..])] {
        if known.contains(&fields.one(name)) {
            reply = reply.cookie(act.web.choice_cookie(name, fields.one(name)));
        }
    }
    Ok(reply)
}
