//! Two organisations that may be one: the way to the decision, and the comparison of all with all.

use std::sync::Arc;

use askama::Template;
use entente_access::{Action, Cond};
use entente_kernel::{Problem, Result};
use entente_record::{Datum, Draft, Record};
use entente_web::{Act, Cx, Page, Reply, T, safe};

use crate::comparing::{Comparison, Standing};
use crate::{Duplicate, Organisation, Resolving};

/// The way to both side by side, while it is not decided.
pub(crate) fn decide(cx: &mut Cx<'_>, record: &Record) -> Result<Option<String>> {
    let may = (Organisation::KIND.rule)(&cx.actor, Action::Trash).when != Cond::Nothing;
    let value = |field: &str| record.value(Duplicate::KIND, field);
    let (Datum::Link(one), Datum::Link(other)) = (value("one"), value("other")) else { return Ok(None) };
    if !may || record.meta.state != "open" {
        return Ok(None);
    }
    let label = safe(&cx.t.m("duplicate-decide"));
    Ok(Some(format!(
        "<section class=\"card\"><h2>{label}</h2><p><a class=\"button primary\" href=\"/organisations/{one}/merge?with={other}\">{label}</a></p></section>"
    )))
}

/// What the record that goes was called stays a name of the other one, so that it is found again.
pub(crate) fn remember_names(draft: &mut Draft, gone: &Record) {
    let Datum::Text(name) = gone.value(Organisation::KIND, "name") else { return };
    let kept = draft.values.first().cloned().unwrap_or_default();
    let Some(rows) = draft.children.first_mut() else { return };
    for (words, language) in [(&name.en, "en"), (&name.zh, "zh")] {
        let Some(words) = words else { continue };
        let shown =
            matches!(&kept, Datum::Text(held) if [&held.en, &held.zh].contains(&&Some(words.clone())));
        let listed = rows.iter().any(|row| row.first() == Some(&Datum::Line(words.clone())));
        if !shown && !listed {
            let (language, sort) = (Datum::Line(language.into()), Datum::Line("alias".into()));
            rows.push(vec![Datum::Line(words.clone()), language, sort, Datum::Empty, Datum::Empty]);
        }
    }
}

#[derive(Template)]
#[template(path = "comparison.html")]
struct ComparisonPage<'a> {
    t: &'a T,
    csrf: String,
    may: bool,
    part: bool,
    standing: Standing,
}

/// How the comparison of all organisations stands; only that part when a script asks for it.
pub(crate) fn comparison(cx: &mut Cx<'_>, comparison: &Comparison) -> Result<Reply> {
    let page = ComparisonPage {
        t: &cx.t,
        csrf: cx.csrf(),
        may: (Duplicate::KIND.rule)(&cx.actor, Action::Step("distinguish")).when != Cond::Nothing,
        part: cx.ask.part.is_some(),
        standing: comparison.standing(),
    };
    let body = page.render().map_err(Problem::internal)?;
    if cx.ask.part.is_some() {
        return Ok(Reply::html(body));
    }
    let title = cx.t.m("duplicate-compare");
    cx.page(&Page::new(title, "/duplicates"), &body)
}

/// Begins the comparison.
pub(crate) fn compare(act: &mut Act<'_, '_>, resolving: &Resolving) -> Result<Reply> {
    Arc::clone(&resolving.comparison).begin(act.web.db(), &resolving.resolver);
    Ok(Reply::see("/duplicates/compare"))
}
