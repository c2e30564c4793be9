//! What stands on a card of the board: partner, next action, who, until when.

use entente_kernel::Result;
use entente_record::{Datum, Record, link_titles};
use entente_web::pages::days_between;
use entente_web::{Cx, safe, text};

use crate::Need;
use crate::queries::{IDLE, OPEN};

/// The lines of each need.
pub(crate) fn lines(cx: &mut Cx<'_>, needs: &[Record]) -> Result<Vec<Vec<String>>> {
    let asking = |need: &Record| match need.value(Need::KIND, "organisation") {
        Datum::Link(id) => Some(*id),
        _ => None,
    };
    let ids: Vec<_> = needs.iter().filter_map(asking).collect();
    let partners = match cx.web.registry().kind("organisation") {
        Some(kind) if cx.staff() => link_titles(cx.reads, &cx.actor, kind, &ids)?,
        _ => Default::default(),
    };
    let lines = |need: &Record| {
        let partner = asking(need).and_then(|id| partners.get(&id)).map(|name| text(&cx.t, name));
        let mut lines: Vec<String> = partner.into_iter().collect();
        if cx.staff() {
            lines.extend(next(cx, need));
            lines.extend(idle(cx, need));
        }
        lines
    };
    Ok(needs.iter().map(lines).collect())
}

/// That nothing has happened for a long time, on something that is still to be done.
fn idle(cx: &Cx<'_>, need: &Record) -> Option<String> {
    let days = days_between(need.meta.changed_at.date(cx.web.db().zone()), cx.today());
    let flagged = OPEN.contains(&need.meta.state.as_str()) && days >= IDLE;
    flagged.then(|| format!("<span class=\"late\">{}</span>", safe(&cx.t.a("needs-card-idle", "n", days))))
}

/// The next action, or that there is none though something is to be done.
pub(crate) fn next(cx: &Cx<'_>, need: &Record) -> Vec<String> {
    let Datum::Text(action) = need.value(Need::KIND, "next_action") else {
        let open = OPEN.contains(&need.meta.state.as_str());
        return if open {
            vec![format!("<em>{}</em>", safe(&cx.t.m("needs-next-missing")))]
        } else {
            Vec::new()
        };
    };
    let mut line = text(&cx.t, action);
    if let Datum::Line(owner) = need.value(Need::KIND, "next_owner") {
        line = format!("{line} · {}", safe(owner));
    }
    let mut lines = vec![line];
    if let Datum::Date(due) = need.value(Need::KIND, "next_due") {
        let late = if *due < cx.today() { " class=\"late\"" } else { "" };
        let said = safe(&cx.t.a("needs-card-due", "day", cx.t.day(*due)));
        lines.push(format!("<span{late}>{said}</span>"));
    }
    lines
}
