//! The value statement on paper: the figures of its page.

use axum::body::Body;
use entente_kernel::{Class, Problem, Result};
use entente_paper::{Block, Column, Paper, PaperError, pdf};
use entente_record::Record;
use entente_web::{Cx, Reply, T};

use super::value::Value;

/// The file. Errors: 503 `no-chinese-font` where the machine cannot set Chinese.
pub(super) fn file(cx: &Cx<'_>, record: &Record, value: &Value) -> Result<Reply> {
    let t = &cx.t;
    let paper = Paper {
        title: format!("{} {}", t.m("membership-value"), value.year),
        lang: t.lang,
        subtitle: value.name.clone(),
        author: t.text(&cx.web.house().institution).0.to_owned(),
        reference: record.meta.reference.clone(),
        date: cx.today(),
        cover: false,
        contents: false,
        blocks: blocks(t, value),
    };
    let bytes = pdf(&paper).map_err(refused)?;
    let name = format!("{}-{}.pdf", record.meta.reference, value.year);
    Ok(Reply::file("application/pdf", name, Body::from(bytes)))
}

fn refused(error: PaperError) -> Problem {
    match error {
        PaperError::NoChineseFont => Problem::new(Class::Unavailable, "no-chinese-font"),
        PaperError::Typeset(_) => Problem::internal(error),
    }
}

/// Fees, services, and what came of them.
fn blocks(t: &T, value: &Value) -> Vec<Block> {
    let heading = |key: &str| Block::Heading { level: 1, text: t.m(key) };
    let mut fees = vec![(t.m("level-fee"), value.fee.clone())];
    fees.extend(value.fees.iter().map(|figure| (figure.label.clone(), figure.said.clone())));
    let mut blocks = vec![
        Block::Text(t.m("membership-value-on-paper")),
        heading("membership-fees"),
        Block::Facts(fees),
        heading("membership-services"),
        services(t, value),
        heading("membership-outcomes"),
    ];
    if value.outcomes.is_empty() {
        blocks.push(Block::Text(t.m("membership-outcomes-none")));
    } else {
        blocks.push(outcomes(t, value));
    }
    blocks
}

fn services(t: &T, value: &Value) -> Block {
    let heads = [
        ("service_request-service", false),
        ("membership-entitled", true),
        ("membership-used", true),
        ("membership-beyond", true),
        ("membership-delivered", true),
        ("membership-ratings", false),
    ];
    let rows = value.rows.iter().map(|line| {
        let figures = [&line.allowed, &line.used.said, &line.beyond.said, &line.delivered.said, &line.rating];
        std::iter::once(&line.service).chain(figures).cloned().collect()
    });
    table(t, &heads, rows.collect())
}

fn outcomes(t: &T, value: &Value) -> Block {
    let heads = [
        ("service_request-title", false),
        ("service_request-organisation", false),
        ("membership-outcomes", false),
    ];
    let rows = value.outcomes.iter().map(|one| vec![one.title.clone(), one.who.clone(), one.what.clone()]);
    table(t, &heads, rows.collect())
}

fn table(t: &T, heads: &[(&str, bool)], rows: Vec<Vec<String>>) -> Block {
    let columns = heads.iter().map(|(key, right)| Column { head: t.m(key), right: *right }).collect();
    Block::Table { caption: String::new(), columns, rows }
}
