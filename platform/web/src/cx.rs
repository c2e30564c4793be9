//! What a handler works with.

use entente_access::{Action, Actor, Audience, Cond, Session};
use entente_kernel::{Date, Problem, Result};
use entente_record::{Kind, Record};
use entente_store::{Reads, Tx};

use crate::ask::Ask;
use crate::locale::T;
use crate::reply::Reply;
use crate::shell::{self, Page};
use crate::web::Web;

/// A request that reads, with everything at hand: the database, who asks, what was asked.
pub struct Cx<'a> {
    /// The database as of one moment.
    pub reads: &'a mut dyn Reads,
    /// Who asks.
    pub actor: Actor,
    /// The session, for those who are logged in.
    pub session: Option<Session>,
    /// The request.
    pub ask: &'a Ask,
    /// The house.
    pub web: &'a Web,
    /// The reader's texts.
    pub t: T,
}

/// A request that writes, in one transaction.
pub struct Act<'a, 't> {
    /// The transaction.
    pub tx: &'a mut Tx<'t>,
    /// Who asks, with the rights of this moment.
    pub actor: Actor,
    /// The request.
    pub ask: &'a Ask,
    /// The house.
    pub web: &'a Web,
}

impl Act<'_, '_> {
    /// A whole page around `body` as the answer to a form, for what is shown once and never again.
    pub fn page(&mut self, page: &Page, body: &str) -> Result<Reply> {
        self.web.cx(self.tx, self.ask)?.page(page, body)
    }

    /// The reader's texts.
    #[must_use]
    pub fn t(&self) -> T {
        self.web.locales().of(self.actor.lang)
    }
}

impl Cx<'_> {
    /// A whole page around `body`.
    pub fn page(&mut self, page: &Page, body: &str) -> Result<Reply> {
        shell::page(self, page, body).map(Reply::html)
    }

    /// Where a new record of the kind is typed in, for those who may; some kinds are made by acts alone.
    #[must_use]
    pub fn new_form(&self, kind: &Kind) -> Option<String> {
        let may = (kind.rule)(&self.actor, Action::Create).when != Cond::Nothing;
        (may && self.web.has_page(kind, "/new")).then(|| format!("/{}/new", kind.path))
    }

    /// The form token; empty for visitors.
    #[must_use]
    pub fn csrf(&self) -> String {
        self.session.as_ref().map_or_else(String::new, |s| s.csrf.clone())
    }

    /// True for staff.
    #[must_use]
    pub fn staff(&self) -> bool {
        self.actor.audience == Audience::Internal
    }

    /// Today in the installation's time zone.
    #[must_use]
    pub fn today(&self) -> Date {
        self.reads.now().date(self.web.db().zone())
    }

    /// The state's word as the reader may know it.
    #[must_use]
    pub fn state_word<'r>(&self, kind: &Kind, record: &'r Record) -> &'r str {
        let known = kind.states.and_then(|s| s.state(&record.meta.state));
        match known {
            Some(state) if !self.staff() => state.public,
            _ => &record.meta.state,
        }
    }

    /// The state in words; empty for kinds without a lifecycle.
    #[must_use]
    pub fn state(&self, kind: &Kind, record: &Record) -> String {
        kind.states.map_or_else(String::new, |states| {
            self.t.m(&format!("{}-{}", states.name, self.state_word(kind, record)))
        })
    }

    /// The record's name for the reader: its title, or its number, or what kind it is.
    #[must_use]
    pub fn title(&self, kind: &Kind, record: &Record, open: &[&str]) -> String {
        let title = kind.title().filter(|f| open.contains(&f.group)).map(|_| record.title(self.t.lang));
        let title = title.filter(|t| !t.is_empty() && *t != record.meta.reference);
        title
            .unwrap_or_else(|| if self.staff() { record.meta.reference.clone() } else { self.t.m(kind.name) })
    }
}

impl Act<'_, '_> {
    /// The kind at a path of the house. Errors: internal, when a route was registered for a kind that is not.
    pub fn kind(&self, name: &str) -> Result<&'static Kind> {
        self.web.registry().kind(name).ok_or_else(|| Problem::internal(format!("no kind {name}")))
    }
}
