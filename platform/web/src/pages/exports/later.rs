//! A file that a job makes.

use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::sync::Arc;

use askama::Template;
use entente_access::Actor;
use entente_access::sessions::actor_of_account;
use entente_jobs::{At, New, Outcome, Work, enqueue};
use entente_kernel::{Lang, Problem, Result};
use entente_record::{Cursor, Kind};
use entente_store::{By, Reads};
use serde_json::{Value as Json, json};

use super::out::Out;
use super::piece::{Piece, counted, piece};
use super::rights::{held, kept};
use super::{Format, changed, noted, query_of};
use crate::ask::Ask;
use crate::cx::{Act, Cx};
use crate::locale::T;
use crate::reply::Reply;
use crate::shell::Page;
use crate::web::Web;

/// Days for which a file is kept.
pub(crate) const DAYS: i64 = 7;

#[derive(Template)]
#[template(path = "export.html")]
struct OfferPage<'a> {
    t: &'a T,
    heading: String,
    back: String,
    path: String,
    csrf: String,
    account: bool,
    most: String,
    days: i64,
    query: String,
    format: &'static str,
    headers: String,
}

/// The page that says that the file is too long to be sent at once, and offers to make it in the background.
pub(super) fn offer(cx: &mut Cx<'_>, kind: &'static Kind, format: Format) -> Result<Reply> {
    let query = query_of(cx.ask);
    let heading = cx.t.a("export-of", "kind", cx.t.m(&format!("{}-many", kind.name)));
    let page = OfferPage {
        t: &cx.t,
        heading: heading.clone(),
        back: format!("/{}?{query}", kind.path),
        path: format!("/{}/export", kind.path),
        csrf: cx.csrf(),
        account: cx.actor.account.is_some(),
        most: cx.t.number(i64::try_from(cx.web.house().export_rows).unwrap_or(i64::MAX)),
        days: DAYS,
        query,
        format: format.word(),
        headers: cx.ask.asked("headers").to_owned(),
    };
    let body = page.render().map_err(Problem::internal)?;
    cx.page(&Page::new(heading, format!("/{}", kind.path)), &body)
}

/// Puts the job down.
pub(super) fn begin(act: &mut Act<'_, '_>, kind: &'static Kind) -> Result<Reply> {
    super::may_see(kind, &act.actor)?;
    let fields = &act.ask.fields;
    let format = Format::parse(fields.one("format")).ok_or_else(Problem::not_found)?;
    let input = json!({
        "of": kind.name,
        "format": format.word(),
        "query": fields.one("query"),
        "headers": fields.one("headers"),
        "lang": act.actor.lang.code(),
    });
    let owner = act.actor.account;
    enqueue(act.tx, &New { kind: "export", owner, key: None, input, not_before: None, days: DAYS })?;
    Ok(Reply::see("/jobs").toast("export-begun", ""))
}

/// Making files of lists.
pub(crate) fn work(web: &Web) -> Work {
    let web = web.clone();
    Work { kind: "export", run: Arc::new(move |at| run(&web, at)) }
}

/// What a job was asked for.
#[derive(Clone)]
struct Asked {
    web: Web,
    kind: &'static Kind,
    format: Format,
    ask: Arc<Ask>,
    query: String,
    lang: Lang,
    owner: entente_kernel::Id,
}

impl Asked {
    fn of(web: &Web, at: &At<'_>) -> Result<Self> {
        let text = |name: &str| at.job.input.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
        let kind = web.registry().kind(&text("of")).ok_or_else(Problem::not_found)?;
        let query = text("query");
        let address = format!("{query}&headers={}", crate::ask::escape(&text("headers")));
        Ok(Self {
            web: web.clone(),
            kind,
            format: Format::parse(&text("format")).ok_or_else(Problem::not_found)?,
            ask: Arc::new(Ask::of(&format!("/{}", kind.path), &address)),
            query,
            lang: Lang::parse(&text("lang")).unwrap_or_default(),
            owner: at.job.owner.ok_or_else(Problem::not_found)?,
        })
    }

    /// As the owner, with the rights of this moment. Errors: 403 when the account is not what it was.
    fn look<R>(&self, reads: &mut dyn Reads, look: impl FnOnce(&mut Cx<'_>) -> Result<R>) -> Result<R> {
        let actor = actor_of_account(reads, self.owner, self.web.roles())?;
        let actor = actor.ok_or_else(|| Problem::forbidden("not-allowed"))?;
        let actor = Actor { lang: self.lang, ..actor };
        let t = self.web.locales().of(self.lang);
        look(&mut Cx { reads, actor, session: None, ask: &self.ask, web: &self.web, t })
    }
}

fn run(web: &Web, at: &At<'_>) -> Result<Outcome> {
    let asked = Asked::of(web, at)?;
    let name = format!("{}.{}", asked.kind.path, asked.format.word());
    let of = asked.clone();
    let (total, rights) = at.db.read_now(move |reads| {
        of.look(reads, |cx| Ok((counted(cx, of.kind, usize::MAX >> 1)?, (held(&cx.actor), kept(&cx.actor)))))
    })?;
    // An attempt that was cut off left something behind.
    at.drop_file(&name)?;
    let (mut out, mut cursor, mut rows): (Option<Out>, Option<Cursor>, usize) = (None, None, 0);
    loop {
        let (of, before) = (asked.clone(), rights.0.clone());
        let Piece { header, lines, next } = at.db.read_now(move |reads| {
            of.look(reads, |cx| {
                if held(&cx.actor) == before { piece(cx, of.kind, of.format, cursor) } else { Err(changed()) }
            })
        })?;
        if out.is_none() {
            let sheet = web.locales().of(asked.lang).m(&format!("{}-many", asked.kind.name));
            let (begun, first) = Out::begin(asked.format, &sheet, &header, &web.house().uploads.folder)?;
            keep(at, &name, asked.format, first)?;
            out = Some(begun);
        }
        if let Some(out) = &mut out {
            keep(at, &name, asked.format, out.lines(&lines)?)?;
        }
        rows += lines.len();
        at.progress(rows.min(total), total)?;
        cursor = next;
        if cursor.is_none() {
            break;
        }
    }
    if let Some(out) = out {
        end(web, at, &name, asked.format, out)?;
    }
    let (job, by) = (at.job.id, By { actor: Some(asked.owner), ..at.by() });
    at.db.write_now(by, move |tx| noted(tx, job, asked.kind.name, &asked.query, asked.format, rows))?;
    Ok(json!({ "rows": rows, "rights": rights.1 }))
}

fn keep(at: &At<'_>, name: &str, format: Format, bytes: Vec<u8>) -> Result<()> {
    if bytes.is_empty() { Ok(()) } else { at.keep(name, format.media(), bytes) }
}

/// Ends the file by way of one without a name: an Excel file is only whole at its end.
fn end(web: &Web, at: &At<'_>, name: &str, format: Format, out: Out) -> Result<()> {
    std::fs::create_dir_all(&web.house().uploads.folder).map_err(Problem::internal)?;
    let mut whole: File = tempfile::tempfile_in(&web.house().uploads.folder).map_err(Problem::internal)?;
    out.end(&mut whole)?;
    whole.seek(SeekFrom::Start(0)).map_err(Problem::internal)?;
    at.keep_from(name, format.media(), &mut whole)
}
