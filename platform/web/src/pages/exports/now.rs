//! A file that is written while it is sent.

use std::sync::Arc;

use axum::body::Body;
use axum::body::Bytes;
use entente_access::Actor;
use entente_kernel::{Problem, Result};
use entente_record::{Cursor, Kind};
use entente_store::{By, Reads};
use futures_util::{StreamExt, stream};

use super::out::Out;
use super::piece::{Piece, counted, piece};
use super::rights::held;
use super::{Format, changed, later, noted, query_of};
use crate::ask::Ask;
use crate::reply::Reply;
use crate::web::Web;

/// The list as a file, or for a long one the page that offers to make it in the background.
pub(super) async fn export(web: Web, ask: Arc<Ask>, kind: &'static Kind, format: Format) -> Result<Reply> {
    let (rows, page, actor) = looked(&web, &ask, kind, format).await?;
    if let Some(page) = page {
        return Ok(page);
    }
    let by = By { actor: actor.account, operation: ask.operation.clone() };
    let query = query_of(&ask);
    web.db().write(by, move |tx| noted(tx, tx.new_id(), kind.name, &query, format, rows)).await?;
    let name = format!("{}.{}", kind.path, format.word());
    let mut maker = Maker { web, ask, kind, format, held: held(&actor), out: None, place: Place::Begin };
    if format == Format::Xlsx {
        // Its directory comes last, so that nothing can be sent before all is there.
        let mut whole = Vec::new();
        while let Some(bytes) = maker.next().await? {
            whole.extend(bytes);
        }
        return Ok(Reply::file(format.media(), name, Body::from(whole)));
    }
    Ok(Reply::file(format.media(), name, streamed(maker)))
}

/// How many rows there are, the page to show instead when these are too many, and who asks.
async fn looked(
    web: &Web,
    ask: &Arc<Ask>,
    kind: &'static Kind,
    format: Format,
) -> Result<(usize, Option<Reply>, Actor)> {
    let (house, asked, most) = (web.clone(), Arc::clone(ask), web.house().export_rows);
    let look = move |reads: &mut dyn Reads| {
        let mut cx = house.cx(reads, &asked)?;
        let rows = counted(&mut cx, kind, most + 1)?;
        let page = if rows > most { Some(later::offer(&mut cx, kind, format)?) } else { None };
        Ok((rows, page, cx.actor))
    };
    web.db().read(look).await
}

fn streamed(maker: Maker) -> Body {
    let pieces = stream::unfold(Some(maker), |maker| async move {
        let mut maker = maker?;
        match maker.next().await {
            Ok(Some(bytes)) => Some((Ok(Bytes::from(bytes)), Some(maker))),
            Ok(None) => None,
            Err(problem) => Some((Err(std::io::Error::other(problem.to_string())), None)),
        }
    });
    // Whoever packs the answer may ask again after its end.
    Body::from_stream(pieces.fuse())
}

/// Where the file is: not begun, behind a row, before its end, or done.
enum Place {
    Begin,
    After(Cursor),
    End,
    Done,
}

struct Maker {
    web: Web,
    ask: Arc<Ask>,
    kind: &'static Kind,
    format: Format,
    /// The rights with which it began.
    held: Vec<String>,
    out: Option<Out>,
    place: Place,
}

impl Maker {
    /// The next bytes; `None` when the file is whole. Rights are asked anew each time, so that one taken away ends it.
    async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        let cursor = match std::mem::replace(&mut self.place, Place::Done) {
            Place::Done => return Ok(None),
            Place::End => {
                let mut bytes = Vec::new();
                if let Some(out) = self.out.take() {
                    out.end(std::io::Cursor::new(&mut bytes))?;
                }
                return Ok(Some(bytes));
            }
            Place::Begin => None,
            Place::After(cursor) => Some(cursor),
        };
        let piece = self.piece(cursor).await?;
        let mut bytes = self.begun(&piece.header)?;
        let out = self.out.as_mut().ok_or_else(|| Problem::internal("a file that was not begun"))?;
        bytes.extend(out.lines(&piece.lines)?);
        self.place = piece.next.map_or(Place::End, Place::After);
        Ok(Some(bytes))
    }

    /// The first bytes of the file, when it has none yet.
    fn begun(&mut self, header: &[String]) -> Result<Vec<u8>> {
        if self.out.is_some() {
            return Ok(Vec::new());
        }
        let t = self.web.locales().of(self.ask.lang().unwrap_or_default());
        let sheet = t.m(&format!("{}-many", self.kind.name));
        let (out, first) = Out::begin(self.format, &sheet, header, &self.web.house().uploads.folder)?;
        self.out = Some(out);
        Ok(first)
    }

    async fn piece(&self, cursor: Option<Cursor>) -> Result<Piece> {
        let (web, ask, kind, format) = (self.web.clone(), Arc::clone(&self.ask), self.kind, self.format);
        let before = self.held.clone();
        let read = move |reads: &mut dyn Reads| {
            let mut cx = web.cx(reads, &ask)?;
            if held(&cx.actor) != before {
                return Err(changed());
            }
            piece(&mut cx, kind, format, cursor)
        };
        self.web.db().read(read).await
    }
}
