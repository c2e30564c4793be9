//! Record kinds: declared once as facts, inherited by everything.
//!
//! A room writes a struct with `#[derive(Record)]`; that emits a static table of [`Field`]s and two accessors.
//! Everything else (lists, forms, details, CSV, JSON, history, audit, search documents) works on [`Kind`] and
//! [`Datum`]s, compiled once. Decisions stay Rust functions, named by path in the declaration.

mod batch;
mod bulk;
mod choice;
mod codec;
mod datum;
mod draft;
mod erase;
mod field;
mod figures;
mod history;
mod kind;
mod links;
mod list;
mod load;
mod merge;
mod notes;
mod open;
mod plan;
mod reference;
mod registry;
mod search;
mod soundness;
mod states;
mod validate;
mod view;
mod write;

pub use batch::{Batch, Deed, Undone, add_to_batch, batch, batch_size, batches, begin_batch, undo_batch};
pub use bulk::{BULK, Bulk, Change as BulkChange, Effect, bulk, drafted, preview};
pub use choice::Choice;
pub use codec::{from_json, json_for, rows_from_json, to_json};
pub use datum::{Datum, Held};
pub use draft::{Draft, Fields};
pub use entente_record_derive::{Choice, Record};
pub use erase::{Erased, Extent, Gone, at_risk, erase, erased, erased_between};
pub use field::{ANY, Field, GROUP_PUBLIC, Shape};
pub use figures::{Expression, Group, Grouping, Span, Stretch, figures, figures_over, spans};
pub use history::{AsOf, Change, Entry, as_of, chronology, trashings};
pub use kind::{Children, Kind, Meta, Record, RowOf, Settled, Typed, unfit};
pub use links::{kind_of, link_titles, refuse_foreign_links};
pub use list::{
    COUNTED, Cursor, Filter, Listing, Order, Query, all_ids, count_up_to, list, neighbours, owners,
};
pub use load::{get, get_where, load, sweep, visible};
pub use merge::{Merge, combined, linked_here, merge, merged_away, merged_here, unmerge};
pub use notes::{Note, add_note, notes, set_tags, tags};
pub use open::open_groups;
pub use registry::Registry;
pub use search::{Readership, SearchDocument, document};
pub use soundness::{Invariant, unsound};
pub use states::{Possible, State, States, Step, StepLog, log as step_log, steps_of};
pub use validate::validate;
pub use view::{View, keep_view, remove_view, views};
pub use write::{Write, create, edit, restore, step, trash};

use entente_store::Migration;

/// The tables that every kind shares.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration { name: "record-0001", sql: include_str!("../migrations/0001_record.sql") },
        Migration { name: "record-0002", sql: include_str!("../migrations/0002_merge.sql") },
        Migration { name: "record-0003", sql: include_str!("../migrations/0003_batch.sql") },
        Migration { name: "record-0004", sql: include_str!("../migrations/0004_view.sql") },
        Migration { name: "record-erased", sql: include_str!("../migrations/0005_erased.sql") },
    ]
}
