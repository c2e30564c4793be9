//! Every address of this room.

use entente_access::Action;
use entente_web::pages::{new_again, standard};
use entente_web::{Gate, Route};

use crate::Task;
use crate::pages::{calendar, feed, new};

/// The pages that every kind has, and those of this room. A task begins on the page of what it is about.
pub(crate) fn routes() -> Vec<Route> {
    let mut routes = standard(Task::KIND);
    routes.retain(|route| route.path != "/tasks/new");
    let (see, create) = (Gate::May(Task::KIND, Action::See), Gate::May(Task::KIND, Action::Create));
    routes.extend([
        Route::get("/tasks/new", create, new::form),
        Route::post("/tasks/new", create, new::make)
            .or_again(|cx, problem| new_again(cx, Task::KIND, problem)),
        Route::get("/calendar", see, calendar::page),
        Route::post("/calendar/feed", see, feed::make),
        Route::post("/calendar/feed/end", see, feed::end),
        // The key in the address says who asks.
        Route::get("/calendar/{key}", Gate::Everyone, feed::calendar),
    ]);
    routes
}
