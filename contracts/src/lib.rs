//! Words and traits that several rooms share. No logic: each room implements and decides for itself.

mod supply;
mod vocabulary;

pub use supply::{Available, Offer, OfferSort, Supply};
pub use vocabulary::KnowledgeField;
