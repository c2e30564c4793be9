//! Every address of this room.

use entente_access::Action;
use entente_web::pages::standard;
use entente_web::{Gate, Route};

use crate::pages::{own, upkeep};
use crate::{Correction, Expert, Technology, kinds};

/// The pages that every kind has, and those of this room.
pub(crate) fn routes() -> Vec<Route> {
    let mut routes: Vec<Route> = kinds().into_iter().flat_map(standard).collect();
    let edit = Gate::May(Expert::KIND, Action::Edit);
    routes.extend([
        Route::get("/me", Gate::Account, own::mine),
        Route::get("/catalogue/upkeep", Gate::May(Technology::KIND, Action::Edit), upkeep::page),
        Route::post("/experts/{id}/confirm", edit, |act| upkeep::confirm(act, Expert::KIND)),
        Route::post("/technologies/{id}/confirm", Gate::May(Technology::KIND, Action::Edit), |act| {
            upkeep::confirm(act, Technology::KIND)
        }),
        Route::post("/experts/{id}/opt-out", edit, own::opt_out),
        Route::post("/experts/{id}/corrections", Gate::May(Correction::KIND, Action::Create), own::ask),
    ]);
    routes
}
