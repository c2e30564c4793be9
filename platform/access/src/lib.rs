//! Who asks, and what they may do: actors, roles, rules, and (in their modules) accounts, sessions and tokens.
//!
//! A rule is one function of the actor and the action that answers with a [`Rule`]: a condition on the record as
//! data. The same condition, turned into SQL, decides about one record ([`Cond::holds`]) and restricts a list, a
//! count, a search or an export, so that they cannot disagree.

mod account;
pub mod accounts;
mod actor;
mod cond;
pub mod feeds;
pub mod grants;
mod letters;
mod limits;
pub mod links;
mod log_in;
pub mod mail;
mod mailer;
pub mod organisations;
pub mod password;
mod rule;
mod secret;
pub mod sessions;
#[cfg(test)]
mod testing;
pub mod tokens;
pub mod upkeep;

use entente_store::Migration;

pub use account::{Account, NewAccount, Profile, Status, Which, keys};
pub use actor::{Actor, Audience, Grant, Role};
pub use cond::{Cond, Sql};
pub use letters::{LINK_PATH, Site};
pub use mailer::{Mailer, Security, Smtp};
pub use rule::{Action, Rule};
pub use secret::Secret;
pub use sessions::{Opened, Session};

/// The tables of accounts, sessions, tokens and mail; they come after the store's own.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration { name: "access-0001", sql: include_str!("../migrations/0001_access.sql") },
        Migration { name: "access-0002", sql: include_str!("../migrations/0002_feed.sql") },
        Migration { name: "access-0003", sql: include_str!("../migrations/0003_letters.sql") },
    ]
}
