//! What a report would say if it were published now.

use askama::Template;
use entente_kernel::{Problem, Result};
use entente_measures::{Slice, address};
use entente_web::{Cx, Page, Reply, T};

use super::report;
use crate::body::{body, told};
use crate::edition;
use crate::forms::{facts, head};
use crate::reader;
use crate::reckon::{Cell, Reckoning, Shown, moment};

#[derive(Template)]
#[template(path = "preview.html")]
struct Preview<'a> {
    t: &'a T,
    here: String,
    title: String,
    facts: String,
    summary: String,
    body: String,
}

/// The page, for staff; counted under the report's own reader.
pub(crate) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    let (record, report) = report(cx)?;
    if !cx.staff() {
        return Err(Problem::not_found());
    }
    let begun = edition::edition(cx.reads, record.meta.id)?;
    let now = cx.reads.now();
    let wanted = report.known_on.map(|day| entente_kernel::Instant::end_of(day, cx.web.db().zone()).min(now));
    let known = begun.map_or(wanted.unwrap_or(now), |edition| edition.known_at);
    let (reader, _) = reader::of_class(&record.meta.class);
    let web = cx.web.clone();
    let mut reckoning = Reckoning::new(&web, &reader, moment(report.as_of, known));
    let at = reckoning.at;
    let reckoned = reckoning.report(cx.reads, &report, false)?;
    let leads = |shown: &Shown, cell: &Cell| {
        let key = cell.figure.keys.first().cloned();
        let own = shown.by.zip(key).map(|(dimension, key)| Slice { dimension, key });
        let slices: Vec<Slice> = shown.slices.iter().cloned().chain(own).collect();
        (!cell.figure.few).then(|| address(&shown.measure, &slices, cell.figure.currency.as_deref(), &at))
    };
    let t = cx.t.clone();
    let page = Preview {
        t: &t,
        here: format!("/reports/{}", record.meta.id),
        title: t.text(&report.title).0.to_owned(),
        facts: facts(&head(&web, &t, &record, &report, known)),
        summary: told(&t, &report.summary),
        body: body(&t, &reckoned, &leads),
    };
    let html = page.render().map_err(Problem::internal)?;
    cx.page(&Page::new(t.m("report-preview"), "/reports"), &html)
}
