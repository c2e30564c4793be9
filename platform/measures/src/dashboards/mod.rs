//! Dashboards: tiles in an order, of one person, for oneself or shared. What a reader sees in them is decided by the
//! reader's own rights, number by number.

mod acts;
mod queries;
mod tiles;

use entente_kernel::{Id, Instant, Text};
use entente_record::Choice;

pub use acts::{Outline, choose_home, create, duplicate, edit, restore, trash};
pub use queries::{home_of, list, own, tiles_of, visible};
pub use tiles::{Move, add_tile, move_tile, remove_tile, restore_tile};

/// Who sees a dashboard besides its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum Sharing {
    /// Nobody.
    Personal,
    /// Everyone on staff.
    Staff,
    /// The holders of some roles.
    Roles,
}

/// A dashboard without its tiles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dashboard {
    /// Its id.
    pub id: Id,
    /// Counts the changes.
    pub version: i64,
    /// The account that owns it.
    pub owner: Id,
    /// What it is called.
    pub title: Text,
    /// Who else sees it.
    pub sharing: Sharing,
    /// The roles, where it is shared with some.
    pub roles: Vec<String>,
    /// When it last changed.
    pub changed_at: Instant,
}
