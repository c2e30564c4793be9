//! Finds the organisation that a text names, or says that it names none, with reasons that are exact sums.
//!
//! A text (an affiliation, a company as somebody typed it) is cut into folded words; names that share enough of them,
//! initials and links that people confirmed before give the candidates; a linear score over few features decides. It
//! knows nothing of databases or the web: ids are opaque numbers.

mod alike;
mod asked;
mod candidates;
pub mod features;
mod memory;
mod places;
mod registry;
mod resolve;
pub mod score;
mod text;

pub use alike::{Alike, alike};
pub use memory::Memory;
pub use registry::{Gathering, Name, NameSort, Organisation, Registry};
pub use resolve::{Reason, Resolved, Scored, resolve, resolve_with};
