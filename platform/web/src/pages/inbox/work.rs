//! What goes on beside the requests for inboxes.

use std::sync::Arc;

use entente_access::Actor;
use entente_inbox::{Composer, People, Reminder, Round, feed, remind, send_round};
use entente_kernel::{Date, Period, Result};
use entente_store::Reads;

use super::letter;
use crate::web::Web;

/// Days behind which nobody is reminded any more, and before which nobody is yet.
const AROUND: i32 = 31;
const AHEAD: i32 = 366;

/// Tells people of what was written since; gives the number of writes looked at.
pub fn follow_writes(web: &Web) -> Result<usize> {
    feed(web.db(), web.registry(), web.named())
}

/// Reminds people of what is due; gives the number of things looked at.
pub fn remind_due(web: &Web) -> Result<usize> {
    let house = web.clone();
    let due = web.db().read_now(move |reads| due(&house, reads))?;
    remind(web.db(), due)
}

/// What is to be told today, by the reminders that the rooms hand in, whoever may read it.
fn due(web: &Web, reads: &mut dyn Reads) -> Result<Vec<Reminder>> {
    let today = reads.today();
    let people = People::all(reads)?;
    let days = Period { from: Some(plus(today, -AROUND)), to: Some(plus(today, AHEAD)) };
    let mut all = Vec::new();
    for due in web.dues() {
        for row in (due.list)(reads, &Actor::system(), days)? {
            let before = i32::try_from(row.remind).unwrap_or(0);
            if plus(row.day, -before) > today {
                continue;
            }
            let field = web.registry().kind(row.kind).and_then(|kind| kind.field(row.field));
            let Some(field) = field else { continue };
            let named = people.named(&row.owner).iter();
            all.extend(named.map(|account| Reminder {
                account: *account,
                kind: row.kind,
                record: row.record,
                part: field.group,
                uid: row.uid.clone(),
                day: row.day,
            }));
        }
    }
    Ok(all)
}

fn plus(day: Date, days: i32) -> Date {
    let mut at = day;
    for _ in 0..days.unsigned_abs() {
        let next = if days < 0 { at.yesterday() } else { at.tomorrow() };
        at = next.unwrap_or(at);
    }
    at
}

/// Puts the digests that are due into the mail queue; to be run right before it is sent.
pub fn gather_letters(web: &Web) -> Result<Round> {
    let house = web.clone();
    let compose: Composer = Arc::new(move |reads, digest| letter::compose(&house, reads, digest));
    send_round(web.db(), web.registry(), web.roles(), &compose)
}
