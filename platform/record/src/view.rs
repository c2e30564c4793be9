//! Lists as somebody set them up, under a name.

use entente_kernel::{Id, Problem, Result};
use entente_store::{Reads, Tx};

/// A list under a name. Whoever opens it sees rows by the own rights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Its id.
    pub id: Id,
    /// Whose it is.
    pub owner: Id,
    /// Its name.
    pub name: String,
    /// The query of the list's address: filters, order, columns, groups.
    pub query: String,
    /// Colleagues see it too.
    pub shared: bool,
}

/// Keeps a list under a name, in place of an earlier one of that name. Errors: 422 without a name, or with one or an
/// address that is too long.
pub fn keep_view(
    tx: &mut Tx<'_>,
    owner: Id,
    kind: &str,
    name: &str,
    query: &str,
    shared: bool,
) -> Result<()> {
    let name = name.trim();
    let wrong = match (name.chars().count(), query.len()) {
        (0, _) => Some("required"),
        (81.., _) | (_, 4_001..) => Some("too-long"),
        _ => None,
    };
    if let Some(code) = wrong {
        return Err(Problem::field("name", code));
    }
    let (id, now) = (tx.new_id(), tx.now());
    tx.execute(
        "INSERT INTO saved_view (id, kind, owner, name, query, shared, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (kind, owner, name) DO UPDATE SET query = excluded.query, shared = excluded.shared,
           at = excluded.at",
        &[id.into(), kind.into(), owner.into(), name.into(), query.into(), shared.into(), now.into()],
    )?;
    Ok(())
}

/// The lists of an account for a kind, and with `colleagues` those that others share; by name.
pub fn views(reads: &mut dyn Reads, owner: Id, kind: &str, colleagues: bool) -> Result<Vec<View>> {
    let sql = "SELECT id, owner, name, query, shared FROM saved_view
               WHERE kind = $1 AND (owner = $2 OR ($3 AND shared)) ORDER BY name, id";
    let rows = reads.query(sql, &[kind.into(), owner.into(), colleagues.into()])?;
    let read = |row: &entente_store::Row| {
        Ok(View {
            id: row.get(0)?,
            owner: row.get(1)?,
            name: row.get(2)?,
            query: row.get(3)?,
            shared: row.get(4)?,
        })
    };
    rows.iter().map(read).collect()
}

/// Forgets one of the account's lists. Errors: 404.
pub fn remove_view(tx: &mut Tx<'_>, owner: Id, id: Id) -> Result<()> {
    let sql = "DELETE FROM saved_view WHERE id = $1 AND owner = $2";
    if tx.execute(sql, &[id.into(), owner.into()])? == 0 { Err(Problem::not_found()) } else { Ok(()) }
}
