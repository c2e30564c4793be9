//! The house as the pages know it, and the way of a request through it.

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawPathParams, Request};
use axum::http::Method;
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, on};
use entente_access::password::Params;
use entente_access::{Actor, Session, Site, sessions};
use entente_files::Bounded;
use entente_inbox::Named;
use entente_kernel::{Class, Id, Lang, Problem, Result, Text};
use entente_measures::{Measure, Standard};
use entente_record::{Kind, Registry};
use entente_store::{By, Db, Reads};

use crate::ask::{Ask, SESSION, escape};
use crate::assets;
use crate::cx::{Act, Cx};
use crate::locale::Locales;
use crate::reply::Reply;
use crate::retention::Retention;
use crate::room::{
    Again, Before, Capability, Card, Due, Gate, Guide, Home, Likely, Menu, Merging, Panel, Roles, Route, Run,
    Writing,
};
use crate::shell;
use crate::upload::{self, Uploads};

/// Finds records by words: what the search room gives to palette, pickers and the search page.
pub trait Find: Send + Sync {
    /// At most `limit` records of these kinds (of all, when none is named) that the actor may see, best first.
    fn find(
        &self,
        reads: &mut dyn Reads,
        actor: &Actor,
        words: &str,
        kinds: &[&str],
        limit: usize,
    ) -> Result<Vec<Found>>;
}

/// A record found by words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its kind's name.
    pub kind: &'static str,
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub title: Text,
}

/// What the installation says of itself.
#[derive(Clone)]
pub struct House {
    /// Our institution.
    pub institution: Text,
    /// Our offices: id and name.
    pub offices: Vec<(String, Text)>,
    /// The currency that forms begin with.
    pub currency: String,
    /// Cookies only over TLS.
    pub secure: bool,
    /// For links in mail.
    pub site: Site,
    /// What hashing a password costs.
    pub params: Params,
    /// The roles whose holders keep accounts.
    pub account_keepers: &'static [&'static str],
    /// The kind of record that accounts of partners act for.
    pub partner_kind: Option<&'static str>,
    /// The kind of record that accounts belong to.
    pub person_kind: Option<&'static str>,
    /// Reads files of strangers.
    pub bounded: Bounded,
    /// Where files stand on their way in, and how much may come.
    pub uploads: Uploads,
    /// Most rows of a file that is sent at once; longer ones are made in the background.
    pub export_rows: usize,
    /// Log-in names and passwords to show on the log-in page; only the demo has any.
    pub shown_logins: Vec<(String, String)>,
}

/// The house: cheap to clone.
#[derive(Clone)]
pub struct Web(Arc<Inner>);

struct Inner {
    db: Db,
    registry: Registry,
    roles: Roles,
    house: House,
    locales: Arc<Locales>,
    find: Arc<dyn Find>,
    routes: Vec<Route>,
    menu: Vec<(usize, Menu)>,
    panels: Vec<Panel>,
    home: Vec<Home>,
    dues: Vec<Due>,
    named: Vec<Named>,
    cards: Vec<Card>,
    likely: Vec<Likely>,
    merging: Vec<Merging>,
    measures: Vec<Measure>,
    standard: Vec<Standard>,
    guides: Vec<Guide>,
    retention: Vec<Retention>,
}

impl Web {
    /// Puts the rooms together. Errors: texts that cannot be read, or two routes at one address.
    pub fn new(
        db: Db,
        rooms: Vec<Capability>,
        roles: Roles,
        house: House,
        find: Arc<dyn Find>,
    ) -> Result<Self> {
        let sources: Vec<_> = rooms.iter().map(|r| r.locales).collect();
        let measures = rooms.iter().flat_map(|r| r.measures.clone()).collect();
        let locales = Locales::with(&sources, db.zone().clone(), house.offices.clone(), measures)?;
        let registry = Registry::new(rooms.iter().flat_map(|r| r.kinds.clone()).collect());
        let keepers = house.account_keepers;
        let mut inner = Inner {
            db,
            registry,
            roles,
            house,
            locales,
            find,
            routes: all_routes(&rooms, keepers),
            menu: Vec::new(),
            panels: Vec::new(),
            home: Vec::new(),
            dues: Vec::new(),
            named: Vec::new(),
            cards: Vec::new(),
            likely: Vec::new(),
            merging: Vec::new(),
            measures: Vec::new(),
            standard: Vec::new(),
            guides: crate::pages::own_guides(keepers).into(),
            retention: Vec::new(),
        };
        for room in rooms {
            let number = inner.menu.last().map_or(0, |(number, _)| number + 1);
            inner.menu.extend(room.menu.into_iter().map(|entry| (number, entry)));
            inner.panels.extend(room.panels);
            inner.home.extend(room.home);
            inner.dues.extend(room.dues);
            inner.named.extend(room.named);
            inner.cards.extend(room.cards);
            inner.likely.extend(room.likely);
            inner.merging.extend(room.merging);
            inner.measures.extend(room.measures);
            inner.standard.extend(room.standard);
            inner.guides.extend(room.guides);
            inner.retention.extend(room.retention);
        }
        inner.menu.extend(crate::pages::own_menu().into_iter().map(|entry| (usize::MAX, entry)));
        inner.standard.sort_by_key(|one| one.order);
        inner.home.sort_by_key(|section| section.order);
        Ok(Self(Arc::new(inner)))
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The kinds.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.0.registry
    }

    /// The roles.
    #[must_use]
    pub fn roles(&self) -> Roles {
        self.0.roles
    }

    /// The installation.
    #[must_use]
    pub fn house(&self) -> &House {
        &self.0.house
    }

    /// The texts.
    #[must_use]
    pub fn locales(&self) -> &Arc<Locales> {
        &self.0.locales
    }

    /// The search.
    #[must_use]
    pub fn find(&self) -> &dyn Find {
        &*self.0.find
    }

    /// Every route, in order of registration.
    #[must_use]
    pub fn routes(&self) -> &[Route] {
        &self.0.routes
    }

    /// True when the kind has that page: rooms take away those of what acts alone make.
    pub(crate) fn has_page(&self, kind: &Kind, rest: &str) -> bool {
        let is = |route: &Route| {
            let own = route.path.strip_prefix('/').and_then(|path| path.strip_prefix(kind.path));
            route.method == Method::GET && own == Some(rest)
        };
        self.routes().iter().any(is)
    }

    pub(crate) fn guides(&self) -> &[Guide] {
        &self.0.guides
    }

    /// Places in the navigation, each with the number of its room.
    pub(crate) fn menu(&self) -> &[(usize, Menu)] {
        &self.0.menu
    }

    pub(crate) fn panels(&self, kind: &str) -> Vec<Panel> {
        self.0.panels.iter().filter(|p| p.kind == kind || p.kind == "*").cloned().collect()
    }

    pub(crate) fn home(&self) -> Vec<Home> {
        self.0.home.clone()
    }

    /// What the rooms put into calendars.
    #[must_use]
    pub fn dues(&self) -> &[Due] {
        &self.0.dues
    }

    /// Whom the records of the rooms name.
    pub(crate) fn named(&self) -> &[Named] {
        &self.0.named
    }

    pub(crate) fn card(&self, kind: &str) -> Option<Card> {
        self.0.cards.iter().find(|c| c.kind == kind).cloned()
    }

    pub(crate) fn likely(&self, kind: &str) -> Option<&Likely> {
        self.0.likely.iter().find(|l| l.kind == kind)
    }

    pub(crate) fn merging(&self, kind: &str) -> Option<Merging> {
        self.0.merging.iter().find(|m| m.kind == kind).copied()
    }

    /// The measures of all rooms.
    #[must_use]
    pub fn measures(&self) -> &[Measure] {
        &self.0.measures
    }

    /// The tiles that rooms supply for home pages, in order.
    #[must_use]
    pub fn standard(&self) -> &[Standard] {
        &self.0.standard
    }

    /// How long records are kept, as all rooms say.
    #[must_use]
    pub fn retention(&self) -> &[Retention] {
        &self.0.retention
    }

    /// Every page as a router.
    pub fn router(&self) -> Router {
        let mut router = Router::new();
        for route in self.routes() {
            router = router.route(&route.path, self.method(route.clone()));
        }
        let web = self.clone();
        let lost = move |request: Request| {
            let web = web.clone();
            async move { web.lost(request).await }
        };
        router.merge(assets::router()).fallback(lost)
    }

    fn method(&self, route: Route) -> MethodRouter {
        let filter = if route.method == Method::POST { MethodFilter::POST } else { MethodFilter::GET };
        let web = self.clone();
        on(filter, move |params: RawPathParams, request: Request| {
            let (web, route) = (web.clone(), route.clone());
            let params = params.iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
            async move { web.answer(route, params, request).await }
        })
    }

    async fn answer(&self, route: Route, params: Vec<(String, String)>, request: Request) -> Response {
        let (ask, sent) = match &route.run {
            Run::Upload { before, .. } | Run::Wait { file: Some(before), .. } => {
                self.receive(request, params, route.gate, before).await
            }
            _ => match Ask::read(request, params).await {
                Ok(ask) => (Arc::new(ask), Ok(())),
                Err(problem) => return shell::bare(&problem, self).response(),
            },
        };
        let reply = match route.run {
            Run::Read(page) => self.reading(&ask, route.gate, move |cx| page(cx)).await,
            Run::Write { act, again } => {
                let outcome = self.writing(&ask, route.gate, act).await;
                self.or_again(&ask, outcome, again).await
            }
            Run::Upload { act, again, .. } => {
                let outcome = match sent {
                    Ok(()) => self.writing(&ask, route.gate, act).await,
                    Err(problem) => Err(problem),
                };
                self.or_again(&ask, outcome, again).await
            }
            Run::Wait { wait, again, .. } => {
                let let_in = match sent {
                    Ok(()) => self.let_in(&ask, route.gate).await,
                    Err(problem) => Err(problem),
                };
                let outcome = match let_in {
                    Ok(_) => wait(self.clone(), Arc::clone(&ask)).await,
                    Err(problem) => Err(problem),
                };
                self.or_again(&ask, outcome, again).await
            }
        };
        let reply = self.keep_session(&ask, reply).await;
        // A message is shown once.
        let told = ask.cookie("toast").is_some() && ask.part.is_none() && reply.shows_page();
        let reply = if told { reply.cookie("toast=; Path=/; Max-Age=0; SameSite=Lax".into()) } else { reply };
        reply.response()
    }

    /// Takes in a form with a file, when its sender may send it at all.
    async fn receive(
        &self,
        request: Request,
        params: Vec<(String, String)>,
        gate: Gate,
        before: &Before,
    ) -> (Arc<Ask>, Result<()>) {
        let (ask, body) = Ask::head(request, params);
        let ask = Arc::new(ask);
        let (web, asked, before) = (self.clone(), Arc::clone(&ask), Arc::clone(before));
        let welcome = self.db().read(move |reads| {
            if !asked.from_here {
                return Err(Problem::forbidden("foreign-form"));
            }
            let mut cx = web.cx(reads, &asked)?;
            gate.pass(&cx.actor)?;
            if upload::has_file(&asked) { before(&mut cx) } else { Ok(()) }
        });
        if let Err(problem) = welcome.await {
            return (ask, Err(problem));
        }
        let mut whole = Ask::clone(&ask);
        let received = upload::receive(&mut whole, body, &self.house().uploads).await;
        (Arc::new(whole), received)
    }

    async fn lost(&self, request: Request) -> Response {
        match Ask::read(request, Vec::new()).await {
            Err(problem) => shell::bare(&problem, self).response(),
            Ok(ask) => {
                let page = |_: &mut Cx<'_>| Err(Problem::not_found());
                self.reading(&Arc::new(ask), Gate::Everyone, page).await.response()
            }
        }
    }

    /// Runs a page in one read; a problem becomes its page, in the same read.
    async fn reading(
        &self,
        ask: &Arc<Ask>,
        gate: Gate,
        page: impl FnOnce(&mut Cx<'_>) -> Result<Reply> + Send + 'static,
    ) -> Reply {
        let (web, asked) = (self.clone(), Arc::clone(ask));
        let outcome = self
            .db()
            .read(move |reads| {
                let mut cx = web.cx(reads, &asked)?;
                let outcome = gate.pass(&cx.actor).and_then(|()| page(&mut cx));
                outcome.or_else(|problem| shell::problem(&mut cx, &problem))
            })
            .await;
        outcome.unwrap_or_else(|problem| shell::bare(&problem, self))
    }

    /// The form again with what was wrong, or the problem's page.
    async fn or_again(&self, ask: &Arc<Ask>, outcome: Result<Reply>, again: Option<Again>) -> Reply {
        let problem = match outcome {
            Ok(reply) => return reply,
            Err(problem) => problem,
        };
        self.reading(ask, Gate::Everyone, move |cx| match again {
            Some(again) if shows_form(&problem) => Ok(again(cx, &problem)?.status(problem.class.status())),
            _ => Err(problem),
        })
        .await
    }

    async fn writing(&self, ask: &Arc<Ask>, gate: Gate, act: Writing) -> Result<Reply> {
        let actor = self.let_in(ask, gate).await?;
        let by = By { actor: actor.account, operation: ask.operation.clone() };
        let (web, ask) = (self.clone(), Arc::clone(ask));
        self.db()
            .write(by, move |tx| {
                // Rights are read again inside the write, so that none is used that was taken away meanwhile.
                let (actor, _) = web.who(tx, &ask)?;
                gate.pass(&actor)?;
                act(&mut Act { tx, actor, ask: &ask, web: &web })
            })
            .await
    }

    /// Who posts, after the checks that every form goes through. Errors: 403 for a form from elsewhere or without the
    /// session's token, and what the gate says.
    async fn let_in(&self, ask: &Arc<Ask>, gate: Gate) -> Result<Actor> {
        if ask.method != Method::GET && !ask.from_here {
            return Err(Problem::forbidden("foreign-form"));
        }
        let (web, asked) = (self.clone(), Arc::clone(ask));
        let (actor, session) = self.db().read(move |reads| web.who(reads, &asked)).await?;
        gate.pass(&actor)?;
        let checked = session.is_none_or(|s| s.csrf_matches(ask.csrf()));
        if ask.method == Method::GET || checked { Ok(actor) } else { Err(Problem::forbidden("form-expired")) }
    }

    /// Who asks: the session's account in the language chosen, or a visitor.
    pub(crate) fn who(&self, reads: &mut dyn Reads, ask: &Ask) -> Result<(Actor, Option<Session>)> {
        let known = match ask.session() {
            Some(token) => sessions::actor_of(reads, &token, self.roles())?,
            None => None,
        };
        let chosen = ask.cookie("lang").and_then(Lang::parse);
        Ok(match known {
            Some((actor, session)) => {
                // The first look decides; nobody else sets it.
                let _ = ask.known.set(session.clone());
                (Actor { lang: chosen.unwrap_or(actor.lang), ..actor }, Some(session))
            }
            None => (Actor::visitor(ask.lang().unwrap_or_default()), None),
        })
    }

    pub(crate) fn cx<'a>(&'a self, reads: &'a mut dyn Reads, ask: &'a Ask) -> Result<Cx<'a>> {
        let (actor, session) = self.who(reads, ask)?;
        let t = self.locales().of(actor.lang);
        Ok(Cx { reads, actor, session, ask, web: self, t })
    }

    /// Notes that the session was used, and hands out its new token when roles changed.
    async fn keep_session(&self, ask: &Arc<Ask>, reply: Reply) -> Reply {
        let (Some(token), Some(session)) = (ask.session(), ask.known.get().cloned()) else { return reply };
        if !session.touch && !session.renew {
            return reply;
        }
        let by = By { actor: Some(session.account), operation: ask.operation.clone() };
        let renewed = self.db().write(by, move |tx| {
            sessions::touch(tx, session.id)?;
            if session.renew { sessions::renew(tx, &token) } else { Ok(None) }
        });
        match renewed.await {
            Ok(Some(opened)) => reply.cookie(self.session_cookie(opened.token.reveal())),
            Ok(None) => reply,
            Err(problem) => {
                tracing::warn!(%problem, "session not kept");
                reply
            }
        }
    }

    /// The cookie that carries a session; an empty token ends it.
    pub(crate) fn session_cookie(&self, token: &str) -> String {
        let age = if token.is_empty() { "; Max-Age=0" } else { "" };
        let secure = if self.house().secure { "; Secure" } else { "" };
        format!("{SESSION}={token}; Path=/; HttpOnly; SameSite=Lax{age}{secure}")
    }

    /// A cookie that scripts may read: theme, language.
    pub(crate) fn choice_cookie(&self, name: &str, value: &str) -> String {
        let secure = if self.house().secure { "; Secure" } else { "" };
        format!("{name}={}; Path=/; Max-Age=31536000; SameSite=Lax{secure}", escape(value))
    }
}

/// Every route of the house and its rooms.
#[must_use]
pub fn all_routes(rooms: &[Capability], keepers: &'static [&'static str]) -> Vec<Route> {
    let own = crate::pages::own_routes(keepers);
    let of_room = |room: &Capability| {
        let guides = room.guides.iter().cloned().map(crate::pages::guide_route);
        room.routes.iter().cloned().chain(guides).collect::<Vec<_>>()
    };
    own.into_iter().chain(rooms.iter().flat_map(of_room)).collect()
}

/// Problems that a form can show beside its fields; the others have a page of their own.
fn shows_form(problem: &Problem) -> bool {
    let at_a_field = !problem.fields.is_empty();
    problem.code != "log-in-first" && (at_a_field || has_form(problem.class))
}

const fn has_form(class: Class) -> bool {
    matches!(class, Class::Invalid | Class::Conflict | Class::Stale | Class::Unauthenticated | Class::TooMany)
}
