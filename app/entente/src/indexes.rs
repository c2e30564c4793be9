//! What is held beside the database, for those who keep the installation: the indexes of search and matching, made anew
//! and compared with the records on demand.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use askama::Template;
use entente_kernel::{Problem, Result};
use entente_search::Search;
use entente_store::Db;
use entente_web::{Act, Capability, Cx, Gate, Menu, Page, Reply, Route, T};

use crate::rooms::Engines;

/// Those who keep the installation.
const KEEPERS: Gate = Gate::Roles(&["administrator"]);

/// The work that can be begun from the page.
#[derive(Clone)]
pub(crate) struct Indexes {
    search: Search,
    engines: Engines,
    at_work: Arc<AtomicBool>,
    outcome: Arc<Mutex<Option<Outcome>>>,
}

/// How the last work ended.
#[derive(Clone)]
enum Outcome {
    Built(usize),
    Compared(Vec<String>),
    Failed(String),
}

#[derive(Template)]
#[template(path = "indexes.html")]
struct IndexesPage<'a> {
    t: &'a T,
    csrf: String,
    part: bool,
    at_work: bool,
    bars: Vec<(String, usize, usize)>,
    held: Vec<(String, String)>,
    outcome: Option<Outcome>,
}

impl Indexes {
    pub(crate) fn new(search: &Search, engines: &Engines) -> Self {
        let (search, engines) = (search.clone(), engines.clone());
        Self { search, engines, at_work: Arc::default(), outcome: Arc::default() }
    }

    /// The page as a room of its own.
    pub(crate) fn capability(self) -> Capability {
        let (shown, begun) = (self.clone(), self);
        Capability {
            name: "indexes",
            locales: [include_str!("../locales/en.ftl"), include_str!("../locales/zh-Hans.ftl")],
            routes: vec![
                Route::get("/indexes", KEEPERS, move |cx| shown.page(cx)),
                Route::post("/indexes", KEEPERS, move |act| Ok(begun.begin(act))),
            ],
            menu: vec![Menu { label: "indexes".into(), href: "/indexes".into(), letter: ' ', gate: KEEPERS }],
            ..Capability::default()
        }
    }

    fn page(&self, cx: &mut Cx<'_>) -> Result<Reply> {
        let bar = |key: &str, standing: Option<(usize, usize)>| {
            standing.map(|(done, all)| (cx.t.m(key), done, all.max(done)))
        };
        let held = self.search.held().into_iter().map(|(audience, count)| {
            let readers = cx.t.m(&format!("indexes-of-{}", audience.code()));
            (readers, cx.t.number(i64::try_from(count).unwrap_or(i64::MAX)))
        });
        let page = IndexesPage {
            csrf: cx.csrf(),
            part: cx.ask.part.is_some(),
            at_work: self.at_work.load(Ordering::Acquire),
            bars: [
                bar("indexes-search", self.search.progress()),
                bar("indexes-matching", self.engines.matching.progress()),
            ]
            .into_iter()
            .flatten()
            .collect(),
            held: held.collect(),
            outcome: self.outcome.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            t: &cx.t,
        };
        let body = page.render().map_err(Problem::internal)?;
        if cx.ask.part.is_some() {
            return Ok(Reply::html(body));
        }
        let title = cx.t.m("indexes");
        cx.page(&Page::new(title, "/indexes"), &body)
    }

    /// Begins on a thread of its own, unless something is at work.
    fn begin(&self, act: &Act<'_, '_>) -> Reply {
        let compare = act.ask.fields.one("what") == "compare";
        if !self.at_work.swap(true, Ordering::AcqRel) {
            let (own, db) = (self.clone(), act.web.db().clone());
            std::thread::spawn(move || {
                let outcome = if compare { own.compare(&db) } else { own.rebuild(&db) };
                let outcome = outcome.unwrap_or_else(|problem| Outcome::Failed(problem.to_string()));
                *own.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
                own.at_work.store(false, Ordering::Release);
            });
        }
        Reply::see("/indexes")
    }

    fn rebuild(&self, db: &Db) -> Result<Outcome> {
        let (search, matching) = (self.search.clone(), Arc::clone(&self.engines.matching));
        let done = db.read_now(move |reads| search.rebuild(reads))?;
        db.read_now(move |reads| matching.rebuild(reads))?;
        Ok(Outcome::Built(done))
    }

    /// What the indexes hold otherwise than the database, a line each.
    pub(crate) fn differing(&self, db: &Db) -> Result<Vec<String>> {
        let (search, matching) = (self.search.clone(), Arc::clone(&self.engines.matching));
        let mut found = db.read_now(move |reads| {
            search.follow(reads)?;
            let wrong = search.check(reads)?;
            let line = |(audience, kind, id): &(entente_access::Audience, &str, entente_kernel::Id)| {
                format!("search index of {}: {kind} {id} differs from the database", audience.code())
            };
            Ok(wrong.iter().map(line).collect::<Vec<_>>())
        })?;
        let ids = db.read_now(move |reads| matching.check(reads))?;
        found.extend(ids.iter().map(|id| format!("matching index: {id} differs from the database")));
        Ok(found)
    }

    fn compare(&self, db: &Db) -> Result<Outcome> {
        self.differing(db).map(Outcome::Compared)
    }
}
