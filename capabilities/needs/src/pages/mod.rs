//! The pages of this room beyond those that every kind has.

pub(crate) mod candidate;
pub(crate) mod candidates;
pub(crate) mod cards;
pub(crate) mod compare;
pub(crate) mod file;
pub(crate) mod funnel;
pub(crate) mod home;
pub(crate) mod judging;
pub(crate) mod missing;
pub(crate) mod panels;
pub(crate) mod words;
