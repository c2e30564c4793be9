//! What happened: the inbox, following, when letters come, and the letters themselves.

mod follow;
mod letter;
mod page;
mod settings;
mod unsubscribe;
mod words;
mod work;

use entente_inbox::Rights;
use entente_kernel::Result;

use crate::cx::Cx;
use crate::room::{Gate, Route};

pub(crate) use page::home;
pub(crate) use settings::section;
pub use work::{follow_writes, gather_letters, remind_due};

/// The count beside the inbox goes up to this.
const COUNTED: usize = 99;

pub(super) fn routes() -> Vec<Route> {
    let own = Gate::Account;
    vec![
        Route::get("/inbox", own, page::page),
        Route::post("/inbox/read", own, page::read),
        Route::post("/inbox/follow/{kind}/{id}", own, follow::set),
        Route::post("/inbox/letters", own, settings::keep).or_again(super::account::page_again),
        // The key in the address says whose letters it is about; mail programs have no session.
        Route::get("/unsubscribe/{key}", Gate::Everyone, unsubscribe::page),
        Route::post("/unsubscribe/{key}", Gate::Everyone, unsubscribe::set),
    ]
}

/// How much the reader has not read, as it stands beside the inbox; `None` for visitors.
pub(crate) fn unread(cx: &mut Cx<'_>) -> Result<Option<String>> {
    if cx.actor.account.is_none() {
        return Ok(None);
    }
    let rights = Rights { registry: cx.web.registry(), actor: &cx.actor };
    let count = entente_inbox::unread(cx.reads, &rights, COUNTED + 1)?;
    let most = i64::try_from(COUNTED).unwrap_or(count);
    Ok(Some(if count > most { format!("{most}+") } else { count.to_string() }))
}
