//! The pages of this room.

pub(crate) mod own;
pub(crate) mod upkeep;
