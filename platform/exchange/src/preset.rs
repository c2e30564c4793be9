//! Mappings kept under a name.

use entente_kernel::{Id, Problem, Result};
use entente_store::{Reads, Row, Tx};

use crate::mapping::Mapping;

/// A mapping kept under a name, with the header that it was made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preset {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// The header that it was made for.
    pub header: Vec<String>,
    /// The mapping.
    pub mapping: Mapping,
}

/// Keeps a mapping under a name, in place of an earlier one of that name. Errors: 422 without a name.
pub fn keep_preset(
    tx: &mut Tx<'_>,
    owner: Id,
    kind: &str,
    name: &str,
    header: &[String],
    mapping: &Mapping,
) -> Result<()> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 80 {
        return Err(Problem::field("preset", if name.is_empty() { "required" } else { "too-long" }));
    }
    let (id, now) = (tx.new_id(), tx.now());
    let json = |value: serde_json::Result<String>| value.map_err(Problem::internal);
    let params = [
        id.into(),
        kind.into(),
        owner.into(),
        name.into(),
        json(serde_json::to_string(header))?.into(),
        json(serde_json::to_string(mapping))?.into(),
        now.into(),
    ];
    tx.execute(
        "INSERT INTO import_preset (id, kind, owner, name, header, mapping, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (kind, owner, name) DO UPDATE SET header = excluded.header, mapping = excluded.mapping,
           at = excluded.at",
        &params,
    )?;
    Ok(())
}

/// The presets of an owner for a kind, by name.
pub fn presets(reads: &mut dyn Reads, owner: Id, kind: &str) -> Result<Vec<Preset>> {
    let sql =
        "SELECT id, name, header, mapping FROM import_preset WHERE owner = $1 AND kind = $2 ORDER BY name";
    reads.query(sql, &[owner.into(), kind.into()])?.iter().map(read).collect()
}

/// The preset that was made for exactly this header, the latest of several.
pub fn preset_of(reads: &mut dyn Reads, owner: Id, kind: &str, header: &[String]) -> Result<Option<Preset>> {
    let text = serde_json::to_string(header).map_err(Problem::internal)?;
    let sql =
        "SELECT id, name, header, mapping FROM import_preset WHERE owner = $1 AND kind = $2 AND header = $3
               ORDER BY at DESC LIMIT 1";
    reads.first(sql, &[owner.into(), kind.into(), text.into()])?.map(|row| read(&row)).transpose()
}

fn read(row: &Row) -> Result<Preset> {
    let (header, mapping): (String, String) = (row.get(2)?, row.get(3)?);
    Ok(Preset {
        id: row.get(0)?,
        name: row.get(1)?,
        header: serde_json::from_str(&header).unwrap_or_default(),
        mapping: serde_json::from_str(&mapping).unwrap_or_default(),
    })
}
