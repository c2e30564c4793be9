//! The pages of this room.

pub(crate) mod consents;
pub(crate) mod erasure;
pub(crate) mod mine;
pub(crate) mod new;
pub(crate) mod panel;
pub(crate) mod retention;
pub(crate) mod takeout;
pub(crate) mod trash;

use entente_kernel::{Problem, Result};
use entente_record::Kind;
use entente_web::{Cx, Web};

/// The kind of record that people are.
pub(crate) fn person_kind(web: &Web) -> Result<&'static Kind> {
    let name = web.house().person_kind.ok_or_else(|| Problem::internal("no kind of people"))?;
    web.registry().kind(name).ok_or_else(|| Problem::internal(format!("no kind {name}")))
}

/// A title for the reader: its words, or its number.
pub(crate) fn named(cx: &Cx<'_>, title: &entente_kernel::Text, reference: &str) -> String {
    if title.is_empty() { reference.to_owned() } else { cx.t.text(title).0.to_owned() }
}
