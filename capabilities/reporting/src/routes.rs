//! Every address of this room.

use entente_access::Action;
use entente_web::pages::standard;
use entente_web::{Gate, Route};

use crate::pages::{again, beside, figure, preview, propose, stored};
use crate::{Claim, Report};

/// The pages that every kind has, and those of this room.
pub(crate) fn routes() -> Vec<Route> {
    let mut routes: Vec<Route> = crate::kinds().into_iter().flat_map(standard).collect();
    let (see, make) = (Gate::May(Report::KIND, Action::See), Gate::May(Report::KIND, Action::Create));
    let at = |rest: &str| format!("/reports/{{id}}/{rest}");
    // Only those who write reports take their steps.
    for route in routes.iter_mut().filter(|r| r.path == at("steps/{step}") || r.path == at("move")) {
        route.gate = make;
    }
    routes.extend([
        Route::get("/claims/beside", Gate::May(Claim::KIND, Action::See), beside::page),
        Route::get("/reports/propose", make, propose::form),
        Route::post("/reports/propose", make, propose::make).or_again(propose::again),
        Route::get(at("preview"), see, preview::page),
        Route::get(at("report.html"), see, stored::html),
        Route::get(at("report.pdf"), see, stored::pdf),
        Route::get(at("packet.json"), see, stored::packet),
        Route::get(at("figures/{number}"), see, figure::page),
        Route::get(at("again"), see, again::page),
        Route::post(at("again"), Gate::Account, again::count),
    ]);
    routes
}
