//! Texts that name an organisation, and which one is meant.

use entente_kernel::Id;
use entente_record::{Meta, Record};

/// A text as somebody wrote it, with the organisation that it means.
#[derive(Debug, Clone, Record)]
#[record(
    kind = "naming",
    prefix = "NAM",
    path = "namings",
    rule = crate::access::linking,
    states = crate::steps::NAMING
)]
pub struct Naming {
    /// What every record carries.
    #[meta]
    pub meta: Meta,
    /// As it was written.
    #[field(required, listed, order, fixed, max = 500, search = 4)]
    pub written: String,
    /// What it means, or may mean while the naming is open.
    #[field(link = "organisation", listed, filter, fixed)]
    pub organisation: Option<Id>,
    /// How sure that was when it was looked up, in per cent.
    #[field(listed, fixed)]
    pub certainty: Option<i64>,
    /// What spoke for it then, with amounts; the page says what speaks for it now.
    #[field(fixed, max = 2000, group = "trace")]
    pub reasons: String,
}
