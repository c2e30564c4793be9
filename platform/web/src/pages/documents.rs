//! The documents of a record: a section of its page, and a page of their own that also shows a refused form again.

use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::http::Method;
use entente_access::{Action, Actor};
use entente_documents::{self as store, Document, TextState, Version, chunk, may_add};
use entente_kernel::{Id, Problem, Result};
use entente_record::{Kind, visible};
use futures_util::{StreamExt, stream};

use super::chronology;
use crate::ask::Ask;
use crate::cx::{Act, Cx};
use crate::locale::T;
use crate::reply::{Reply, Toast};
use crate::room::{Gate, Route};
use crate::shell::Page;
use crate::web::Web;

#[derive(Template)]
#[template(path = "documents.html")]
struct Section {
    t: T,
    csrf: String,
    here: String,
    alone: Option<Alone>,
    may_add: bool,
    staff: bool,
    rows: Vec<Shown>,
    form: Form,
    most: u64,
    bytes: u64,
}

/// What the page of its own says besides.
struct Alone {
    record: String,
    title: String,
    problems: Vec<String>,
}

/// The form for a new document, as it was sent.
#[derive(Default)]
struct Form {
    title: String,
    title_error: Option<String>,
    internal: bool,
    error: Option<String>,
    open: bool,
}

struct Shown {
    id: String,
    title: String,
    internal: bool,
    newest: File,
    searchable: Option<&'static str>,
    older: Vec<File>,
    error: Option<String>,
}

struct File {
    href: String,
    name: String,
    facts: String,
}

/// The routes of a kind's documents.
pub(crate) fn routes(kind: &'static Kind) -> Vec<Route> {
    let (see, edit) = (Gate::May(kind, Action::See), Gate::May(kind, Action::Edit));
    let at = |rest: &str| format!("/{}/{{id}}/documents{rest}", kind.path);
    let welcome = move |cx: &mut Cx<'_>| may_add(cx.reads, &cx.actor, kind, cx.ask.id()?);
    vec![
        Route::get(at(""), see, move |cx| page(cx, kind, None)),
        Route::upload(at(""), edit, welcome, move |act| add(act, kind))
            .or_again(move |cx, problem| page(cx, kind, Some(problem))),
        Route::upload(at("/{document}"), edit, welcome, move |act| add_version(act, kind))
            .or_again(move |cx, problem| page(cx, kind, Some(problem))),
        Route::wait(Method::GET, at("/{document}/{number}"), see, move |web, ask| file(web, ask, kind)),
        Route::post(at("/{document}/remove"), edit, move |act| remove(act, kind)),
        Route::post(at("/{document}/restore"), edit, move |act| restore(act, kind)),
    ]
}

/// The section of the record's page; nothing when there is nothing to see and nothing to add.
pub(crate) fn section(cx: &mut Cx<'_>, kind: &'static Kind, record: Id) -> Result<Option<String>> {
    let section = filled(cx, kind, record, None)?;
    if section.rows.is_empty() && !section.may_add {
        return Ok(None);
    }
    section.render().map(Some).map_err(Problem::internal)
}

/// The page of its own, with what was wrong with a form.
fn page(cx: &mut Cx<'_>, kind: &'static Kind, problem: Option<&Problem>) -> Result<Reply> {
    let id = cx.ask.id()?;
    let record = visible(cx.reads, &cx.actor, kind, id)?;
    let open = super::groups(cx, kind, &record)?;
    let title = cx.title(kind, &record, &open);
    let mut section = filled(cx, kind, id, problem)?;
    let heading = format!("{} · {title}", cx.t.m("documents"));
    let problems = problem.map(|problem| said(&cx.t, problem)).unwrap_or_default();
    section.alone = Some(Alone { record: format!("/{}/{id}", kind.path), title, problems });
    let body = section.render().map_err(Problem::internal)?;
    cx.page(&Page::new(heading, format!("/{}", kind.path)), &body)
}

fn said(t: &T, problem: &Problem) -> Vec<String> {
    let fields: Vec<String> = problem.fields.iter().map(|field| t.wrong(field)).collect();
    if fields.is_empty() { vec![t.problem(problem)] } else { fields }
}

fn filled(cx: &mut Cx<'_>, kind: &'static Kind, record: Id, problem: Option<&Problem>) -> Result<Section> {
    let here = format!("/{}/{record}/documents", kind.path);
    let all = store::documents(cx.reads, &cx.actor, kind, record)?;
    let may_add = may_add(cx.reads, &cx.actor, kind, record).is_ok();
    let wrong = |name: &str| {
        let field = problem.and_then(|problem| problem.fields.iter().find(|field| field.field == name));
        field.map(|field| cx.t.wrong(field))
    };
    let (file_error, title_error) = (wrong("file"), wrong("title"));
    let target = Id::parse(cx.ask.param("document"));
    let authors = all.iter().flat_map(|one| one.versions.iter().filter_map(|version| version.author));
    let names = chronology::names(cx.reads, authors.collect(), cx.t.lang)?;
    let who = |version: &Version| {
        version.author.and_then(|id| names.get(&id).cloned()).unwrap_or_else(|| cx.t.m("system"))
    };
    let mut rows: Vec<Shown> = all.iter().map(|one| shown(&cx.t, cx.staff(), &here, one, &who)).collect();
    for row in rows.iter_mut().filter(|row| target.is_some_and(|id| id.to_string() == row.id)) {
        row.error.clone_from(&file_error);
    }
    let fields = &cx.ask.fields;
    let here_form = problem.is_some() && target.is_none();
    let form = Form {
        title: if here_form { fields.one("title").to_owned() } else { String::new() },
        title_error,
        internal: here_form && fields.one("internal") == "yes",
        error: file_error.filter(|_| target.is_none()),
        open: here_form || (cx.ask.path == here && all.is_empty()),
    };
    let limits = cx.web.house().uploads.limits;
    let (t, csrf, staff) = (cx.t.clone(), cx.csrf(), cx.staff());
    let (most, bytes) = (limits.file >> 20, limits.file);
    Ok(Section { t, csrf, here, alone: None, may_add, staff, rows, form, most, bytes })
}

/// Who brought a version is told to staff.
fn shown(t: &T, staff: bool, here: &str, document: &Document, who: &dyn Fn(&Version) -> String) -> Shown {
    let mut files = document.versions.iter().map(|version| {
        let mut facts = vec![label(&version.media_type).to_owned(), size(version.size)];
        if document.versions.len() > 1 {
            facts.push(t.a("document-version", "n", version.number));
        }
        facts.push(t.moment(version.at));
        if staff {
            facts.push(who(version));
        }
        let href = format!("{here}/{}/{}", document.id, version.number);
        File { href, name: version.file_name.clone(), facts: facts.join(" · ") }
    });
    let none = File { href: String::new(), name: String::new(), facts: String::new() };
    let text = document.versions.first().map(|newest| newest.text);
    Shown {
        id: document.id.to_string(),
        title: document.title.clone(),
        internal: document.internal,
        newest: files.next().unwrap_or(none),
        searchable: text.filter(|text| staff && *text != TextState::None).map(TextState::word),
        older: files.collect(),
        error: None,
    }
}

/// What people call the type.
fn label(media_type: &str) -> &'static str {
    let known = [
        ("pdf", "PDF"),
        ("wordprocessingml", "Word"),
        ("spreadsheetml", "Excel"),
        ("presentationml", "PowerPoint"),
        ("opendocument", "OpenDocument"),
        ("ole-storage", "Office 97–2003"),
        ("rtf", "RTF"),
        ("png", "PNG"),
        ("jpeg", "JPEG"),
        ("gif", "GIF"),
        ("webp", "WebP"),
        ("tiff", "TIFF"),
        ("zip", "ZIP"),
    ];
    known.iter().find(|(part, _)| media_type.contains(part)).map_or("TXT", |(_, label)| label)
}

/// In KB or MB of 1024 each, with one digit behind the point.
fn size(bytes: i64) -> String {
    let in_tenths = |unit: i64| (bytes * 10 + unit / 2) / unit;
    match bytes {
        ..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{}.{} KB", in_tenths(1024) / 10, in_tenths(1024) % 10),
        _ => format!("{}.{} MB", in_tenths(1_048_576) / 10, in_tenths(1_048_576) % 10),
    }
}

fn document_of(ask: &Ask) -> Result<Id> {
    Id::parse(ask.param("document")).ok_or_else(Problem::not_found)
}

fn back(kind: &Kind, record: Id) -> Reply {
    Reply::see(format!("/{}/{record}#documents", kind.path))
}

fn add(act: &mut Act<'_, '_>, kind: &'static Kind) -> Result<Reply> {
    let record = act.ask.id()?;
    may_add(act.tx, &act.actor, kind, record)?;
    let file = act.ask.take_file()?;
    let fields = &act.ask.fields;
    let (title, internal) = (fields.one("title"), fields.one("internal") == "yes");
    let limits = act.web.house().uploads.limits;
    store::add(act.tx, &act.actor, (kind, record), (title, internal), file, &limits)?;
    Ok(back(kind, record).toast("document-added", ""))
}

fn add_version(act: &mut Act<'_, '_>, kind: &'static Kind) -> Result<Reply> {
    let (record, document) = (act.ask.id()?, document_of(act.ask)?);
    store::one(act.tx, &act.actor, kind, record, document)?;
    let file = act.ask.take_file()?;
    let limits = act.web.house().uploads.limits;
    store::add_version(act.tx, &act.actor, (kind, record), document, file, &limits)?;
    Ok(back(kind, record).toast("document-version-added", ""))
}

fn remove(act: &mut Act<'_, '_>, kind: &'static Kind) -> Result<Reply> {
    let (record, document) = (act.ask.id()?, document_of(act.ask)?);
    let what = store::remove(act.tx, &act.actor, kind, record, document)?;
    let undo = Some(format!("/{}/{record}/documents/{document}/restore", kind.path));
    Ok(back(kind, record).toast_with(&Toast { key: "document-removed".into(), what, undo }))
}

fn restore(act: &mut Act<'_, '_>, kind: &'static Kind) -> Result<Reply> {
    let (record, document) = (act.ask.id()?, document_of(act.ask)?);
    store::restore(act.tx, &act.actor, kind, record, document)?;
    Ok(back(kind, record).toast("document-restored", ""))
}

/// A version's file, piece by piece from the database.
async fn file(web: Web, ask: Arc<Ask>, kind: &'static Kind) -> Result<Reply> {
    let (asked, house) = (Arc::clone(&ask), web.clone());
    let found = web.db().read(move |reads| {
        let (actor, record): (Actor, Id) = (house.who(reads, &asked)?.0, asked.id()?);
        let document = store::one(reads, &actor, kind, record, document_of(&asked)?)?;
        let number: i64 = asked.param("number").parse().map_err(|_| Problem::not_found())?;
        let version = document.versions.into_iter().find(|version| version.number == number);
        Ok((document.id, version.ok_or_else(Problem::not_found)?))
    });
    let (document, version) = found.await?;
    let db = web.db().clone();
    let pieces = stream::unfold(0_i64, move |position| {
        let db = db.clone();
        async move {
            let piece = db.read(move |reads| chunk(reads, document, version.number, position)).await;
            match piece {
                Ok(None) => None,
                Ok(Some(bytes)) => Some((Ok(bytes), position + 1)),
                Err(problem) => Some((Err(std::io::Error::other(problem.to_string())), i64::MAX)),
            }
        }
    });
    // What packs the answer asks once more behind the end.
    Ok(Reply::file(version.media_type, version.file_name, Body::from_stream(pieces.fuse())))
}
