//! Words and traits that several rooms share. No logic: each room implements and decides for itself.

mod bonds;
mod consents;
mod needs;
mod people;
mod supply;
mod vocabulary;
mod words;

pub use bonds::{Domicile, Domiciles, Kept, Obligations, Promise};
pub use consents::{Consents, Use};
pub use needs::{NewNeed, NewNeedSort, OpensNeed};
pub use people::{Approach, People};
pub use supply::{Available, Offer, OfferSort, Supply};
pub use vocabulary::KnowledgeField;
pub use words::{Concern, Name, Names, Pair, Words};
