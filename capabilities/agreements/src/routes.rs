//! Every address of this room.

use entente_access::Action;
use entente_web::pages::{new_again, standard};
use entente_web::{Gate, Route};

use crate::pages::{compare, cover, evidence, family, form, gates, printed, taking_over, technology, texts};
use crate::route::ApprovalRoute;
use crate::{Agreement, AgreementText, Assent, Registration};

/// The pages that every kind has, and those of this room. Texts, approvals and signatures are made by acts alone.
pub(crate) fn routes() -> Vec<Route> {
    let (see, create) = (Gate::May(Agreement::KIND, Action::See), Gate::May(Agreement::KIND, Action::Create));
    let see_text = Gate::May(AgreementText::KIND, Action::See);
    let mut routes = standard(Agreement::KIND);
    routes.retain(|route| !(route.path == "/agreements/new" && route.method == "POST"));
    for kind in [AgreementText::KIND, Assent::KIND] {
        let own = ["new", "import"].map(|word| format!("/{}/{word}", kind.path));
        let mut pages = standard(kind);
        pages.retain(|route| !own.iter().any(|own| route.path.starts_with(own)));
        routes.extend(pages);
    }
    routes.extend(standard(ApprovalRoute::KIND));
    routes.extend(standard(Registration::KIND));
    routes.extend([
        Route::post("/agreements/new", create, form::make)
            .or_again(|cx, problem| new_again(cx, Agreement::KIND, problem)),
        Route::get("/agreements/tree", see, family::page),
        Route::get("/agreements/gates", create, gates::page),
        Route::get("/agreements/take-over", create, taking_over::page),
        Route::post("/agreements/take-over", create, taking_over::take).or_again(taking_over::again),
        Route::get("/agreements/{id}/text", see, texts::form),
        Route::post("/agreements/{id}/text", see, texts::write).or_again(texts::again),
        Route::post("/agreements/{id}/approve", see, texts::approve),
        Route::post("/agreements/{id}/sign", see, texts::sign),
        Route::post("/agreements/{id}/renew", create, texts::renew),
        Route::post("/agreements/{id}/hand-over", create, texts::hand_over),
        Route::get("/agreements/{id}/evidence", see, evidence::page),
        Route::get("/agreements/{id}/registration.csv", see, technology::csv),
        Route::get("/agreements/{id}/registration.xlsx", see, technology::xlsx),
        Route::get("/agreements/{id}/cover.pdf", see, cover::sheet),
        Route::get("/agreement-texts/{id}/compare", see_text, compare::page),
        Route::get("/agreement-texts/{id}/text.pdf", see_text, printed::text),
    ]);
    routes
}
