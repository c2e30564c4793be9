//! One inbox and one digest per person: what happened to what they follow or are named in.
//!
//! **Where notices come from.** A feeder ([`feed`]) follows the audit chain, beside the requests: every write leaves
//! exactly one row there with its actor, act, record and changed fields, whichever room wrote it, so that no room needs
//! to know of the inbox and no request waits for it. Notices and the feeder's place in the chain are written together:
//! nothing is told twice, and nothing is lost when the program dies between the two. Ends of jobs come from the outbox
//! the same way, and what is due from the rooms ([`remind`]), each under a key that is unique for its account.
//!
//! **Who sees them.** A notice holds no value: only which field, step, note or document it was. Rights are asked again
//! whenever one is shown, counted or told, inside the statement that reads it ([`Rights`]): a record that its reader
//! may not see any more, or a field, leaves no trace in list, count or letter. A follower who lost the right and gets it
//! back finds what happened meanwhile.
//!
//! **How letters go out.** A digest is gathered in one transaction that puts the letter into the mail queue and notes
//! on each notice where it was told; the queue sends it. A letter that still waits there after a minute (the peer was
//! away) is written anew under the rights of that moment, or withdrawn. So a crash loses none and doubles at most the
//! one that was on its way.

mod digest;
mod feed;
mod follow;
mod idle;
mod list;
mod notice;
mod pace;
mod people;
mod remind;
mod rights;
mod settings;
mod sound;
mod unsubscribe;

pub use digest::{Composer, Digest, Round, send_round};
pub use feed::{Named, Whom, feed};
pub use follow::{follow, follows, go_along, stop};
pub use idle::{IDLE_DAYS, Idle};
pub use list::{Show, list, mark_read, unread};
pub use notice::{CHANGED, DOCUMENT, GIVEN, JOB, JOB_DONE, JOB_FAILED, NOTE, Notice, SORTS, STEP};
pub use pace::{Pace, Settings};
pub use people::People;
pub use remind::{DUE_SOON, OVERDUE, Reminder, remind};
pub use rights::Rights;
pub use settings::{keep_settings, settings};
pub use sound::{sweep, unsound};
pub use unsubscribe::{PREFIX, subscriber, unsubscribe};

use entente_store::Migration;

/// The tables of inboxes; they come after those of accounts.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    vec![Migration { name: "inbox-0001", sql: include_str!("../migrations/0001_inbox.sql") }]
}
