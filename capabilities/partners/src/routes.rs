//! Every address of this room.

use std::sync::Arc;

use entente_access::Action;
use entente_web::pages::standard;
use entente_web::{Gate, Route};

use crate::pages::{duplicate, naming};
use crate::{Duplicate, Naming, Organisation, Person, Resolving};

/// What standard pages would offer and nobody may do.
const OWN: [&str; 4] = ["/namings/new", "/duplicates/new", "/namings/{id}/merge", "/duplicates/{id}/merge"];

/// The pages that every kind has, and those of this room. Namings and duplicates are made by nothing but the program.
pub(crate) fn routes(resolving: &Resolving) -> Vec<Route> {
    let kinds = [Organisation::KIND, Person::KIND, Naming::KIND, Duplicate::KIND];
    let mut routes: Vec<Route> = kinds.into_iter().flat_map(standard).collect();
    routes.retain(|route| !OWN.contains(&route.path.as_str()));
    let decide = Gate::May(Naming::KIND, Action::Step("confirm"));
    let see = Gate::May(Duplicate::KIND, Action::See);
    let comparing = Arc::clone(&resolving.comparison);
    let begun = resolving.clone();
    routes.extend([
        Route::post("/namings/{id}/choose", decide, naming::choose),
        Route::get("/duplicates/compare", see, move |cx| duplicate::comparison(cx, &comparing)),
        Route::post("/duplicates/compare", decide, move |act| duplicate::compare(act, &begun)),
    ]);
    routes
}
