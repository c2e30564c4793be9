//! On a report's page: where its publication stands, its stored forms, and the way to check them.

use askama::Template;
use entente_kernel::{Lang, Problem, Result};
use entente_record::{Record, Typed};
use entente_web::pages::labels;
use entente_web::{Cx, T};

use super::figure::on_that_day;
use crate::Report;
use crate::edition::{self, PACKET, short};

#[derive(Template)]
#[template(path = "standing.html")]
struct Standing<'a> {
    t: &'a T,
    here: String,
    staff: bool,
    publishing: bool,
    known_at: Option<String>,
    forms: Vec<(String, String, String)>,
    key: Option<(String, String)>,
    asks: Vec<(String, String)>,
}

/// The panel.
pub(crate) fn panel(cx: &mut Cx<'_>, record: &Record) -> Result<Option<String>> {
    let report = Report::from_record(record)?;
    let made = edition::edition(cx.reads, record.meta.id)?;
    let key = match made.as_ref().and_then(|edition| edition.key_id.clone()) {
        Some(id) => edition::public_key(cx.reads, &id)?.map(|public| (id, public)),
        None => None,
    };
    let here = format!("/reports/{}", record.meta.id);
    let page = Standing {
        staff: cx.staff(),
        publishing: record.meta.state == "publishing",
        known_at: made.as_ref().map(|edition| cx.t.moment(edition.known_at)),
        forms: forms(cx, record, &here)?,
        asks: asks(cx, &report, made.as_ref().map(|edition| edition.known_at)),
        t: &cx.t.clone(),
        here,
        key,
    };
    page.render().map(Some).map_err(Problem::internal)
}

/// Address, name and hash of each stored form.
fn forms(cx: &mut Cx<'_>, record: &Record, here: &str) -> Result<Vec<(String, String, String)>> {
    let kept = edition::forms(cx.reads, record.meta.id)?;
    let line = |(name, sha256): (String, String)| {
        let (href, label) = match name.split_once('-') {
            Some((form, lang)) => {
                let words =
                    cx.t.m(&format!("report-language-{}", Lang::parse(lang).unwrap_or_default().code()));
                (format!("{here}/report.{form}?lang={lang}"), format!("{} · {words}", form.to_uppercase()))
            }
            None if name == PACKET => (format!("{here}/packet.json"), cx.t.m("report-packet")),
            None => (here.to_owned(), name),
        };
        (href, label, short(&sha256))
    };
    Ok(kept.into_iter().map(line).collect())
}

/// The pages of its measures on its day, where other days and other knowledge can be asked for.
fn asks(cx: &Cx<'_>, report: &Report, known: Option<entente_kernel::Instant>) -> Vec<(String, String)> {
    if !cx.staff() {
        return Vec::new();
    }
    let known = known.map_or(cx.today(), |known| known.date(cx.web.db().zone()));
    let mut all: Vec<(String, String)> = Vec::new();
    for block in &report.blocks {
        let Some(measure) = cx.web.measures().iter().find(|m| m.name == block.measure) else { continue };
        let href = on_that_day(measure.name, report.as_of, known);
        if !all.iter().any(|(own, _)| *own == href) {
            all.push((href, labels::measure(&cx.t, measure)));
        }
    }
    all
}
