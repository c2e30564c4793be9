//! The first page: what the rooms put there for this reader.

use askama::Template;
use entente_kernel::{Problem, Result};

use crate::cx::Cx;
use crate::locale::T;
use crate::reply::Reply;
use crate::shell::Page;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    t: &'a T,
    name: &'a str,
    institution: &'a str,
    logged_in: bool,
    role: String,
    sections: Vec<String>,
    places: Vec<(String, String)>,
}

/// Sections in the rooms' order; for visitors also what the house is for.
pub(crate) fn home(cx: &mut Cx<'_>) -> Result<Reply> {
    let mut sections: Vec<String> = super::dashboards::home(cx)?.into_iter().collect();
    for section in cx.web.home() {
        sections.extend((section.show)(cx)?);
    }
    let places =
        cx.web.menu().iter().map(|(_, m)| m).filter(|m| m.href != "/" && m.gate.pass(&cx.actor).is_ok());
    let role = cx.actor.grants.first().map(|g| cx.t.m(&format!("role-{}-hint", g.role)));
    let page = HomePage {
        name: cx.actor.name.show(cx.t.lang),
        institution: cx.web.house().institution.show(cx.t.lang),
        logged_in: cx.actor.account.is_some(),
        role: role.unwrap_or_default(),
        sections,
        places: places.map(|m| (m.href.clone(), cx.t.m(&m.label))).collect(),
        t: &cx.t,
    };
    let body = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("home");
    cx.page(&Page::new(title, "/"), &body)
}
