//! The stored bytes of a published report, as they are.

use axum::body::Body;
use entente_kernel::{Lang, Problem, Result};
use entente_web::{Cx, Reply};

use super::report;
use crate::edition::{self, PACKET, Stored, name};
use crate::forms;

/// The language that the address names, or the reader's.
fn lang(cx: &Cx<'_>) -> Lang {
    Lang::parse(cx.ask.asked("lang")).unwrap_or(cx.t.lang)
}

/// The reference number and the stored form. Errors: 404 when there is none.
fn form(cx: &mut Cx<'_>, name: &str) -> Result<(String, Stored)> {
    let (record, _) = report(cx)?;
    let stored = edition::form(cx.reads, record.meta.id, name)?;
    Ok((record.meta.reference, stored.ok_or_else(Problem::not_found)?))
}

/// As HTML, in place.
pub(crate) fn html(cx: &mut Cx<'_>) -> Result<Reply> {
    let name = name("html", lang(cx));
    let (_, stored) = form(cx, &name)?;
    Ok(Reply::text("text/html; charset=utf-8", forms::text(stored)?))
}

/// As PDF, to keep.
pub(crate) fn pdf(cx: &mut Cx<'_>) -> Result<Reply> {
    let lang = lang(cx);
    let (reference, stored) = form(cx, &name("pdf", lang))?;
    Ok(Reply::file(stored.media, format!("{reference}.{}.pdf", lang.tag()), Body::from(stored.bytes)))
}

/// The signed packet, to keep.
pub(crate) fn packet(cx: &mut Cx<'_>) -> Result<Reply> {
    let (reference, stored) = form(cx, PACKET)?;
    Ok(Reply::file(stored.media, format!("{reference}.packet.json"), Body::from(stored.bytes)))
}
