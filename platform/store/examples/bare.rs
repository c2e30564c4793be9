//! The baseline of the benches: one handler that reads a page of 50 rows from the same file and answers with as many
//! bytes as Entente's page, with no rights, no texts, no templates. `bare FILE PORT BYTES`

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a measuring stick, not a program")]

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::routing::get;
use rusqlite::{Connection, OpenFlags};
use tower_http::compression::CompressionLayer;

#[tokio::main]
async fn main() {
    let mut args = std::env::args().skip(1);
    let file = args.next().expect("a file");
    let port: u16 = args.next().expect("a port").parse().unwrap();
    let bytes: usize = args.next().expect("a number of bytes").parse().unwrap();
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let held = Arc::new(Mutex::new(connection));
    let page = get(move || {
        let held = Arc::clone(&held);
        async move {
            let page = tokio::task::block_in_place(|| page(&held.lock().unwrap(), bytes));
            ([("content-type", "text/html; charset=utf-8")], page)
        }
    });
    let router = Router::new().route("/", page).layer(CompressionLayer::new());
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    axum::serve(listener, router).await.unwrap();
}

fn page(connection: &Connection, bytes: usize) -> String {
    let sql = "SELECT hex(id), reference, name_en, name_zh, sort, domicile, city_en FROM organisation
               WHERE deleted_at IS NULL AND sort = 'enterprise' ORDER BY name_key_en, id LIMIT 50";
    let mut statement = connection.prepare_cached(sql).unwrap();
    let mut rows = statement.query([]).unwrap();
    let mut page = String::with_capacity(bytes + 1000);
    while let Some(row) = rows.next().unwrap() {
        let text = |at: usize| row.get::<_, Option<String>>(at).unwrap().unwrap_or_default();
        let (id, reference, name) = (text(0), text(1), if text(2).is_empty() { text(3) } else { text(2) });
        write!(
            page,
            "<tr><td><a href=\"/organisations/{id}\">{name}</a><td>{reference}<td>{}<td>{}<td>{}",
            text(4),
            text(5),
            text(6)
        )
        .unwrap();
    }
    // The rest of the page, so that both send as much.
    while page.len() < bytes {
        page.push_str("<td data-label=\"Country\">");
    }
    page
}
