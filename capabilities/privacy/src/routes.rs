//! Every address of this room.

use entente_access::Action;
use entente_web::pages::{new_again, standard};
use entente_web::{Gate, Route};

use crate::access::{ERASERS, KEEPERS, STAFF};
use crate::pages::{consents, erasure, mine, new, retention, takeout, trash};
use crate::{Consent, Petition, Purpose};

/// The pages that every kind has, and those of this room. A petition begins on the page of what it is about, and a
/// consent says what the purpose said.
pub(crate) fn routes(trash_days: i64) -> Vec<Route> {
    let mut routes = standard(Purpose::KIND);
    routes.extend(standard(Consent::KIND));
    routes.extend(standard(Petition::KIND));
    routes.retain(|route| !["/petitions/new", "/consents/new"].contains(&route.path.as_str()));
    let create = |kind| Gate::May(kind, Action::Create);
    routes.extend([
        Route::get("/petitions/new", create(Petition::KIND), new::form),
        Route::post("/petitions/new", create(Petition::KIND), new::make)
            .or_again(|cx, problem| new_again(cx, Petition::KIND, problem)),
        Route::get("/consents/new", create(Consent::KIND), consents::form),
        Route::post("/consents/new", create(Consent::KIND), consents::make)
            .or_again(|cx, problem| new_again(cx, Consent::KIND, problem)),
        Route::get("/petitions/{id}/erasure", Gate::Roles(ERASERS), erasure::look),
        Route::post("/petitions/{id}/erasure", Gate::Roles(ERASERS), erasure::carry_out)
            .or_again(erasure::again),
        Route::get("/my-data", Gate::Account, mine::page),
        Route::post("/my-data/consent", Gate::Account, mine::consent),
        Route::post("/my-data/ask", Gate::Account, mine::ask).or_again(mine::again),
        Route::post("/my-data/take-out", Gate::Account, takeout::own),
        Route::post("/personal-data/{kind}/{id}/take-out", Gate::Roles(KEEPERS), takeout::of_record),
        Route::get("/retention", Gate::Roles(STAFF), retention::page),
        Route::get("/trash", Gate::Roles(KEEPERS), move |cx| trash::page(cx, trash_days)),
    ]);
    routes
}
