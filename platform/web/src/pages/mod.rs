//! The pages that every kind has, and those of the house itself. A room calls them, or replaces one by its own.

mod account;
mod accounts;
mod board;
mod bulk;
mod changes;
mod chronology;
mod dashboards;
mod detail;
mod documents;
mod entry;
mod exports;
mod form;
mod guide;
mod home;
mod imports;
mod inbox;
mod jobs;
mod list;
mod merge;
mod preferences;
mod query;
mod related;
mod search;
mod views;
mod write;

use axum::http::Method;
use entente_access::Action;
use entente_jobs::Work;
use entente_kernel::{Date, Problem, Result, Text};
use entente_record::{Kind, Record, kind_of, open_groups};

use crate::cx::Cx;
use crate::reply::Reply;
use crate::room::{Gate, Menu, Route};
use crate::web::Web;

pub use board::board;
pub(crate) use changes::fields_of as strings_of;
pub use dashboards::labels;
pub use detail::detail;
pub use exports::rights_of;
pub use form::{edit_form, new_again, new_form, new_form_with};
pub(crate) use guide::{own as own_guides, route as guide_route};
pub(crate) use inbox::unread as unread_notices;
pub use inbox::{follow_writes, gather_letters, remind_due};
pub use list::{Part, list, list_part};
pub use merge::Combine;
pub use write::{back_to, created_from};

/// The pages of a kind: list, files, form, detail, steps, trash, notes, documents; with a lifecycle also its board.
#[must_use]
pub fn standard(kind: &'static Kind) -> Vec<Route> {
    let path = kind.path;
    let may = |action| Gate::May(kind, action);
    let at = |rest: &str| format!("/{path}{rest}");
    let mut routes = vec![
        Route::get(at(""), may(Action::See), move |cx| list(cx, kind)),
        Route::get(at("/new"), may(Action::Create), move |cx| new_form(cx, kind)),
        Route::post(at("/new"), may(Action::Create), move |act| write::create(act, kind))
            .or_again(move |cx, problem| new_again(cx, kind, problem)),
        Route::get(at("/{id}"), may(Action::See), move |cx| detail(cx, kind)),
        Route::get(at("/{id}/edit"), may(Action::Edit), move |cx| edit_form(cx, kind)),
        Route::post(at("/{id}/edit"), may(Action::Edit), move |act| write::edit(act, kind))
            .or_again(move |cx, problem| form::edit_again(cx, kind, problem)),
        Route::post(at("/{id}/trash"), may(Action::Trash), move |act| write::trash(act, kind)),
        Route::post(at("/{id}/restore"), may(Action::Trash), move |act| write::restore(act, kind)),
        Route::get(at("/{id}/merge"), may(Action::Trash), move |cx| merge::page(cx, kind, None)),
        Route::post(at("/{id}/merge"), may(Action::Trash), move |act| merge::make_one(act, kind))
            .or_again(move |cx, problem| merge::page(cx, kind, Some(problem))),
        Route::post(at("/{id}/unmerge"), may(Action::Trash), move |act| merge::make_two(act, kind)),
        Route::post(at("/{id}/notes"), may(Action::Note), move |act| write::note(act, kind)),
        Route::post(at("/{id}/tags"), may(Action::Note), move |act| write::tags(act, kind)),
    ];
    routes.extend(imports::of_kind(kind));
    routes.extend(exports::routes(kind));
    routes.extend(bulk::routes(kind));
    routes.extend(views::routes(kind));
    routes.extend(documents::routes(kind));
    if kind.states.is_some() {
        routes.push(Route::get(at("/board"), may(Action::See), move |cx| board(cx, kind)));
        routes
            .push(Route::post(at("/{id}/steps/{step}"), may(Action::See), move |act| write::step(act, kind)));
        routes.push(Route::post(at("/{id}/move"), may(Action::See), move |act| write::to_column(act, kind)));
    }
    routes
}

/// What the house itself does in the background.
#[must_use]
pub fn works(web: &Web) -> Vec<Work> {
    let mut works = imports::works(web);
    works.push(exports::work(web));
    works
}

/// The pages of the house itself.
pub(crate) fn own_routes(keepers: &'static [&'static str]) -> Vec<Route> {
    let (everyone, keep) = (Gate::Everyone, Gate::Roles(keepers));
    let mut routes = vec![
        Route::get("/", everyone, home::home),
        Route::get("/records/{id}", everyone, record),
        Route::get("/search", everyone, search::page),
        Route::get("/search/options", everyone, search::options),
        Route::get("/pick/{kind}", Gate::Account, search::pick),
        Route::get("/alike/{kind}", Gate::Account, search::alike),
        Route::post("/preferences", everyone, preferences::set),
        Route::get("/login", everyone, entry::form),
        Route::wait(Method::POST, "/login", everyone, entry::log_in).or_again(entry::form_again),
        Route::post("/logout", Gate::Account, entry::log_out),
        Route::get("/forgot", everyone, entry::forgot_form),
        Route::wait(Method::POST, "/forgot", everyone, entry::forgot).or_again(entry::forgot_again),
        Route::get("/link/{key}", everyone, entry::link_form),
        Route::wait(Method::POST, "/link/{key}", everyone, entry::redeem).or_again(entry::link_again),
        Route::get("/account", Gate::Account, account::page),
        Route::post("/account", Gate::Account, account::change).or_again(account::page_again),
        Route::wait(Method::POST, "/account/password", Gate::Account, account::password)
            .or_again(account::page_again),
        Route::post("/account/sessions/{session}/end", Gate::Account, account::end_session),
        Route::get("/accounts", keep, accounts::list),
        Route::get("/accounts/new", keep, accounts::new_form),
        Route::post("/accounts/new", keep, accounts::create).or_again(accounts::new_again),
        Route::get("/accounts/{id}", keep, accounts::one),
        Route::post("/accounts/{id}", keep, accounts::act).or_again(accounts::one_again),
    ];
    routes.extend(imports::routes());
    routes.extend(jobs::routes(keepers));
    routes.extend(dashboards::routes());
    routes.push(Route::get("/guide", Gate::Account, guide::all));
    routes.extend(guide::own(keepers).map(guide::route));
    routes.extend(inbox::routes());
    routes
}

/// On to the page of a record of whatever kind, if the reader may see it.
fn record(cx: &mut Cx<'_>) -> Result<Reply> {
    let id = cx.ask.id()?;
    let kind = kind_of(cx.reads, cx.web.registry(), &cx.actor, id)?.ok_or_else(Problem::not_found)?;
    Ok(Reply::see(format!("/{}/{id}", kind.path)))
}

/// The places of the house itself in the navigation, behind those of the rooms.
pub(crate) fn own_menu() -> Vec<Menu> {
    let place = |label: &str, href: &str, letter| Menu {
        label: label.into(),
        href: href.into(),
        letter,
        gate: Gate::Account,
    };
    vec![
        place("inbox", "/inbox", 'l'),
        place("dashboards", "/dashboards", 'v'),
        place("measures", "/measures", ' '),
    ]
}

/// The title of a record, if this reader may see it on this record.
pub(crate) fn open_title(cx: &mut Cx<'_>, kind: &Kind, record: &Record) -> Result<Option<Text>> {
    let Some(field) = kind.title() else { return Ok(None) };
    let open = if field.group == entente_record::GROUP_PUBLIC {
        true
    } else {
        match (kind.rule)(&cx.actor, Action::Fields(field.group)).when {
            entente_access::Cond::All => true,
            entente_access::Cond::Nothing => false,
            when => when.holds(cx.reads, kind.table, record.meta.id)?,
        }
    };
    let title = record.title_text();
    let named = open && !title.is_empty();
    let staff_number = || cx.staff().then(|| Text::en(record.meta.reference.clone()));
    Ok(if named { Some(title) } else { staff_number() })
}

/// Whole days from one day to another; 0 when the second is earlier.
#[must_use]
pub fn days_between(from: Date, to: Date) -> i64 {
    let span = from.until(to).map(|span| i64::from(span.get_days()));
    span.unwrap_or(0).max(0)
}

/// The groups of fields that this reader sees on this record.
pub(crate) fn groups(cx: &mut Cx<'_>, kind: &Kind, record: &Record) -> Result<Vec<&'static str>> {
    open_groups(cx.reads, &cx.actor, kind, Some(record.meta.id))
}
