//! A list as a file: its rows, columns, order and moment, with the rights of the one who takes it.
//!
//! Small ones are written while they are sent, larger ones by a job; both go by pieces and ask the rights anew for each.

mod later;
mod layout;
mod now;
mod out;
mod piece;
mod rights;
mod sheet;

use std::sync::Arc;

use axum::http::Method;
use entente_access::{Action, Actor};
use entente_kernel::{Id, Problem, Result};
use entente_record::Kind;
use entente_store::{Cell, Tx};

use super::views;
use crate::ask::Ask;
use crate::cx::Cx;
use crate::room::{Gate, Route};
use crate::web::Web;

pub(super) use later::work;
pub(super) use layout::may_import;
pub(super) use piece::asked as asked_of_list;
pub use rights::kept as rights_of;
pub(super) use rights::still_held;
pub(super) use sheet::{Sheet, files, routes as sheet_routes};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Csv,
    Xlsx,
    Json,
}

impl Format {
    pub(super) const ALL: [Self; 3] = [Self::Csv, Self::Xlsx, Self::Json];

    /// The end of the file's name and of the address.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.word() == word)
    }

    pub(super) const fn media(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Json => "application/json",
        }
    }
}

/// `/organisations/export.csv?…` with the parameters of the list; `headers=fields` makes a file that can be imported.
pub(super) fn routes(kind: &'static Kind) -> Vec<Route> {
    let may = Gate::May(kind, Action::See);
    let at = |word: &str| format!("/{}/export{word}", kind.path);
    let mut routes: Vec<Route> = Format::ALL
        .into_iter()
        .map(|format| {
            let work = move |web: Web, ask: Arc<Ask>| now::export(web, ask, kind, format);
            Route::wait(Method::GET, at(&format!(".{}", format.word())), may, work)
        })
        .collect();
    routes.extend(Format::ALL.into_iter().map(|format| {
        let work = move |web: Web, ask: Arc<Ask>| {
            sheet::answer(web, ask, format, Arc::new(move |cx: &mut Cx<'_>| views::sheet(cx, kind)))
        };
        Route::wait(Method::GET, format!("/{}/groups.{}", kind.path, format.word()), may, work)
    }));
    routes.push(Route::post(at(""), Gate::Account, move |act| later::begin(act, kind)));
    routes
}

/// The list's address without what only the file is asked for.
pub(super) fn query_of(ask: &Ask) -> String {
    let own = |name: &str| ["headers", "cursor"].contains(&name);
    let kept = ask.query.iter().filter(|(name, value)| !own(name) && !value.is_empty());
    let pair = |(name, value): &(String, String)| {
        format!("{}={}", crate::ask::escape(name), crate::ask::escape(value))
    };
    kept.map(pair).collect::<Vec<_>>().join("&")
}

/// Who took what out, as which file, and how many rows: one row of the audit chain under an id of its own.
pub(super) fn noted(
    tx: &mut Tx<'_>,
    id: Id,
    what: &str,
    query: &str,
    format: Format,
    rows: usize,
) -> Result<()> {
    let cell = |field: &str, new: String| Cell { field: field.into(), old: None, new: Some(new) };
    let cells = [
        cell("of", what.into()),
        cell("view", query.into()),
        cell("format", format.word().into()),
        cell("rows", rows.to_string()),
    ];
    tx.audit("export", id, "export", &cells)
}

/// Errors: what the gate of the list says to this actor.
fn may_see(kind: &'static Kind, actor: &Actor) -> Result<()> {
    Gate::May(kind, Action::See).pass(actor)
}

/// The rights changed while a file was written: it would not be one file any more.
fn changed() -> Problem {
    Problem::forbidden("export-rights-changed")
}
