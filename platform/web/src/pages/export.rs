//! A list as a CSV file, with the reader's rights, written page by page while it is sent.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Method;
use entente_access::Action;
use entente_kernel::Result;
use entente_record::{Cursor, Filter, Kind, Query, csv_header, csv_row, load, open_groups};
use futures_util::{StreamExt, stream};

use super::query;
use crate::ask::Ask;
use crate::cx::Cx;
use crate::reply::Reply;
use crate::room::{Gate, Route};
use crate::web::Web;

/// Rows read at a time.
const CHUNK: usize = 500;

/// `/organisations/export.csv?…` with the parameters of the list.
pub(crate) fn route(kind: &'static Kind) -> Route {
    let path = format!("/{}/export.csv", kind.path);
    Route::wait(Method::GET, path, Gate::May(kind, Action::See), move |web, ask| export(web, ask, kind))
}

/// Where the file is: not begun, behind a row, or done.
enum Place {
    Begin,
    After(Cursor),
    Done,
}

async fn export(web: Web, ask: Arc<Ask>, kind: &'static Kind) -> Result<Reply> {
    let name = format!("{}.csv", kind.path);
    let rows = stream::unfold(Place::Begin, move |place| {
        let (web, ask) = (web.clone(), Arc::clone(&ask));
        async move {
            match chunk(&web, &ask, kind, place).await {
                Ok(None) => None,
                Ok(Some((text, next))) => Some((Ok(text), next)),
                Err(problem) => Some((Err(std::io::Error::other(problem.to_string())), Place::Done)),
            }
        }
    });
    Ok(Reply::file("text/csv; charset=utf-8", name, Body::from_stream(rows.fuse())))
}

/// The next piece of the file. Rights are asked anew for each, so that one taken away ends the file.
async fn chunk(
    web: &Web,
    ask: &Arc<Ask>,
    kind: &'static Kind,
    place: Place,
) -> Result<Option<(String, Place)>> {
    let cursor = match place {
        Place::Begin => None,
        Place::After(cursor) => Some(cursor),
        Place::Done => return Ok(None),
    };
    let (web, ask) = (web.clone(), Arc::clone(ask));
    let db = web.db().clone();
    db.read(move |reads| piece(&mut web.cx(reads, &ask)?, kind, cursor)).await.map(Some)
}

/// Up to [`CHUNK`] lines from a place on, and the place behind them.
fn piece(cx: &mut Cx<'_>, kind: &'static Kind, cursor: Option<Cursor>) -> Result<(String, Place)> {
    let open = open_groups(cx.reads, &cx.actor, kind, None)?;
    let may = |field: &entente_record::Field| open.contains(&field.group);
    let begins = cursor.is_none();
    let query = asked(cx, kind, &open, cursor)?;
    let page = entente_record::list(cx.reads, &cx.actor, kind, &query)?;
    // A mark at the beginning tells spreadsheets that this is UTF-8.
    let mut text = if begins { format!("\u{feff}{}", line(&csv_header(kind, &may))) } else { String::new() };
    for record in &page.records {
        let whole = if query.as_of.is_none() { load(cx.reads, kind, record.meta.id)? } else { None };
        text.push_str(&line(&csv_row(kind, whole.as_ref().unwrap_or(record), &may)));
    }
    Ok((text, page.next.map_or(Place::Done, Place::After)))
}

fn asked(cx: &mut Cx<'_>, kind: &'static Kind, open: &[&str], cursor: Option<Cursor>) -> Result<Query> {
    let zone = cx.web.db().zone().clone();
    let asked = query::read(cx.web.measures(), &cx.ask.query, kind, &cx.actor, open, &zone, cx.reads.now());
    let mut query = asked.query;
    if !asked.words.is_empty() {
        let found = cx.web.find().find(cx.reads, &cx.actor, &asked.words, &[kind.name], CHUNK)?;
        query.filters.push(Filter::Ids(found.into_iter().map(|f| f.id).collect()));
    }
    query.cursor = cursor;
    query.limit = CHUNK;
    Ok(query)
}

/// One line by RFC 4180.
fn line(cells: &[String]) -> String {
    let quoted = cells.iter().map(|cell| {
        if cell.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    });
    let mut line = quoted.collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}
