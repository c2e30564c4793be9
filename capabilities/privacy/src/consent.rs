//! Who agreed to what.

use entente_kernel::{Id, Text};
use entente_record::{Choice, Meta, Record};

/// How a consent reached us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum ConsentSource {
    /// The person's own page.
    OwnPage,
    /// A signed form.
    Form,
    /// A letter or mail.
    Letter,
    /// Said to somebody.
    Spoken,
}

/// A person's consent to a purpose; it is given and withdrawn on days.
#[derive(Debug, Clone, Record)]
#[record(
    kind = "consent",
    prefix = "CNS",
    path = "consents",
    rule = crate::access::consent,
    states = crate::steps::CONSENT
)]
pub struct Consent {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// What the person was told, as the purpose said then.
    #[field(listed, fixed, max = 200)]
    pub wording: Text,
    /// Who agreed.
    #[field(link = "person", subject, listed, filter)]
    pub person: Id,
    /// To what.
    #[field(link = "purpose", listed, filter)]
    pub purpose: Id,
    /// How it reached us.
    #[field(listed, filter)]
    pub source: ConsentSource,
    /// What shows it.
    #[field(prose, personal, max = 2000)]
    pub evidence: Text,
}
