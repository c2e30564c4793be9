//! The digest as a letter: text and HTML, in the language of its reader. Its subject says how much there is, nothing
//! else: it is shown on locked screens.

use askama::Template;
use entente_access::mail::Message;
use entente_inbox::{Digest, Idle};
use entente_kernel::{Problem, Result, Text};
use entente_store::Reads;

use super::words::{Day, Reader};
use crate::locale::T;
use crate::web::Web;

/// A letter that was not sent within a week tells of nothing that is new.
const KEPT: i64 = 7 * 24 * 3600;

#[derive(Template)]
#[template(path = "letter_digest.html")]
struct Html<'a> {
    t: &'a T,
    letter: &'a Letter<'a>,
}

#[derive(Template)]
#[template(path = "letter_digest.txt", escape = "none")]
struct Plain<'a> {
    t: &'a T,
    letter: &'a Letter<'a>,
}

struct Letter<'a> {
    site: &'a str,
    house: &'a str,
    name: &'a str,
    subject: &'a str,
    days: Vec<Day>,
    more: i64,
    idle: Vec<Still>,
    unsubscribe: &'a str,
}

/// Something that nobody touches.
struct Still {
    href: String,
    title: String,
    days: i64,
}

/// The letter of a digest.
pub(super) fn compose(web: &Web, reads: &mut dyn Reads, digest: &Digest) -> Result<Message> {
    let t = web.locales().of(digest.actor.lang);
    let reader = Reader { web, actor: &digest.actor, t: &t, letter: true };
    let days = reader.days(reads, &digest.notices)?;
    let idle = idle(&reader, reads, &digest.idle)?;
    let site = web.house().site.base_url.trim_end_matches('/');
    let house = web.house().site.name.show(t.lang);
    let entries = i64::try_from(days.iter().map(|day| day.entries.len()).sum::<usize>()).unwrap_or(0);
    let subject = t.with("letter-subject", &[("house", house.to_owned()), ("n", entries.to_string())]);
    let unsubscribe = format!("{site}/unsubscribe/{}", digest.key.reveal());
    let name = digest.actor.name.show(t.lang);
    let (more, subject_line) = (digest.more, subject.as_str());
    let letter =
        Letter { site, house, name, subject: subject_line, days, more, idle, unsubscribe: &unsubscribe };
    let body = Plain { t: &t, letter: &letter }.render().map_err(Problem::internal)?;
    let html = Html { t: &t, letter: &letter }.render().map_err(Problem::internal)?;
    let expires_at = Some(reads.now().plus_seconds(KEPT));
    Ok(Message {
        html: Some(html),
        unsubscribe: Some(unsubscribe.clone()),
        expires_at,
        ..Message::plain(digest.to.clone(), subject.clone(), body)
    })
}

fn idle(reader: &Reader<'_>, reads: &mut dyn Reads, all: &[Idle]) -> Result<Vec<Still>> {
    let mut still = Vec::new();
    for one in all {
        let Some(kind) = reader.web.registry().kind(one.kind) else { continue };
        let called = reader.titles(reads, kind, &[one.record])?;
        let title = called.get(&one.record).map(|text: &Text| text.show(reader.t.lang).to_owned());
        still.push(Still {
            href: format!("/{}/{}", kind.path, one.record),
            title: title.unwrap_or_else(|| reader.t.m(kind.name)),
            days: one.days,
        });
    }
    Ok(still)
}
