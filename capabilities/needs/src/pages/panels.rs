//! What this room adds to the pages of needs and engagements.

use entente_kernel::Result;
use entente_record::{Datum, Record, link_titles};
use entente_web::{Cx, safe, text};

use crate::{Candidacy, Engagement, queries};

/// The way to the candidates, for those who judge them.
pub(crate) fn candidates(cx: &mut Cx<'_>, need: &Record) -> Result<Option<String>> {
    let rule = (Candidacy::KIND.rule)(&cx.actor, entente_access::Action::Create);
    if rule.when != entente_access::Cond::All {
        return Ok(None);
    }
    let (heading, id) = (safe(&cx.t.m("needs-candidates")), need.meta.id);
    Ok(Some(format!(
        "<section class=\"card\"><h2>{heading}</h2><p><a class=\"button primary\" href=\"/needs/{id}/candidates\">{heading}</a></p></section>"
    )))
}

/// For the partner: the experts who accepted, with what they publish of themselves.
pub(crate) fn accepted(cx: &mut Cx<'_>, need: &Record) -> Result<Option<String>> {
    if cx.staff() || cx.actor.organisations.is_empty() {
        return Ok(None);
    }
    let found = queries::engagements(cx.reads, &cx.actor, need.meta.id)?;
    let expert = |e: &Record| match e.value(Engagement::KIND, "expert") {
        Datum::Link(id) => Some((*id, e.meta.id, cx.state(Engagement::KIND, e))),
        _ => None,
    };
    let experts: Vec<_> = found.iter().filter_map(expert).collect();
    let heading = safe(&cx.t.m("needs-accepted"));
    if experts.is_empty() {
        let none = safe(&cx.t.m("needs-none-accepted"));
        return Ok(Some(format!(
            "<section class=\"card\"><h2>{heading}</h2><p class=\"muted\">{none}</p></section>"
        )));
    }
    let ids: Vec<_> = experts.iter().map(|(id, _, _)| *id).collect();
    let names = match cx.web.registry().kind("expert") {
        Some(kind) => link_titles(cx.reads, &cx.actor, kind, &ids)?,
        None => Default::default(),
    };
    let row = |(id, engagement, state): &(entente_kernel::Id, entente_kernel::Id, String)| {
        let name = names.get(id).map(|name| text(&cx.t, name)).unwrap_or_default();
        let state = safe(state);
        format!(
            "<li><a href=\"/experts/{id}\">{name}</a> <a class=\"pill\" href=\"/engagements/{engagement}\">{state}</a></li>"
        )
    };
    let rows: String = experts.iter().map(row).collect();
    Ok(Some(format!(
        "<section class=\"card\"><h2>{heading}</h2><ul class=\"plain-list\">{rows}</ul></section>"
    )))
}
