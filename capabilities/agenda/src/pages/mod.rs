//! The pages of this room.

pub(crate) mod calendar;
pub(crate) mod feed;
pub(crate) mod home;
pub(crate) mod new;
pub(crate) mod panel;

use entente_web::{Cx, DueRow};

/// Something due, as pages show it.
pub(crate) struct Row {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) title_lang: &'static str,
    pub(crate) about: String,
    pub(crate) about_lang: &'static str,
    pub(crate) what: String,
    pub(crate) day: String,
    pub(crate) owner: String,
    pub(crate) late: bool,
}

/// For the reader, as of today.
pub(crate) fn shown(cx: &Cx<'_>, row: &DueRow) -> Row {
    let (title, title_lang) = cx.t.text(&row.title);
    let (about, about_lang) = cx.t.text(&row.about);
    let own = cx.t.lang.tag();
    Row {
        href: row.href.clone(),
        title: title.to_owned(),
        title_lang: title_lang.unwrap_or(own),
        about: about.to_owned(),
        about_lang: about_lang.unwrap_or(own),
        what: cx.t.m(row.what),
        day: cx.t.day(row.day),
        owner: row.owner.clone(),
        late: row.day < cx.today(),
    }
}
