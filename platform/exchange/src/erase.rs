//! Taking away what came in about a record.

use entente_kernel::{Id, Result};
use entente_store::Tx;

/// Empties the imported lines that became this record; what became of them stays.
pub fn erase_lines(tx: &mut Tx<'_>, record: Id) -> Result<u64> {
    tx.execute("UPDATE import_line SET cells = '[]', wrong = NULL WHERE record = $1", &[record.into()])
}
