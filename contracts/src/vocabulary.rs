//! Vocabularies that needs and the catalogue must write alike.

use entente_record::Choice;

/// A field of knowledge; also the division of the glossary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum KnowledgeField {
    /// Mechanical, electrical and process engineering.
    Engineering,
    /// Materials.
    Materials,
    /// Information and communication.
    Information,
    /// Energy.
    Energy,
    /// Environment.
    Environment,
    /// Agriculture and food.
    Agriculture,
    /// Medicine and health.
    Medicine,
    /// Transport.
    Transport,
    /// Management, finance and law.
    Management,
    /// Education, cooperation and regional policy.
    Education,
}
