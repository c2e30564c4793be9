//! What people ask about their data.

use entente_kernel::{Date, Id, Text};
use entente_record::{Choice, Meta, Record};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum PetitionSort {
    /// Something is wrong.
    Correction,
    /// Everything shall go.
    Erasure,
}

/// Something asked about personal data, to be answered until a day.
#[derive(Debug, Clone, Record)]
#[record(
    kind = "petition",
    prefix = "PET",
    path = "petitions",
    rule = crate::access::petition,
    states = crate::steps::PETITION
)]
pub struct Petition {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// What is asked, in the person's words.
    #[field(required, listed, personal, max = 1000)]
    pub wish: String,
    /// What it comes to.
    #[field(listed, filter)]
    pub sort: PetitionSort,
    /// Until when it is to be answered.
    #[field(fixed, listed, filter, order)]
    pub due: Option<Date>,
    /// What was answered.
    #[field(prose, personal, max = 5000)]
    pub answer: Text,
    /// The record that it is about.
    #[field(fixed, listed, link = "*")]
    pub about: Option<Id>,
    /// The kind of that record.
    #[field(fixed, max = 60, group = "inner")]
    pub about_kind: String,
    /// Whose data it is.
    #[field(fixed, link = "person", subject, filter)]
    pub person: Option<Id>,
    /// The account that asked.
    #[field(fixed, max = 60, group = "inner")]
    pub asked_by: String,
}
