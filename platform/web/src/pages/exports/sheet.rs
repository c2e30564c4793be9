//! Small tables as files: groups of a list, figures of measures and dashboards.

use std::path::Path;
use std::sync::Arc;

use axum::body::Body;
use axum::http::Method;
use entente_files::Cell;
use entente_kernel::Result;
use entente_store::By;
use serde_json::{Map, Value as Json, json};

use super::out::Out;
use super::piece::Lines;
use super::{Format, noted, query_of};
use crate::ask::Ask;
use crate::cx::Cx;
use crate::reply::Reply;
use crate::room::{Gate, Route};
use crate::web::Web;

/// A table that fits into memory.
pub(crate) struct Sheet {
    /// The file's name without its end.
    pub(crate) name: String,
    /// What the audit chain calls it.
    pub(crate) what: String,
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

type Make = fn(&mut Cx<'_>) -> Result<Sheet>;

/// Makes a table, with what it knows of its own.
pub(super) type Making = Arc<dyn Fn(&mut Cx<'_>) -> Result<Sheet> + Send + Sync>;

/// `…/export.csv`, `.xlsx` and `.json` under a path.
pub(crate) fn routes(path: &str, gate: Gate, make: Make) -> Vec<Route> {
    let of = |format: Format| {
        let at = format!("{path}/export.{}", format.word());
        Route::wait(Method::GET, at, gate, move |web, ask| answer(web, ask, format, Arc::new(make)))
    };
    Format::ALL.into_iter().map(of).collect()
}

/// The words and addresses of the three files.
pub(crate) fn files(cx: &Cx<'_>, path: &str) -> Vec<(String, String)> {
    let query = query_of(cx.ask);
    let of = |format: &Format| {
        (
            format!("{path}/export.{}?{query}", format.word()),
            cx.t.m(&format!("export-table-{}", format.word())),
        )
    };
    Format::ALL.iter().map(of).collect()
}

pub(super) async fn answer(web: Web, ask: Arc<Ask>, format: Format, make: Making) -> Result<Reply> {
    let (house, asked) = (web.clone(), Arc::clone(&ask));
    let read = move |reads: &mut dyn entente_store::Reads| {
        let mut cx = house.cx(reads, &asked)?;
        make(&mut cx).map(|sheet| (sheet, cx.actor.account))
    };
    let (sheet, account) = web.db().read(read).await?;
    let (query, what, rows) = (query_of(&ask), sheet.what.clone(), sheet.rows.len());
    let by = By { actor: account, operation: ask.operation.clone() };
    web.db().write(by, move |tx| noted(tx, tx.new_id(), &what, &query, format, rows)).await?;
    let name = format!("{}.{}", sheet.name, format.word());
    let bytes = written(sheet, format, &web.house().uploads.folder)?;
    Ok(Reply::file(format.media(), name, Body::from(bytes)))
}

fn written(sheet: Sheet, format: Format, folder: &Path) -> Result<Vec<u8>> {
    let (mut out, mut bytes) = Out::begin(format, &sheet.name, &sheet.header, folder)?;
    let lines = match format {
        Format::Json => Lines::Json(sheet.rows.iter().map(|row| object(&sheet.header, row)).collect()),
        _ => Lines::Cells(sheet.rows),
    };
    bytes.extend(out.lines(&lines)?);
    let mut end = Vec::new();
    out.end(std::io::Cursor::new(&mut end))?;
    bytes.extend(end);
    Ok(bytes)
}

fn object(header: &[String], row: &[Cell]) -> String {
    let value = |cell: &Cell| match cell {
        Cell::Empty => Json::Null,
        Cell::Int(number) => json!(number),
        Cell::Flag(flag) => json!(flag),
        cell => json!(cell.plain()),
    };
    let pairs: Map<String, Json> = header.iter().cloned().zip(row.iter().map(value)).collect();
    Json::Object(pairs).to_string()
}
