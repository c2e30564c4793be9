//! The pages of this room.

pub(crate) mod duplicate;
pub(crate) mod naming;
