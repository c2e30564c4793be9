//! What a room brings into the house.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::http::Method;
use entente_access::{Action, Actor, Cond, Role};
use entente_inbox::Named;
use entente_kernel::{Date, Id, Instant, Period, Problem, Result, Text};
use entente_measures::{Measure, Standard};
use entente_record::{Invariant, Kind, Record};
use entente_store::{Migration, Reads};

use crate::ask::Ask;
use crate::cx::{Act, Cx};
use crate::locale::Sources;
use crate::pages::Combine;
use crate::reply::Reply;
use crate::web::Web;

/// A room as it registers itself: a list of these is the whole program.
#[derive(Default)]
pub struct Capability {
    /// Its name, as in paths of code and locale keys.
    pub name: &'static str,
    /// Its kinds of records.
    pub kinds: Vec<&'static Kind>,
    /// Its tables.
    pub migrations: Vec<Migration>,
    /// Its texts.
    pub locales: Sources,
    /// Its pages.
    pub routes: Vec<Route>,
    /// Its places in the navigation.
    pub menu: Vec<Menu>,
    /// What it adds to records of other rooms, and to its own.
    pub panels: Vec<Panel>,
    /// What it puts on the home page.
    pub home: Vec<Home>,
    /// What it puts into calendars.
    pub dues: Vec<Due>,
    /// Whom its records name: they hear of it in their inbox.
    pub named: Vec<Named>,
    /// What it writes on the cards of its boards.
    pub cards: Vec<Card>,
    /// How its records are found by texts that call them otherwise.
    pub likely: Vec<Likely>,
    /// What only it knows of two of its records that become one.
    pub merging: Vec<Merging>,
    /// What must hold among its records, for `entente check`.
    pub invariants: Vec<Invariant>,
    /// What it counts.
    pub measures: Vec<Measure>,
    /// What it puts at the top of the home pages of some roles, until a person chooses otherwise.
    pub standard: Vec<Standard>,
    /// Its guides.
    pub guides: Vec<Guide>,
    /// How long its records are kept.
    pub retention: Vec<crate::retention::Retention>,
}

/// A text that explains how something is done.
#[derive(Clone)]
pub struct Guide {
    /// Its address is `/guide/` and this.
    pub name: &'static str,
    /// The locale key of its title.
    pub title: &'static str,
    /// Markdown, English and Chinese.
    pub texts: [&'static str; 2],
    /// For whom it is.
    pub gate: Gate,
}

/// Who may call a route at all. What a caller may do with a single record is decided with the record at hand.
#[derive(Clone, Copy)]
pub enum Gate {
    /// Everyone, logged in or not.
    Everyone,
    /// Everyone with an account.
    Account,
    /// Holders of one of these roles.
    Roles(&'static [&'static str]),
    /// Those who may do this with at least some records of the kind.
    May(&'static Kind, Action),
}

/// One address.
#[derive(Clone)]
pub struct Route {
    /// GET or POST.
    pub method: Method,
    /// With `{names}`.
    pub path: String,
    /// Who may call it.
    pub gate: Gate,
    pub(crate) run: Run,
}

/// Shows a panel of a record.
pub type ShowPanel = Arc<dyn Fn(&mut Cx<'_>, &Record) -> Result<Option<String>> + Send + Sync>;
/// Shows a section of the home page.
pub type ShowHome = Arc<dyn Fn(&mut Cx<'_>) -> Result<Option<String>> + Send + Sync>;
/// The lines on the cards of records.
pub type CardLines = Arc<dyn Fn(&mut Cx<'_>, &[Record]) -> Result<Vec<Vec<String>>> + Send + Sync>;
type Reading = Arc<dyn Fn(&mut Cx<'_>) -> Result<Reply> + Send + Sync>;
pub(crate) type Writing = Arc<dyn Fn(&mut Act<'_, '_>) -> Result<Reply> + Send + Sync>;
pub(crate) type Before = Arc<dyn Fn(&mut Cx<'_>) -> Result<()> + Send + Sync>;
pub(crate) type Again = Arc<dyn Fn(&mut Cx<'_>, &Problem) -> Result<Reply> + Send + Sync>;
type Waiting =
    Arc<dyn Fn(Web, Arc<Ask>) -> Pin<Box<dyn Future<Output = Result<Reply>> + Send>> + Send + Sync>;

#[derive(Clone)]
pub(crate) enum Run {
    Read(Reading),
    Write { act: Writing, again: Option<Again> },
    Wait { wait: Waiting, file: Option<Before>, again: Option<Again> },
    Upload { before: Before, act: Writing, again: Option<Again> },
}

impl Route {
    /// A page.
    pub fn get(
        path: impl Into<String>,
        gate: Gate,
        page: impl Fn(&mut Cx<'_>) -> Result<Reply> + Send + Sync + 'static,
    ) -> Self {
        Self { method: Method::GET, path: path.into(), gate, run: Run::Read(Arc::new(page)) }
    }

    /// One write in one transaction; it is undone when the handler gives a problem.
    pub fn post(
        path: impl Into<String>,
        gate: Gate,
        act: impl Fn(&mut Act<'_, '_>) -> Result<Reply> + Send + Sync + 'static,
    ) -> Self {
        let run = Run::Write { act: Arc::new(act), again: None };
        Self { method: Method::POST, path: path.into(), gate, run }
    }

    /// One write in one transaction, with a file that comes along ([`Ask::take_file`]). `before` says, before the file
    /// is taken in, whether it will be welcome.
    pub fn upload(
        path: impl Into<String>,
        gate: Gate,
        before: impl Fn(&mut Cx<'_>) -> Result<()> + Send + Sync + 'static,
        act: impl Fn(&mut Act<'_, '_>) -> Result<Reply> + Send + Sync + 'static,
    ) -> Self {
        let run = Run::Upload { before: Arc::new(before), act: Arc::new(act), again: None };
        Self { method: Method::POST, path: path.into(), gate, run }
    }

    /// Work that waits for more than one read or write.
    pub fn wait<F>(
        method: Method,
        path: impl Into<String>,
        gate: Gate,
        work: impl Fn(Web, Arc<Ask>) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Reply>> + Send + 'static,
    {
        let wait: Waiting = Arc::new(move |web, ask| Box::pin(work(web, ask)));
        Self { method, path: path.into(), gate, run: Run::Wait { wait, file: None, again: None } }
    }

    /// With a file that may come along ([`Ask::take_file`]), where `before` says that it will be welcome.
    #[must_use]
    pub fn with_file(mut self, before: impl Fn(&mut Cx<'_>) -> Result<()> + Send + Sync + 'static) -> Self {
        if let Run::Wait { file, .. } = &mut self.run {
            *file = Some(Arc::new(before));
        }
        self
    }

    /// The page that shows a refused form again, with everything that was typed.
    #[must_use]
    pub fn or_again(
        mut self,
        page: impl Fn(&mut Cx<'_>, &Problem) -> Result<Reply> + Send + Sync + 'static,
    ) -> Self {
        match &mut self.run {
            Run::Write { again, .. } | Run::Wait { again, .. } | Run::Upload { again, .. } => {
                *again = Some(Arc::new(page));
            }
            Run::Read(_) => {}
        }
        self
    }
}

impl Gate {
    /// Errors: 401 for those who have to log in first, 403 with the reason for the others.
    pub(crate) fn pass(self, actor: &Actor) -> Result<()> {
        let (open, otherwise) = match self {
            Self::Everyone => (true, ""),
            Self::Account => (actor.account.is_some(), "not-allowed"),
            Self::Roles(roles) => (actor.has_any(roles), "not-allowed"),
            Self::May(kind, action) => {
                let rule = (kind.rule)(actor, action);
                (rule.when != Cond::Nothing, rule.otherwise)
            }
        };
        match (open, actor.account) {
            (true, _) => Ok(()),
            (false, None) => Err(Problem::new(entente_kernel::Class::Unauthenticated, "log-in-first")),
            (false, Some(_)) => Err(Problem::forbidden(otherwise)),
        }
    }

    /// The gate in words, for the list of routes.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Everyone => "everyone".into(),
            Self::Account => "account".into(),
            Self::Roles(roles) => format!("roles {}", roles.join(" ")),
            Self::May(kind, action) => format!("{} {action:?}", kind.name).to_lowercase(),
        }
    }
}

/// A place in the navigation.
#[derive(Clone)]
pub struct Menu {
    /// The locale key of its text.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// The letter after `g`.
    pub letter: char,
    /// Who sees it.
    pub gate: Gate,
}

impl Menu {
    /// The list of a kind.
    #[must_use]
    pub fn list(kind: &'static Kind, letter: char) -> Self {
        let (label, href) = (format!("{}-many", kind.name), format!("/{}", kind.path));
        Self { label, href, letter, gate: Gate::May(kind, Action::See) }
    }
}

/// A section that a room adds to a record's page.
#[derive(Clone)]
pub struct Panel {
    /// On records of the kind of this name; `*` for every kind.
    pub kind: &'static str,
    /// True beside the record, false below its fields.
    pub beside: bool,
    /// Its HTML, nothing when there is nothing to show to this reader.
    pub show: ShowPanel,
}

/// Something that is due on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueRow {
    /// The day.
    pub day: Date,
    /// So many days before, people want to hear of it.
    pub remind: i64,
    /// What is to be done.
    pub title: Text,
    /// What it is about; empty for nothing in particular.
    pub about: Text,
    /// What it is, as a locale key.
    pub what: &'static str,
    /// The kind of the record that says so.
    pub kind: &'static str,
    /// That record.
    pub record: Id,
    /// The field with the day: who may not read it does not hear of it.
    pub field: &'static str,
    /// Its page.
    pub href: String,
    /// Who does it: a log-in name, or a name as people write it; may be empty.
    pub owner: String,
    /// The office in charge, if one is.
    pub office: String,
    /// Names it for good, also when its day changes.
    pub uid: String,
    /// Counts its changes.
    pub version: i64,
    /// When it last changed.
    pub changed_at: Instant,
}

/// What is due for this reader in these days.
pub type ListDue = Arc<dyn Fn(&mut dyn Reads, &Actor, Period) -> Result<Vec<DueRow>> + Send + Sync>;

/// What a room puts into calendars: only what the reader may see, and only what is still to be done.
#[derive(Clone)]
pub struct Due {
    /// Lists it.
    pub list: ListDue,
}

/// A section of the home page: its HTML, nothing when it does not concern this reader.
#[derive(Clone)]
pub struct Home {
    /// Lower comes first.
    pub order: u8,
    /// Its HTML.
    pub show: ShowHome,
}

/// The lines on a card of a kind's board.
#[derive(Clone)]
pub struct Card {
    /// Records of the kind of this name.
    pub kind: &'static str,
    /// The lines of each record.
    pub lines: CardLines,
}

/// Records that a text may mean, most likely first, at most so many.
pub type FindLikely = Arc<dyn Fn(&mut dyn Reads, &str, usize) -> Result<Vec<Id>> + Send + Sync>;

/// The record that a text means for certain.
pub type FindCertain = Arc<dyn Fn(&mut dyn Reads, &str) -> Result<Option<Id>> + Send + Sync>;

/// Finds records that a text may mean although they are called otherwise: "did you mean".
#[derive(Clone)]
pub struct Likely {
    /// Records of the kind of this name.
    pub kind: &'static str,
    /// What is likely, whoever asks; the caller shows what its reader may see.
    pub find: FindLikely,
    /// The one that is meant for certain, if one is; for texts that nobody looks at.
    pub certain: FindCertain,
}

/// What a room adds to the draft of two records that become one.
#[derive(Clone, Copy)]
pub struct Merging {
    /// Records of the kind of this name.
    pub kind: &'static str,
    /// Changes the draft of the kept record; the record that goes is beside it.
    pub combine: Combine,
    /// Kinds that speak of the two records themselves, so that their links stay.
    pub stays: &'static [&'static str],
}

/// All roles that can be granted, as the app registers them.
pub type Roles = &'static [Role];
