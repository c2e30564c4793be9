//! Versions of an agreement's text.

use entente_kernel::{Id, Text};
use entente_record::{Meta, Record};

use crate::words::TextFormat;

/// One version of the text; made by acts alone.
#[derive(Debug, Clone, Record)]
#[record(
    kind = "agreement_text",
    prefix = "AGT",
    path = "agreement-texts",
    rule = crate::access::text,
    states = crate::steps::TEXT
)]
pub struct AgreementText {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// Which version it is, in words.
    #[field(listed, max = 200, fixed)]
    pub title: Text,
    /// Whose.
    #[field(link = "agreement", listed, filter, fixed)]
    pub agreement: Id,
    /// From 1.
    #[field(fixed)]
    pub number: i64,
    /// How it came.
    #[field(listed, fixed)]
    pub format: TextFormat,
    /// What is different.
    #[field(fixed, max = 1000)]
    pub change: String,
    /// The text, where it was typed.
    #[field(prose, max = 200_000, fixed)]
    pub body: String,
    /// The document's id, where it is one.
    #[field(fixed, max = 60, group = "inner")]
    pub document: String,
    /// The version of that document.
    #[field(fixed, group = "inner")]
    pub document_version: Option<i64>,
    /// Name of the file.
    #[field(fixed, max = 300)]
    pub file_name: String,
    /// SHA-256 of its bytes, in hexadecimal digits.
    #[field(fixed, max = 64)]
    pub digest: String,
    /// The party that proposes it; we do, when empty.
    #[field(link = "organisation", listed, fixed)]
    pub proposed_by: Option<Id>,
    /// The account of who wrote it.
    #[field(fixed, max = 60, group = "inner")]
    pub author: String,
}
