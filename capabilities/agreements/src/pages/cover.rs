//! The cover sheet of an agreement: what stands on its page, on paper.

use entente_kernel::{Date, Id, Result, Text};
use entente_paper::{Block, Column};
use entente_record::{Choice, Record, Typed, visible};
use entente_web::{Cx, Reply};

use super::printed::{in_language, paper, reply, said_of, signatures};
use super::{name, names};
use crate::gates::{Facts, rules};
use crate::queries::{self, Side};
use crate::words::AssentSort;
use crate::{Agreement, AgreementText};

/// The file; who sees the agreement's page gets what stands there, and nothing beyond.
pub(crate) fn sheet(cx: &mut Cx<'_>) -> Result<Reply> {
    in_language(cx);
    let record = visible(cx.reads, &cx.actor, Agreement::KIND, cx.ask.id()?)?;
    let agreement = Agreement::from_record(&record)?;
    let text = last_text(cx, record.meta.id)?;
    let mut blocks = vec![Block::Facts(facts(cx, &record, &agreement)?)];
    let parties = parties(cx, &agreement)?;
    section(cx, &mut blocks, "cover-parties", Some(parties));
    if let Some(text) = &text {
        let (version, approvals) = (Block::Facts(version(cx, text)), approvals(cx, &record, text)?);
        section(cx, &mut blocks, "agreement-text", Some(version));
        section(cx, &mut blocks, "cover-approvals", approvals);
    }
    // Nobody is asked to sign again what was signed before it was entered here.
    let signed = if text.is_none() && agreement.signed_on.is_some() {
        Block::Text(cx.t.m("cover-signed-before"))
    } else {
        Block::Signatures(signatures(cx, &record, text.as_ref())?)
    };
    section(cx, &mut blocks, "cover-signatures", Some(signed));
    let gates = if cx.staff() { gates(cx, &record)? } else { None };
    section(cx, &mut blocks, "agreement-gates", gates);
    section(cx, &mut blocks, "agreement-duties", duties(cx, &agreement));
    let title = cx.title(Agreement::KIND, &record, &["public"]);
    let paper = paper(cx, title, cx.t.m("agreement-cover-sheet"), &record, blocks);
    reply(&paper, &format!("{}.pdf", record.meta.reference))
}

/// A heading and what stands under it; neither where there is nothing.
fn section(cx: &Cx<'_>, blocks: &mut Vec<Block>, key: &str, block: Option<Block>) {
    let Some(block) = block else { return };
    blocks.extend([Block::Heading { level: 1, text: cx.t.m(key) }, block]);
}

/// The last version that the reader may see.
fn last_text(cx: &mut Cx<'_>, agreement: Id) -> Result<Option<AgreementText>> {
    let mut texts = queries::texts(cx.reads, agreement)?;
    texts.retain(|text| {
        text.meta.state != "withdrawn"
            && visible(cx.reads, &cx.actor, AgreementText::KIND, text.meta.id).is_ok()
    });
    Ok(texts.pop())
}

/// Kind, standing, term, notice, value, and for staff the office. What is not there has no line.
fn facts(cx: &mut Cx<'_>, record: &Record, agreement: &Agreement) -> Result<Vec<(String, String)>> {
    let day = |day: Option<Date>| day.map(|day| cx.t.day(day));
    let notice = agreement.notice_days.map(|days| {
        let by = queries::notice_day(record).map(|day| cx.t.a("agreement-notice-by", "day", cx.t.day(day)));
        [Some(cx.t.number(days)), by].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    });
    let sort = cx.t.m(&format!("agreement-sort-{}", agreement.sort.word()));
    let renewal = cx.t.m(&format!("renewal-{}", agreement.renewal.word()));
    let office = cx.staff().then(|| cx.t.office(&agreement.office));
    let mut lines = vec![
        ("cover-number", Some(record.meta.reference.clone())),
        ("agreement-sort", Some(sort)),
        ("state", Some(cx.state(Agreement::KIND, record))),
        ("agreement-value", agreement.value.map(|value| cx.t.money(value))),
        ("agreement-since", day(agreement.since)),
        ("agreement-until", day(agreement.until)),
        ("agreement-notice_days", notice),
        ("agreement-renewal", Some(renewal)),
        ("agreement-signed_on", day(agreement.signed_on)),
        ("agreement-entered_on", day(agreement.entered_on)),
        ("agreement-office", office),
    ];
    for (key, other) in [("agreement-parent", agreement.parent), ("agreement-replaces", agreement.replaces)] {
        let other = other.map(|id| visible(cx.reads, &cx.actor, Agreement::KIND, id)).and_then(Result::ok);
        lines.push((key, other.map(|r| format!("{} · {}", r.meta.reference, r.title(cx.t.lang)))));
    }
    let line = |(key, value): (&str, Option<String>)| Some((cx.t.m(key), value.filter(|v| !v.is_empty())?));
    Ok(lines.into_iter().filter_map(line).collect())
}

fn parties(cx: &mut Cx<'_>, agreement: &Agreement) -> Result<Block> {
    let ids: Vec<Id> = agreement.parties.iter().map(|party| party.organisation).collect();
    let known = names(cx, &ids)?;
    let days = |since: Option<Date>, until: Option<Date>| {
        let day = |day: Option<Date>| day.map(|day| cx.t.day(day)).unwrap_or_default();
        if since.is_none() && until.is_none() {
            String::new()
        } else {
            format!("{} – {}", day(since), day(until))
        }
    };
    let ours = cx.t.text(&cx.web.house().institution).0.to_owned();
    let mut rows = vec![vec![ours, String::new(), String::new()]];
    rows.extend(agreement.parties.iter().map(|party| {
        let role = party.role.map(|role| cx.t.m(&format!("party-role-{}", role.word()))).unwrap_or_default();
        vec![name(cx, &known, party.organisation), role, days(party.since, party.until)]
    }));
    Ok(table(cx, &["agreement-parties-organisation", "agreement-parties-role", "agreement-term"], rows))
}

/// Which version it is, and the hash over its bytes.
fn version(cx: &Cx<'_>, text: &AgreementText) -> Vec<(String, String)> {
    let state = format!("agreement-text-state-{}", text.meta.state);
    let mut lines = vec![
        (cx.t.m("agreement_text-title"), format!("{} · {}", cx.t.text(&text.title).0, cx.t.m(&state))),
        (cx.t.m("agreement_text-digest"), text.digest.clone()),
    ];
    if !text.file_name.is_empty() {
        lines.push((cx.t.m("agreement_text-file_name"), text.file_name.clone()));
    }
    lines
}

/// Who approved the version; those inside our institution stand there for staff alone.
fn approvals(cx: &mut Cx<'_>, record: &Record, text: &AgreementText) -> Result<Option<Block>> {
    let said = said_of(cx, record, Some(text), AssentSort::Approval)?;
    let ids: Vec<Id> = said.iter().filter_map(|one| one.organisation).collect();
    let known = names(cx, &ids)?;
    let row = |one: &crate::Assent| {
        let side = match one.side() {
            Side::Party(id) => name(cx, &known, id),
            Side::Role(role) => cx.t.m(&format!("approver-role-{}", role.word())),
            Side::Us => cx.t.m("agreement-us"),
        };
        vec![side, one.name.clone(), cx.t.day(one.day)]
    };
    let rows: Vec<Vec<String>> = said.iter().map(row).collect();
    let heads = ["cover-side", "assent-name", "assent-day"];
    Ok((!rows.is_empty()).then(|| table(cx, &heads, rows)))
}

/// The rules that concern the agreement today, whether each is answered, and where each stands.
fn gates(cx: &mut Cx<'_>, record: &Record) -> Result<Option<Block>> {
    let facts = Facts::of(cx.reads, record)?;
    let today = cx.today();
    let concerned = rules().iter().filter(|rule| rule.holds_on(today) && rule.concerns(&facts));
    let rows: Vec<Vec<String>> = concerned
        .map(|rule| {
            let source = Text::new(rule.source[0], rule.source[1]);
            let answer = if rule.is_met(&facts) { "gate-answered" } else { "gate-still-closed" };
            vec![
                cx.t.m(&format!("gate-before-{}", rule.before.word())),
                cx.t.m(&format!("problem-{}", rule.code)),
                cx.t.m(answer),
                source.show(cx.t.lang).to_owned(),
            ]
        })
        .collect();
    let heads = ["gate-before", "gate-rule", "gate-answer", "gate-source"];
    Ok((!rows.is_empty()).then(|| table(cx, &heads, rows)))
}

/// What is to be done under it; who sees to it here is for staff alone.
fn duties(cx: &Cx<'_>, agreement: &Agreement) -> Option<Block> {
    let staff = cx.staff();
    let row = |duty: &crate::agreement::Duty| {
        let mut row = vec![
            cx.t.text(&duty.what).0.to_owned(),
            cx.t.m(&format!("duty-sort-{}", duty.sort.word())),
            cx.t.day(duty.first),
            duty.every.map(|months| cx.t.number(months)).unwrap_or_default(),
            duty.amount.map(|amount| cx.t.money(amount)).unwrap_or_default(),
        ];
        row.extend(staff.then(|| duty.owner_name.clone()));
        row
    };
    let rows: Vec<Vec<String>> = agreement.duties.iter().map(row).collect();
    let mut heads = vec!["what", "sort", "first", "every", "amount"];
    heads.extend(staff.then_some("owner_name"));
    let heads: Vec<String> = heads.into_iter().map(|head| format!("agreement-duties-{head}")).collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    (!rows.is_empty()).then(|| table(cx, &heads, rows))
}

fn table(cx: &Cx<'_>, heads: &[&str], rows: Vec<Vec<String>>) -> Block {
    let columns = heads.iter().map(|key| Column { head: cx.t.m(key), right: false }).collect();
    Block::Table { caption: String::new(), columns, rows }
}
