//! What stands between people and records: the server's frame, the way of a request, the shell, and the pages that
//! every kind has.
//!
//! A room hands in a [`room::Capability`]: its kinds, routes, places in the navigation, panels and texts. A handler is
//! a plain function of a [`cx::Cx`] (reading) or a [`cx::Act`] (writing, in one transaction); rights, form tokens,
//! sessions and the pages of problems are dealt with before and after it.

mod ask;
mod assets;
mod country;
mod cx;
mod input;
mod locale;
pub mod meter;
mod offered;
pub mod pages;
mod reply;
pub mod retention;
mod room;
pub mod server;
mod shell;
mod show;
mod upload;
mod web;

pub use ask::{Ask, escape};
pub use cx::{Act, Cx};
pub use locale::{Locales, Sources, T};
pub use pages::{follow_writes, gather_letters, remind_due, works};
pub use reply::{Reply, Toast};
pub use room::{
    Capability, Card, CardLines, Due, DueRow, FindCertain, FindLikely, Gate, Guide, Home, Likely, ListDue,
    Menu, Merging, Panel, Roles, Route, ShowHome, ShowPanel,
};
pub use shell::Page;
pub use show::{prose, safe, text};
pub use upload::Uploads;
pub use web::{Find, Found, House, Web, all_routes};
