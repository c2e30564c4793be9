//! The pages of this room beside those that every kind has.

pub(crate) mod apply;
pub(crate) mod bulletins;
pub(crate) mod cohorts;
pub(crate) mod health;
pub(crate) mod home;
pub(crate) mod invoices;
pub(crate) mod membership;
pub(crate) mod requests;
pub(crate) mod seats;
mod statement;
pub(crate) mod value;

use entente_kernel::{Id, Problem, Result, Text};
use entente_periods::Standing;
use entente_record::link_titles;
use entente_web::{Cx, safe};

/// The locale key of a standing.
pub(crate) fn standing_key(standing: Standing) -> &'static str {
    match standing {
        Standing::NotYet => "membership-standing-not-yet",
        Standing::Active => "membership-standing-active",
        Standing::Grace => "membership-standing-grace",
        Standing::Suspended => "membership-standing-suspended",
        Standing::Lapsed => "membership-standing-lapsed",
        Standing::Ended => "membership-standing-ended",
    }
}

/// The names of organisations that the reader may see.
pub(crate) fn organisations(cx: &mut Cx<'_>, ids: &[Id]) -> Result<std::collections::BTreeMap<Id, Text>> {
    match cx.web.registry().kind("organisation") {
        Some(kind) => link_titles(cx.reads, &cx.actor, kind, ids),
        None => Ok(Default::default()),
    }
}

/// One choice of a list.
pub(crate) struct Offered {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) chosen: bool,
}

/// What was wrong with a form, each line with the label of its field: `<labels>-<field>`.
pub(crate) fn said(cx: &Cx<'_>, labels: &str, problem: &Problem) -> Vec<String> {
    if problem.fields.is_empty() {
        return vec![cx.t.problem(problem)];
    }
    let label = |field: &str| cx.t.m(&format!("{labels}-{}", field.split('.').next().unwrap_or(field)));
    problem.fields.iter().map(|f| format!("{}: {}", label(&f.field), cx.t.wrong(f))).collect()
}

/// A section of a page.
pub(crate) fn section(id: &str, heading: &str, body: &str) -> String {
    let heading = safe(heading);
    format!(
        "<section class=\"card\" id=\"{id}\" aria-labelledby=\"{id}-h\"><h2 id=\"{id}-h\">{heading}</h2>{body}</section>"
    )
}

/// A button that posts.
pub(crate) fn button(csrf: &str, action: &str, fields: &[(&str, &str)], label: &str, class: &str) -> String {
    let hidden = |(name, value): &(&str, &str)| {
        format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", safe(name), safe(value))
    };
    let fields: String = [("csrf", csrf)].iter().chain(fields).map(hidden).collect();
    format!(
        "<form class=\"inline\" method=\"post\" action=\"{}\">{fields}<button class=\"button{class}\">{}</button></form>",
        safe(action),
        safe(label)
    )
}
