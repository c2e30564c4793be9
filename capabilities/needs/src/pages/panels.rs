//! What this room adds to the pages of needs and engagements.

use entente_access::{Action, Cond};
use entente_kernel::{Id, Result};
use entente_matching::Band;
use entente_record::{Datum, Filter, GROUP_PUBLIC, Query, Record, States, Typed, link_titles, list};
use entente_web::{Cx, safe, text};

use crate::json::band;
use crate::ranking::Matching;
use crate::{Candidacy, Engagement, Need, queries};

/// Needs that a panel lists.
const LISTED: usize = 5;

/// Needs that are looked through for a panel.
const NEEDS: usize = 20;

/// The way to the candidates, for those who judge them.
pub(crate) fn candidates(cx: &mut Cx<'_>, need: &Record) -> Result<Option<String>> {
    if !judges(cx) {
        return Ok(None);
    }
    let (heading, id) = (safe(&cx.t.m("needs-candidates")), need.meta.id);
    Ok(Some(format!(
        "<section class=\"card\"><h2>{heading}</h2><p><a class=\"button primary\" href=\"/needs/{id}/candidates\">{heading}</a></p></section>"
    )))
}

/// For those who judge: needs like this one, and what became of them.
pub(crate) fn similar(cx: &mut Cx<'_>, matching: &Matching, record: &Record) -> Result<Option<String>> {
    if !judges(cx) {
        return Ok(None);
    }
    let need = <Need as Typed>::from_record(record)?;
    let found = matching.similar(cx.reads, &need, LISTED)?;
    needs(cx, "needs-similar", &found, |_| true)
}

/// For those who judge, beside what is on offer: the open needs that it may answer.
pub(crate) fn fitting(
    cx: &mut Cx<'_>,
    matching: &Matching,
    kind: &'static str,
    record: &Record,
) -> Result<Option<String>> {
    let Some(kind) = cx.web.registry().kind(kind).filter(|_| judges(cx)) else { return Ok(None) };
    let texts = kind.fields.iter().zip(&record.values).filter_map(|(field, value)| match value {
        Datum::Text(text) if field.search > 0 && field.group == GROUP_PUBLIC => Some(text),
        _ => None,
    });
    let words: Vec<&str> =
        texts.flat_map(|text| [text.en.as_deref(), text.zh.as_deref()]).flatten().collect();
    let found = matching.needs_like(cx.reads, &words.join("\n"), 4 * LISTED)?;
    needs(cx, "needs-fitting", &found, |need| {
        !Need::KIND.states.is_some_and(|s| is_final(s, &need.meta.state))
    })
}

/// For those who judge, beside an organisation: others that ask for much the same, with the needs that show it.
pub(crate) fn neighbours(cx: &mut Cx<'_>, matching: &Matching, record: &Record) -> Result<Option<String>> {
    if !judges(cx) {
        return Ok(None);
    }
    let own = needs_of(cx, &Cond::Is("organisation", record.meta.id.into()))?;
    let mut near: Vec<(Id, Id, Id)> = Vec::new();
    for need in &own {
        for (other, found) in matching.similar(cx.reads, need, LISTED)? {
            if found != Band::Weak && !near.iter().any(|(_, theirs, _)| *theirs == other) {
                near.push((other, other, need.meta.id));
            }
        }
    }
    let ids = near.iter().map(|(id, _, _)| (*id).into()).collect();
    let theirs = needs_of(cx, &Cond::Among("id", ids))?;
    let others: Vec<(&Need, &Need)> = near
        .iter()
        .filter_map(|(id, _, ours)| {
            let theirs = theirs.iter().find(|n| n.meta.id == *id && n.organisation != record.meta.id)?;
            Some((theirs, own.iter().find(|n| n.meta.id == *ours)?))
        })
        .take(LISTED)
        .collect();
    let Some(kind) = cx.web.registry().kind("organisation").filter(|_| !others.is_empty()) else {
        return Ok(None);
    };
    let ids: Vec<Id> = others.iter().map(|(theirs, _)| theirs.organisation).collect();
    let names = link_titles(cx.reads, &cx.actor, kind, &ids)?;
    let mut rows = String::new();
    for (theirs, ours) in others {
        let Some(name) = names.get(&theirs.organisation) else { continue };
        let link =
            |need: &Need| format!("<a href=\"/needs/{}\">{}</a>", need.meta.id, text(&cx.t, &need.title));
        rows += &format!(
            "<li><a href=\"/organisations/{}\">{}</a><br><span class=\"muted\">{} ≈ {}</span></li>",
            theirs.organisation,
            text(&cx.t, name),
            link(theirs),
            link(ours)
        );
    }
    let (heading, hint) = (safe(&cx.t.m("needs-neighbours")), safe(&cx.t.m("needs-neighbours-hint")));
    Ok(Some(format!(
        "<section class=\"card\"><h2>{heading}</h2><p class=\"hint\">{hint}</p><ul class=\"plain-list\">{rows}</ul></section>"
    )))
}

/// Needs that meet a condition and that the reader may see, the latest first.
fn needs_of(cx: &mut Cx<'_>, cond: &Cond) -> Result<Vec<Need>> {
    let seen = (Need::KIND.rule)(&cx.actor, Action::See).when;
    entente_record::get_where(cx.reads, &Cond::And(vec![cond.clone(), seen]), NEEDS)
}

/// On an expert's own profile: what the expert was asked, and which evidence speaks for it. It is looked up with the
/// summary that may be disclosed, never with the statement.
pub(crate) fn asked(cx: &mut Cx<'_>, matching: &Matching, record: &Record) -> Result<Option<String>> {
    let own = record.values.iter().any(|value| cx.actor.person.is_some_and(|id| *value == Datum::Link(id)));
    if cx.staff() || !own {
        return Ok(None);
    }
    let evidence = cx.web.registry().kind("evidence");
    let mut rows = String::new();
    for engagement in queries::asked_of(cx.reads, &cx.actor, NEEDS)? {
        let Datum::Link(need) = engagement.value(Engagement::KIND, "need") else { continue };
        let Ok(need) = entente_record::get::<Need>(cx.reads, *need) else { continue };
        let words: Vec<&str> =
            [&need.summary.en, &need.summary.zh].into_iter().flatten().map(String::as_str).collect();
        let spoke = matching.spoke_for(cx.reads, &words.join("\n"), record.meta.id)?;
        let titles = match evidence {
            Some(kind) => link_titles(cx.reads, &cx.actor, kind, &spoke)?,
            None => Default::default(),
        };
        let pieces = spoke.iter().filter_map(|id| {
            Some(format!("<li><a href=\"/evidence/{id}\">{}</a></li>", text(&cx.t, titles.get(id)?)))
        });
        let (title, state) = (engagement.title_text(), cx.state(Engagement::KIND, &engagement));
        rows += &format!(
            "<li><a href=\"/engagements/{}\">{}</a> <span class=\"pill\">{}</span><ul class=\"reasons\">{}</ul></li>",
            engagement.meta.id,
            text(&cx.t, &title),
            safe(&state),
            pieces.collect::<String>()
        );
    }
    let (heading, hint) = (safe(&cx.t.m("needs-own-matches")), safe(&cx.t.m("needs-own-matches-hint")));
    let rows = if rows.is_empty() {
        format!("<p class=\"muted\">{}</p>", safe(&cx.t.m("needs-asked-of-you-none")))
    } else {
        format!("<p class=\"hint\">{hint}</p><ul class=\"plain-list\">{rows}</ul>")
    };
    Ok(Some(format!("<section class=\"card\"><h2>{heading}</h2>{rows}</section>")))
}

fn is_final(states: &States, word: &str) -> bool {
    states.state(word).is_some_and(|state| state.is_final)
}

fn judges(cx: &Cx<'_>) -> bool {
    (Candidacy::KIND.rule)(&cx.actor, Action::Create).when == Cond::All
}

/// Those of the needs that the reader may see and that count, in their order, with state and outcome.
fn needs(
    cx: &mut Cx<'_>,
    heading: &str,
    found: &[(Id, Band)],
    counts: impl Fn(&Record) -> bool,
) -> Result<Option<String>> {
    let mut query = Query::new(cx.t.lang);
    query.filters = vec![Filter::Ids(found.iter().map(|(id, _)| *id).collect())];
    query.limit = found.len().max(1);
    let records = list(cx.reads, &cx.actor, Need::KIND, &query)?.records;
    let mut rows = String::new();
    let ranked =
        found.iter().filter_map(|(id, band)| Some((records.iter().find(|r| r.meta.id == *id)?, band)));
    for (need, near) in ranked.filter(|(need, _)| counts(need)).take(LISTED) {
        let title = text(&cx.t, &need.title_text());
        let (state, near) =
            (safe(&cx.state(Need::KIND, need)), safe(&cx.t.m(&format!("match-band-{}", band(*near)))));
        let outcome = match need.value(Need::KIND, "outcome") {
            Datum::Line(outcome) => format!(" <span class=\"muted\">{}</span>", safe(outcome)),
            _ => String::new(),
        };
        rows += &format!(
            "<li><a href=\"/needs/{}\">{title}</a> <span class=\"pill\">{state}</span> <span class=\"muted\">{near}</span>{outcome}</li>",
            need.meta.id
        );
    }
    if rows.is_empty() {
        return Ok(None);
    }
    let heading = safe(&cx.t.m(heading));
    Ok(Some(format!(
        "<section class=\"card\"><h2>{heading}</h2><ul class=\"plain-list\">{rows}</ul></section>"
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
