//! The frame of every page.

use askama::Template;
use entente_kernel::{Class, Lang, Problem, Result};

use crate::ask::{escape, inside};
use crate::assets;
use crate::cx::Cx;
use crate::locale::T;
use crate::reply::{Reply, Toast};
use crate::web::Web;

/// What a page says of itself.
#[derive(Default)]
pub struct Page {
    /// The document's title; the institution follows.
    pub title: String,
    /// The navigation's entry that is current, by its address.
    pub at: String,
}

impl Page {
    /// A page under a navigation entry.
    pub fn new(title: impl Into<String>, at: impl Into<String>) -> Self {
        Self { title: title.into(), at: at.into() }
    }
}

#[derive(Template)]
#[template(path = "shell.html")]
struct Shell<'a> {
    t: &'a T,
    title: &'a str,
    institution: &'a str,
    name: &'a str,
    csrf: &'a str,
    back: &'a str,
    theme: &'a str,
    other: Lang,
    shortcuts: bool,
    nav: Vec<Nav>,
    toast: Option<Shown>,
    css: &'a str,
    js: &'a str,
    htmx: &'a str,
    mark: &'a str,
    body: &'a str,
    logged_in: bool,
    admin: bool,
    sought: &'a str,
}

struct Nav {
    label: String,
    href: String,
    letter: char,
    current: bool,
    /// The first of another room than the one before.
    apart: bool,
}

struct Shown {
    text: String,
    undo: Option<String>,
}

/// The whole page around `body`.
pub(crate) fn page(cx: &mut Cx<'_>, page: &Page, body: &str) -> Result<String> {
    let csrf = cx.csrf();
    let ask = cx.ask;
    let query = if ask.query_text.is_empty() { String::new() } else { format!("?{}", ask.query_text) };
    let mut room = None;
    let open = cx.web.menu().iter().filter(|(_, entry)| entry.gate.pass(&cx.actor).is_ok());
    let nav = open.map(|(number, entry)| Nav {
        label: cx.t.m(&entry.label),
        href: entry.href.clone(),
        letter: entry.letter,
        current: entry.href == page.at,
        apart: room.replace(*number).is_some_and(|before| before != *number),
    });
    let nav: Vec<Nav> = nav.collect();
    let toast = ask.cookie("toast").and_then(Toast::read);
    let shell = Shell {
        t: &cx.t,
        title: &page.title,
        institution: cx.web.house().institution.show(cx.t.lang),
        name: cx.actor.name.show(cx.t.lang),
        csrf: &csrf,
        back: &format!("{}{query}", inside(&ask.path)),
        theme: theme(ask.cookie("theme")),
        other: cx.t.lang.other(),
        shortcuts: ask.cookie("shortcuts") != Some("off"),
        nav,
        toast: toast.and_then(|toast| shown(&cx.t, toast)),
        css: assets::address("entente.css"),
        js: assets::address("app.js"),
        htmx: assets::address("htmx.js"),
        mark: assets::address("mark.svg"),
        body,
        logged_in: cx.actor.account.is_some(),
        admin: cx.actor.has_any(cx.web.house().account_keepers),
        sought: if ask.path == "/search" { ask.asked("q") } else { "" },
    };
    shell.render().map_err(Problem::internal)
}

fn shown(t: &T, toast: Toast) -> Option<Shown> {
    let key = format!("toast-{}", toast.key);
    t.maybe(&key)?;
    Some(Shown { text: t.a(&key, "what", &toast.what), undo: toast.undo })
}

fn theme(cookie: Option<&str>) -> &'static str {
    match cookie {
        Some("light") => "light",
        Some("dark") => "dark",
        _ => "auto",
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    t: &'a T,
    heading: String,
    said: String,
    help: Option<String>,
    operation: &'a str,
    internal: bool,
}

/// The page of a problem, with a way out. Who has to log in first is led there.
pub(crate) fn problem(cx: &mut Cx<'_>, problem: &Problem) -> Result<Reply> {
    if problem.class == Class::Unauthenticated && cx.actor.account.is_none() && cx.ask.method == "GET" {
        let to = format!("{}?{}", cx.ask.path, cx.ask.query_text);
        return Ok(Reply::see(format!("/login?to={}", escape(to.trim_end_matches('?')))));
    }
    if problem.class == Class::Internal {
        tracing::error!(operation = cx.ask.operation, %problem, "request failed");
    }
    let heading = cx.t.m(&format!("problem-class-{}", problem.class.status()));
    let mut said = cx.t.problem(problem);
    for wrong in &problem.fields {
        said.push(' ');
        said.push_str(&cx.t.wrong(wrong));
    }
    let body = ProblemPage {
        t: &cx.t,
        heading: heading.clone(),
        said,
        help: cx.t.help(problem.code, &problem.args),
        operation: &cx.ask.operation,
        internal: problem.class == Class::Internal,
    };
    let body = body.render().map_err(Problem::internal)?;
    Ok(cx.page(&Page::new(heading, ""), &body)?.status(problem.class.status()))
}

/// A problem where not even the reader is known: one line in both languages.
pub(crate) fn bare(problem: &Problem, web: &Web) -> Reply {
    if problem.class == Class::Internal {
        tracing::error!(%problem, "request failed");
    }
    let line = |lang: Lang| web.locales().of(lang).problem(problem);
    let text = format!("{}\n{}\n", line(Lang::En), line(Lang::Zh));
    Reply::text("text/plain; charset=utf-8", text).status(problem.class.status())
}
