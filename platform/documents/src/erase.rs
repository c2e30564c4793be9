//! Taking the documents of a record away for good.

use entente_kernel::{Id, Result};
use entente_store::{Reads, Tx};

/// Bytes, names and texts of every document of a record go, removed ones too; what stays is that there were so many,
/// and when. Gives how many documents held something. Whoever asks; the caller has decided.
pub fn erase(tx: &mut Tx<'_>, record: Id) -> Result<usize> {
    let sql = "SELECT id FROM document WHERE record = $1 AND title <> ''";
    let ids: Vec<Id> =
        tx.query(sql, &[record.into()])?.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
    let now = tx.now();
    for id in &ids {
        tx.execute("DELETE FROM document_chunk WHERE document = $1", &[(*id).into()])?;
        tx.execute(
            "UPDATE document_version SET file_name = '', size = 0, digest = $2, body = NULL, text_state = 'none'
             WHERE document = $1",
            &[(*id).into(), Vec::<u8>::new().into()],
        )?;
        tx.execute(
            "UPDATE document SET title = '', removed_at = COALESCE(removed_at, $2) WHERE id = $1",
            &[(*id).into(), now.into()],
        )?;
    }
    Ok(ids.len())
}
