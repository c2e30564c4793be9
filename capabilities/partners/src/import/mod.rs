//! Bringing organisations in from files.

mod ror;
mod ror_line;

pub use ror::{Outcome, import_ror, read_ror};
