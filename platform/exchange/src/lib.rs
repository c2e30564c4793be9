//! Tables in: where columns go, what each row would do, doing it, undoing it.
//!
//! A [`Run`] holds the rows of a file as they came. [`guess()`] proposes a [`Mapping`] of its columns from the words that
//! people use for fields; [`check`] does everything that [`commit`] does and keeps nothing, so that the numbers agree;
//! both go by pieces, so that others write meanwhile, and both go on where they were stopped. Rows are entered like a
//! form and written by the ordinary functions, with the rights of the run's owner.

mod act;
mod convert;
mod erase;
mod guess;
mod known;
mod mapping;
mod preset;
mod run;
mod vocabulary;

pub use act::{Doing, Means, Report, Who, check, commit, undo};
pub use erase::erase_lines;
pub use guess::guess;
pub use mapping::{Mapping, Target, keys, needed, targets};
pub use preset::{Preset, keep_preset, preset_of, presets};
pub use run::{
    Counts, Group, LINES, Line, Outcome, Run, State, Wrong, begin, counts, groups, lines, remap, run, runs,
    set_job,
};
pub use vocabulary::Vocabulary;

use entente_store::Migration;

/// The tables of imports.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    vec![Migration { name: "exchange-0001", sql: include_str!("../migrations/0001_import.sql") }]
}
