//! When letters come, chosen on one's own account page.

use askama::Template;
use entente_inbox::{Pace, Settings, keep_settings, settings};
use entente_kernel::{Problem, Result};

use crate::cx::{Act, Cx};
use crate::locale::T;
use crate::reply::Reply;

#[derive(Template)]
#[template(path = "inbox_letters.html")]
struct Letters<'a> {
    t: &'a T,
    csrf: String,
    wanted: Settings,
    paces: Vec<(&'static str, bool)>,
    hours: Vec<i64>,
    quiet: bool,
    from: i64,
    to: i64,
    zone: String,
}

/// The section of the account page.
pub(crate) fn section(cx: &mut Cx<'_>) -> Result<String> {
    let account = cx.actor.account.ok_or_else(Problem::not_found)?;
    let wanted = settings(cx.reads, account)?;
    let (from, to) = wanted.quiet.unwrap_or((20, 7));
    let section = Letters {
        csrf: cx.csrf(),
        wanted,
        paces: Pace::ALL.into_iter().map(|(pace, word)| (word, pace == wanted.pace)).collect(),
        hours: (0..24).collect(),
        quiet: wanted.quiet.is_some(),
        from,
        to,
        zone: cx.web.db().zone().iana_name().unwrap_or("UTC").to_owned(),
        t: &cx.t,
    };
    section.render().map_err(Problem::internal)
}

/// Keeps what was chosen.
pub(super) fn keep(act: &mut Act<'_, '_>) -> Result<Reply> {
    let account = act.actor.account.ok_or_else(Problem::not_found)?;
    let fields = &act.ask.fields;
    let number = |name: &'static str| {
        fields.one(name).parse::<i64>().map_err(|_| Problem::field(name, "choice-unknown"))
    };
    let pace = Pace::parse(fields.one("pace")).ok_or_else(|| Problem::field("pace", "choice-unknown"))?;
    let is_quiet = fields.one("quiet") == "yes";
    let quiet = if is_quiet { Some((number("quiet_from")?, number("quiet_to")?)) } else { None };
    let wanted = Settings { pace, hour: number("hour")?, weekday: number("weekday")?, quiet };
    keep_settings(act.tx, account, wanted)?;
    Ok(Reply::see("/account#letters").toast("saved", ""))
}
