//! Writing a version, and saying something of one.

use askama::Template;
use entente_access::Action;
use entente_kernel::{FieldProblem, Id, Problem, Result};
use entente_record::{Choice, Record, visible};
use entente_web::{Act, Cx, Page, Reply, T};

use super::signing::copies;
use crate::access::handles;
use crate::acts::{self, NewText, Said, own_party};
use crate::words::ApproverRole;
use crate::{Agreement, queries};

#[derive(Template)]
#[template(path = "write.html")]
struct Write<'a> {
    t: &'a T,
    csrf: String,
    id: String,
    heading: String,
    title: String,
    problem: Option<String>,
    wrong: Option<String>,
    wrong_document: Option<String>,
    body: String,
    change: String,
    copies: Vec<(String, String)>,
}

/// The form; it begins with the words of the last version.
pub(crate) fn form(cx: &mut Cx<'_>) -> Result<Reply> {
    let record = open(cx)?;
    let texts = queries::texts(cx.reads, record.meta.id)?;
    let last = texts
        .iter()
        .rev()
        .find(|text| visible(cx.reads, &cx.actor, crate::AgreementText::KIND, text.meta.id).is_ok());
    let body = last.map(|text| queries::words(cx.reads, text)).transpose()?.unwrap_or_default();
    show(cx, &record, &body, None)
}

/// The form again, with everything that was typed.
pub(crate) fn again(cx: &mut Cx<'_>, problem: &Problem) -> Result<Reply> {
    let record = open(cx)?;
    let body = cx.ask.fields.all("body").first().cloned().unwrap_or_default();
    show(cx, &record, &body, Some(problem))
}

fn open(cx: &mut Cx<'_>) -> Result<Record> {
    let id = cx.ask.id()?;
    let record = visible(cx.reads, &cx.actor, Agreement::KIND, id)?;
    let may = handles(&cx.actor) || own_party(&cx.actor, &record).is_some();
    if may { Ok(record) } else { Err(Problem::forbidden("only-parties")) }
}

fn show(cx: &mut Cx<'_>, record: &Record, body: &str, problem: Option<&Problem>) -> Result<Reply> {
    let at =
        |field: &str| problem.and_then(|p| p.fields.iter().find(|w| w.field == field)).map(|w| cx.t.wrong(w));
    let (wrong, wrong_document) = (at("body"), at("document"));
    let page = Write {
        csrf: cx.csrf(),
        id: record.meta.id.to_string(),
        heading: cx.t.m("agreement-text-write"),
        title: cx.t.text(&record.title_text()).0.to_owned(),
        problem: problem.filter(|p| p.fields.is_empty()).map(|p| cx.t.problem(p)),
        wrong,
        wrong_document,
        body: body.to_owned(),
        change: cx.ask.fields.one("change").to_owned(),
        copies: copies(cx, record.meta.id)?,
        t: &cx.t.clone(),
    };
    let html = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("agreement-text-write");
    cx.page(&Page::new(title, "/agreements"), &html)
}

/// Writes the version.
pub(crate) fn write(act: &mut Act<'_, '_>) -> Result<Reply> {
    let id = act.ask.id()?;
    let fields = &act.ask.fields;
    let new = NewText {
        body: fields.all("body").first().map(|body| body.replace("\r\n", "\n")).unwrap_or_default(),
        document: Id::parse(fields.one("document")),
        change: fields.one("change").to_owned(),
    };
    acts::write(act.tx, &act.actor, id, &new)?;
    Ok(Reply::see(format!("/agreements/{id}#text")).toast("created", ""))
}

/// Approves the version that the form shows.
pub(crate) fn approve(act: &mut Act<'_, '_>) -> Result<Reply> {
    let (id, said) = said(act)?;
    acts::approve(act.tx, &act.actor, id, &said)?;
    Ok(Reply::see(format!("/agreements/{id}#text")).toast("approved", ""))
}

/// Signs the version that the form shows.
pub(crate) fn sign(act: &mut Act<'_, '_>) -> Result<Reply> {
    let (id, said) = said(act)?;
    acts::sign(act.tx, &act.actor, id, &said)?;
    Ok(Reply::see(format!("/agreements/{id}#text")).toast("signed", ""))
}

fn said(act: &Act<'_, '_>) -> Result<(Id, Said)> {
    let fields = &act.ask.fields;
    let day = match fields.one("day") {
        "" => None,
        text => Some(text.parse().map_err(|_| Problem::invalid(vec![FieldProblem::new("day", "date")]))?),
    };
    let said = Said {
        text: Id::parse(fields.one("text")),
        digest: fields.one("digest").to_owned(),
        role: ApproverRole::from_word(fields.one("role")),
        party: Id::parse(fields.one("party")),
        name: fields.one("name").to_owned(),
        capacity: fields.one("capacity").to_owned(),
        day,
        copy: Id::parse(fields.one("copy")),
    };
    Ok((act.ask.id()?, said))
}

/// Drafts the successor.
pub(crate) fn renew(act: &mut Act<'_, '_>) -> Result<Reply> {
    let made = acts::renew(act.tx, &act.actor, act.ask.id()?)?;
    Ok(Reply::see(format!("/agreements/{}", made.meta.id)).toast("created", ""))
}

/// Notes who has it now.
pub(crate) fn hand_over(act: &mut Act<'_, '_>) -> Result<Reply> {
    let id = act.ask.id()?;
    visible(act.tx, &act.actor, Agreement::KIND, id)?;
    let rule = (Agreement::KIND.rule)(&act.actor, Action::Edit);
    if !rule.when.holds(act.tx, Agreement::KIND.table, id)? {
        return Err(Problem::forbidden(rule.otherwise));
    }
    let fields = &act.ask.fields;
    let holder = crate::words::Holder::from_word(fields.one("holder"));
    let name: String = fields.one("name").chars().take(200).collect();
    acts::hand_over(act.tx, id, holder, &name)?;
    Ok(Reply::see(format!("/agreements/{id}")).toast("saved", ""))
}
