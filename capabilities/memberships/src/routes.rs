//! Every address of this room.

use std::sync::Arc;

use entente_access::Action;
use entente_contracts::OpensNeed;
use entente_web::pages::{new_again, standard};
use entente_web::{Gate, Route};

use crate::access::HANDLERS;
use crate::pages::{apply, bulletins, cohorts, invoices, membership, requests, seats, value};
use crate::{Bulletin, Invoice, Membership, ServiceRequest};

/// The pages that every kind has, and those of this room. Periods, approvals and subscriptions are made by acts alone.
pub(crate) fn routes(needs: &Arc<dyn OpensNeed>) -> Vec<Route> {
    let mut routes: Vec<Route> = crate::kinds().into_iter().flat_map(standard).collect();
    let own = [
        "/memberships/new",
        "/service-requests/new",
        "/membership-periods/new",
        "/membership-approvals/new",
        "/bulletin-subscriptions/new",
        "/invoices/new",
    ];
    routes.retain(|route| !own.contains(&route.path.as_str()));
    let may = |kind, action| Gate::May(kind, action);
    let (apply_, ask) = (may(Membership::KIND, Action::Create), may(ServiceRequest::KIND, Action::Create));
    let (see, bill) = (may(Membership::KIND, Action::See), may(Invoice::KIND, Action::Create));
    let asked = may(ServiceRequest::KIND, Action::See);
    let needs = Arc::clone(needs);
    routes.extend([
        Route::get("/memberships/new", apply_, apply::form),
        Route::post("/memberships/new", apply_, apply::make).or_again(apply::again),
        Route::get("/memberships/cohorts", Gate::Roles(STAFF), cohorts::page),
        Route::post("/memberships/{id}/approve", Gate::Roles(HANDLERS), membership::approve),
        Route::get("/memberships/{id}/value", see, value::page),
        Route::get("/memberships/{id}/value.pdf", see, value::printed),
        Route::get("/memberships/{id}/seats", see, seats::page),
        Route::post("/memberships/{id}/seats", see, seats::change).or_again(seats::again),
        Route::get("/invoices/new", bill, invoices::form),
        Route::post("/invoices/new", bill, invoices::make)
            .or_again(|cx, problem| new_again(cx, Invoice::KIND, problem)),
        Route::get("/service-requests/new", ask, requests::form),
        Route::post("/service-requests/new", ask, requests::make).or_again(requests::again),
        Route::post("/service-requests/{id}/rate", asked, requests::rate),
        Route::post("/service-requests/{id}/need", Gate::Roles(HANDLERS), move |act| {
            requests::open_need(act, &needs)
        }),
        Route::get("/bulletins/topics", Gate::Account, bulletins::topics),
        Route::post("/bulletins/topics", Gate::Account, bulletins::subscribe),
        Route::post("/bulletins/{id}/opened", may(Bulletin::KIND, Action::See), bulletins::opened),
    ]);
    routes
}

/// Those who see every membership.
const STAFF: &[&str] = &["administrator", "office_manager", "officer", "leadership", "auditor"];
