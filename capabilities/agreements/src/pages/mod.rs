//! The pages of this room.

pub(crate) mod cards;
pub(crate) mod compare;
pub(crate) mod cover;
pub(crate) mod evidence;
pub(crate) mod family;
pub(crate) mod form;
pub(crate) mod gates;
pub(crate) mod printed;
pub(crate) mod signing;
pub(crate) mod standing;
pub(crate) mod taking_over;
pub(crate) mod technology;
pub(crate) mod texts;

use std::collections::BTreeMap;

use entente_kernel::{Id, Result, Text};
use entente_record::link_titles;
use entente_web::Cx;

/// The names of organisations that the reader may see.
pub(crate) fn names(cx: &mut Cx<'_>, organisations: &[Id]) -> Result<BTreeMap<Id, Text>> {
    let registry = cx.web.registry().clone();
    match cx.web.house().partner_kind.and_then(|name| registry.kind(name)) {
        Some(kind) => link_titles(cx.reads, &cx.actor, kind, organisations),
        None => Ok(BTreeMap::new()),
    }
}

/// The name of an organisation in words; its kind where the reader may not know it.
pub(crate) fn name(cx: &Cx<'_>, names: &BTreeMap<Id, Text>, organisation: Id) -> String {
    let known = names.get(&organisation).filter(|name| !name.is_empty());
    known.map_or_else(|| cx.t.m("agreement-a-party"), |name| cx.t.text(name).0.to_owned())
}
