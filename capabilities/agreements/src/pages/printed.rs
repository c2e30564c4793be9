//! Agreements on paper: what is common to a cover sheet and a printed version, and the version itself.

use axum::body::Body;
use entente_kernel::{Class, Lang, Problem, Result, is_ideographic};
use entente_paper::{Block, Paper, PaperError, Signature, pdf};
use entente_record::{Record, Typed, visible};
use entente_web::{Cx, Reply, safe};

use super::{name, names};
use crate::queries::{self, Side};
use crate::words::{AssentSort, TextFormat};
use crate::{Agreement, AgreementText, Assent};

/// A version that was typed, with its hash and who signed it. Errors: 404 for one that is a document: that is the paper.
pub(crate) fn text(cx: &mut Cx<'_>) -> Result<Reply> {
    in_language(cx);
    let record = visible(cx.reads, &cx.actor, AgreementText::KIND, cx.ask.id()?)?;
    let text = AgreementText::from_record(&record)?;
    if text.format != TextFormat::Markdown {
        return Err(Problem::not_found());
    }
    let agreement = visible(cx.reads, &cx.actor, Agreement::KIND, text.agreement)?;
    let proposed = [text.proposed_by].into_iter().flatten().collect::<Vec<_>>();
    let known = names(cx, &proposed)?;
    let by = text.proposed_by.map_or_else(|| cx.t.m("agreement-us"), |party| name(cx, &known, party));
    let facts = vec![
        (cx.t.m("agreement"), agreement.meta.reference.clone()),
        (cx.t.m("agreement-text-state"), cx.state(AgreementText::KIND, &record)),
        (cx.t.m("agreement-text-proposed_by"), by),
        (cx.t.m("agreement_text-digest"), text.digest.clone()),
    ];
    let lang = lang_of(&text.body);
    let end = vec![(cx.t.m("agreement_text-digest"), text.digest.clone())];
    let blocks = vec![
        Block::Facts(facts),
        Block::In { lang, blocks: vec![Block::Markdown(text.body.clone())] },
        Block::Heading { level: 1, text: cx.t.a("agreement-said-of", "what", cx.t.text(&text.title).0) },
        Block::Facts(end),
        Block::Signatures(signatures(cx, &agreement, Some(&text))?),
        Block::Text(cx.t.m("agreement-sign-hint")),
    ];
    let title = cx.title(Agreement::KIND, &agreement, &["public"]);
    let paper = paper(cx, title, cx.t.text(&text.title).0.to_owned(), &record, blocks);
    reply(&paper, &format!("{}.pdf", record.meta.reference))
}

/// On the page of a typed version: the way to its paper.
pub(crate) fn link(cx: &mut Cx<'_>, record: &Record) -> Result<Option<String>> {
    let text = AgreementText::from_record(record)?;
    let here = format!("/agreement-texts/{}/text.pdf", record.meta.id);
    let label = safe(&cx.t.m("agreement-text-pdf"));
    let link = format!("<p class=\"row\"><a class=\"button quiet\" href=\"{here}\">{label}</a></p>");
    Ok((text.format == TextFormat::Markdown).then_some(link))
}

/// The language that the address asks for; otherwise the reader's.
pub(crate) fn in_language(cx: &mut Cx<'_>) {
    if let Some(lang) = Lang::parse(cx.ask.asked("lang")) {
        cx.t = cx.web.locales().of(lang);
    }
}

/// A paper of our institution, of today.
pub(crate) fn paper(
    cx: &Cx<'_>,
    title: String,
    subtitle: String,
    record: &Record,
    blocks: Vec<Block>,
) -> Paper {
    Paper {
        title,
        lang: cx.t.lang,
        subtitle,
        author: cx.t.text(&cx.web.house().institution).0.to_owned(),
        reference: record.meta.reference.clone(),
        date: cx.today(),
        cover: false,
        contents: false,
        blocks,
    }
}

/// The paper as a file. Errors: 503 `no-chinese-font` where the machine cannot set Chinese.
pub(crate) fn reply(paper: &Paper, name: &str) -> Result<Reply> {
    let bytes = pdf(paper).map_err(refused)?;
    Ok(Reply::file("application/pdf", name, Body::from(bytes)))
}

fn refused(error: PaperError) -> Problem {
    match error {
        PaperError::NoChineseFont => Problem::new(Class::Unavailable, "no-chinese-font"),
        PaperError::Typeset(_) => Problem::internal(error),
    }
}

/// Chinese where it holds Chinese characters.
fn lang_of(body: &str) -> Lang {
    if body.chars().any(is_ideographic) { Lang::Zh } else { Lang::En }
}

/// Everybody who signs, with what was signed of this version; a line to write on for the others.
pub(crate) fn signatures(
    cx: &mut Cx<'_>,
    agreement: &Record,
    text: Option<&AgreementText>,
) -> Result<Vec<Signature>> {
    let said = said_of(cx, agreement, text, AssentSort::Signature)?;
    let parties = queries::parties(agreement);
    let known = names(cx, &parties)?;
    let sides = std::iter::once(Side::Us).chain(parties.into_iter().map(Side::Party));
    let line = |side: Side| {
        let one = said.iter().find(|assent| assent.side() == side);
        Signature {
            party: match side {
                Side::Party(id) => name(cx, &known, id),
                _ => cx.t.text(&cx.web.house().institution).0.to_owned(),
            },
            name: one.map(|one| one.name.clone()).unwrap_or_default(),
            capacity: one.map(|one| one.capacity.clone()).unwrap_or_default(),
            when: one.map(|one| cx.t.day(one.day)).unwrap_or_default(),
        }
    };
    Ok(sides.map(line).collect())
}

/// What was said of a version and not taken back, as far as the reader may know it.
pub(crate) fn said_of(
    cx: &mut Cx<'_>,
    agreement: &Record,
    text: Option<&AgreementText>,
    sort: AssentSort,
) -> Result<Vec<Assent>> {
    let Some(text) = text else { return Ok(Vec::new()) };
    let mut said = queries::assents(cx.reads, agreement.meta.id)?;
    said.retain(|one| one.text == text.meta.id && one.digest == text.digest && one.sort == sort);
    said.retain(|one| visible(cx.reads, &cx.actor, Assent::KIND, one.meta.id).is_ok());
    Ok(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_without_chinese_says_so_and_a_text_is_in_its_language() {
        let problem = refused(PaperError::NoChineseFont);
        assert_eq!((problem.class, problem.code), (Class::Unavailable, "no-chinese-font"));
        assert_eq!(refused(PaperError::Typeset(Vec::new())).class, Class::Internal);
        assert_eq!([lang_of("1. Scope"), lang_of("第一条 Scope")], [Lang::En, Lang::Zh]);
    }
}
