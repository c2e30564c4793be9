//! Documents with versions on records of any kind.
//!
//! The bytes stand in the database, in pieces, so that a document and its record are written together, a backup holds
//! both as of one moment, and a copy between engines carries them (`docs/decisions/0014-documents-in-the-database.md`).
//!
//! Who sees a record sees its documents, but for those kept for staff; who may edit it adds versions and removes them.
//! Nothing is overwritten: a new file is a new version, and removal is a mark. Every act stands in the audit chain of the
//! record. An upload goes to an [`Incoming`] file first, whatever its size in bounded memory; it is [`judged`] by its
//! bytes, and [`add`]ed or refused. Text is read out of PDF, Word and plain files afterwards, in a bounded child
//! ([`read_waiting`]), and goes into the search document of the record ([`texts`]).

mod bytes;
mod document;
mod erase;
mod incoming;
mod merge;
mod quota;
mod reading;
mod write;

pub use bytes::{CHUNK, chunk};
pub use document::{Document, TextState, Version, brought, documents, one};
pub use erase::erase;
pub use incoming::{Incoming, Judged, judged};
pub use merge::{go_along, go_back};
pub use quota::{Limits, Used, used};
pub use reading::{read_waiting, texts};
pub use write::{add, add_version, may_add, remove, restore};

use entente_store::Migration;

/// The tables of documents.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    vec![Migration { name: "documents-0001", sql: include_str!("../migrations/0001_documents.sql") }]
}
