//! Measures and dashboards: figures as of any day, drawn, each leading to its rows.

mod acts;
mod assemble;
mod behind;
mod draw;
mod edit;
mod exhibit;
mod export;
pub mod labels;
mod list;
mod measures;
mod period;
mod pieces;
mod tile;
mod view;

use super::exports::sheet_routes;
use crate::room::{Gate, Route};

pub(crate) use behind::{behind, kept};
pub(crate) use view::home;

/// The pages of measures and dashboards.
pub(crate) fn routes() -> Vec<Route> {
    let account = Gate::Account;
    let at = |rest: &str| format!("/dashboards/{{id}}{rest}");
    let mut routes = vec![
        Route::get("/measures", account, measures::all),
        Route::get("/measures/{measure}", account, measures::one),
        Route::get("/dashboards", account, list::page),
        Route::post("/dashboards", account, acts::create).or_again(list::page_again),
        Route::get(at(""), account, view::page),
        Route::get(at("/edit"), account, edit::page),
        Route::post(at("/edit"), account, acts::edit).or_again(edit::page_again),
        Route::post(at("/tiles"), account, acts::add).or_again(edit::page_again),
        Route::post(at("/tiles/{tile}"), account, acts::tile),
        Route::post(at("/duplicate"), account, acts::duplicate),
        Route::post(at("/delete"), account, acts::trash),
        Route::post(at("/restore"), account, acts::restore),
        Route::post("/home", account, acts::home),
    ];
    routes.extend(sheet_routes("/measures/{measure}", account, export::measure));
    routes.extend(sheet_routes("/dashboards/{id}", account, export::dashboard));
    routes
}
