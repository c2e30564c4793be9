//! Documents of two records that become one.

use entente_kernel::{Id, Result};
use entente_store::Tx;

/// The documents of the record that goes move to the record that is kept.
pub fn go_along(tx: &mut Tx<'_>, gone: Id, kept: Id) -> Result<()> {
    let sql = "UPDATE document SET record = $1, came_from = $2 WHERE record = $2";
    tx.execute(sql, &[kept.into(), gone.into()]).map(|_| ())
}

/// They go back when the two are parted again.
pub fn go_back(tx: &mut Tx<'_>, gone: Id, kept: Id) -> Result<()> {
    let sql = "UPDATE document SET record = $2, came_from = NULL WHERE record = $1 AND came_from = $2";
    tx.execute(sql, &[kept.into(), gone.into()]).map(|_| ())
}
