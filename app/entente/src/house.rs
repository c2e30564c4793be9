//! The house put together: rooms, JSON interface, search, and the work that goes on beside the requests.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use entente_access::password::Params;
use entente_access::{Actor, Mailer, Secret, Site, mail, tokens, upkeep};
use entente_api::Api;
use entente_files::Bounded;
use entente_jobs::Work;
use entente_kernel::{Lang, Result, Text};
use entente_needs::Matching;
use entente_privacy::Register;
use entente_search::Search;
use entente_store::{By, Db, Reads};
use entente_web::meter::Meter;
use entente_web::server::{Server, frame};
use entente_web::{House, Web};

use crate::cli::VERSION;
use crate::indexes::Indexes;
use crate::metrics::Metrics;
use crate::package;
use crate::privacy;
use crate::rooms::{self, Engines, ROLES};
use crate::search::Finder;
use crate::settings::Settings;

/// The roles whose holders keep accounts.
pub(crate) const ACCOUNT_KEEPERS: &[&str] = &["administrator"];

/// Seconds between two looks at the mail queue.
const MAIL: u64 = 5;

/// Seconds between two looks at what has changed, for search, matching and resolving.
const FOLLOW: u64 = 1;

/// Seconds between two looks at what is due, for reminders.
const REMIND: u64 = 600;

/// Seconds between two sweeps of what is over.
const SWEEP: u64 = 24 * 3600;

/// The pages over a database.
pub(crate) fn web(
    db: Db,
    settings: &Settings,
    engines: &Engines,
    search: &Search,
    shown: Vec<(String, String)>,
) -> Result<Web> {
    let text = |en: &str, zh: &str| Text::new(en, zh);
    let own = text(&settings.institution.name_en, &settings.institution.name_zh);
    let institution = if own.is_empty() { Text::en("Entente") } else { own };
    let house = House {
        site: Site { base_url: settings.base(), name: institution.clone() },
        institution,
        offices: settings.offices.iter().map(|o| (o.id.clone(), text(&o.name_en, &o.name_zh))).collect(),
        currency: settings.currency.clone(),
        secure: settings.base().starts_with("https://"),
        params: if shown.is_empty() { Params::OWASP } else { Params::CHEAP },
        account_keepers: ACCOUNT_KEEPERS,
        partner_kind: Some("organisation"),
        person_kind: Some("person"),
        // A test is not the program that could read.
        bounded: if cfg!(test) { Bounded::in_this_process() } else { Bounded::by_this_program() },
        uploads: settings.uploads(),
        export_rows: settings.export_rows,
        shown_logins: shown,
    };
    let mut rooms = rooms::rooms(engines);
    rooms.push(Indexes::new(search, engines).capability());
    Web::new(db, rooms, ROLES, house, Arc::new(Finder(search.clone())))
}

/// Everything that answers requests.
pub(crate) fn router(web: &Web, settings: &Settings, matching: Arc<Matching>, search: &Search) -> Router {
    let db = web.db().clone();
    let api = Api { db: db.clone(), registry: rooms::registry(), authenticate };
    let mut hosts: Vec<String> = ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned).to_vec();
    hosts.extend(settings.hosts.iter().map(|h| h.to_lowercase()));
    let routes =
        web.router().merge(entente_api::router(api.clone())).merge(entente_needs::api_routes(api, matching));
    let meter = Arc::new(Meter::default());
    let routes =
        routes.merge(Metrics { db: db.clone(), meter: Arc::clone(&meter), search: search.clone() }.router());
    frame(Server { db, meter, hosts: Arc::new(hosts), build: VERSION }, routes)
}

/// What is done in the background: by the pages, and by the program itself.
pub(crate) fn works(web: &Web, settings: &Settings) -> Vec<Work> {
    let mut works = entente_web::works(web);
    works.extend(entente_privacy_room::takeout::works(web));
    works.push(package::job::work(web, settings));
    works.extend(entente_reporting::works(web));
    works
}

/// Jobs of the house, one after the other, on a thread of their own.
pub(crate) fn jobs(web: &Web, settings: &Settings) {
    let (db, works) = (web.db().clone(), works(web, settings));
    every(FOLLOW, move || entente_jobs::run_due(&db, &works).map(|_| ()));
}

/// Inboxes follow what is written and due; letters are gathered right before the queue is sent, under the rights of
/// that moment.
pub(crate) fn inboxes(web: &Web, mailer: Mailer) {
    let followed = web.clone();
    every(FOLLOW, move || entente_web::follow_writes(&followed).map(|_| ()));
    let reminded = web.clone();
    every(REMIND, move || entente_web::remind_due(&reminded).map(|_| ()));
    let letters = web.clone();
    every(MAIL, move || {
        let gathered = match mailer {
            Mailer::Off => Ok(()),
            _ => entente_web::gather_letters(&letters).map(|_| ()),
        };
        mail::send_due(letters.db(), &mailer).and(gathered)
    });
}

/// Keeps indexes in step and forgets what is over, on threads of their own, as long as the program runs.
pub(crate) fn work(db: &Db, search: &Search, engines: &Engines, register: Register) {
    let (followed, search) = (db.clone(), search.clone());
    every(FOLLOW, move || {
        let search = search.clone();
        followed.read_now(move |reads| search.follow(reads)).map(|_| ())
    });
    let (warmed, matching) = (db.clone(), Arc::clone(&engines.matching));
    every(FOLLOW, move || {
        let matching = Arc::clone(&matching);
        warmed.read_now(move |reads| matching.warm(reads))
    });
    let (linked, resolving) = (db.clone(), engines.resolving.clone());
    every(FOLLOW, move || resolving.work(&linked));
    let named = db.clone();
    every(FOLLOW, move || {
        entente_memberships::names::follow(&named, entente_partners::Organisation::KIND).map(|_| ())
    });
    let (documents, bounded) = (db.clone(), Bounded::by_this_program());
    every(FOLLOW, move || entente_documents::read_waiting(&documents, &bounded).map(|_| ()));
    let erased = db.clone();
    every(FOLLOW, move || entente_privacy::follow(&erased, &register).map(|_| ()));
    let (emptied, days) = (db.clone(), engines.trash_days);
    every(SWEEP, move || privacy::end_trash(&emptied, days).map(|_| ()));
    let swept = db.clone();
    every(SWEEP, move || {
        swept
            .write_now(By::system("upkeep"), |tx| {
                Ok(upkeep::sweep(tx)? + entente_jobs::sweep(tx)? + entente_inbox::sweep(tx)?)
            })
            .map(|_| ())
    });
}

fn every(seconds: u64, job: impl Fn() -> Result<()> + Send + 'static) {
    std::thread::spawn(move || {
        loop {
            // Work that falls over is tried again like work that fails.
            match catch_unwind(AssertUnwindSafe(&job)) {
                Ok(Ok(())) => {}
                Ok(Err(problem)) => tracing::warn!(%problem, "background work failed"),
                Err(_) => tracing::error!("background work fell over"),
            }
            std::thread::sleep(Duration::from_secs(seconds));
        }
    });
}

/// The actor of a bearer token, in the language that the request asks for when it names one.
pub(crate) fn authenticate(reads: &mut dyn Reads, token: &str, lang: Option<Lang>) -> Result<Option<Actor>> {
    let found = tokens::actor_of_token(reads, &Secret::new(token), ROLES)?;
    Ok(found.map(|(actor, _)| Actor { lang: lang.unwrap_or(actor.lang), ..actor }))
}
