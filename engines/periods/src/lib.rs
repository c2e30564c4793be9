//! Membership periods: how long a fee lasts, what comes after it, and who is a member on a day.
//!
//! A membership year is **fixed** (it begins on the same day for everybody) or **rolling** (it begins with the member's
//! own first day). A paid year is followed by days of grace; a renewal continues it, a re-joining begins anew. All of it
//! is pure: civil dates in, civil dates out. `tests/naive.rs` checks it day by day.

mod calendar;
mod course;

pub use calendar::{Year, anniversary, first, following, plus};
pub use course::{Break, Course, Fault, Standing, Term};
