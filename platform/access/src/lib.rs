//! Who asks, and what they may do: actors, roles, rules, and (in their modules) accounts, sessions and tokens.
//!
//! A rule is one function of the actor and the action that answers with a [`Rule`]: a condition on the record as
//! data. The same condition, turned into SQL, decides about one record ([`Cond::holds`]) and restricts a list, a
//! count, a search or an export, so that they cannot disagree.

mod actor;
mod cond;
mod rule;

pub use actor::{Actor, Audience, Grant, Role};
pub use cond::{Cond, Sql};
pub use rule::{Action, Rule};
