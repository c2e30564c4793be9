//! Accounts, for those who keep them: who is there, inviting someone, roles, organisations, closing.

use askama::Template;
use entente_access::{Account, NewAccount, Profile, Which, accounts, grants, links, organisations};
use entente_kernel::{Id, Lang, Period, Problem, Result, Text};
use entente_record::link_titles;

use crate::cx::{Act, Cx};
use crate::locale::T;
use crate::reply::Reply;
use crate::shell::Page;

#[derive(Template)]
#[template(path = "accounts.html")]
struct ListPage<'a> {
    t: &'a T,
    words: String,
    rows: Vec<Row>,
    next: Option<String>,
}

struct Row {
    href: String,
    login: String,
    name: String,
    email: String,
    status: &'static str,
    status_label: String,
    roles: String,
}

/// Accounts shown on a page.
const SHOWN: usize = 50;

/// The list, by log-in name.
pub(crate) fn list(cx: &mut Cx<'_>) -> Result<Reply> {
    let words = cx.ask.asked("q").to_owned();
    let after = Id::parse(cx.ask.asked("after"));
    let which = Which { containing: words.clone(), after, limit: SHOWN, ..Which::default() };
    let found = accounts::list(cx.reads, &which)?;
    let ids: Vec<Id> = found.iter().map(|a| a.id).collect();
    let held = grants::of_accounts(cx.reads, &ids)?;
    let row = |a: &Account| Row {
        href: format!("/accounts/{}", a.id),
        login: a.login.clone(),
        name: a.profile.name.show(cx.t.lang).to_owned(),
        email: a.profile.email.clone().unwrap_or_default(),
        status: a.status.code(),
        status_label: cx.t.m(&format!("account-status-{}", a.status.code())),
        roles: held
            .iter()
            .filter(|h| h.account == a.id)
            .map(|h| role(&cx.t, h))
            .collect::<Vec<_>>()
            .join(", "),
    };
    let more = found.len() == SHOWN;
    let last = found.last().map(|a| a.id).filter(|_| more);
    let next = last.map(|id| format!("/accounts?q={}&after={id}", crate::ask::escape(&words)));
    let page = ListPage { t: &cx.t, words, rows: found.iter().map(row).collect(), next };
    let body = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("accounts");
    cx.page(&Page::new(title, "/accounts"), &body)
}

fn role(t: &T, held: &grants::Held) -> String {
    let name = t.m(&format!("role-{}", held.role));
    held.office.as_ref().map_or(name.clone(), |office| format!("{name} · {}", t.office(office)))
}

#[derive(Template)]
#[template(path = "account_new.html")]
struct NewPage<'a> {
    t: &'a T,
    csrf: String,
    problems: Vec<String>,
    login: &'a str,
    name_en: &'a str,
    name_zh: &'a str,
    email: &'a str,
    roles: Vec<(String, String, bool)>,
    offices: Vec<(String, String)>,
    person_kind: &'static str,
    partner_kind: &'static str,
}

/// The form of a new account.
pub(crate) fn new_form(cx: &mut Cx<'_>) -> Result<Reply> {
    new_page(cx, None)
}

/// The form again.
pub(crate) fn new_again(cx: &mut Cx<'_>, problem: &Problem) -> Result<Reply> {
    new_page(cx, Some(problem))
}

fn said(t: &T, problem: Option<&Problem>) -> Vec<String> {
    let Some(problem) = problem else { return Vec::new() };
    if problem.fields.is_empty() {
        return vec![t.problem(problem)];
    }
    let label = |field: &str| t.maybe(field).map(|l| format!("{l}: ")).unwrap_or_default();
    problem.fields.iter().map(|f| format!("{}{}", label(&f.field), t.wrong(f))).collect()
}

fn new_page(cx: &mut Cx<'_>, problem: Option<&Problem>) -> Result<Reply> {
    let fields = &cx.ask.fields;
    let chosen = fields.one("role");
    let role =
        |r: &entente_access::Role| (r.id.to_owned(), cx.t.m(&format!("role-{}", r.id)), r.id == chosen);
    let page = NewPage {
        csrf: cx.csrf(),
        problems: said(&cx.t, problem),
        login: fields.one("login"),
        name_en: fields.one("name_en"),
        name_zh: fields.one("name_zh"),
        email: fields.one("email"),
        roles: cx.web.roles().iter().map(role).collect(),
        offices: cx.t.offices(),
        person_kind: cx.web.house().person_kind.unwrap_or_default(),
        partner_kind: cx.web.house().partner_kind.unwrap_or_default(),
        t: &cx.t,
    };
    let body = page.render().map_err(Problem::internal)?;
    let title = cx.t.m("account-new");
    cx.page(&Page::new(title, "/accounts"), &body)
}

/// Makes the account, gives its first role, and sends the invitation.
pub(crate) fn create(act: &mut Act<'_, '_>) -> Result<Reply> {
    let fields = &act.ask.fields;
    let one = |name: &str| fields.one(name).to_owned();
    let email = Some(one("email")).filter(|e| !e.is_empty());
    let lang = Lang::parse(&one("lang")).unwrap_or_default();
    let profile = Profile { name: Text::new(one("name_en"), one("name_zh")), email, lang };
    let person = Id::parse(&one("person"));
    let account = accounts::create(act.tx, &NewAccount { login: one("login"), profile, person })?;
    let kind = act.web.roles().iter().find(|r| r.id == fields.one("role"));
    let office = kind.filter(|r| r.by_office).map(|_| one("office"));
    grants::grant(act.tx, account.id, &one("role"), office.as_deref(), act.web.roles())?;
    if let Some(organisation) = Id::parse(&one("organisation")) {
        organisations::link(act.tx, account.id, organisation, Period::default(), false)?;
    }
    if account.profile.email.is_some() {
        links::invite(act.tx, account.id, &act.web.house().site.clone())?;
    }
    Ok(Reply::see(format!("/accounts/{}", account.id)).toast("created", ""))
}

#[derive(Template)]
#[template(path = "account_one.html")]
struct OnePage<'a> {
    t: &'a T,
    csrf: String,
    here: String,
    problems: Vec<String>,
    login: String,
    name: String,
    email: String,
    status: &'static str,
    status_label: String,
    held: Vec<(String, String)>,
    roles: Vec<(String, String, bool)>,
    offices: Vec<(String, String)>,
    organisations: Vec<(String, String)>,
    partner_kind: &'static str,
}

/// One account.
pub(crate) fn one(cx: &mut Cx<'_>) -> Result<Reply> {
    one_page(cx, None)
}

/// One account, with what was wrong.
pub(crate) fn one_again(cx: &mut Cx<'_>, problem: &Problem) -> Result<Reply> {
    one_page(cx, Some(problem))
}

fn one_page(cx: &mut Cx<'_>, problem: Option<&Problem>) -> Result<Reply> {
    let id = cx.ask.id()?;
    let account = accounts::find(cx.reads, id)?.ok_or_else(Problem::not_found)?;
    let held = grants::of_accounts(cx.reads, &[id])?;
    let linked = organisations::of_account(cx.reads, id)?;
    let ids: Vec<Id> = linked.iter().map(|a| a.organisation).collect();
    let names = match cx.web.house().partner_kind.and_then(|name| cx.web.registry().kind(name)) {
        Some(kind) => link_titles(cx.reads, &cx.actor, kind, &ids)?,
        None => Default::default(),
    };
    let name_of = |id: &Id| names.get(id).map(|n| n.show(cx.t.lang).to_owned()).unwrap_or_default();
    let page = OnePage {
        csrf: cx.csrf(),
        here: format!("/accounts/{id}"),
        problems: said(&cx.t, problem),
        login: account.login.clone(),
        name: account.profile.name.show(cx.t.lang).to_owned(),
        email: account.profile.email.clone().unwrap_or_default(),
        status: account.status.code(),
        status_label: cx.t.m(&format!("account-status-{}", account.status.code())),
        held: held.iter().map(|h| (h.id.to_string(), role(&cx.t, h))).collect(),
        roles: cx
            .web
            .roles()
            .iter()
            .map(|r| (r.id.into(), cx.t.m(&format!("role-{}", r.id)), false))
            .collect(),
        offices: cx.t.offices(),
        partner_kind: cx.web.house().partner_kind.unwrap_or_default(),
        organisations: linked.iter().map(|a| (a.id.to_string(), name_of(&a.organisation))).collect(),
        t: &cx.t,
    };
    let body = page.render().map_err(Problem::internal)?;
    cx.page(&Page::new(account.login, "/accounts"), &body)
}

/// What the buttons of an account's page do.
pub(crate) fn act(act: &mut Act<'_, '_>) -> Result<Reply> {
    let id = act.ask.id()?;
    let fields = &act.ask.fields;
    let target = || Id::parse(fields.one("target")).ok_or_else(Problem::not_found);
    let keepers = act.web.house().account_keepers;
    match fields.one("do") {
        "grant" => {
            let role = fields.one("role");
            let by_office = act.web.roles().iter().any(|r| r.id == role && r.by_office);
            let office = by_office.then(|| fields.one("office"));
            grants::grant(act.tx, id, role, office, act.web.roles())?;
        }
        "revoke" => {
            let target = target()?;
            let grant = own_grant(act, id, target)?;
            grants::revoke(act.tx, grant)?;
        }
        "link" => {
            let organisation = Id::parse(fields.one("organisation"));
            let organisation = organisation.ok_or_else(|| Problem::field("organisation", "link-unknown"))?;
            organisations::link(act.tx, id, organisation, Period::default(), false)?;
        }
        "unlink" => {
            let target = target()?;
            let own = organisations::of_account(act.tx, id)?.iter().any(|a| a.id == target);
            if !own {
                return Err(Problem::not_found());
            }
            organisations::unlink(act.tx, target)?;
        }
        "disable" => accounts::disable(act.tx, id)?,
        "enable" => accounts::enable(act.tx, id)?,
        "invite" => links::invite(act.tx, id, &act.web.house().site.clone())?,
        _ => return Err(Problem::not_found()),
    }
    for role in keepers {
        accounts::keep_one(act.tx, role)?;
    }
    Ok(Reply::see(format!("/accounts/{id}")).toast("saved", ""))
}

/// The grant, if it is one of this account's.
fn own_grant(act: &mut Act<'_, '_>, account: Id, grant: Id) -> Result<Id> {
    let held = grants::of_accounts(act.tx, &[account])?;
    held.iter().find(|h| h.id == grant).map(|h| h.id).ok_or_else(Problem::not_found)
}
