//! Check digits of the identifiers that partners carry. Each function answers whether the text is well formed.

mod credit_code;
mod lei;
mod orcid;
mod ror;

pub use credit_code::is_credit_code;
pub use lei::is_lei;
pub use orcid::is_orcid;
pub use ror::is_ror;
