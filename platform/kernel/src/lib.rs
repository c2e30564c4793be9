//! The words every other crate speaks: ids, time, money, periods, bilingual text, sort keys and problems.
//!
//! No I/O and no async. Time and randomness come in as [`Clock`] and [`Chance`], so that every result can be
//! repeated in a test.

mod chance;
pub mod check;
mod chinese;
mod clock;
mod fold;
mod hex;
mod id;
mod lang;
mod money;
mod period;
mod problem;
mod sort;

pub use chance::{Chance, OsChance, SeededChance};
pub use chinese::{is_ideographic, simplified, traditional_characters};
pub use clock::{Clock, FixedClock, Instant, SystemClock, today_in};
pub use fold::fold;
pub use hex::{hex, unhex};
pub use id::Id;
pub use jiff::civil::Date;
pub use jiff::tz::TimeZone;
pub use lang::{Lang, Text};
pub use money::{Currency, Money};
pub use period::Period;
pub use problem::{Class, FieldProblem, Problem, Result};
pub use sort::sort_key;
