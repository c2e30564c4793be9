//! Following a record from its page.

use entente_inbox::{follow, stop};
use entente_kernel::{Problem, Result};

use crate::cx::Act;
use crate::reply::Reply;

/// From now on, or from now on no more.
pub(super) fn set(act: &mut Act<'_, '_>) -> Result<Reply> {
    let kind = act.web.registry().kind(act.ask.param("kind")).ok_or_else(Problem::not_found)?;
    let id = act.ask.id()?;
    let here = Reply::see(format!("/{}/{id}", kind.path));
    if act.ask.fields.one("on") == "no" {
        stop(act.tx, &act.actor, kind, id)?;
        return Ok(here.toast("follow-stopped", ""));
    }
    follow(act.tx, &act.actor, kind, id)?;
    Ok(here.toast("following", ""))
}
