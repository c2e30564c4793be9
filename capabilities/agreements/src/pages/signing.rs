//! On an agreement: its text versions, who approved and signed the current one, and what the reader can do about it.

use std::collections::BTreeMap;

use askama::Template;
use entente_documents::documents;
use entente_kernel::{Id, Problem, Result, Text};
use entente_record::{Choice, Record, visible};
use entente_web::{Cx, T};

use super::{name, names};
use crate::access::{SIGNERS, handles};
use crate::acts::own_party;
use crate::queries::{self, Side, role_id};
use crate::words::{ApproverRole, AssentSort, TextFormat};
use crate::{Agreement, AgreementText, Assent};

#[derive(Template)]
#[template(path = "signing.html")]
struct Signing<'a> {
    t: &'a T,
    csrf: String,
    id: String,
    versions: Vec<Row>,
    sides: Vec<SideRow>,
    current: Option<Current>,
    roles: Vec<(&'static str, String)>,
    may_approve: bool,
    may_sign: bool,
    on_paper: Vec<(String, String)>,
    copies: Vec<(String, String)>,
    paper_sort: &'static str,
    may_write: bool,
    may_send: bool,
}

struct Row {
    href: String,
    id: String,
    title: String,
    state: String,
    by: String,
    digest: String,
    compare: Option<String>,
    paper: Option<String>,
    version: i64,
    is_draft: bool,
}

struct SideRow {
    who: String,
    approval: Option<String>,
    signature: Option<String>,
    approves: bool,
    signs: bool,
}

struct Current {
    id: String,
    digest: String,
    title: String,
}

/// The section.
pub(crate) fn show(cx: &mut Cx<'_>, agreement: &Record) -> Result<Option<String>> {
    let id = agreement.meta.id;
    let mut texts = Vec::new();
    for text in queries::texts(cx.reads, id)? {
        if visible(cx.reads, &cx.actor, AgreementText::KIND, text.meta.id).is_ok() {
            texts.push(text);
        }
    }
    let party = own_party(&cx.actor, agreement);
    let open = ["drafting", "review", "negotiation", "agreed", "partly_signed"]
        .contains(&agreement.meta.state.as_str());
    let may_write = open && (handles(&cx.actor) || party.is_some());
    if texts.is_empty() && !may_write {
        return Ok(None);
    }
    let paper = queries::paper(cx.reads, agreement)?;
    let current = paper.current().and_then(|number| {
        let text = texts.iter().find(|text| usize::try_from(text.number).ok() == Some(number))?;
        Some(text.clone())
    });
    let parties = queries::parties(agreement);
    let known = names(cx, &parties)?;
    let state = agreement.meta.state.as_str();
    let approving = current.is_some() && ["review", "negotiation"].contains(&state);
    let signing = current.is_some() && ["agreed", "partly_signed"].contains(&state);
    let actor = cx.actor.clone();
    let mine = |side: &Side| match side {
        Side::Party(id) => Some(*id) == party && !handles(&actor),
        Side::Role(role) => actor.has(role_id(*role)),
        Side::Us => actor.has_any(SIGNERS),
    };
    let to_approve: Vec<Side> = paper.to_approve().copied().collect();
    let to_sign: Vec<Side> = paper.to_sign().copied().collect();
    let roles = to_approve.iter().filter(|side| approving && mine(side)).filter_map(|side| match side {
        Side::Role(role) => Some((role.word(), cx.t.m(&format!("approver-role-{}", role.word())))),
        _ => None,
    });
    let roles: Vec<(&'static str, String)> = roles.collect();
    let open_sides = if approving { &to_approve } else { &to_sign };
    let on_paper = open_sides.iter().filter(|_| handles(&cx.actor) && (approving || signing));
    let on_paper = on_paper.filter_map(|side| match side {
        Side::Party(id) => Some((id.to_string(), name(cx, &known, *id))),
        _ => None,
    });
    let on_paper: Vec<(String, String)> = on_paper.collect();
    let copies = if on_paper.is_empty() { Vec::new() } else { copies(cx, id)? };
    let sides = sides(cx, &current, &paper, &known)?;
    let page = Signing {
        csrf: cx.csrf(),
        id: id.to_string(),
        versions: rows(cx, &texts, &known),
        sides,
        may_approve: approving
            && (!roles.is_empty() || to_approve.iter().any(|s| matches!(s, Side::Party(_)) && mine(s))),
        may_sign: signing && to_sign.iter().any(mine),
        current: current.map(|text| Current {
            id: text.meta.id.to_string(),
            digest: text.digest,
            title: cx.t.text(&text.title).0.to_owned(),
        }),
        roles,
        on_paper,
        copies,
        paper_sort: if approving { "approve" } else { "sign" },
        may_write,
        may_send: handles(&cx.actor) && ["review", "negotiation"].contains(&state),
        t: &cx.t.clone(),
    };
    page.render().map(Some).map_err(Problem::internal)
}

/// The documents of the agreement, as signed copies to choose from.
pub(crate) fn copies(cx: &mut Cx<'_>, agreement: Id) -> Result<Vec<(String, String)>> {
    let all = documents(cx.reads, &cx.actor, Agreement::KIND, agreement)?;
    Ok(all.into_iter().map(|document| (document.id.to_string(), document.title)).collect())
}

/// The versions, newest first.
fn rows(cx: &Cx<'_>, texts: &[AgreementText], known: &BTreeMap<Id, Text>) -> Vec<Row> {
    let last = texts.last().map(|text| text.number);
    let row = |(at, text): (usize, &AgreementText)| Row {
        href: format!("/agreement-texts/{}", text.meta.id),
        id: text.meta.id.to_string(),
        title: cx.t.text(&text.title).0.to_owned(),
        state: cx.t.m(&if text.meta.state == "sent" && Some(text.number) != last {
            String::from("agreement-text-old")
        } else {
            format!("agreement-text-state-{}", text.meta.state)
        }),
        by: text.proposed_by.map_or_else(|| cx.t.m("agreement-us"), |party| name(cx, known, party)),
        digest: text.digest.chars().take(12).collect(),
        compare: (at > 0).then(|| format!("/agreement-texts/{}/compare", text.meta.id)),
        paper: (text.format == TextFormat::Markdown)
            .then(|| format!("/agreement-texts/{}/text.pdf", text.meta.id)),
        version: text.meta.version,
        is_draft: text.meta.state == "draft" && Some(text.number) == last,
    };
    texts.iter().enumerate().rev().map(|(at, text)| row((at, text))).collect()
}

/// Everybody who approves or signs, with what they said of the current version. Parties do not see who approves inside.
fn sides(
    cx: &mut Cx<'_>,
    current: &Option<AgreementText>,
    paper: &entente_signing::Paper<Side>,
    known: &BTreeMap<Id, Text>,
) -> Result<Vec<SideRow>> {
    let Some(text) = current else { return Ok(Vec::new()) };
    let said: Vec<Assent> = queries::assents(cx.reads, text.agreement)?
        .into_iter()
        .filter(|assent| assent.text == text.meta.id && assent.digest == text.digest)
        .collect();
    let approvers: Vec<Side> = paper.approvers().copied().collect();
    let signers: Vec<Side> = paper.signers().copied().collect();
    let mut all: Vec<Side> = approvers.iter().chain(&signers).copied().collect();
    all.sort_unstable();
    all.dedup();
    all.retain(|side| cx.staff() || !matches!(side, Side::Role(_)));
    let words = |sort: AssentSort, side: Side| {
        let one = said.iter().find(|assent| assent.sort == sort && assent.side() == side)?;
        Some(format!("{} · {}", one.name, cx.t.day(one.day)))
    };
    let row = |side: &Side| SideRow {
        who: match side {
            Side::Us => cx.t.m("agreement-us"),
            Side::Role(role) => role_name(&cx.t, *role),
            Side::Party(id) => name(cx, known, *id),
        },
        approval: words(AssentSort::Approval, *side),
        signature: words(AssentSort::Signature, *side),
        approves: approvers.contains(side),
        signs: signers.contains(side),
    };
    Ok(all.iter().map(row).collect())
}

fn role_name(t: &T, role: ApproverRole) -> String {
    t.m(&format!("approver-role-{}", role.word()))
}
