//! What is different between a version and an earlier one.

use askama::Template;
use entente_kernel::{Problem, Result};
use entente_record::{Typed, visible};
use entente_web::{Cx, Page, Reply, T};

use crate::diff::{Became, Line, compare};
use crate::{AgreementText, queries};

#[derive(Template)]
#[template(path = "compare.html")]
struct Compare<'a> {
    t: &'a T,
    agreement: String,
    heading: String,
    here: String,
    others: Vec<(i64, String, bool)>,
    groups: Vec<Vec<Shown>>,
    unread: bool,
}

struct Shown {
    class: &'static str,
    mark: &'static str,
    pieces: Vec<(bool, String)>,
}

/// The page: against the version before, or the one that the address names.
pub(crate) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    let id = cx.ask.id()?;
    let text = AgreementText::from_record(&visible(cx.reads, &cx.actor, AgreementText::KIND, id)?)?;
    let mut earlier = Vec::new();
    for other in queries::texts(cx.reads, text.agreement)? {
        let seen = visible(cx.reads, &cx.actor, AgreementText::KIND, other.meta.id).is_ok();
        if seen && other.number < text.number {
            earlier.push(other);
        }
    }
    let asked: Option<i64> = cx.ask.asked("with").parse().ok();
    let with = earlier.iter().find(|other| Some(other.number) == asked).or_else(|| earlier.last());
    let with = with.cloned().ok_or_else(Problem::not_found)?;
    let (old, new) = (queries::words(cx.reads, &with)?, queries::words(cx.reads, &text)?);
    let title = |text: &AgreementText| cx.t.text(&text.title).0.to_owned();
    let heading = cx.t.with("agreement-text-compared", &[("old", title(&with)), ("new", title(&text))]);
    let others = earlier.iter().map(|o| (o.number, title(o), o.number == with.number)).collect();
    let page = Compare {
        agreement: text.agreement.to_string(),
        here: format!("/agreement-texts/{id}/compare"),
        others,
        groups: compare(&old, &new).into_iter().map(|g| g.into_iter().map(shown).collect()).collect(),
        unread: old.is_empty() || new.is_empty(),
        t: &cx.t.clone(),
        heading: heading.clone(),
    };
    let html = page.render().map_err(Problem::internal)?;
    cx.page(&Page::new(heading, "/agreements"), &html)
}

fn shown(line: Line) -> Shown {
    let (class, mark) = match line.became {
        Became::Same => ("same", " "),
        Became::Gone => ("gone", "−"),
        Became::New => ("new", "+"),
    };
    Shown { class, mark, pieces: line.pieces }
}
