//! Logging in and out, invitations, and passwords that were forgotten.

use std::sync::Arc;

use askama::Template;
use entente_access::Secret;
use entente_access::links::{self, Purpose};
use entente_access::sessions::{self, Attempt};
use entente_kernel::{Problem, Result};

use crate::ask::{Ask, inside};
use crate::cx::{Act, Cx};
use crate::locale::T;
use crate::reply::Reply;
use crate::shell::Page;
use crate::web::Web;

#[derive(Template)]
#[template(path = "login.html")]
struct LogIn<'a> {
    t: &'a T,
    to: &'a str,
    login: &'a str,
    csrf: String,
    problem: Option<String>,
    help: Option<String>,
    shown: &'a [(String, String)],
}

/// The log-in page.
pub(crate) fn form(cx: &mut Cx<'_>) -> Result<Reply> {
    if cx.actor.account.is_some() {
        return Ok(Reply::see(inside(cx.ask.asked("to"))));
    }
    log_in_page(cx, None)
}

/// The log-in page again; the name stays, the password does not.
pub(crate) fn form_again(cx: &mut Cx<'_>, problem: &Problem) -> Result<Reply> {
    log_in_page(cx, Some(problem))
}

fn log_in_page(cx: &mut Cx<'_>, problem: Option<&Problem>) -> Result<Reply> {
    let to = if cx.ask.method == "GET" { cx.ask.asked("to") } else { cx.ask.fields.one("to") };
    let page = LogIn {
        t: &cx.t,
        to: inside(to),
        login: cx.ask.fields.one("login"),
        csrf: cx.csrf(),
        problem: problem.map(|p| cx.t.problem(p)),
        help: problem.and_then(|p| cx.t.help(p.code, &p.args)),
        shown: &cx.web.house().shown_logins,
    };
    let body = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("log-in");
    cx.page(&Page::new(title, ""), &body)
}

/// Checks name and password and opens a session.
pub(crate) async fn log_in(web: Web, ask: Arc<Ask>) -> Result<Reply> {
    let attempt = Attempt {
        login: ask.fields.one("login").to_owned(),
        password: Secret::new(ask.fields.all("password").first().cloned().unwrap_or_default()),
        address: ask.address,
        user_agent: ask.header("user-agent").to_owned(),
        replaces: ask.session(),
    };
    let opened = sessions::log_in(web.db(), attempt, web.house().params, &ask.operation).await?;
    let to = inside(ask.fields.one("to")).to_owned();
    Ok(Reply::see(to).cookie(web.session_cookie(opened.token.reveal())))
}

/// Ends the session.
pub(crate) fn log_out(act: &mut Act<'_, '_>) -> Result<Reply> {
    if let Some(token) = act.ask.session() {
        sessions::log_out(act.tx, &token)?;
    }
    Ok(Reply::see("/login").cookie(act.web.session_cookie("")).toast("logged-out", ""))
}

#[derive(Template)]
#[template(path = "forgot.html")]
struct Forgot<'a> {
    t: &'a T,
    login: &'a str,
    csrf: String,
    sent: bool,
    problem: Option<String>,
}

/// The page that asks for whom a new password is wanted.
pub(crate) fn forgot_form(cx: &mut Cx<'_>) -> Result<Reply> {
    forgot_page(cx, None)
}

/// That page again.
pub(crate) fn forgot_again(cx: &mut Cx<'_>, problem: &Problem) -> Result<Reply> {
    forgot_page(cx, Some(problem))
}

fn forgot_page(cx: &mut Cx<'_>, problem: Option<&Problem>) -> Result<Reply> {
    let page = Forgot {
        t: &cx.t,
        login: cx.ask.fields.one("login"),
        csrf: cx.csrf(),
        sent: cx.ask.asked("sent") == "yes",
        problem: problem.map(|p| cx.t.problem(p)),
    };
    let body = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("forgot");
    cx.page(&Page::new(title, ""), &body)
}

/// Sends the letter, if there is such an account; the answer is the same either way.
pub(crate) async fn forgot(web: Web, ask: Arc<Ask>) -> Result<Reply> {
    let login = ask.fields.one("login").to_owned();
    let site = web.house().site.clone();
    links::request_reset(web.db(), login, ask.address, site, &ask.operation).await?;
    Ok(Reply::see("/forgot?sent=yes"))
}

#[derive(Template)]
#[template(path = "link.html")]
struct LinkPage<'a> {
    t: &'a T,
    csrf: String,
    name: String,
    login: String,
    welcome: bool,
    valid: bool,
    problems: Vec<String>,
}

/// The page behind a one-time link: choose a password.
pub(crate) fn link_form(cx: &mut Cx<'_>) -> Result<Reply> {
    link_page(cx, None)
}

/// That page again.
pub(crate) fn link_again(cx: &mut Cx<'_>, problem: &Problem) -> Result<Reply> {
    link_page(cx, Some(problem))
}

fn link_page(cx: &mut Cx<'_>, problem: Option<&Problem>) -> Result<Reply> {
    let key = Secret::new(cx.ask.param("key"));
    let link = links::peek(cx.reads, &key)?;
    let said = |p: &Problem| -> Vec<String> {
        if p.fields.is_empty() {
            vec![cx.t.problem(p)]
        } else {
            p.fields.iter().map(|f| cx.t.wrong(f)).collect()
        }
    };
    let page = LinkPage {
        csrf: cx.csrf(),
        name: link.as_ref().map(|l| l.account.profile.name.show(cx.t.lang).to_owned()).unwrap_or_default(),
        login: link.as_ref().map(|l| l.account.login.clone()).unwrap_or_default(),
        welcome: link.as_ref().is_some_and(|l| matches!(l.purpose, Purpose::Invite)),
        valid: link.is_some(),
        problems: problem.map(said).unwrap_or_default(),
        t: &cx.t,
    };
    let body = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("choose-password");
    cx.page(&Page::new(title, ""), &body)
}

/// Sets the password that a link allows to be chosen.
pub(crate) async fn redeem(web: Web, ask: Arc<Ask>) -> Result<Reply> {
    let typed = |name: &str| ask.fields.all(name).first().cloned().unwrap_or_default();
    if typed("password") != typed("again") {
        return Err(Problem::field("again", "passwords-differ"));
    }
    let (key, password) = (Secret::new(ask.param("key")), Secret::new(typed("password")));
    links::redeem(web.db(), key, password, web.house().params, &ask.operation).await?;
    Ok(Reply::see("/login").toast("password-set", ""))
}
