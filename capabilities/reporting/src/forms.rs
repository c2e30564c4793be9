//! The stored forms of a report.

use entente_access::Audience;
use entente_kernel::{Instant, Lang, Problem, Result};
use entente_paper::{Paper, PaperError, pdf};
use entente_record::Record;
use entente_web::{T, Web, safe};

use crate::Report;
use crate::body::{body, lang_of, told};
use crate::edition::{Stored, name, stored};
use crate::paper::paper;
use crate::reckon::{Cell, Reckoned, Shown};

/// A form that is still to be made: what takes long is made when the database is not held any more.
pub(crate) enum Making {
    /// Made already.
    Made(Stored),
    /// To be set as PDF, under this name.
    Pdf(String, Box<Paper>),
}

impl Making {
    /// The form; nothing for a PDF where the machine lacks the font for it: the report is published without it.
    pub(crate) fn stored(self) -> Result<Option<Stored>> {
        match self {
            Self::Made(stored) => Ok(Some(stored)),
            Self::Pdf(name, paper) => match pdf(&paper) {
                Ok(bytes) => Ok(Some(stored(name, "application/pdf", bytes))),
                Err(PaperError::NoChineseFont) => Ok(None),
                Err(wrong) => Err(Problem::internal(wrong)),
            },
        }
    }
}

/// Every form of a report that was counted.
pub(crate) fn makings(
    web: &Web,
    record: &Record,
    report: &Report,
    known_at: Instant,
    reckoned: &Reckoned,
) -> Vec<Making> {
    let each = Lang::ALL.map(|lang| {
        let t = web.locales().of(lang);
        let page = html(web, &t, record, report, known_at, reckoned);
        let (author, day) = (web.house().institution.show(lang), known_at.date(web.db().zone()));
        let head = head(web, &t, record, report, known_at);
        let paper = paper(&t, report, head, (&record.meta.reference, author, day), reckoned);
        [
            Making::Made(stored(name("html", lang), "text/html; charset=utf-8", page.into_bytes())),
            Making::Pdf(name("pdf", lang), Box::new(paper)),
        ]
    });
    each.into_iter().flatten().collect()
}

/// What stands above the blocks: names and values.
pub(crate) fn head(
    web: &Web,
    t: &T,
    record: &Record,
    report: &Report,
    known_at: Instant,
) -> Vec<(String, String)> {
    let audience = Audience::parse(&record.meta.class).map_or("restricted", Audience::code);
    vec![
        (t.m("report-by"), web.house().institution.show(t.lang).to_owned()),
        (t.m("report-number"), record.meta.reference.clone()),
        (t.m("report-as_of"), t.day(report.as_of)),
        (t.m("report-known_at"), t.moment(known_at)),
        (t.m("report-counted-for"), t.m(&format!("class-{audience}"))),
    ]
}

/// The names and values as HTML.
pub(crate) fn facts(facts: &[(String, String)]) -> String {
    let fact = |(label, value): &(String, String)| {
        format!("<div><dt>{}</dt><dd>{}</dd></div>", safe(label), safe(value))
    };
    format!("<dl class=\"facts\">{}</dl>", facts.iter().map(fact).collect::<String>())
}

/// A page that needs nothing but the style sheet: no script, no form, nothing of whoever reads it.
fn html(
    web: &Web,
    t: &T,
    record: &Record,
    report: &Report,
    known_at: Instant,
    reckoned: &Reckoned,
) -> String {
    let base = format!("/reports/{}", record.meta.id);
    let other = t.lang.other();
    let leads = |_: &Shown, cell: &Cell| (cell.number > 0).then(|| format!("{base}/figures/{}", cell.number));
    let title = safe(t.text(&report.title).0);
    let contents: String = reckoned
        .parts
        .iter()
        .zip(1..)
        .map(|(part, n)| format!("<li><a href=\"#part-{n}\">{}</a></li>", safe(t.text(&part.heading).0)))
        .collect();
    let link = |to: &str, key: &str| format!("<a href=\"{base}{to}\">{}</a>", safe(&t.m(key)));
    let lang = t.lang.tag();
    let links = [
        link("", "report-own-page"),
        format!(
            "<a href=\"{base}/report.html?lang={}\" lang=\"{0}\" hreflang=\"{0}\">{1}</a>",
            other.tag(),
            safe(&t.m("report-other-language"))
        ),
        link("/packet.json", "report-packet"),
    ];
    format!(
        "<!doctype html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>{title}</title><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><link rel=\"stylesheet\" href=\"/static/report/entente.css\">\
         <link rel=\"icon\" type=\"image/svg+xml\" href=\"/static/report/mark.svg\"></head>\
         <body><main id=\"main\" class=\"stack\"><header class=\"head\"><h1{}>{title}</h1></header>\
         <section class=\"card\">{}{}<p class=\"row\">{}</p></section>\
         <nav class=\"card\" aria-label=\"{}\"><ol>{contents}</ol></nav>{}\
         <footer class=\"card\"><p class=\"muted\">{}</p></footer></main></body></html>\n",
        lang_of(t, &report.title),
        facts(&head(web, t, record, report, known_at)),
        told(t, &report.summary),
        links.join(" · "),
        safe(&t.m("report-contents")),
        body(t, reckoned, &leads),
        safe(&t.m("report-foot")),
    )
}

/// A form out of bytes that were stored, as text. Errors: internal when they are none.
pub(crate) fn text(stored: Stored) -> Result<String> {
    String::from_utf8(stored.bytes).map_err(Problem::internal)
}
