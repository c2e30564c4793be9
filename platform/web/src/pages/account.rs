//! One's own account: name, address, language, password, sessions.

use std::sync::Arc;

use askama::Template;
use entente_access::{Profile, Secret, accounts, links, sessions};
use entente_kernel::{Id, Lang, Problem, Result, Text};

use crate::ask::Ask;
use crate::cx::{Act, Cx};
use crate::locale::T;
use crate::reply::Reply;
use crate::shell::Page;
use crate::web::Web;

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage<'a> {
    t: &'a T,
    csrf: String,
    login: String,
    version: i64,
    name_en: String,
    name_zh: String,
    email: String,
    lang: Lang,
    roles: Vec<String>,
    sessions: Vec<SessionRow>,
    letters: String,
    problems: Vec<String>,
}

struct SessionRow {
    id: String,
    agent: String,
    since: String,
    seen: String,
    own: bool,
}

/// The page.
pub(crate) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    show(cx, None)
}

/// The page again, with what was wrong.
pub(crate) fn page_again(cx: &mut Cx<'_>, problem: &Problem) -> Result<Reply> {
    show(cx, Some(problem))
}

fn own(cx: &Cx<'_>) -> Result<Id> {
    cx.actor.account.ok_or_else(Problem::not_found)
}

fn show(cx: &mut Cx<'_>, problem: Option<&Problem>) -> Result<Reply> {
    let id = own(cx)?;
    let account = accounts::find(cx.reads, id)?.ok_or_else(Problem::not_found)?;
    let letters = super::inbox::section(cx)?;
    let current = cx.session.as_ref().map(|s| s.id);
    let seen = sessions::list(cx.reads, id)?;
    let row = |s: sessions::Seen| SessionRow {
        own: Some(s.id) == current,
        id: s.id.to_string(),
        agent: s.user_agent,
        since: cx.t.moment(s.created_at),
        seen: cx.t.moment(s.last_seen_at),
    };
    let office = |held: &entente_access::Grant| -> String {
        let role = cx.t.m(&format!("role-{}", held.role));
        held.office.as_ref().map_or(role.clone(), |id| format!("{role} · {}", cx.t.office(id)))
    };
    let said = |p: &Problem| -> Vec<String> {
        if p.fields.is_empty() {
            vec![cx.t.problem(p)]
        } else {
            p.fields.iter().map(|f| cx.t.wrong(f)).collect()
        }
    };
    let typed = |name: &str, saved: Option<String>| {
        let fields = &cx.ask.fields;
        if fields.has(name) { fields.one(name).to_owned() } else { saved.unwrap_or_default() }
    };
    let page = AccountPage {
        csrf: cx.csrf(),
        login: account.login,
        version: account.version,
        name_en: typed("name_en", account.profile.name.en.clone()),
        name_zh: typed("name_zh", account.profile.name.zh.clone()),
        email: typed("email", account.profile.email.clone()),
        lang: account.profile.lang,
        roles: cx.actor.grants.iter().map(office).collect(),
        sessions: seen.into_iter().map(row).collect(),
        letters,
        problems: problem.map(said).unwrap_or_default(),
        t: &cx.t,
    };
    let body = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("my-account");
    cx.page(&Page::new(title, ""), &body)
}

/// Saves name, address and language.
pub(crate) fn change(act: &mut Act<'_, '_>) -> Result<Reply> {
    let id = act.actor.account.ok_or_else(Problem::not_found)?;
    let fields = &act.ask.fields;
    let profile = Profile {
        name: Text::new(fields.one("name_en"), fields.one("name_zh")),
        email: Some(fields.one("email").to_owned()).filter(|e| !e.is_empty()),
        lang: Lang::parse(fields.one("lang")).unwrap_or(act.actor.lang),
    };
    let site = act.web.house().site.clone();
    accounts::change(act.tx, id, &profile, Some(act.ask.seen()?), &site)?;
    let cookie = act.web.choice_cookie("lang", profile.lang.tag());
    Ok(Reply::see("/account").toast("saved", "").cookie(cookie))
}

/// Changes the password; every session ends, this one too.
pub(crate) async fn password(web: Web, ask: Arc<Ask>) -> Result<Reply> {
    let typed = |name: &str| ask.fields.all(name).first().cloned().unwrap_or_default();
    if typed("password") != typed("again") {
        return Err(Problem::field("again", "passwords-differ"));
    }
    let (of, asked) = (web.clone(), Arc::clone(&ask));
    let (actor, _) = web.db().read(move |reads| of.who(reads, &asked)).await?;
    let id = actor.account.ok_or_else(Problem::not_found)?;
    let (current, new) = (Secret::new(typed("current")), Secret::new(typed("password")));
    let house = web.house();
    let (site, params) = (house.site.clone(), house.params);
    links::change_password(web.db(), id, current, new, site, params, &ask.operation).await?;
    Ok(Reply::see("/login").cookie(web.session_cookie("")).toast("password-set", ""))
}

/// Ends one of one's own sessions.
pub(crate) fn end_session(act: &mut Act<'_, '_>) -> Result<Reply> {
    let id = act.actor.account.ok_or_else(Problem::not_found)?;
    let session = Id::parse(act.ask.param("session")).ok_or_else(Problem::not_found)?;
    sessions::end(act.tx, id, session)?;
    Ok(Reply::see("/account").toast("session-ended", ""))
}
