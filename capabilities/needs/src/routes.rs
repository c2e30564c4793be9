//! Every address of this room.

use std::sync::Arc;

use entente_access::Action;
use entente_web::pages::{new_again, standard};
use entente_web::{Gate, Route};

use crate::pages::{candidates, compare, file, funnel, judging, missing, words};
use crate::{Candidacy, Conflict, Engagement, Matching, Need};

/// The pages that every kind has, and those of this room. Engagements and judgements begin on a need's page.
pub(crate) fn routes(matching: &Arc<Matching>) -> Vec<Route> {
    let own = ["/needs/new", "/engagements/new", "/candidacies/new"];
    let kinds = [Need::KIND, Engagement::KIND, Candidacy::KIND, Conflict::KIND];
    let mut routes: Vec<Route> = kinds.into_iter().flat_map(standard).collect();
    routes.retain(|route| !own.contains(&route.path.as_str()));
    let judge = Gate::May(Candidacy::KIND, Action::Create);
    let see = Gate::May(Candidacy::KIND, Action::See);
    let create = Gate::May(Need::KIND, Action::Create);
    let with = || Arc::clone(matching);
    let (ranked, judged, invited) = (with(), with(), with());
    let (again, said, beside, lacking) = (with(), with(), with(), with());
    routes.extend([
        Route::get("/needs/new", create, file::form),
        Route::post("/needs/new", create, file::file)
            .or_again(|cx, problem| new_again(cx, Need::KIND, problem)),
        Route::get("/needs/untranslated", judge, move |cx| missing::page(cx, &lacking)),
        Route::get("/needs/funnel", see, funnel::page),
        Route::get("/needs/behind/{what}", see, funnel::behind),
        Route::get("/needs/{id}/candidates", judge, move |cx| candidates::page(cx, &ranked, None)),
        Route::get("/needs/{id}/compare", judge, move |cx| compare::page(cx, &beside)),
        Route::get("/needs/{id}/words", judge, move |cx| words::page(cx, &said)),
        Route::post("/needs/{id}/candidates", judge, move |act| judging::judge(act, &judged)),
        Route::post("/needs/{id}/invite", judge, move |act| judging::invite(act, &invited))
            .or_again(move |cx, problem| candidates::page(cx, &again, Some(problem))),
    ]);
    routes
}
