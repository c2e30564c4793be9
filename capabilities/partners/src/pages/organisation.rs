//! What this room adds to an organisation's page.

use std::collections::BTreeMap;

use askama::Template;
use entente_access::{Action, Cond};
use entente_kernel::{Id, Problem, Result, Text};
use entente_record::{Record, load, merged_here};
use entente_web::{Cx, T, text};

use crate::Organisation;

#[derive(Template)]
#[template(path = "merged_here.html")]
struct Panel<'a> {
    t: &'a T,
    csrf: String,
    here: String,
    merged: Vec<Merged>,
}

struct Merged {
    gone: String,
    name: String,
    day: String,
}

/// For those who may undo it: the records that were found to be this one.
pub(crate) fn merged(cx: &mut Cx<'_>, record: &Record) -> Result<Option<String>> {
    if (Organisation::KIND.rule)(&cx.actor, Action::Trash).when == Cond::Nothing {
        return Ok(None);
    }
    let merges = merged_here(cx.reads, record.meta.id)?;
    if merges.is_empty() {
        return Ok(None);
    }
    let mut names: BTreeMap<Id, Text> = BTreeMap::new();
    for merge in &merges {
        if let Some(gone) = load(cx.reads, Organisation::KIND, merge.gone)? {
            names.insert(merge.gone, gone.title_text());
        }
    }
    let zone = cx.web.db().zone().clone();
    let merged = merges.iter().map(|merge| Merged {
        gone: merge.gone.to_string(),
        name: names.get(&merge.gone).map(|name| text(&cx.t, name)).unwrap_or_default(),
        day: cx.t.day(merge.at.date(&zone)),
    });
    let panel = Panel {
        csrf: cx.csrf(),
        here: format!("/organisations/{}", record.meta.id),
        merged: merged.collect(),
        t: &cx.t,
    };
    panel.render().map(Some).map_err(Problem::internal)
}
