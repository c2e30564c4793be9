//! How much may be stored.

use entente_kernel::{Class, FieldProblem, Id, Problem, Result};
use entente_store::{Reads, scalar};

/// How much may be stored, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// By one file.
    pub file: u64,
    /// By one account.
    pub account: u64,
    /// By all together.
    pub all: u64,
}

impl Default for Limits {
    /// 50 MiB, 2 GiB, 20 GiB.
    fn default() -> Self {
        Self { file: 50 << 20, account: 2 << 30, all: 20 << 30 }
    }
}

/// How much is stored, removed documents among it, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Used {
    /// By the account.
    pub account: u64,
    /// By all together.
    pub all: u64,
}

/// How much is stored.
pub fn used(reads: &mut dyn Reads, account: Option<Id>) -> Result<Used> {
    let sum = "SELECT CAST(coalesce(sum(size), 0) AS BIGINT) FROM document_version";
    let all: i64 = scalar(reads, sum, &[])?.unwrap_or_default();
    let own: Option<i64> = match account {
        None => None,
        Some(account) => scalar(reads, &format!("{sum} WHERE author = $1"), &[account.into()])?,
    };
    let bytes = |number: i64| u64::try_from(number).unwrap_or_default();
    Ok(Used { account: bytes(own.unwrap_or_default()), all: bytes(all) })
}

/// Errors, at the field `file`: `document-too-large`, `documents-full` for the account, `documents-full-all`.
pub(crate) fn admit(reads: &mut dyn Reads, limits: &Limits, account: Option<Id>, size: u64) -> Result<()> {
    if size > limits.file {
        return Err(crate::incoming::too_large(limits.file));
    }
    let used = used(reads, account)?;
    let full = |code, max: u64| {
        let field = FieldProblem::new("file", code).with("max", max >> 20);
        Err(Problem { class: Class::StorageFull, ..Problem::invalid(vec![field]) })
    };
    match () {
        () if account.is_some() && used.account + size > limits.account => {
            full("documents-full", limits.account)
        }
        () if used.all + size > limits.all => full("documents-full-all", limits.all),
        () => Ok(()),
    }
}
