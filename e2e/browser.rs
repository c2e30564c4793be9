//! Browser stories: the program as it is delivered, in Chromium, driven over WebDriver.
//!
//! `ENTENTE_TEST_CHROMEDRIVER` names the driver; `cargo xtask test` sets it. Without it each story says that it was
//! skipped.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod accounts;
mod agenda;
mod agreements;
mod boards;
mod browse;
mod dashboards;
mod documents;
mod duplicates;
mod exports;
mod forms;
mod house;
mod imports;
mod inbox;
mod keys;
mod lists;
mod memberships;
mod needs;
mod newcomer;
mod pages;
mod paper;
mod privacy;
mod reports;
