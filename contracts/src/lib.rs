//! Words that several rooms share. No logic: each room implements and decides for itself.

mod vocabulary;

pub use vocabulary::KnowledgeField;
